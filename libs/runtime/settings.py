"""any service: the settings that all have, read from the environment or from `<NAME>_FILE`."""

import os
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from typing_extensions import override


class FilesSource(PydanticBaseSettingsSource):
    """Reads `DATABASE_URL_FILE` where `DATABASE_URL` is asked for: secrets mounted as files."""

    @override
    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        place = os.environ.get(f"{field_name.upper()}_FILE")
        return (
            (Path(place).read_text(encoding="utf-8").strip() if place else None),
            field_name,
            False,
        )

    @override
    def __call__(self) -> dict[str, Any]:
        found = {
            name: self.get_field_value(None, name)[0] for name in self.settings_cls.model_fields
        }
        return {name: value for name, value in found.items() if value is not None}


class ServiceSettings(BaseSettings):
    """What every service needs; a service adds its own."""

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True)

    database_url: SecretStr = Field(description="postgresql://… of the database.")
    amqp_url: SecretStr = Field(description="amqp://… of RabbitMQ.")
    secret_keys: SecretStr = Field(
        SecretStr(""), description="Fernet keys, newest first, separated by commas."
    )
    log_level: str = Field("info", description="debug, info, warning or error.")
    health_host: str = Field("0.0.0.0", description="Where the health port listens.")  # noqa: S104
    health_port: int = Field(9100, description="Where /metrics, /healthz and /readyz answer.")
    allow_private_jira: bool = Field(
        default=False, description="Let a Jira URL lead to a private address: for tests only."
    )

    @property
    def keys(self) -> list[str]:
        """The encryption keys, newest first."""
        return [key for key in self.secret_keys.get_secret_value().split(",") if key]

    @override
    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, FilesSource(settings_cls)


def complaint(error: ValidationError) -> str:
    """Say which variables are wrong and why, never what they hold."""
    wrong = sorted(
        {(str(e["loc"][0]).upper() if e["loc"] else "settings", e["msg"]) for e in error.errors()}
    )
    return "; ".join(f"{name}: {why}" for name, why in wrong)
