"""mapper: rows about a person's weeks and pay → their months and what those cost; pure.

Gather (`cost_rows`) → decide (here, with `effort`) → apply (`cost_rows`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from services.mapper.effort.capacity import Month, month_of, months
from services.mapper.effort.cost import Books, Cost, Spent, costs
from services.mapper.effort.person import Person


@dataclass(frozen=True, slots=True)
class Rate:
    """What a person costs a year, from a day on."""

    since: date
    annual_cost: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Payment:
    """All that costs follow from, beside the calendar."""

    rates: Sequence[Rate]
    """The oldest first."""
    first: date | None
    """The first date of which anything is known; without any nothing costs."""
    since: date
    """The first day of the month from which on costs are made anew."""
    spent: Spent
    books: Books


@dataclass(frozen=True, slots=True)
class Costed:
    """What to write, from a month on."""

    months: Sequence[Month]
    rates: Mapping[date, Rate | None]
    """By which each month costs."""
    costs: Sequence[Cost]


def costed(person: Person, payment: Payment, now: datetime) -> Costed:
    """Give a person's months and what they cost."""
    if payment.first is None:
        return Costed([], {}, [])
    today = now.astimezone(person.calendar.zone).date()
    found = months(person, max(payment.since, month_of(payment.first)), today)
    rates = {month.first: _rate(payment.rates, month.first) for month in found}
    made: list[Cost] = []
    for rate, group in groupby(found, key=lambda month: rates[month.first]):
        cents = int(rate.annual_cost * 100) if rate is not None else None
        made += costs(group, payment.spent, payment.books, cents)
    return Costed(found, rates, made)


def _rate(rates: Sequence[Rate], day: date) -> Rate | None:
    """Give the rate that counts on a day; None before the first."""
    return next((rate for rate in reversed(rates) if rate.since <= day), None)
