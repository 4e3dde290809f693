"""mapper: a working day and its spans → minutes by task, to the thousandth of a minute; pure.

Shares are exact: whole microseconds over the least common multiple of the day's numbers of tasks.
Only the day's end rounds, once, so that the tasks' parts sum to the time that was given to any.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from math import lcm

from services.mapper.effort.apportion import apportion
from services.mapper.effort.spans import Span
from services.mapper.effort.sweep import Stretch, part_of, stretches
from services.mapper.effort.task import TaskId
from services.mapper.effort.working_time import Workday, thousandths

_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Day:
    """What a person gave to tasks on a local date, in thousandths of a minute."""

    date: date
    available: int
    """The whole working time of the date, also while it is not over."""
    minutes: tuple[tuple[TaskId, int], ...]
    """By task, in order of it; a task whose part rounds to nothing is not in it."""

    @property
    def attributed(self) -> int:
        """Give what was given to any task."""
        return sum(minutes for _, minutes in self.minutes)


def day_of(workday: Workday, active: Sequence[Span]) -> Day:
    """Give what a working day's spans got of it."""
    found = stretches(workday, active) if active else []
    if not found:
        return Day(workday.date, workday.available, ())
    weights = _weights(active, found)
    given = sum((stretch.end - stretch.start for stretch in found), timedelta())
    tasks = sorted(weights)
    parts = apportion(thousandths(given), [weights[task] for task in tasks])
    minutes = tuple((task, part) for task, part in zip(tasks, parts, strict=True) if part)
    return Day(workday.date, workday.available, minutes)


def _weights(active: Sequence[Span], found: Sequence[Stretch]) -> dict[TaskId, int]:
    """Give the tasks' shares in proportion."""
    multiple = lcm(*{stretch.tasks for stretch in found})
    until = [0, *accumulate(_weight(stretch, multiple) for stretch in found)]
    starts = [stretch.start for stretch in found]
    weights: defaultdict[TaskId, int] = defaultdict(int)
    for span in active:
        first, last = part_of(span, starts)
        weights[span.task.id] += until[last] - until[first]
    return weights


def _weight(stretch: Stretch, multiple: int) -> int:
    return (stretch.end - stretch.start) // _MICROSECOND * (multiple // stretch.tasks)
