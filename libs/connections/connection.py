"""any service: one connection as a value."""

from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Literal

Mode = Literal["projects", "epics"]
State = Literal["new", "ok", "needs_attention"]


@dataclass(frozen=True, slots=True)
class Connection:
    """A Jira site, the account that reads it, and how it is synced.

    The secrets are never shown: they are not in the `repr`, and nobody may put them in a message.
    """

    id: int
    slug: str
    url: str
    email: str
    token: str = field(repr=False)
    api_base: str | None = None
    """The gateway with the cloud id, for scoped tokens; None for the site itself."""
    account_zone: str | None = None
    mode: Mode = "projects"
    daily_at: time = time(2)
    daily_zone: str = "UTC"
    webhook_secret: str | None = field(default=None, repr=False)
    state: State = "new"
    state_reason: str | None = None
    created_at: datetime | None = None

    @property
    def base(self) -> str:
        """Where the REST API answers."""
        return (self.api_base or self.url).rstrip("/")

    def opens_like(self, other: "Connection") -> bool:
        """Whether a client opened for one serves the other: same place, account and token."""
        return (self.base, self.email, self.token) == (other.base, other.email, other.token)
