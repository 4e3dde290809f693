"""fetcher: its settings."""

from datetime import timedelta

from pydantic import Field

from libs.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """What the fetcher needs to know from its environment."""

    health_port: int = Field(9102, description="Where /metrics, /healthz and /readyz answer.")
    live_batch: int = Field(200, ge=1, le=1000, description="Webhooks hydrated together.")
    bulk_batch: int = Field(10, ge=1, le=50, description="Hundreds of ids hydrated together.")
    overlap: timedelta = Field(
        timedelta(hours=1),
        description="How far before the last census the next one asks: Jira's index lags.",
    )
