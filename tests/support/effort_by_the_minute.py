"""Effort the slow way: each working minute is looked at by itself.

Written from the rules, sharing no code with the real thing but its values, for tasks whose instants
are whole minutes. Every minute asks the clock on the wall, every task its whole history.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from functools import cache

from holidays import country_holidays

from services.mapper.effort.person import Person
from services.mapper.effort.rules import Rules
from services.mapper.effort.task import Task, TaskId
from services.mapper.effort.working_time import Calendar

MINUTE = timedelta(minutes=1)


@cache
def _working_minutes(calendar: Calendar, since: date, until: date) -> list[tuple[datetime, date]]:
    """Give the working minutes between two dates, each with its local date."""
    off = (
        country_holidays(calendar.country, subdiv=calendar.subdivision) if calendar.country else ()
    )
    found = []
    at = datetime.combine(since, time(), UTC)
    while at.date() < until:
        local = at.astimezone(calendar.zone)
        in_hours = any(
            a <= local.time() and (local.time() < b or b == time()) for a, b in calendar.hours
        )
        if in_hours and local.isoweekday() in calendar.weekdays and local.date() not in off:
            found.append((at, local.date()))
        at += MINUTE
    return found


def by_the_minute(
    tasks: Iterable[Task], person: Person, rules: Rules, window: tuple[date, date], now: datetime
) -> tuple[dict[tuple[date, TaskId], int], Counter[date]]:
    """Give thousandths of a minute by date and task, and the working minutes of each date.

    The window must be wide enough for everything that happens.
    """
    minutes = _working_minutes(person.calendar, *window)
    tasks = list(tasks)
    active: defaultdict[datetime, set[TaskId]] = defaultdict(set)
    for task in tasks:
        for at in _active(task, person, rules, minutes, now):
            active[at].add(task.id)
    exact: defaultdict[date, defaultdict[TaskId, Fraction]] = defaultdict(
        lambda: defaultdict(Fraction)
    )
    available: Counter[date] = Counter()
    for at, day in minutes:
        if not _employed(person, day):
            continue
        available[day] += 1
        for task_id in active[at]:
            exact[day][task_id] += Fraction(1000, len(active[at]))
    return {
        (day, task_id): part
        for day, shares in exact.items()
        for task_id, part in _rounded(shares).items()
        if part
    }, available


def _rounded(shares: dict[TaskId, Fraction]) -> dict[TaskId, int]:
    """Give whole thousandths: all rounded down, then one by one where most was lost."""
    parts = {task_id: int(share) for task_id, share in shares.items()}
    while sum(parts.values()) < sum(shares.values()):
        lost = {task_id: share - parts[task_id] for task_id, share in shares.items()}
        parts[min(lost, key=lambda task_id: (-lost[task_id], task_id))] += 1
    return parts


def _employed(person: Person, day: date) -> bool:
    return (person.starts or day) <= day <= (person.ends or day)


def _active(
    task: Task,
    person: Person,
    rules: Rules,
    minutes: list[tuple[datetime, date]],
    now: datetime,
) -> set[datetime]:
    """Give the working minutes in which a task was active for a person."""
    end = min(now, task.gone_at or now)
    only = [at for at, _ in minutes]
    entries = sorted({(change.at, change.change_id) for change in task.history})
    touches = [task.created, *(max(at, task.created) for at, _ in entries)]
    idle = rules.idle_days * person.calendar.day_length // MINUTE
    found = set()
    for place, at in enumerate(only):
        if not task.created <= at < end or not _works(task, person, rules, at):
            continue
        last = max(touch for touch in touches if touch <= at)
        if not idle or place - bisect_left(only, last) < idle:
            found.add(at)
    for at, account in _finishes(task, rules):
        if (task.connection_id, account) in person.accounts and at <= end:
            found |= _hour_before(at, person, rules, minutes)
    return found


def _works(task: Task, person: Person, rules: Rules, at: datetime) -> bool:
    account = (task.connection_id, _value(task, "assignee", (at, float("inf"))) or "")
    status = _value(task, "status", (at, float("inf"))) or ""
    return account in person.accounts and rules.meanings.get((1, status)) == "working"


def _value(task: Task, kind: str, until: tuple[datetime, float]) -> str | None:
    """Give what held after the last entry up to that instant and change id, that one included."""
    own = sorted((c.at, c.change_id, c.item, c) for c in task.history if c.kind == kind)
    before = [change for at, number, _, change in own if (at, number) <= until]
    if before:
        return before[-1].to_id
    if own:
        return own[0][-1].from_id
    return task.status if kind == "status" else task.assignee


def _finishes(task: Task, rules: Rules) -> Iterable[tuple[datetime, str]]:
    """Give when done was reached without work and by whom: the statuses' story as one word."""
    start = datetime.min.replace(tzinfo=UTC)
    steps = [(start, 0.0), *sorted({(c.at, float(c.change_id)) for c in task.history})]
    statuses = [_value(task, "status", step) or "" for step in steps]
    letters = "".join(rules.meanings.get((1, status), "unknown")[2] for status in statuses)
    for met in re.finditer("(?:^|(?<=n))i+n", letters):  # waIting.. doNe; woRking, unKnown
        place = met.end() - 1
        account = _value(task, "assignee", steps[place]) or _value(
            task, "assignee", steps[place - 1]
        )
        if account:
            yield max(steps[place][0], task.created), account


def _hour_before(
    at: datetime, person: Person, rules: Rules, minutes: list[tuple[datetime, date]]
) -> set[datetime]:
    local = at.astimezone(person.calendar.zone).date()
    length = rules.done_without_work // MINUTE
    if not length or not _employed(person, local):
        return set()
    before = [minute for minute, day in minutes if minute < at and _employed(person, day)]
    return set(before[-length:])
