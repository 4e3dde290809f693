"""any service → PostgreSQL: the pool of connections, and how JSON travels.

Reading, `jsonb` becomes Python values. Writing, JSON is sent as text and cast in SQL
(`$1::text::jsonb`, `unnest($1::text[])` and `::jsonb`), so that what is already encoded is not
encoded again.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from pydantic_core import from_json, to_json

CONNECT_SECONDS: float = 10
COMMAND_SECONDS: float = 120
"""A statement that takes longer is cancelled: a lock held for ever must not stop a service."""


@asynccontextmanager
async def open_pool(
    dsn: str, *, application_name: str, min_size: int = 1, max_size: int = 8
) -> AsyncIterator[asyncpg.Pool]:
    """Give a pool of connections; it reconnects by itself after the server was away."""
    pool = await asyncpg.create_pool(
        dsn,
        min_size=min_size,
        max_size=max_size,
        timeout=CONNECT_SECONDS,
        command_timeout=COMMAND_SECONDS,
        init=_prepare,
        server_settings={"application_name": f"flowstate-{application_name}", "timezone": "UTC"},
    )
    try:
        yield pool
    finally:
        pool.terminate()


async def ping(pool: asyncpg.Pool) -> None:
    """Ask the server for a sign of life; raises what asyncpg raises when there is none."""
    await pool.fetchval("select 1", timeout=2)


async def _prepare(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        encoder=lambda value: to_json(value).decode(),
        decoder=from_json,
    )
