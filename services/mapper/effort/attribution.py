"""mapper: tasks, people, rules and a time → what each person gave to which task, and why; pure.

Dates are local to the person, `first` and `last` are both included, and `now` ends everything
that has not ended. Neither the order of anything given nor the range asked for changes a day.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from services.mapper.effort.claims import Claim, claims
from services.mapper.effort.minutes import Day, day_of
from services.mapper.effort.person import Person
from services.mapper.effort.rules import Rules
from services.mapper.effort.spans import Span, spans
from services.mapper.effort.sweep import Portion, by_day, portions
from services.mapper.effort.task import Task


def days(
    tasks: Iterable[Task], person: Person, rules: Rules, *, first: date, last: date, now: datetime
) -> list[Day]:
    """Give a person's working days with minutes by task; days without any effort are there too.

    `tasks` are at least all that were ever assigned to one of the person's accounts.
    """
    return _days(_spans(tasks, person, rules, now), person, first, last)


def reckon(
    tasks: Iterable[Task], person: Person, rules: Rules, *, first: date, last: date, now: datetime
) -> tuple[list[Day], list[Portion]]:
    """Give a person's working days, and the portions that they are the sums of."""
    days, explained = [], list[Portion]()
    for day, active in by_day(person.workdays(first, last), _spans(tasks, person, rules, now)):
        days.append(day_of(day, active))
        if active:
            explained += portions(day, active)
    return days, explained


def days_of_many(
    tasks: Iterable[Task],
    people: Iterable[Person],
    rules: Rules,
    *,
    first: date,
    last: date,
    now: datetime,
) -> Iterator[tuple[Person, list[Day]]]:
    """Give the same for many people, reading each task once; person by person."""
    claimed: defaultdict[tuple[int, str], list[Claim]] = defaultdict(list)
    for task in tasks:
        for claim in claims(task, rules, now):
            claimed[task.connection_id, claim.account].append(claim)
    for person in people:
        own = [claim for account in person.accounts for claim in claimed.get(account, ())]
        yield person, _days(spans(own, person, rules), person, first, last)


def explain(
    tasks: Iterable[Task], person: Person, rules: Rules, *, first: date, last: date, now: datetime
) -> list[Portion]:
    """Give the portions that a person's days are the sums of, by day, task and time."""
    found = by_day(person.workdays(first, last), _spans(tasks, person, rules, now))
    return [portion for day, active in found for portion in portions(day, active)]


def _spans(tasks: Iterable[Task], person: Person, rules: Rules, now: datetime) -> list[Span]:
    own = (
        claim
        for task in tasks
        for claim in claims(task, rules, now)
        if (task.connection_id, claim.account) in person.accounts
    )
    return spans(own, person, rules)


def _days(found: list[Span], person: Person, first: date, last: date) -> list[Day]:
    return [day_of(day, active) for day, active in by_day(person.workdays(first, last), found)]
