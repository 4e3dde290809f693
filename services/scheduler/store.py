"""scheduler ↔ PostgreSQL: schedules, and ticks as rows with a unique key."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

import asyncpg

from libs.postgres import statements

SQL = statements.load("services.scheduler")
AWAY = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a connection is to be synced each day."""

    connection_id: int
    slug: str
    at: time
    zone: str
    since: datetime
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Tick:
    """A daily sync that fell due, and the run it is to be."""

    connection_id: int
    slug: str
    due_at: datetime
    run: UUID


class Store:
    """The scheduler's hands on the database."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def schedules(self) -> Sequence[Schedule]:
        """Give every connection's schedule."""
        return [
            Schedule(
                row["id"],
                row["slug"],
                row["daily_at"],
                row["daily_zone"],
                row["created_at"],
                row["last"],
            )
            for row in await self._pool.fetch(SQL["schedules"])
        ]

    async def claim(self, connection_id: int, due_at: datetime, run: UUID) -> bool:
        """Claim a tick; False when somebody has it."""
        return await self._pool.fetchval(SQL["claim"], connection_id, due_at, run) is not None

    async def end_stalled(self, quiet: timedelta) -> list[UUID]:
        """End the runs that nothing came for in so long; give which."""
        rows = await self._pool.fetch(SQL["end_stalled"], quiet)
        return [row["run"] for row in rows]

    async def publish_each(self, publish: Callable[[Tick], Awaitable[None]]) -> int:
        """Publish the ticks nobody has published, give how many.

        They are held meanwhile, so that another scheduler leaves them alone.
        """
        async with self._pool.acquire() as connection, connection.transaction():
            rows = await connection.fetch(SQL["unpublished"])
            for row in rows:
                await publish(Tick(row["connection_id"], row["slug"], row["due_at"], row["run"]))
                await connection.execute(SQL["published"], row["connection_id"], row["due_at"])
        return len(rows)
