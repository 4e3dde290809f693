"""mapper → PostgreSQL: the mirror and what is derived from it, a transaction a batch."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import asyncpg

from services.mapper.errors import StoreUnavailableError
from services.mapper.transaction import Transaction

AWAY = (OSError, asyncpg.PostgresConnectionError, asyncpg.InterfaceError, TimeoutError)
"""What asyncpg raises when the server cannot be reached or breaks off."""
BUSY = (
    asyncpg.TransactionRollbackError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
)
"""What passes by itself: deadlocks, no free connection, no space, a server that shuts down."""


class Store:
    """The mapper's hands on the database."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Open a transaction, committed at the end; raises StoreUnavailableError when it fails."""
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                yield Transaction(connection)
        except (*AWAY, *BUSY) as error:
            raise StoreUnavailableError(type(error).__name__) from error

    async def mark_accruing(self, now: datetime, every: timedelta) -> None:
        """Mark whose open tasks were last counted so long ago."""
        async with self.transaction() as transaction:
            await transaction.effort.mark_accruing(now, every)

    async def lock_weeks(self) -> None:
        """Lock the weeks that are old enough."""
        async with self.transaction() as transaction:
            await transaction.effort.lock_weeks()

    async def mark_everybody(self) -> None:
        """Mark all effort of everybody."""
        async with self.transaction() as transaction:
            await transaction.effort.mark_everybody()

    async def match_everybody(self, slug: str) -> None:
        """Match every account of a connection with employees."""
        async with self.transaction() as transaction:
            connection_id = await transaction.connection_id(slug)
            await transaction.catalogue.match_everybody(connection_id)

    async def link_roadmap(self, slug: str) -> None:
        """Link the PMS projects of a connection by name; only whom that concerns is reckoned."""
        async with self.transaction() as transaction:
            connection_id = await transaction.connection_id(slug)
            await transaction.settings(connection_id)
            await transaction.following.link_roadmap(connection_id, None)

    async def settle_settings(self, slug: str) -> None:
        """Wait until nobody writes with settings of before."""
        async with self.transaction() as transaction:
            await transaction.own_settings(await transaction.connection_id(slug))

    async def follow_all(self, slug: str) -> None:
        """Bring every project and task of a connection level with the settings of now."""
        async with self.transaction() as transaction:
            connection_id = await transaction.connection_id(slug)
            await transaction.settings(connection_id)
            await transaction.following.all_projects(connection_id)
        after: int | None = 0
        while after is not None:
            async with self.transaction() as transaction:
                await transaction.settings(connection_id)
                after = await transaction.following.some(connection_id, after)
        async with self.transaction() as transaction:
            settings = await transaction.settings(connection_id)
            await transaction.following.link_parents(connection_id, settings.mode)

    async def stale_employees(self, limit: int) -> list[int]:
        """Give whose effort is out of date, the longest waiting first."""
        async with self.transaction() as transaction:
            return await transaction.effort.stale(limit)
