"""finance → console → PostgreSQL: months are closed in order, and what changed of them since.

A closing copies figures, and what they followed from; nothing of it is ever deleted. What a closed
month would be now, less what was booked of it, is an adjustment of the first open month.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import asyncpg

from libs.postgres import statements
from services.console.errors import BadInputError
from services.console.store import translated

SQL = statements.load("services.console")


@dataclass(frozen=True, slots=True)
class OpenWeek:
    """A week that nobody answers for yet."""

    employee: str
    monday: date
    status: str


@dataclass(frozen=True, slots=True)
class Closed:
    """A month that was closed, and what somebody may want to look at all the same."""

    month: date
    unsubmitted: Sequence[OpenWeek]
    stale: int
    """People whose effort was still to be reckoned."""


@dataclass(frozen=True, slots=True)
class Closing:
    """A closing, also one that was taken back."""

    month: date
    closed_at: datetime
    closed_by: str
    reopened_at: datetime | None
    reopened_by: str | None
    reason: str | None
    rows: int
    adjustments: int
    """Rows that correct months before."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that is another than when a person's month was booked."""

    cause: str
    """minutes, project, capex, entered, working days, yearly cost or cost centre."""
    key: str | None
    """The task's key; none for what is no task's."""
    title: str | None
    monday: date | None
    source: str | None
    project: str | None
    capex: bool | None
    old: str | None
    new: str | None
    change_id: int | None
    """The change behind it, as far as it is known."""
    at: datetime | None
    author: str | None
    kind: str | None
    from_text: str | None
    to_text: str | None


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A figure of a closed month that is another now."""

    period: date
    """The month in which it is booked: the first open one."""
    month: date
    employee_id: int
    employee: str
    project: str
    cost_centre: str | None
    capex: bool
    old_minutes: Decimal
    new_minutes: Decimal
    old_days: Decimal
    new_days: Decimal
    old_cost: Decimal
    new_cost: Decimal
    currency: str | None
    causes: Sequence[Cause]
    """All that changed of this person's month."""


class Periods:
    """Closes and reopens months."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def close(self, month: date, by: str) -> Closed:
        """Freeze a month's figures; raise BadInputError if it is not this one's turn."""
        async with self._alone() as sql:
            (state,) = await sql.fetch(SQL["closing_state"], month)
            wrong = not_to_close(month, state["last"], state["first"], state["current"])
            if wrong is not None:
                raise BadInputError(wrong)
            weeks = await sql.fetch(SQL["unsubmitted_weeks"], month)
            closing = await sql.fetchval(SQL["add_closing"], month, by)
            await sql.execute(SQL["close_costs"], closing)
            await sql.execute(SQL["close_capacity"], closing)
            await sql.execute(SQL["close_tasks"], closing)
            await sql.execute(SQL["close_figures"], closing)
            await sql.execute(SQL["audit_closing"], by, "period.closed", closing, None)
        return Closed(month, [OpenWeek(**row) for row in weeks], state["stale"])

    async def reopen(self, month: date, by: str, reason: str) -> None:
        """Take back the last closing; raise BadInputError for any other month."""
        async with self._alone() as sql:
            (state,) = await sql.fetch(SQL["closing_state"], month)
            last = state["last"]
            if last != month:
                which = f"{last:%Y-%m} is the last closed month" if last else "no month is closed"
                raise BadInputError(f"{month:%Y-%m} cannot be reopened: {which}.")
            closing = await sql.fetchval(SQL["reopen_closing"], month, by, reason)
            await sql.execute(SQL["audit_closing"], by, "period.reopened", closing, reason)

    async def closings(self) -> Sequence[Closing]:
        """Give every closing, the newest first."""
        async with translated():
            return [Closing(**row) for row in await self._pool.fetch(SQL["closings"])]

    async def adjustments(self) -> Sequence[Adjustment]:
        """Give what is different now of closed months, each with its causes."""
        async with (
            translated(),
            self._pool.acquire() as sql,
            sql.transaction(isolation="repeatable_read", readonly=True),
        ):
            rows = await sql.fetch(SQL["adjustments"])
            told = await sql.fetch(SQL["adjustment_causes"])
        causes: dict[tuple[date, int], list[Cause]] = {}
        for row in told:
            cells = dict(row)
            whose = cells.pop("month"), cells.pop("employee_id")
            causes.setdefault(whose, []).append(Cause(**cells))
        return [Adjustment(**row, causes=causes[row["month"], row["employee_id"]]) for row in rows]

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator["asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"]:
        """Give a transaction that sees one state throughout, the only one that closes or reopens.

        A closing copies many tables while the mapper writes them.
        """
        async with (
            translated(),
            self._pool.acquire() as sql,
            sql.transaction(isolation="repeatable_read"),
        ):
            await sql.execute(SQL["lock_closings"])
            yield sql


def not_to_close(month: date, last: date | None, first: date | None, current: date) -> str | None:
    """Say why a month cannot be closed now; None if it can.

    `last` is the last closed month, `first` the first with costs, `current` the one that goes on.
    """
    if month >= current:
        return f"{month:%Y-%m} is not over."
    if last is not None and month <= last:
        return f"{month:%Y-%m} is closed already."
    turn = month_after(last) if last is not None else first
    if turn is None:
        return "There is no effort yet: nothing to close."
    if month != turn:
        return f"Months are closed in order: it is the turn of {turn:%Y-%m}."
    return None


def month_after(month: date) -> date:
    """Give the first day of the next month."""
    return (month + timedelta(days=31)).replace(day=1)
