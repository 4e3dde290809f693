"""fetcher → mapper: the census: which issues Jira says exist, and which it says changed.

A run's parts may arrive in any order and more than once: each says where it belongs. The search
index lags, so a part only ever adds work; it never proves that an issue is gone.
"""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from libs.contracts.message import Instant, IssueId, Message
from libs.contracts.sync_requested import Reason, Scope


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Started(_Part):
    """The census began: what it covers, and proof of who we were."""

    kind: Literal["started"] = "started"
    scope: Scope = Scope()
    deep: bool = False
    reason: Reason = "manual"
    started_at: Instant
    """Jira's clock, not ours: the next census asks for changes since then, less an overlap."""
    authenticated_as: str
    """The `accountId` that `/myself` gave."""
    since: Instant | None = None
    """Changes are listed from here on; None where only ids are (a first or deep census)."""


class Roster(_Part):
    """Every project of one state that the account sees; only in a census of everything.

    A stored project on no roster was deleted for good, or its permission was taken away.
    """

    kind: Literal["roster"] = "roster"
    state: Literal["live", "archived", "deleted"]
    projects: tuple[IssueId, ...]


class Ids(_Part):
    """One page of the ids and keys of a project: `(id, key)` pairs, at most 5,000."""

    kind: Literal["ids"] = "ids"
    project: IssueId
    page: Annotated[int, Field(ge=0)]
    deep: bool = False
    """Whether all of them are wanted; told on each page, for pages may overtake `Started`."""
    issues: tuple[tuple[IssueId, str], ...]


class Changed(_Part):
    """One page of the issues changed since the last good census: `(id, updated)`."""

    kind: Literal["changed"] = "changed"
    project: IssueId
    """The first of the projects that were asked for together."""
    page: Annotated[int, Field(ge=0)]
    issues: tuple[tuple[IssueId, Instant], ...]


class Finished(_Part):
    """The census ended: how many parts were sent, and proof that we were still authenticated."""

    kind: Literal["finished"] = "finished"
    pages: Annotated[int, Field(ge=0)]
    """`Roster`, `Ids` and `Changed` parts of this run, all projects together, and those of its
    catalogue."""
    authenticated_as: str
    finished_at: Instant
    refused: tuple[IssueId, ...] = ()
    """Projects that Jira would not list (to the end): nothing in them counts as absent."""
    note: Annotated[str, StringConstraints(max_length=500)] | None = None
    """What could not be listed, for a person: a project that Jira refuses, an unknown issue."""


class Failed(_Part):
    """The census cannot be taken as asked for; the reason is for the person who asked."""

    kind: Literal["failed"] = "failed"
    reason: Annotated[str, StringConstraints(max_length=500)]


class IssuesListed(Message):
    """One part of one run's census."""

    topic: ClassVar[str] = "issues.listed"

    run: UUID
    part: Annotated[
        Started | Roster | Ids | Changed | Finished | Failed, Field(discriminator="kind")
    ]
