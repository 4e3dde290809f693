"""console: its settings."""

from pydantic import Field, SecretStr, field_validator
from pydantic_core import PydanticCustomError

from libs.runtime.settings import ServiceSettings

SHORTEST_TOKEN: int = 20
"""Characters. A shorter one is guessed sooner or later, and it opens everybody's data."""


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

    @field_validator("api_token")
    @classmethod
    def _long_enough(cls, token: SecretStr) -> SecretStr:
        """Refuse a token that can be guessed."""
        if 0 < len(token.get_secret_value()) < SHORTEST_TOKEN:
            raise PydanticCustomError(
                "short",
                "this is shorter than {least} characters; make one with: openssl rand -hex 32",
                {"least": SHORTEST_TOKEN},
            )
        return token
