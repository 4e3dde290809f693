"""fetcher → mapper: issues as Jira told them, with their whole history.

Live results (of webhooks) and bulk results (of a run) travel under their own routing keys:
a change someone just made never waits behind a full sync.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from typing_extensions import override

from libs.contracts.message import Instant, IssueId, JsonObject, Lane, Message


class FetchedIssue(BaseModel):
    """One issue: Jira's JSON with the fields asked for, and its histories (or a part of them).

    A history too long for one message comes in several with the same `issue`; histories only add.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    issue: JsonObject
    histories: tuple[JsonObject, ...] = ()


class IssuesFetched(Message):
    """A batch of reads of one connection, and the ids that Jira did not return."""

    topic: ClassVar[str] = "issues.fetched"

    run: UUID | None = None
    """Absent for what webhooks caused."""
    fetched_at: Instant
    """Jira's `Date` of the answer: reads are ordered by Jira's clock, never by ours."""
    issues: tuple[FetchedIssue, ...] = ()
    absent: tuple[IssueId, ...] = ()
    authenticated_as: str | None = None
    """Who `/myself` said we were right after; without it, absent ids prove nothing."""
    deleted: tuple[IssueId, ...] = ()
    """Those of the absent that a webhook said are deleted: the second sign."""
    asked: tuple[str, ...] = ()
    """The custom fields that were asked for; one that got a meaning a moment ago may not be."""
    partial: bool = False
    """Only some fields were asked for: they are added to what the mirror has."""

    @property
    def lane(self) -> Lane:
        """`live` for what webhooks caused, `bulk` for what a run asked for."""
        return "live" if self.run is None else "bulk"

    @property
    @override
    def routing_key(self) -> str:
        """`issues.fetched.<connection>.<lane>`."""
        return f"{self.topic}.{self.connection}.{self.lane}"
