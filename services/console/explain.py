"""PostgreSQL → console: the portions behind a week's figures, read as of one instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import asyncpg

from libs.postgres import statements
from services.console.errors import BadInputError
from services.console.explained import Part, Total, check, parts_of, said_changes
from services.console.store import translated
from services.console.week import named
from services.console.weeks import Person

SQL = statements.load("services.console")


@dataclass(frozen=True, slots=True)
class Entered:
    """Who entered figures by hand, and when."""

    source: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Explanation:
    """A week's figures and what is behind them; every drafted figure is the sum of its parts."""

    employee: str
    name: str
    week: str
    status: str
    zone: str
    available: int
    """Thousandths of a minute."""
    attributed: int
    totals: Sequence[Total]
    entered: Sequence[Entered]
    parts: Sequence[Part]


class Explaining:
    """What is behind figures."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def week(self, person: Person, monday: date, project: str | None = None) -> Explanation:
        """Explain a week, or one row of it; raise UnevenError where figures and portions differ."""
        async with (
            translated(),
            self._pool.acquire() as sql,
            sql.transaction(isolation="repeatable_read", readonly=True),
        ):
            told = await sql.fetchrow(SQL["explain_week"], person.id, monday)
            if told is None:
                raise BadInputError(f"Nothing is known of {named(monday)} of {person.email}.")
            entries = await sql.fetch(SQL["explain_entries"], person.id, monday)
            rows = await sql.fetch(SQL["explain_portions"], person.id, monday)
            changes = await sql.fetch(SQL["explain_changes"], *_changes_of(rows))
            totals = [Total(**entry) for entry in entries]
            entered = [
                Entered(source, **found)
                for source in sorted({total.source for total in totals} - {"pms"})
                if (found := await self._entered(sql, person, monday, source)) is not None
            ]
        parts = parts_of(rows, said_changes(changes), told)
        check(told, totals, parts)
        if project is not None:
            totals = [total for total in totals if _same(total.project, project)]
            parts = [part for part in parts if _same(part.project, project)]
            if not totals:
                raise BadInputError(f"{named(monday)} has no row {project!r}.")
        return Explanation(
            person.email, person.name, named(monday),
            "overdue" if told["overdue"] else told["status"],
            told["zone"], told["available"], told["attributed"], totals, entered, parts,
        )  # fmt: skip

    async def _entered(
        self, sql: Any, person: Person, monday: date, source: str
    ) -> asyncpg.Record | None:
        found: asyncpg.Record | None = await sql.fetchrow(
            SQL["entered_by"], person.email, named(monday), source
        )
        return found


def _changes_of(rows: Sequence[asyncpg.Record]) -> tuple[list[int], list[int]]:
    """Give connections and ids of the history entries that portions name."""
    found = {
        (row["connection_id"], row[side])
        for row in rows
        for side in ("opened_change", "closed_change")
        if row[side] is not None
    }
    ordered = sorted(found)
    return [connection for connection, _ in ordered], [change for _, change in ordered]


def _same(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())
