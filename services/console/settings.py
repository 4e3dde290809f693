"""console: its settings."""

from pydantic import Field, SecretStr

from libs.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """What the console needs to know from its environment."""

    health_port: int = Field(9105, description="Where /metrics, /healthz and /readyz answer.")
    host: str = Field("0.0.0.0", description="Where the console answers.")  # noqa: S104
    port: int = Field(8000, description="Where the console answers.")
    public_url: str = Field(
        "http://127.0.0.1:8080", description="How Jira reaches the ingress, without path."
    )
    api_token: SecretStr = Field(
        SecretStr(""), description="What programs show to use /api/v1; without one it is closed."
    )
    jira_gateway: str = Field(
        "https://api.atlassian.com", description="Where scoped API tokens are used."
    )
