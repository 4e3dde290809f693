"""mapper: claims and a person's calendar → when each task was active for the person; pure.

Idle: a task untouched for N working days stops counting, until it is touched. That is N usual
working days' length of the person's working time after the last touch (the creation, a change), so
that the time of day of a touch neither gives nor takes, and half a day counts as half.

Done without work: the last working time of the set length before the task was done, across nights,
weekends and holidays, also from before the task was created, but of the employment only and at
most a year back; nothing where the person was not employed on that day. Where the task was
active already it is so once.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from operator import attrgetter

from services.mapper.effort.claims import Claim
from services.mapper.effort.person import Person
from services.mapper.effort.rules import Rules
from services.mapper.effort.task import Task, TaskId
from services.mapper.effort.timeline import Edge
from services.mapper.effort.wall_clock import Interval
from services.mapper.effort.working_time import worked_after, worked_before

_YEAR = timedelta(days=366)
_START = attrgetter("start")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch in which a task was active for a person; of one task they never overlap."""

    task: Task
    start: datetime
    end: datetime
    opened: Edge
    closed: Edge


def spans(claimed: Iterable[Claim], person: Person, rules: Rules) -> list[Span]:
    """Give the spans that a person's claims make, in order of start and task.

    Of finishes that reach over each other the one that is given first has what both reach.
    """
    found: defaultdict[TaskId, list[Span]] = defaultdict(list)
    unworked: list[Claim] = []
    for claim in claimed:
        if claim.opened is None:
            unworked.append(claim)
        else:
            found[claim.task.id] += _awake(claim, claim.opened, person, rules)
    employment = person.employment()
    for claim in unworked:
        taken = found[claim.task.id]
        taken += list(_unworked(claim, taken, person, rules, employment))
    clipped = [
        span for task in found.values() for part in task for span in _employed(part, employment)
    ]
    return sorted(clipped, key=lambda span: (span.start, span.task.id))


def _awake(claim: Claim, opened: Edge, person: Person, rules: Rules) -> Iterator[Span]:
    """Give the parts of a claim in which the task was not idle."""
    length = person.calendar.day_length * rules.idle_days
    if length:
        for touch, following in pairwise((opened, *claim.touches, claim.closed)):
            if following.at - touch.at <= length:  # no need to look at the calendar
                continue
            cut = worked_after(person.calendar, touch.at, length, following.at)
            if cut is not None:
                yield Span(claim.task, opened.at, cut, opened, Edge(cut, "idle"))
                opened = following
    if opened is not claim.closed:
        yield Span(claim.task, opened.at, claim.closed.at, opened, claim.closed)


def _unworked(
    claim: Claim, taken: list[Span], person: Person, rules: Rules, employment: Interval
) -> Iterator[Span]:
    """Give the time before a task was done without work, but for what is taken."""
    done, (begin, end) = claim.closed, employment
    if not begin <= done.at < end:
        return
    since = max(begin, done.at - _YEAR)
    start = worked_before(person.calendar, done.at, rules.done_without_work, since)
    whole = Span(claim.task, start, done.at, Edge(start, "done_without_work"), done)
    for span in sorted(taken, key=_START):
        if start < min(span.start, done.at):
            yield replace(whole, start=start, end=min(span.start, done.at))
        start = max(start, span.end)
    if start < done.at:
        yield replace(whole, start=start)


def _employed(span: Span, employment: Interval) -> Iterator[Span]:
    """Give the part of a span within the employment."""
    begin, end = employment
    if span.end <= begin or span.start >= end:
        return
    if span.start < begin:
        span = replace(span, start=begin, opened=Edge(begin, "employment"))
    if span.end > end:
        span = replace(span, end=end, closed=Edge(end, "employment"))
    yield span
