"""PostgreSQL → console: every figure held against what it is the sum of, all in one snapshot.

Portions → days → rows and shares of weeks → months and their costs → what finance reads. What
`explain` asserts of a week is asserted here of everything.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import asyncpg

from libs.postgres import statements
from services.console.reports import BREAKDOWNS
from services.console.store import translated

SQL = statements.load("services.console")
LEVELS = {
    "days": SQL["check_days"],
    "rows": SQL["check_rows"],
    "months": SQL["check_months"],
    "reports": SQL["check_reports"],
}
LONGEST: float = 600
"""Seconds that one of them may take."""
OF_DAYS = {"employee": "employee_id", "project": "project", "capex": "capex"}
"""What days tell of what reports are by, and in which column."""
FINEST = tuple(OF_DAYS)

Row = Any
"""A row of PostgreSQL: its columns by name."""


@dataclass(frozen=True, slots=True)
class Checked:
    """How many figures were held against their parts, and how many are not the sum of them."""

    name: str
    figures: int
    differences: int
    example: str | None
    """One of those that differ, in words."""


class Proof:
    """Holds everything against everything."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def check(self) -> Sequence[Checked]:
        """Check all figures of all people and weeks, whatever they were broken down by."""
        async with (
            translated(),
            self._pool.acquire() as sql,
            sql.transaction(isolation="repeatable_read", readonly=True),
        ):
            found = [
                Checked(name, **row)
                for name, statement in LEVELS.items()
                for row in await sql.fetch(statement, timeout=LONGEST)
            ]
            days = await sql.fetch(SQL["day_sums"])
            for by in (*((name,) for name in BREAKDOWNS), FINEST):
                lines = await sql.fetch(SQL["report"], date.min, date.max, list(by))
                found.append(_report(by, lines, days))
        return found


def _report(by: Sequence[str], lines: Sequence[Row], days: Sequence[Row]) -> Checked:
    """Hold a report's minutes against those of the days, as far as days tell by what it is."""
    keys = [column for name, column in OF_DAYS.items() if name in by]
    told, due = _sums(lines, keys), _sums(days, keys)
    wrong = sorted(
        f"{' '.join(map(str, key))}: {told.get(key, 0)} minutes, its days {due.get(key, 0)}"
        for key in {*told, *due}
        if told.get(key) != due.get(key)
    )
    return Checked(f"report by {', '.join(by)}", len(lines), len(wrong), min(wrong, default=None))


def _sums(rows: Iterable[Row], names: Sequence[str]) -> dict[tuple[Any, ...], Decimal]:
    """Give the minutes of rows by these columns; where there are none there is no figure."""
    found: defaultdict[tuple[Any, ...], Decimal] = defaultdict(Decimal)
    for row in rows:
        found[tuple(row[name] for name in names)] += row["minutes"]
    return {key: minutes for key, minutes in found.items() if minutes}
