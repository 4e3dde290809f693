"""admin → console → PostgreSQL: what counts as effort: working time, idleness, what statuses mean.

Whoever that concerns is marked in the same transaction, and reckoned anew by the mapper.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from typing import Literal

import asyncpg

from libs.connections import Connection
from libs.postgres import statements
from services.console.audit import Audit
from services.console.errors import BadInputError
from services.console.store import translated
from services.console.working_rules import Rules, changed

SQL = statements.load("services.console")
Meaning = Literal["working", "waiting", "done"]
MEANINGS: tuple[Meaning, ...] = ("working", "waiting", "done")


@dataclass(frozen=True, slots=True)
class Status:
    """A status of Jira's, and what it says about a task."""

    id: int
    name: str
    category: str
    project: str | None
    """Key of the only project that has it; None: any may."""
    chosen: bool
    """Whether somebody said so; else its category does."""
    meaning: str


class EffortRules:
    """The organisation's rules, and each connection's statuses."""

    def __init__(self, pool: asyncpg.Pool, audit: Audit) -> None:
        self._pool = pool
        self._audit = audit

    async def read(self) -> Rules:
        """Give the rules of now."""
        async with translated():
            (row,) = await self._pool.fetch(SQL["effort_rule"])
        return Rules(**row)

    async def change(self, told: Mapping[str, str | None]) -> tuple[Rules, bool]:
        """Change what is told of the rules; give them, and whether effort is reckoned anew."""
        what = {name: value for name, value in told.items() if value is not None}
        async with self._audit.act("effort.rules", what) as act:
            await act.sql.execute(SQL["lock_rule"])
            await act.sql.execute(SQL["lock_weeks"])
            (row,) = await act.sql.fetch(SQL["effort_rule"])
            before = Rules(**row)
            rules = changed(before, told)
            act.what.update({f"{name}_before": value for name, value in asdict(before).items()})
            anew: bool = await act.sql.fetchval(SQL["set_effort_rule"], *astuple(rules))
            if anew:
                await act.sql.execute(SQL["mark_everybody"], None)
        return rules, anew

    async def statuses(self, connection: Connection) -> Sequence[Status]:
        """Give the statuses of a connection."""
        async with translated():
            rows = await self._pool.fetch(SQL["statuses"], connection.id)
        return [Status(**row) for row in rows]

    async def set_statuses(
        self, connection: Connection, meanings: Mapping[str, Meaning | None]
    ) -> int:
        """Say what statuses, by name or id, mean; None: what their category says. Give how many."""
        what = {"connection": connection.slug, "meanings": meanings}
        async with self._audit.act("effort.statuses", what) as act:
            told: dict[int, Meaning | None] = {}
            for name, meaning in meanings.items():
                rows = await act.sql.fetch(SQL["statuses_named"], connection.id, name)
                if not rows:
                    raise BadInputError(
                        f"There is no status {name!r}; `effort statuses` lists them."
                    )
                told |= {row["id"]: meaning for row in rows}
            await act.sql.execute(
                SQL["set_statuses"], connection.id, list(told), list(told.values())
            )
            await act.sql.execute(SQL["mark_everybody"], connection.id)
        return len(told)
