"""mapper: a person's calendar → working days by month, and of the year they are paid for; pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from services.mapper.effort.person import Person
from services.mapper.effort.working_time import workdays

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month in which a person had working days."""

    first: date
    dates: tuple[date, ...]
    """The working days of the employment up to today."""
    days: int
    """All working days of the employment, those to come as well."""
    before: int
    """Working days of the employment earlier in the year."""
    year_days: int
    """Working days of the whole year by the calendar, employed or not."""
    available: int
    """The working time of `days` in thousandths of a minute."""


def month_of(day: date) -> date:
    """Give the first day of a date's month."""
    return day.replace(day=1)


def month_after(first: date) -> date:
    """Give the first day of the next month."""
    return month_of(first + timedelta(days=31))


def months(person: Person, first: date, today: date) -> list[Month]:
    """Give the months from that of a date up to today's, without those that have no working day."""
    found, month = list[Month](), month_of(first)
    while month <= today:
        after = month_after(month)
        days = person.workdays(month, after - _DAY)
        if days:
            new_year, new_years_eve = date(month.year, 1, 1), date(month.year, 12, 31)
            before = person.workdays(new_year, month - _DAY) if month > new_year else []
            found.append(
                Month(
                    first=month,
                    dates=tuple(day.date for day in days if day.date <= today),
                    days=len(days),
                    before=len(before),
                    year_days=len(workdays(person.calendar, new_year, new_years_eve)),
                    available=sum(day.available for day in days),
                )
            )
        month = after
    return found
