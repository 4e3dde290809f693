"""scheduler, console, operations → fetcher: bring this connection level with Jira.

By hand this is a whole manual sync: exchange `flowstate`, routing key `sync.requested.acme`,
body `{"connection": "acme"}`.
"""

from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from libs.contracts.message import Message

Reason = Literal["scheduled", "manual", "webhook_gap"]
Key = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]


class Scope(BaseModel):
    """What a sync covers: some projects, some issues, or everything when both are empty.

    `"all"`, `{"projects": ["ACME"]}` and `{"issues": ["ACME-7", "10042"]}` are accepted.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    projects: tuple[Key, ...] = Field(default=(), max_length=1_000)
    issues: tuple[Key, ...] = Field(default=(), max_length=10_000)

    @model_validator(mode="before")
    @classmethod
    def _everything(cls, given: Any) -> Any:
        """Read the word `all` as the empty scope."""
        return {} if given in ("all", None) else given

    @model_validator(mode="after")
    def _one_kind(self) -> "Scope":
        """Refuse a scope of projects and issues at once: nobody could say what it means."""
        if self.projects and self.issues:
            raise ValueError("name projects or issues, not both")
        return self

    @field_validator("projects", "issues")
    @classmethod
    def _as_a_set(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        """Order does not matter: two scopes of the same names are one scope."""
        return tuple(sorted(set(given)))

    @property
    def everything(self) -> bool:
        """Whether the whole connection is meant."""
        return not self.projects and not self.issues


class SyncRequested(Message):
    """A wish for a full sync (a census) or, with `scope.issues`, a fresh read of those issues."""

    topic: ClassVar[str] = "sync.requested"

    scope: Scope = Scope()
    deep: bool = False
    """Fetch every issue again, not only what the census finds new or changed."""
    reason: Reason = "manual"
    run: UUID | None = None
    """The run to report under; made from the message's id when absent."""
