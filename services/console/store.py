"""console ↔ PostgreSQL: what connections and runs look like; settings that the console owns."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

from libs.postgres import statements
from services.console.errors import UnreachableError

SQL = statements.load("services.console")
AWAY = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError)


@dataclass(frozen=True, slots=True)
class Run:
    """One sync, as far as it got."""

    run: UUID
    reason: str | None
    deep: bool
    phase: str
    listed: int
    wanted: int
    verifying: int
    """How many of the wanted are looked for because they were not listed."""
    fetched: int
    absent: int
    missed: int
    deleted: int
    archived: int
    access_lost: int
    doubted: str | None
    """Keys of projects that lost more issues than is usual, and how many each."""
    error: str | None
    note: str | None
    """What could not be listed."""
    created_at: datetime
    progressed_at: datetime
    census_finished_at: datetime | None
    finished_at: datetime | None
    quiet: timedelta
    """How long ago it last got on, by the database's clock."""

    @property
    def step(self) -> tuple[int, int] | None:
        """What its phase has done, and of how many; None while nobody knows how many there are.

        Verifying begins when everything else was read, and counts from there.
        """
        got = self.fetched + self.absent
        if self.phase == "verifying":
            return got - (self.wanted - self.verifying), self.verifying
        listing = self.census_finished_at is None and self.phase not in ("fetching", "done")
        return None if listing else (got, self.wanted)

    @property
    def fraction(self) -> float | None:
        """How far its phase is, from 0 to 1; None while nobody knows."""
        if self.step is None:
            return None
        done, total = self.step
        return done / total if total else 1.0


@dataclass(frozen=True, slots=True)
class Overview:
    """A connection and what its mirror holds."""

    id: int
    slug: str
    url: str
    email: str
    mode: str
    daily_at: str
    """HH:MM."""
    daily_zone: str
    state: str
    state_reason: str | None
    issues: int
    changes: int
    tasks: int


class Store:
    """The console's hands on the database."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def connections(self) -> Sequence[Overview]:
        """Give every connection."""
        async with translated():
            rows = await self._pool.fetch(SQL["connections"])
        return [Overview(**(dict(row) | {"daily_at": f"{row['daily_at']:%H:%M}"})) for row in rows]

    async def runs(self, connection_id: int, limit: int = 5) -> Sequence[Run]:
        """Give a connection's last runs, newest first."""
        async with translated():
            rows = await self._pool.fetch(SQL["runs"], connection_id, limit)
        return [Run(**row) for row in rows]

    async def run(self, run: UUID) -> Run | None:
        """Give a run, or None when it has not begun."""
        async with translated():
            row = await self._pool.fetchrow(SQL["run"], run)
        return Run(**row) if row is not None else None

    async def doubted_run(self, connection_id: int) -> UUID | None:
        """Give the run that waits for a person's word, or None."""
        async with translated():
            run: UUID | None = await self._pool.fetchval(SQL["doubted_run"], connection_id)
        return run


@asynccontextmanager
async def translated() -> AsyncIterator[None]:
    """Turn the driver's errors into ours, once."""
    try:
        yield
    except AWAY as error:
        raise UnreachableError(f"PostgreSQL does not answer ({type(error).__name__}).") from error
