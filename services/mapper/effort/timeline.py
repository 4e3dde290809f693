"""mapper: a task's history → its status and assignee at every instant; pure.

What is believed, where a history does not fit together (`quality` tells each such place):

- A change holds from its instant on, until the next of its kind. Where that one says it changed
  from another value, something happened in between that has neither an author nor a time: what the
  earlier one brought holds until then.
- Before the first change of a kind holds what that change says was before it; where nothing ever
  changed, the value of now.
- The last change holds against another value of now, for the same reason, and because a history is
  read after its issue: where they differ the history is usually the newer one.
- A change from before the creation holds from the creation on, one of the future from its time on.
- At one instant, changes follow each other by their ids, items by their place.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Literal

from services.mapper.effort.task import Change, Kind, Task

Why = Literal["created", "change", "idle", "done_without_work", "employment", "gone", "now"]
"""What an edge is: the creation, somebody's change, or the rule that cut."""

_ORDER = attrgetter("at", "change_id", "item")
_ENTRY = attrgetter("at", "change_id")


@dataclass(frozen=True, slots=True)
class Edge:
    """An instant at which something began or ended, and why."""

    at: datetime
    why: Why
    change_id: int | None = None
    author: str | None = None
    """Account id of who made the change; None where Jira does not tell."""


@dataclass(frozen=True, slots=True)
class State:
    """How a task stood from an edge on, up to the next state's."""

    edge: Edge
    status: str | None
    assignee: str | None


def ordered(task: Task) -> list[Change]:
    """Give the history from first to last."""
    return sorted(task.history, key=_ORDER)


def first_value(history: list[Change], kind: Kind, now: str | None) -> str | None:
    """Give what held before the first change of a kind."""
    return next((change.from_id for change in history if change.kind == kind), now) or None


def states(task: Task) -> list[State]:
    """Give the states of a task from its creation on, one for each history entry."""
    history = ordered(task)
    status = first_value(history, "status", task.status)
    assignee = first_value(history, "assignee", task.assignee)
    found = [State(Edge(task.created, "created"), status, assignee)]
    for (at, change_id), items in groupby(history, _ENTRY):
        author = None
        for item in items:
            author = item.author
            if item.kind == "status":
                status = item.to_id or None
            elif item.kind == "assignee":
                assignee = item.to_id or None
        edge = Edge(max(at, task.created), "change", change_id, author)
        found.append(State(edge, status, assignee))
    return found
