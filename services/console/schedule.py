"""console ↔ PostgreSQL: when a connection is synced each day; the scheduler reads it each look."""

import re
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

import asyncpg

from libs.connections import Connection
from libs.connections.due import coming
from libs.postgres import statements
from services.console.audit import Audit
from services.console.errors import BadInputError
from services.console.store import translated
from services.console.wish import zones

SQL = statements.load("services.console")


@dataclass(frozen=True, slots=True)
class Schedule:
    """A connection's daily sync: its setting, and when it comes next."""

    daily_at: str
    daily_zone: str
    next_due: datetime
    """In the connection's zone."""
    waits: bool
    """Whether that has passed: the scheduler asks for it at its next look, within a minute."""


class Schedules:
    """The daily times of connections."""

    def __init__(self, pool: asyncpg.Pool, audit: Audit) -> None:
        self._pool = pool
        self._audit = audit

    async def read(self, connection_id: int, now: datetime) -> Schedule:
        """Give a connection's schedule."""
        async with translated():
            (row,) = await self._pool.fetch(SQL["schedule"], connection_id)
        # A zone that this machine does not know counts as UTC, as it does for the scheduler.
        zone = ZoneInfo(row["daily_zone"] if row["daily_zone"] in zones() else "UTC")
        due = coming(now, row["since"], row["last"], row["daily_at"], zone)
        return Schedule(
            f"{row['daily_at']:%H:%M}", row["daily_zone"], due.astimezone(zone), waits=due <= now
        )

    async def change(self, connection: Connection, at: str | None, zone: str | None) -> None:
        """Set the time, the zone or both; raise BadInputError when there is none such."""
        moment = time_of(at) if at is not None else None
        place = zone_of(zone) if zone is not None else None
        told = {"connection": connection.slug, "at": at, "zone": zone}
        async with self._audit.act("schedule", told) as act:
            await act.sql.execute(SQL["set_schedule"], connection.id, moment, place)


def time_of(told: str) -> time:
    """Give the time of day that `HH:MM` is."""
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", told, re.ASCII):
        raise BadInputError(f"{told!r} is no time of day: write HH:MM, 03:30 say.")
    return time.fromisoformat(told)


def zone_of(told: str) -> str:
    """Give the name of a time zone if there is one of that name."""
    if told not in zones():
        raise BadInputError(f"There is no time zone named {told!r}: write Europe/Berlin, say.")
    return told
