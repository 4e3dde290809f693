"""finance → console → PostgreSQL: effort and cost by anything; what decides where it goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import asyncpg

from libs.postgres import statements
from services.console.errors import BadInputError
from services.console.store import translated

SQL = statements.load("services.console")
BREAKDOWNS = ("month", "quarter", "project", "cost_centre", "employee", "capex")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a report; what it is not broken down by is None."""

    month: date | None
    quarter: str | None
    project: str | None
    cost_centre: str | None
    employee_id: int | None
    employee: str | None
    capex: bool | None
    currency: str | None
    minutes: Decimal
    days: Decimal
    cost: Decimal | None


@dataclass(frozen=True, slots=True)
class Said:
    """A task, or one above it, and what it says of CapEx itself."""

    issue_id: int
    key: str
    title: str
    capex: bool | None
    says: bool
    """Whether it is the one whose word counts."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A change of what a task says of CapEx, or of what it hangs below."""

    key: str
    at: datetime
    author: str | None
    kind: str
    """field or parent."""
    from_text: str | None
    to_text: str | None
    change_id: int


@dataclass(frozen=True, slots=True)
class Classified:
    """Whether a task is CapEx, who says so, and how that came about."""

    capex: bool
    said_by: str | None
    """Key of the task whose word counts; None where none says anything: OpEx."""
    chain: Sequence[Said]
    """From the task up."""
    changes: Sequence[Turn]
    """The newest first."""


class Reports:
    """Reads what finance wants to know."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def report(self, first: date, last: date, by: Sequence[str]) -> Sequence[Line]:
        """Give what was booked in months from first to last, both included, by so much."""
        unknown = sorted(set(by) - set(BREAKDOWNS))
        if unknown:
            raise BadInputError(f"No report is by {', '.join(unknown)}: {', '.join(BREAKDOWNS)}.")
        async with translated():
            rows = await self._pool.fetch(SQL["report"], first, last, list(by))
        return [Line(**row) for row in rows]

    async def classification(self, connection_id: int, key: str) -> Classified:
        """Give why a task is CapEx or OpEx; raise BadInputError for an unknown one."""
        async with translated():
            rows = await self._pool.fetch(SQL["classification"], connection_id, key)
            if not rows:
                raise BadInputError(f"No task has the key {key!r}.")
            chain = [Said(**row) for row in rows]
            ids = [said.issue_id for said in chain]
            changes = await self._pool.fetch(SQL["classification_changes"], connection_id, ids)
        counts = next((said for said in chain if said.says), None)
        return Classified(
            capex=counts is not None and counts.capex is True,
            said_by=counts.key if counts is not None else None,
            chain=chain,
            changes=[Turn(**row) for row in changes],
        )

    async def class_centre(self, name: str, chosen: str | None, by: str) -> str:
        """Class a cost centre capex, opex or neither; give its name."""
        async with translated():
            known: str | None = await self._pool.fetchval(SQL["class_centre"], name, chosen, by)
        if known is None:
            raise BadInputError(f"No cost centre is named {name!r}.")
        return known

    async def place_project(self, name: str, centre: str | None, by: str) -> str:
        """Say which cost centre a roadmap project belongs to; give the project's name."""
        async with translated():
            known: str | None = await self._pool.fetchval(SQL["place_project"], name, centre, by)
        if known is None:
            raise BadInputError(f"No roadmap project is named {name!r}; `roadmap add` adds one.")
        return known

    async def set_pay(
        self, email: str, cost: Decimal, currency: str, since: date | None, by: str
    ) -> str:
        """Say what an employee costs a year, since a day or always; give the employee's name."""
        async with translated():
            known: str | None = await self._pool.fetchval(
                SQL["set_pay"], email, cost, currency, since, by
            )
        if known is None:
            raise BadInputError(f"No employee has the e-mail address {email!r}.")
        return known
