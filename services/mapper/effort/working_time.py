"""mapper: when a person is at work: zone, hours, weekdays, holidays → instants; pure."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from operator import attrgetter
from zoneinfo import ZoneInfo

from services.mapper.effort.public_holidays import public_holidays
from services.mapper.effort.wall_clock import Interval, shown

_DAY = timedelta(days=1)
_THOUSANDTH = timedelta(minutes=1) / 1000
_DATE = attrgetter("date")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working hours of a place and a contract; many people share one. Raises ValueError if odd."""

    zone: ZoneInfo
    hours: tuple[tuple[time, time], ...] = ((time(9), time(17)),)
    """Local spans of a working day in their order; 00:00 as an end is midnight."""
    weekdays: frozenset[int] = frozenset(range(1, 6))
    """ISO: Monday is 1, Sunday 7."""
    country: str | None = None
    """ISO 3166 code of the country whose public holidays are off; None for none."""
    subdivision: str | None = None
    """ISO 3166-2 code of its part, without the country."""

    def __post_init__(self) -> None:
        edges = [edge for span in self.hours for edge in span]
        if edges and edges[-1] == time():
            edges[-1] = time.max
        ordered = all(start < end for start, end in zip(edges[::2], edges[1::2], strict=True))
        apart = all(end <= start for end, start in zip(edges[1::2], edges[2::2], strict=False))
        if not (edges and ordered and apart):
            raise ValueError("Working hours are spans of a day, in order and apart.")
        if not self.weekdays or not self.weekdays <= frozenset(range(1, 8)):
            raise ValueError("Weekdays are numbers from 1, Monday, to 7, Sunday; at least one.")

    @property
    def day_length(self) -> timedelta:
        """Give the length of a usual working day."""
        return sum((_length(start, end) for start, end in self.hours), timedelta())


@dataclass(frozen=True, slots=True)
class Workday:
    """A local date with working time."""

    date: date
    hours: tuple[Interval, ...]
    available: int
    """The length of its hours in thousandths of a minute."""


def thousandths(length: timedelta) -> int:
    """Give a length in thousandths of a minute, a half rounded up."""
    whole, rest = divmod(length, _THOUSANDTH)
    return whole + (rest * 2 >= _THOUSANDTH)


def workdays(calendar: Calendar, first: date, last: date) -> list[Workday]:
    """Give the working days from first to last, both included."""
    found: list[Workday] = []
    for year in range(first.year, last.year + 1):
        days = _of_year(calendar, year)
        found += days[bisect_left(days, first, key=_DATE) : bisect_right(days, last, key=_DATE)]
    return found


def worked_before(calendar: Calendar, at: datetime, length: timedelta, since: datetime) -> datetime:
    """Give the start of the last working time of that length before an instant.

    Not before `since`, whether or not the length is reached.
    """
    for day in reversed(workdays(calendar, since.date() - _DAY, at.date() + _DAY)):
        for start, end in reversed(day.hours):
            before = min(end, at) - start
            if before >= length:
                return max(min(end, at) - length, since)
            length -= max(before, timedelta())
    return since


def worked_after(
    calendar: Calendar, at: datetime, length: timedelta, until: datetime
) -> datetime | None:
    """Give the instant by which that much working time went by since `at`; None if not till then.

    The earliest such instant; None too where it is `until` itself.
    """
    for day in workdays(calendar, at.date() - _DAY, until.date() + _DAY):
        for start, end in day.hours:
            after = end - max(start, at)
            if after >= length:
                reached = max(start, at) + length
                return reached if reached < until else None
            length -= max(after, timedelta())
    return None


@lru_cache(maxsize=512)
def _of_year(calendar: Calendar, year: int) -> tuple[Workday, ...]:
    off = public_holidays(calendar.country, calendar.subdivision, year)
    day, found = date(year, 1, 1), []
    while day.year == year:
        if day.isoweekday() in calendar.weekdays and day not in off:
            hours = _hours(calendar, day)
            if hours:
                length = sum((end - start for start, end in hours), timedelta())
                found.append(Workday(day, hours, thousandths(length)))
        day += _DAY
    return tuple(found)


def _hours(calendar: Calendar, day: date) -> tuple[Interval, ...]:
    """Give the working time of a date, in order of time: a repeated hour may swap two spans."""
    spans = [
        part for start, end in calendar.hours for part in shown(calendar.zone, day, start, end)
    ]
    return tuple(sorted(spans))


def _length(start: time, end: time) -> timedelta:
    day = date(2001, 1, 1)
    length = datetime.combine(day, end, UTC) - datetime.combine(day, start, UTC)
    return length if end != time() else length + _DAY
