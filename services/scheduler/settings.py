"""scheduler: its settings."""

from pydantic import Field

from libs.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """What the scheduler needs to know from its environment."""

    health_port: int = Field(9104, description="Where /metrics, /healthz and /readyz answer.")
    look_every: float = Field(
        20, gt=0, le=60, description="Seconds between two looks at what is due."
    )
