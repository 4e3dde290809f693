"""PostgreSQL → console: the grid: weeks with their figures, and what wants looking after."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import asyncpg

from libs.connections import Connection
from libs.postgres import statements
from services.console.audit import Audit
from services.console.store import translated
from services.console.weeks import Person

SQL = statements.load("services.console")
LOOK_AGAIN: float = 0.1


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of a week: a roadmap project, or Unlinked, and its share."""

    project: str
    percent: str


@dataclass(frozen=True, slots=True)
class Week:
    """A person's week as it stands."""

    employee: str
    name: str
    monday: date
    status: str
    """As stored, or overdue."""
    locked: bool
    waits: bool
    """Whether something that may change it is still to be reckoned."""
    source: str
    figures: Sequence[Figure]
    available: int
    """Working time in thousandths of a minute."""
    attributed: int
    seen: str
    """The word for these figures, by which an act says what was looked at."""
    decided_at: datetime | None
    decided_by: str | None
    reason: str | None

    @property
    def coverage(self) -> float | None:
        """The share of the working time that was given to tasks; None where there was none."""
        return self.attributed / self.available if self.available else None


@dataclass(frozen=True, slots=True)
class Notice:
    """What the draft of a week that stands would be now."""

    id: int
    email: str
    name: str
    monday: date
    noticed_at: datetime
    seen_at: datetime | None
    seen_by: str | None
    before: Sequence[Mapping[str, str]]
    after: Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something in a task's history that does not fit together."""

    connection: str
    key: str
    kind: str
    change_id: int | None
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """A task that leads to no roadmap project, and the minutes that wait on it (thousandths)."""

    connection: str
    key: str
    title: str
    project: str | None
    project_name: str | None
    status: str
    thousandths: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a list, and how long it is; of tickets also the minutes of all."""

    entries: Sequence[Any]
    total: int
    thousandths: int = 0


class Grid:
    """What the grid shows."""

    def __init__(self, pool: asyncpg.Pool, audit: Audit) -> None:
        self._pool = pool
        self._audit = audit

    async def this_week(self) -> date:
        """Give the Monday of the organisation's week of now."""
        async with translated():
            monday: date = await self._pool.fetchval(SQL["this_week"])
        return monday

    async def weeks(
        self, last: date, count: int = 1, person: Person | None = None, team: str | None = None
    ) -> Sequence[Week]:
        """Give so many weeks up to one, of somebody, of a cost centre, or of all."""
        first = last - timedelta(weeks=count - 1)
        number = person.id if person is not None else None
        async with translated():
            rows = await self._pool.fetch(SQL["grid"], first, last, number, team)
        return [_week(row) for row in rows]

    async def notices(
        self, person: Person | None = None, *, everything: bool = False, limit: int = 200
    ) -> Sequence[Notice]:
        """Give what is to be noticed about weeks that stand, newest first; or all ever noticed."""
        number = person.id if person is not None else None
        async with translated():
            rows = await self._pool.fetch(SQL["notices"], number, everything, limit)
        return [Notice(**row) for row in rows]

    async def see(self, ids: Sequence[int]) -> int:
        """Note that notices were seen; give how many were not before."""
        async with self._audit.act("notices.see", {"ids": ids}) as act:
            return len(await act.sql.fetch(SQL["see_notices"], list(ids), self._audit.by))

    async def doubts(self, connection: Connection | None, page: int, size: int) -> Page:
        """Give a page, the first is 1, of what is doubtful in histories, newest first."""
        number = connection.id if connection is not None else None
        async with translated():
            rows = await self._pool.fetch(SQL["doubts"], number, size, (page - 1) * size)
        found = [Doubt(**{name: row[name] for name in Doubt.__slots__}) for row in rows]
        return Page(found, rows[0]["total"] if rows else 0)

    async def tickets(self, connection: Connection | None, page: int, size: int) -> Page:
        """Ticket Review: give a page, the first is 1, of tasks without a roadmap project."""
        number = connection.id if connection is not None else None
        async with translated():
            rows = await self._pool.fetch(SQL["ticket_review"], number, size, (page - 1) * size)
        found = [Ticket(**{name: row[name] for name in Ticket.__slots__}) for row in rows]
        if not rows:
            return Page(found, 0)
        return Page(found, rows[0]["total"], rows[0]["total_thousandths"] or 0)

    async def recompute(self, person: Person | None) -> None:
        """Have everything of somebody, or of everybody, reckoned anew."""
        told = {"employee": person.email if person is not None else None}
        async with self._audit.act("effort.recompute", told) as act:
            if person is None:
                await act.sql.execute(SQL["mark_everybody"], None)
            else:
                await act.sql.execute(SQL["mark_since"], person.id, date.min)

    async def waiting(self, person: Person | None) -> AsyncIterator[int]:
        """Give again and again how many people wait to be reckoned, until nobody does."""
        number = person.id if person is not None else None
        while True:
            async with translated():
                count: int = await self._pool.fetchval(SQL["count_stale"], number)
            yield count
            if not count:
                return
            await asyncio.sleep(LOOK_AGAIN)


def _week(row: asyncpg.Record) -> Week:
    figures = zip(row["projects"], row["percents"], strict=True)
    return Week(
        employee=row["email"],
        status="overdue" if row["overdue"] else row["status"],
        figures=[Figure(project, percent) for project, percent in figures],
        **{
            name: row[name]
            for name in (
                *("name", "monday", "locked", "waits", "source", "available", "attributed"),
                *("seen", "decided_at", "decided_by", "reason"),
            )
        },
    )
