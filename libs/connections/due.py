"""scheduler, console: when a connection's daily sync is due; pure.

The rule: one sync each local calendar day, at the set time. A time that daylight saving skips is
due when the gap ends; one that it repeats is due the first time. Days that went by while nobody
looked are made up for by one sync, the latest due. A new connection waits for its first set time.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def instant_of(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Give the instant of a local time on a local day, in UTC, gap and overlap as the rule says.

    With `fold=0` a repeated time is its first occurrence (PEP 495). A skipped time maps through UTC
    to itself plus the gap's length; the gap ends where the offset changes, found by halving.
    """
    local = datetime.combine(day, at.replace(tzinfo=None), zone)
    utc = ZoneInfo("UTC")
    instant = local.astimezone(utc)
    if instant.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return instant
    before, after = instant - timedelta(days=1), instant
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def latest_due(now: datetime, at: time, zone: ZoneInfo) -> datetime:
    """Give the last due instant that is not after now."""
    today = now.astimezone(zone).date()
    days = (today + timedelta(days=1), today, today - timedelta(days=1), today - timedelta(days=2))
    return next(due for day in days if (due := instant_of(day, at, zone)) <= now)


def next_due(now: datetime, at: time, zone: ZoneInfo) -> datetime:
    """Give the first due instant after now."""
    today = now.astimezone(zone).date()
    days = (today + timedelta(days=step) for step in range(-1, 4))
    return next(due for day in days if (due := instant_of(day, at, zone)) > now)


def due(
    now: datetime, since: datetime, last: datetime | None, at: time, zone: ZoneInfo
) -> datetime | None:
    """Give the due instant to fire now, or None.

    `since` is when the connection was made, `last` the due instant that fired last. A changed time
    counts at once, but a local day that had its sync has had it.
    """
    latest = latest_due(now, at, zone)
    if latest <= since:
        return None
    if last is not None and (
        latest <= last or latest.astimezone(zone).date() <= last.astimezone(zone).date()
    ):
        return None
    return latest


def coming(
    now: datetime, since: datetime, last: datetime | None, at: time, zone: ZoneInfo
) -> datetime:
    """Give the due instant that fires next: one that waits to fire, else the first after now.

    The local day of the last sync has had it, so that the first may be tomorrow's.
    """
    found = due(now, since, last, at, zone)
    while found is None:
        now = next_due(now, at, zone)
        found = due(now, since, last, at, zone)
    return found
