"""mapper: its settings."""

from datetime import timedelta

from pydantic import Field

from libs.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """What the mapper needs to know from its environment."""

    health_port: int = Field(9103, description="Where /metrics, /healthz and /readyz answer.")
    batch_size: int = Field(20, ge=1, le=500, description="Messages mapped in one transaction.")
    bulk_concurrency: int = Field(2, ge=1, le=16, description="Bulk batches mapped at once.")
    people_at_once: int = Field(2, ge=1, le=16, description="People reckoned at once.")
    accrue_every: timedelta = Field(
        timedelta(minutes=30), description="How often the time on open tasks is counted anew."
    )
