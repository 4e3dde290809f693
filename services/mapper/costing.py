"""mapper: rows about a person's weeks and pay → their months and what those cost; pure.

Gather (`cost_rows`) → decide (here, with `effort`) → apply (`cost_rows`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from services.mapper.effort.capacity import Month, month_of, months
from services.mapper.effort.cost import Books, Cost, Spent, costs
from services.mapper.effort.person import Person


@dataclass(frozen=True, slots=True)
class Payment:
    """All that costs follow from, beside the calendar."""

    annual_cost: Decimal | None
    currency: str | None
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
    costs: Sequence[Cost]


def costed(person: Person, payment: Payment, now: datetime) -> Costed:
    """Give a person's months and what they cost."""
    if payment.first is None:
        return Costed([], [])
    today = now.astimezone(person.calendar.zone).date()
    found = months(person, max(payment.since, month_of(payment.first)), today)
    annual = int(payment.annual_cost * 100) if payment.annual_cost is not None else None
    return Costed(found, costs(found, payment.spent, payment.books, annual))
