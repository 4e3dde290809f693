"""any service ↔ PostgreSQL: connections; only the console writes them."""

from typing import TypeAlias

import asyncpg

from libs.connections.connection import Connection
from libs.connections.secrets import Secrets
from libs.postgres import statements

SQL = statements.load("libs.connections")

Sql: TypeAlias = "asyncpg.Pool | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"
"""The pool, or a connection of it where more belongs into one transaction."""


async def read(pool: asyncpg.Pool, secrets: Secrets, slug: str) -> Connection | None:
    """Give the connection of that name with its secrets, or None."""
    row = await pool.fetchrow(SQL["read"], slug)
    return _connection(row, secrets) if row is not None else None


async def read_all(pool: asyncpg.Pool, secrets: Secrets) -> list[Connection]:
    """Give every connection, by name."""
    return [_connection(row, secrets) for row in await pool.fetch(SQL["read_all"])]


async def write(
    sql: Sql,
    secrets: Secrets,
    connection: Connection,
    webhook_token_hash: bytes | None = None,
) -> int:
    """Store a connection under its slug and give its id.

    Without a webhook token hash the webhook stays as it is.
    """
    secret = connection.webhook_secret
    written: int = await sql.fetchval(
        SQL["write"],
        connection.slug,
        connection.url,
        connection.email,
        secrets.encrypt(connection.token),
        connection.api_base,
        connection.account_zone,
        connection.mode,
        connection.daily_at,
        connection.daily_zone,
        webhook_token_hash,
        secrets.encrypt(secret) if secret is not None else None,
        connection.state,
    )
    return written


def _connection(row: asyncpg.Record, secrets: Secrets) -> Connection:
    secret = row["webhook_secret_encrypted"]
    return Connection(
        id=row["id"],
        slug=row["slug"],
        url=row["url"],
        email=row["email"],
        token=secrets.decrypt(row["token_encrypted"]),
        api_base=row["api_base"],
        account_zone=row["account_zone"],
        mode=row["mode"],
        daily_at=row["daily_at"],
        daily_zone=row["daily_zone"],
        webhook_secret=secrets.decrypt(secret) if secret is not None else None,
        state=row["state"],
        state_reason=row["state_reason"],
        created_at=row["created_at"],
    )
