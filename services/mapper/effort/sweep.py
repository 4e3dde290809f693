"""mapper: spans and working days → at each instant, among how many tasks it is shared; pure.

Each day stands by itself, so that any of them can be reckoned anew alone.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from services.mapper.effort.spans import Span
from services.mapper.effort.task import TaskId
from services.mapper.effort.timeline import Edge
from services.mapper.effort.working_time import Workday


@dataclass(frozen=True, slots=True)
class Stretch:
    """Working time in which the same tasks were active, and how many they are: at least one."""

    start: datetime
    end: datetime
    tasks: int


@dataclass(frozen=True, slots=True)
class Portion:
    """Working time in which a task had one share, and what opened and closed its span."""

    task: TaskId
    key: str
    date: date
    start: datetime
    end: datetime
    tasks: int
    """Active tasks, this one included: each has the time divided by this."""
    opened: Edge
    closed: Edge


def by_day(
    workdays: Iterable[Workday], spans: Sequence[Span]
) -> Iterator[tuple[Workday, list[Span]]]:
    """Give each working day with the spans that overlap it; spans and days in order of time."""
    coming, active = 0, list[Span]()
    for day in workdays:
        begin, end = day.hours[0][0], day.hours[-1][1]
        while coming < len(spans) and spans[coming].start < end:
            active.append(spans[coming])
            coming += 1
        active = [span for span in active if span.end > begin]
        yield day, active


def stretches(day: Workday, active: Iterable[Span]) -> list[Stretch]:
    """Give the stretches of a day, in order; every span is wholly in each or out of it."""
    begin, end = day.hours[0][0], day.hours[-1][1]
    steps: defaultdict[datetime, int] = defaultdict(int)
    for span in active:
        steps[max(span.start, begin)] += 1
        steps[min(span.end, end)] -= 1
    found, tasks = [], 0
    for since, until in pairwise(sorted(steps)):
        tasks += steps[since]
        if tasks:
            for start, finish in day.hours:
                if start < until and since < finish:
                    found.append(Stretch(max(start, since), min(finish, until), tasks))
    return found


def part_of(span: Span, starts: Sequence[datetime]) -> tuple[int, int]:
    """Give from which stretch up to which a span goes, by the stretches' starts."""
    return bisect_left(starts, span.start), bisect_left(starts, span.end)


def portions(day: Workday, active: Sequence[Span]) -> Iterator[Portion]:
    """Give what each task has of a day, in order of task and time."""
    found = stretches(day, active)
    starts = [stretch.start for stretch in found]
    for span in sorted(active, key=lambda span: (span.task.id, span.start)):
        first, last = part_of(span, starts)
        for start, end, tasks in _joined(found[first:last]):
            yield Portion(
                span.task.id, span.task.key, day.date, start, end, tasks, span.opened, span.closed
            )


def _joined(found: Iterable[Stretch]) -> Iterator[tuple[datetime, datetime, int]]:
    """Give stretches as spans of equal share: another task's change that alters none cuts none."""
    whole: tuple[datetime, datetime, int] | None = None
    for stretch in found:
        if whole and whole[1:] == (stretch.start, stretch.tasks):
            whole = (whole[0], stretch.end, stretch.tasks)
            continue
        if whole:
            yield whole
        whole = (stretch.start, stretch.end, stretch.tasks)
    if whole:
        yield whole
