"""mapper: minutes by project → percentages of a week that sum to exactly 100.00; pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from services.mapper.effort.apportion import apportion
from services.mapper.effort.minutes import Day
from services.mapper.effort.task import TaskId

_WHOLE = 100_00
"""Hundredths of a percent in a whole."""


@dataclass(frozen=True, slots=True)
class Row:
    """A project's share of what was given to any."""

    project: int | None
    """None is *Unlinked*: the tasks without a project."""
    minutes: int
    """Thousandths of a minute, more than none."""
    percent: Decimal
    """Two decimals; 0.00 for so little that it rounds to nothing: the minutes are kept."""


def minutes_by_project(
    days: Iterable[Day], project_of: Mapping[TaskId, int | None]
) -> dict[int | None, int]:
    """Give thousandths of a minute by project; a task that is not told has none."""
    found: defaultdict[int | None, int] = defaultdict(int)
    for day in days:
        for task, minutes in day.minutes:
            found[project_of.get(task)] += minutes
    return dict(found)


def percentages(minutes: Mapping[int | None, int]) -> list[Row]:
    """Give a row for each project with minutes, in order of id, *Unlinked* last.

    Largest remainder; among equal remainders the lower id is rounded up. No minutes give no rows.
    """
    projects = sorted(
        (project for project, given in minutes.items() if given),
        key=lambda project: (project is None, project or 0),
    )
    if not projects:
        return []
    parts = apportion(_WHOLE, [minutes[project] for project in projects])
    return [
        Row(project, minutes[project], Decimal(part).scaleb(-2))
        for project, part in zip(projects, parts, strict=True)
    ]


def coverage(days: Iterable[Day]) -> Fraction | None:
    """Give the share of the working time that was given to tasks; None where there was none."""
    given = available = 0
    for day in days:
        given += day.attributed
        available += day.available
    return Fraction(given, available) if available else None
