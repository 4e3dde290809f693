"""The ways in which Jira is wrong, each switched on and off at run time."""

import random
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Chance(BaseModel):
    """Something that befalls a request, this often, or the next so many times."""

    model_config = ConfigDict(extra="forbid")

    probability: float = Field(0.0, ge=0, le=1)
    next: int = Field(0, ge=0)
    """The next so many requests, whatever the probability."""
    path: str = ""
    """Only requests whose path contains this."""


class Faults(BaseModel):
    """All switches; the default is a Jira on its best day."""

    model_config = ConfigDict(extra="forbid")

    seed: int = 1
    latency_ms: float = 0
    index_lag_seconds: float = 0
    """How long the search index takes to know of a change."""
    refused_project: int = 0
    """A project whose issues a search refuses to list, though it is told: 400."""
    short_pages: float = Field(0.0, ge=0, le=1)
    """How often a page is shorter than asked for."""
    repeat_token: bool = False
    """Send the same page token for ever."""
    most_bulk: int = 100
    """Issues a bulk read: 1000 as documented since October 2026."""
    issue_errors: float = Field(0.0, ge=0, le=1)
    """How often a bulk read has an issue among its errors: it is there, but was not read."""
    histories_a_page: int = 10_000
    numeric_created: bool = False
    """History entries read in bulk are dated in epoch milliseconds."""
    hide_emails: bool = False
    localised: bool = False
    epic_link_only: bool = False
    """Company-managed issues tell their epic in the legacy field alone, as old ones do."""
    expired: bool = False
    """The token is no longer known: 401 where a log-in is needed, nothing with a 200 elsewhere."""
    captcha: bool = False
    forbidden: str = ""
    """403 for paths that contain this."""
    clock_skew_seconds: float = 0
    burst: int = 0
    """Requests a second, endpoint and method before 429; 0 is no limit."""
    burst_size: int = 0
    """Requests that may come at once; 0 is a second's worth."""
    limited: Chance = Chance()
    limited_html: bool = False
    """429 with a page for people."""
    limited_silent: bool = False
    """429 without `Retry-After`."""
    limited_reason: str = "jira-burst-based"
    retry_after: int = 1
    unavailable: Chance = Chance()
    slow: Chance = Chance()
    slow_seconds: float = 2
    dropped: Chance = Chance()
    truncated: Chance = Chance()
    webhook_duplicates: float = Field(0.0, ge=0, le=1)
    webhook_losses: float = Field(0.0, ge=0, le=1)
    webhook_shuffle_seconds: float = 0
    """Webhooks are held back for up to so long, each for its own time: their order is lost."""

    def befalls(self, what: Chance, path: str, dice: random.Random) -> bool:
        """Roll whether this befalls a request; counts `next` down."""
        if what.path not in path:
            return False
        if what.next > 0:
            what.next -= 1
            return True
        return what.probability > 0 and dice.random() < what.probability

    def change(self, told: dict[str, Any]) -> None:
        """Switch some; the others stay as they are."""
        merged = Faults.model_validate({**self.model_dump(), **told})
        for name in Faults.model_fields:
            setattr(self, name, getattr(merged, name))
