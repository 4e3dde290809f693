"""admin → console: what is typed to make a connection, and what is shown for it; pure."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from zoneinfo import available_timezones

from libs.connections.connection import Mode


@dataclass(frozen=True, slots=True)
class Wish:
    """What an admin typed to make a connection, or to renew one: None stays as it is known."""

    slug: str
    url: str
    email: str
    token: str
    mode: Mode | None = None
    daily_at: str | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Webhook:
    """What is pasted into Jira; shown once, for only the token's hash is kept."""

    url: str
    secret: str


@cache
def zones() -> frozenset[str]:
    """Give the names of the time zones that there are."""
    return frozenset(available_timezones() - {"Factory", "localtime"})


@cache
def countries() -> frozenset[str]:
    """Give the two-letter codes of ISO 3166, as the time zones' data lists them."""
    table = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text(encoding="utf-8")
    return frozenset(line[:2] for line in table.splitlines() if not line.startswith("#"))
