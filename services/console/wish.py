"""admin → console: what is typed to make a connection, and what is shown for it; values."""

from dataclasses import dataclass
from datetime import time

from libs.connections.connection import Mode


@dataclass(frozen=True, slots=True)
class Wish:
    """What an admin typed to make a connection."""

    slug: str
    url: str
    email: str
    token: str
    mode: Mode = "projects"
    daily_at: time = time(2)
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Webhook:
    """What is pasted into Jira; shown once, for only the token's hash is kept."""

    url: str
    secret: str
