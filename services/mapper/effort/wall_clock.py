"""mapper: local times → the instants at which a clock on the wall shows them; pure.

That is the whole rule about daylight saving. A span across the hour that is skipped is an hour
shorter, one across the hour that is repeated an hour longer, each by as much real time; a skipped
time never is, a repeated one is twice; and spans that do not overlap on the wall never do.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

Interval = tuple[datetime, datetime]
"""From an instant on, up to and without another."""

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


@lru_cache(maxsize=512)
def offsets(zone: ZoneInfo, year: int) -> tuple[tuple[datetime, datetime, timedelta], ...]:
    """Give the stretches (from, up to, offset) of which a year, and a little more, is made.

    Zones do not tell their changes, so each day is asked; a change is found to the second.
    """
    start = at = datetime(year, 1, 1, tzinfo=UTC) - 2 * _DAY
    end = datetime(year + 1, 1, 1, tzinfo=UTC) + 2 * _DAY
    found, offset = [], _offset(zone, at)
    while at < end:
        if _offset(zone, at + _DAY) != offset:
            change = _change(zone, at, at + _DAY)
            found.append((start, change, offset))
            start, offset = change, _offset(zone, change)
        at += _DAY
    return (*found, (start, end, offset))


def shown(zone: ZoneInfo, day: date, start: time, end: time) -> list[Interval]:
    """Give when clocks show that date and a time from start up to end; end 00:00 is midnight."""
    first = datetime.combine(day, start, UTC)
    last = datetime.combine(day, end, UTC) + (_DAY if end == time() else timedelta())
    found: list[Interval] = []
    for since, until, offset in offsets(zone, day.year):
        begins, ends = max(since, first - offset), min(until, last - offset)
        if begins >= ends:
            continue
        if found and found[-1][1] == begins:
            begins = found.pop()[0]
        found.append((begins, ends))
    return found


def whole_day(zone: ZoneInfo, day: date) -> Interval:
    """Give the first instant of a local date and the first after it; the same for a skipped one."""
    parts = shown(zone, day, time(), time())
    if not parts:  # Samoa had no 30 December 2011
        return (whole_day(zone, day + _DAY)[0],) * 2
    return parts[0][0], parts[-1][1]


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Give the instant from which on the offset is another one, by halving."""
    offset = _offset(zone, before)
    while after - before > _SECOND:
        middle = before + (after - before) // (2 * _SECOND) * _SECOND
        if _offset(zone, middle) == offset:
            before = middle
        else:
            after = middle
    return after
