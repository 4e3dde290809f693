"""mapper: rows about a person and their tasks → their days, portions and weeks; pure.

Gather (`effort_rows`) → decide (here, with `effort`) → apply (`effort_rows`).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from services.mapper.effort.attribution import reckon
from services.mapper.effort.capex import classify
from services.mapper.effort.minutes import Day
from services.mapper.effort.percent import minutes_by_project, percentages
from services.mapper.effort.person import Person
from services.mapper.effort.quality import Doubt, doubts
from services.mapper.effort.rules import Rules
from services.mapper.effort.sweep import Portion
from services.mapper.effort.task import Task, TaskId

_WEEK = timedelta(days=7)

DayRow = tuple[date, TaskId, int, bool, int | None]
"""Date, task, thousandths of a minute, whether CapEx, project id (none is Unlinked)."""

Rows = tuple[tuple[int | None, int, int], ...]
"""Project id (none is Unlinked), hundredths of a percent, thousandths of a minute."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that a person's effort follows from."""

    person: Person
    rules: Rules
    tasks: Sequence[Task]
    projects: Mapping[TaskId, int | None]
    """The roadmap project of each task."""
    own_capex: Mapping[TaskId, bool | None]
    parents: Mapping[TaskId, TaskId | None]
    first_effort: date | None
    """The first date with effort so far."""
    kept: Mapping[date, tuple[tuple[int | None, int], ...]]
    """Mondays of the weeks that drafts do not touch: project and hundredths of each row."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An ISO week as its draft would be."""

    monday: date
    available: int
    attributed: int
    rows: Rows


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What to write: portions and days from a date on, weeks, and what is doubtful."""

    since: date
    days: tuple[DayRow, ...]
    portions: Sequence[Portion]
    drafts: Sequence[Draft]
    kept: Sequence[Draft]
    """What the drafts of kept weeks would be: where they differ, that is noticed."""
    doubts: Sequence[Doubt]


def monday_of(day: date) -> date:
    """Give the Monday of a date's week."""
    return day - timedelta(days=day.weekday())


def reckoned(gathered: Gathered, since: date, now: datetime) -> Reckoned:
    """Give a person's effort from the Monday of a date on, up to now."""
    person = gathered.person
    today = now.astimezone(person.calendar.zone).date()
    begun = _beginning(gathered.tasks, today)
    if gathered.first_effort is not None:
        # What is stored of tasks that are nobody's any more goes as well.
        begun = min(begun, gathered.first_effort)
    first = monday_of(max(since, begun))
    last = monday_of(min(today, person.ends or today)) + timedelta(days=6)
    days, portions = reckon(gathered.tasks, person, gathered.rules, first=first, last=last, now=now)
    free = [day for day in days if monday_of(day.date) not in gathered.kept]
    drafts = list(_drafts(gathered, days, first, last))
    return Reckoned(
        since=first if since > date.min else date.min,
        days=tuple(_rows(gathered, free)),
        portions=[p for p in portions if monday_of(p.date) not in gathered.kept],
        drafts=[draft for draft in drafts if draft.monday not in gathered.kept],
        kept=[draft for draft in drafts if draft.monday in gathered.kept],
        doubts=doubts(gathered.tasks, gathered.rules, now),
    )


def _beginning(tasks: Sequence[Task], today: date) -> date:
    """Give a date before which nobody can have worked on these: rule 4 looks back a year."""
    moments = [task.created for task in tasks]
    moments += [change.at for task in tasks for change in task.history]
    return min((at.date() for at in moments), default=today) - timedelta(days=367)


def _rows(gathered: Gathered, days: Iterable[Day]) -> Iterable[DayRow]:
    known: dict[TaskId, bool] = {}
    for day in days:
        for task, minutes in day.minutes:
            if task not in known:
                known[task] = classify(task, gathered.own_capex, gathered.parents).capex
            yield day.date, task, minutes, known[task], gathered.projects.get(task)


def _drafts(gathered: Gathered, days: Iterable[Day], first: date, last: date) -> Iterable[Draft]:
    """Give each week from the first with effort on; a week without any has no rows."""
    by_week: defaultdict[date, list[Day]] = defaultdict(list)
    for day in days:
        by_week[monday_of(day.date)].append(day)
    worked = [day.date for day in days if day.minutes]
    if gathered.first_effort is not None and gathered.first_effort < first:
        worked.append(first)
    monday = monday_of(min(worked)) if worked else last + _WEEK
    while monday <= last:
        week = by_week.get(monday, [])
        rows = percentages(minutes_by_project(week, gathered.projects))
        yield Draft(
            monday,
            sum(day.available for day in week),
            sum(day.attributed for day in week),
            tuple((row.project, int(row.percent * 100), row.minutes) for row in rows),
        )
        monday += _WEEK


def told(rows: Iterable[tuple[Any, ...]]) -> list[dict[str, Any]]:
    """Give a week's rows as a notice tells them: project ids (none is Unlinked) and percentages."""
    return [{"project": row[0], "percent": f"{row[1] / 100:.2f}"} for row in rows]


def notices(
    reckoned: Reckoned,
    stands: Mapping[date, Sequence[tuple[int | None, int]]],
    noticed: Mapping[date, list[dict[str, Any]]],
) -> list[tuple[date, list[dict[str, Any]], list[dict[str, Any]]]]:
    """Give `(monday, before, after)` of kept weeks whose draft is news.

    It is, where it is not what stands, or not what was noticed last.
    """
    found = []
    for draft in reckoned.kept:
        before, after = told(stands[draft.monday]), told(draft.rows)
        if after != noticed.get(draft.monday, before):
            found.append((draft.monday, before, after))
    return found
