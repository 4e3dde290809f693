"""ingress: its settings."""

from pydantic import Field

from libs.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """What the ingress needs to know from its environment."""

    health_port: int = Field(9101, description="Where /metrics, /healthz and /readyz answer.")
    host: str = Field("0.0.0.0", description="Where webhooks are taken.")  # noqa: S104
    port: int = Field(8080, description="Where webhooks are taken.")
    most_in_hand: int = Field(
        500, ge=1, description="Webhooks under way at once; more are told to come again."
    )
    most_bytes_in_hand: int = Field(
        128 * 1024 * 1024, ge=1, description="Bytes of bodies under way at once."
    )
