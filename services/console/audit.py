"""console → PostgreSQL: every act of a person leaves a row, in the transaction of the act."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

import asyncpg
from pydantic_core import to_json

from libs.postgres import statements
from services.console.store import translated

SQL = statements.load("services.console")

Sql: TypeAlias = "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"
"""A connection with an open transaction."""


@dataclass(frozen=True, slots=True)
class Act:
    """An act under way: do it with `sql`, and tell in `what` what else an auditor asks for."""

    sql: Sql
    what: dict[str, Any]


class Audit:
    """The log of what people do, kept for one of them."""

    def __init__(self, pool: asyncpg.Pool, by: str) -> None:
        self._pool = pool
        self.by = by

    @asynccontextmanager
    async def act(
        self, name: str, what: Mapping[str, Any], *, keep: bool = True
    ) -> AsyncIterator[Act]:
        """Open a transaction for an act; at its end the act is logged. Secrets are never told.

        Not to keep it is to try only: nothing of it stays.
        """
        async with translated(), self._pool.acquire() as sql:
            transaction = sql.transaction()
            await transaction.start()
            try:
                act = Act(sql, dict(what))
                yield act
                await sql.execute(SQL["add_audit"], self.by, name, to_json(act.what).decode())
            except BaseException:
                await transaction.rollback()
                raise
            await (transaction.commit() if keep else transaction.rollback())
