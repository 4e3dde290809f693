"""mapper: a task's history → for which accounts it was active; what calendars say comes after.

Pure. A task claims an account's time while its status is a working one and the account is its
assignee, and where it reached done without having been worked on.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from services.mapper.effort.rules import Rules
from services.mapper.effort.task import Task
from services.mapper.effort.timeline import Edge, State, states


@dataclass(frozen=True, slots=True)
class Claim:
    """A stretch in which a task was active for an account; it may have no length."""

    task: Task
    account: str
    opened: Edge | None
    """None where the task reached done without work: a length before `closed`."""
    touches: tuple[Edge, ...]
    """What happened to the task in between."""
    closed: Edge


def claims(task: Task, rules: Rules, now: datetime) -> list[Claim]:
    """Give a task's claims in order of time, up to now or until it was gone."""
    end = Edge(now, "now")
    if task.gone_at is not None and task.gone_at <= now:
        end = Edge(task.gone_at, "gone")
    found = states(task)
    return _working(task, found, rules, end) + _unworked(task, found, rules, end)


def _working(task: Task, found: list[State], rules: Rules, end: Edge) -> list[Claim]:
    claimed: list[Claim] = []
    account: str | None = None
    opened, touches = end, list[Edge]()
    for state in found:
        if state.edge.at >= end.at:
            break
        working = rules.meaning(task.connection_id, state.status) == "working"
        holder = state.assignee if working else None
        if holder == account:
            touches.append(state.edge)
            continue
        if account is not None:
            claimed.append(Claim(task, account, opened, tuple(touches), state.edge))
        account, opened, touches = holder, state.edge, []
    if account is not None:
        claimed.append(Claim(task, account, opened, tuple(touches), end))
    return claimed


def _unworked(task: Task, found: list[State], rules: Rules, end: Edge) -> list[Claim]:
    """Give where done was reached with no working status since the creation or the last done.

    A status that nobody explained may have been a working one: nothing is claimed after it. A task
    that was created as done has not reached it.
    """
    if not rules.done_without_work:
        return []
    claimed: list[Claim] = []
    meanings = [rules.meaning(task.connection_id, state.status) for state in found]
    worked = meanings[0] in ("working", "unknown")
    for (before, state), (was, now) in zip(pairwise(found), pairwise(meanings), strict=True):
        if now == "done" and was != "done":
            # The entry that finishes a task may take the assignee away with it.
            account = state.assignee or before.assignee
            if account is not None and not worked and state.edge.at <= end.at:
                claimed.append(Claim(task, account, None, (), state.edge))
        worked = now in ("working", "unknown") or (worked and was != "done")
    return claimed
