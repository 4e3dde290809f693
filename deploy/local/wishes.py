"""What the environment asks of `make up`, or one sentence about what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from deploy.local.program import taken

SETTINGS = {"ingress-web": "INGRESS_PORT", "console-web": "CONSOLE_PORT"}
USUAL = {"ingress-web": 8080, "console-web": 8000}
LARGEST_PORT = 65_535


class BadWishError(ValueError):
    """What was asked for cannot be done; the text is a whole sentence."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is asked for."""

    private_jira: bool
    web_ports: Mapping[str, int]
    """Where ingress and console answer: exactly there, for others were told these addresses."""


def read_wishes(environment: Mapping[str, str]) -> Wishes:
    """Read the environment; raise BadWishError."""
    ports = {name: _port(environment, name) for name in SETTINGS}
    if len(set(ports.values())) < len(ports):
        raise BadWishError(f"{' and '.join(SETTINGS.values())} have to be different.")
    return Wishes(_yes(environment, "ALLOW_PRIVATE_JIRA"), ports)


def check_free(wishes: Wishes) -> None:
    """Raise BadWishError when somebody else answers where ingress or console have to."""
    for name, port in wishes.web_ports.items():
        if taken(port):
            service, setting = name.removesuffix("-web"), SETTINGS[name]
            raise BadWishError(
                f"Port {port}, where the {service} answers, is taken by another program: stop "
                f"that, or choose another port with {setting}={port + 1} before `make up`."
            )


def _port(environment: Mapping[str, str], name: str) -> int:
    setting = SETTINGS[name]
    told = environment.get(setting) or str(USUAL[name])
    if not (told.isascii() and told.isdigit() and 0 < int(told) < LARGEST_PORT):
        raise BadWishError(f"{setting} has to be a port, not {told!r}.")
    return int(told)


def _yes(environment: Mapping[str, str], setting: str) -> bool:
    told = environment.get(setting) or "false"
    try:
        return TypeAdapter(bool).validate_python(told)
    except ValidationError as error:
        raise BadWishError(f"{setting} has to be true or false, not {told!r}.") from error
