"""mapper: a task and what happened to it, as effort needs them; pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

TaskId = tuple[int, int]
"""Connection and Jira's numeric id of the issue: what a task is known by, and sorted by."""

Kind = Literal["status", "assignee", "other"]
"""What an item changed. `other` is anything else that shows somebody was at the task."""


@dataclass(frozen=True, slots=True)
class Change:
    """One item of one history entry: what changed, by whom and when. Empty ids mean none."""

    change_id: int
    item: int
    at: datetime
    author: str | None
    kind: Kind
    from_id: str | None
    to_id: str | None


@dataclass(frozen=True, slots=True)
class Task:
    """A task with its values of now and its history, in any order."""

    connection_id: int
    issue_id: int
    key: str
    created: datetime
    status: str
    """Id of its status now."""
    assignee: str | None
    """Account id of its assignee now."""
    gone_at: datetime | None = None
    """Since when it is deleted, archived or out of sight; None while it is there."""
    history: tuple[Change, ...] = ()

    @property
    def id(self) -> TaskId:
        """Give what the task is known by."""
        return (self.connection_id, self.issue_id)
