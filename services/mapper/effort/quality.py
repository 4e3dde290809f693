"""mapper: a task's history → what in it does not fit together, so that nothing is guessed silently.

Pure. Which side is believed in each case is told in `timeline`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Literal

from services.mapper.effort.rules import Rules
from services.mapper.effort.task import Change, Kind, Task, TaskId
from services.mapper.effort.timeline import first_value, ordered

DoubtKind = Literal[
    "contradiction", "differs_now", "before_created", "after_gone", "after_now", "same_instant",
    "unknown_status",
]  # fmt: skip
_KINDS: tuple[Kind, ...] = ("status", "assignee")


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something in a task's history that leaves its effort in doubt."""

    task: TaskId
    kind: DoubtKind
    change_id: int | None
    """The history entry it is about; None where it is about the task itself."""
    at: datetime
    words: str


def doubts(tasks: Iterable[Task], rules: Rules, now: datetime) -> list[Doubt]:
    """Give what is doubtful about tasks, in order of task and time."""
    found = [doubt for task in tasks for doubt in _of_task(task, rules, now)]
    return sorted(
        found, key=lambda doubt: (doubt.task, doubt.at, doubt.change_id or 0, doubt.words)
    )


def _of_task(task: Task, rules: Rules, now: datetime) -> Iterator[Doubt]:
    history = ordered(task)
    if task.created > now:
        yield Doubt(task.id, "after_now", None, task.created, "created in the future")
    yield from _out_of_time(task, history, now)
    for kind in _KINDS:
        changes = [change for change in history if change.kind == kind]
        yield from _broken(task, kind, changes)
    yield from _unexplained(task, history, rules)


def _out_of_time(task: Task, history: list[Change], now: datetime) -> Iterator[Doubt]:
    """Give the entries from before the creation, after the end, or the future: each once."""
    for change_id, at in {change.change_id: change.at for change in history}.items():
        if at < task.created:
            words = "changed before it was created: holds from the creation on"
            yield Doubt(task.id, "before_created", change_id, at, words)
        if task.gone_at is not None and at > task.gone_at:
            words = "changed after it was gone: counts for nothing"
            yield Doubt(task.id, "after_gone", change_id, at, words)
        if at > now:
            words = "changed in the future: holds from then on"
            yield Doubt(task.id, "after_now", change_id, at, words)


def _broken(task: Task, kind: Kind, changes: list[Change]) -> Iterator[Doubt]:
    """Give where one change of a kind does not follow from the one before, or the value of now."""
    for before, change in pairwise(changes):
        if (before.to_id or None) != (change.from_id or None):
            words = (
                f"{kind} was {_told(before.to_id)} and changed from {_told(change.from_id)}: "
                f"{_told(before.to_id)} holds until then"
            )
            yield Doubt(task.id, "contradiction", change.change_id, change.at, words)
        if before.at == change.at and before.change_id != change.change_id:
            words = f"{kind} changed twice at one instant: the higher id comes last"
            yield Doubt(task.id, "same_instant", change.change_id, change.at, words)
    now = task.status if kind == "status" else task.assignee
    if changes and (changes[-1].to_id or None) != (now or None):
        last = changes[-1]
        words = f"{kind} is {_told(now)} and last changed to {_told(last.to_id)}: the change holds"
        yield Doubt(task.id, "differs_now", last.change_id, last.at, words)


def _unexplained(task: Task, history: list[Change], rules: Rules) -> Iterator[Doubt]:
    """Give the statuses nobody said the meaning of, each time the task came into one."""
    first = first_value(history, "status", task.status)
    entered = [(None, task.created, first)] + [
        (change.change_id, change.at, change.to_id) for change in history if change.kind == "status"
    ]
    for change_id, at, status in entered:
        if rules.meaning(task.connection_id, status) == "unknown":
            words = f"nobody said what status {_told(status)} means: it does not count as working"
            yield Doubt(task.id, "unknown_status", change_id, at, words)


def _told(value: str | None) -> str:
    return value or "none"
