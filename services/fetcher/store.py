"""fetcher → PostgreSQL: what to read of a connection, and how its account fares."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

import asyncpg

from libs import connections
from libs.connections import Connection
from libs.connections.secrets import Secrets
from libs.contracts.sync_requested import SyncRequested
from libs.postgres import statements
from services.fetcher.errors import StoreUnavailableError, UnknownConnectionError

SQL = statements.load("services.fetcher")
AWAY = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError)


class Store:
    """The fetcher's few words with the database."""

    def __init__(self, pool: asyncpg.Pool, secrets: Secrets) -> None:
        self._pool = pool
        self._secrets = secrets

    async def connection(self, slug: str) -> Connection:
        """Give the connection with its token; raise UnknownConnectionError when there is none."""
        async with _translated():
            found = await connections.read(self._pool, self._secrets, slug)
        if found is None:
            raise UnknownConnectionError(slug)
        return found

    async def fields(self, connection_id: int) -> frozenset[str]:
        """Give the ids of the custom fields to ask for."""
        async with _translated():
            rows = await self._pool.fetch(SQL["read_fields"], connection_id)
        return frozenset(row["id"] for row in rows)

    async def last_census(self, connection_id: int) -> datetime | None:
        """Give when the last good census of everything began, by Jira's clock."""
        async with _translated():
            started: datetime | None = await self._pool.fetchval(SQL["last_census"], connection_id)
        return started

    async def claim(self, connection_id: int, run: UUID, wish: SyncRequested) -> UUID | None:
        """Begin that run; give it, or the run of the same scope under way that it joins instead.

        None where the run has ended already: a wish that comes again is not taken twice.
        """
        scope = wish.scope.model_dump_json(exclude_defaults=True)
        async with _translated(), self._pool.acquire() as sql, sql.transaction():
            await sql.execute(SQL["lock_runs"], connection_id)
            claimed: UUID | None = await sql.fetchval(
                SQL["claim_run"], run, connection_id, scope, wish.deep, wish.reason
            )
        return claimed

    async def mark_refused(self, connection_id: int, reason: str) -> None:
        """Note that Jira refuses the account: a person must act."""
        async with _translated():
            await self._pool.execute(SQL["mark_refused"], connection_id, reason)

    async def mark_accepted(self, connection_id: int, account_id: str, zone: str | None) -> None:
        """Note that Jira knows the account, and as whom."""
        async with _translated():
            await self._pool.execute(SQL["mark_accepted"], connection_id, account_id, zone)


@asynccontextmanager
async def _translated() -> AsyncIterator[None]:
    """Turn the driver's errors into ours, once."""
    try:
        yield
    except AWAY as error:
        raise StoreUnavailableError(type(error).__name__) from error
