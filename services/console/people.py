"""admin → console → PostgreSQL: employees, and which accounts of Jira are they."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date

import asyncpg
from rapidfuzz import fuzz, process, utils

from libs.connections import Connection
from libs.postgres import statements
from services.console.audit import Audit, Sql
from services.console.employee import Employee
from services.console.errors import BadInputError
from services.console.store import translated

SQL = statements.load("services.console")
LIKE_ENOUGH = 80
"""From this likeness of names on, of 100, an employee is suggested."""
SUGGESTIONS = 3


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the employees of a file."""

    added: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Known:
    """An employee as others may know it."""

    id: int
    email: str
    name: str
    start_date: date | None
    end_date: date | None
    cost_centre: str | None
    zone: str | None
    country: str | None


@dataclass(frozen=True, slots=True)
class Mapped:
    """An account, and the employee that it is; none: by hand, the account is nobody."""

    account_id: str
    display_name: str | None
    email: str | None
    account_type: str | None
    active: bool | None
    employee_name: str | None
    employee_email: str | None
    method: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An employee whose name is like an account's; never applied by itself."""

    name: str
    email: str
    likeness: int


@dataclass(frozen=True, slots=True)
class Unmatched:
    """An account of a person that is no employee yet."""

    account_id: str
    display_name: str | None
    email: str | None
    account_type: str | None
    active: bool | None
    suggestions: Sequence[Suggestion]


class People:
    """Employees and their accounts; what follows is derived by the mapper."""

    def __init__(self, pool: asyncpg.Pool, audit: Audit) -> None:
        self._pool = pool
        self._audit = audit

    async def import_employees(
        self, employees: Sequence[Employee], *, dry_run: bool = False
    ) -> Imported:
        """Write employees, all or none; on a dry run only say what would become of them."""
        async with self._audit.act("people.import", {}, keep=not dry_run) as act:
            imported = await _write(act.sql, employees)
            act.what.update(asdict(imported))
        return imported

    async def employees(self, after: int, limit: int) -> Sequence[Known]:
        """Give so many employees with a higher id, in id order; what they cost is not told."""
        async with translated():
            rows = await self._pool.fetch(SQL["employees_page"], after, limit)
        return [Known(**row) for row in rows]

    async def map_account(self, connection: Connection, account_id: str, email: str | None) -> None:
        """Say by hand which employee an account is; None: it is nobody."""
        told = {"connection": connection.slug, "account": account_id, "employee": email}
        async with self._audit.act("people.map", told) as act:
            if await act.sql.fetchval(SQL["map_account"], connection.id, account_id, email):
                return
            known = await act.sql.fetchval(SQL["account"], connection.id, account_id)
            raise _unmappable(account_id, email, known=known is not None)

    async def unmap(self, connection: Connection, account_id: str) -> None:
        """Take back what was said of an account by hand: its e-mail address counts again."""
        told = {"connection": connection.slug, "account": account_id}
        async with self._audit.act("people.unmap", told) as act:
            gone = await act.sql.fetchval(SQL["unmap_account"], connection.id, account_id)
            if gone is None:
                raise BadInputError(f"Nothing was said by hand of an account {account_id!r}.")

    async def by_email(self, connection_id: int, account_id: str) -> str:
        """Say who an account is by its e-mail address."""
        async with translated():
            row = await self._pool.fetchrow(SQL["account_by_email"], connection_id, account_id)
        if row is None or row["email"] is None:
            return f"{account_id} is no employee now: Jira does not show its e-mail address."
        if row["employee_email"] is None:
            return f"{account_id} is no employee now: none has the address {row['email']}."
        return f"{account_id} is {row['employee_name']} ({row['employee_email']}), by e-mail."

    async def mapped(self, connection_id: int) -> Sequence[Mapped]:
        """Give the accounts that are employees, and those that are nobody."""
        async with translated():
            rows = await self._pool.fetch(SQL["mapped_accounts"], connection_id)
        return [Mapped(**row) for row in rows]

    async def unmatched(self, connection_id: int) -> Sequence[Unmatched]:
        """Give the accounts of people that are no employee yet, with suggestions by name."""
        async with translated():
            accounts = await self._pool.fetch(SQL["unmatched_accounts"], connection_id)
            employees = await self._pool.fetch(SQL["employees"]) if accounts else []
        names = [account["display_name"] for account in accounts]
        found = await asyncio.to_thread(_alike, names, employees)
        return [
            Unmatched(**account, suggestions=suggestions)
            for account, suggestions in zip(accounts, found, strict=True)
        ]


def _unmappable(account_id: str, email: str | None, *, known: bool) -> BadInputError:
    if known:
        return BadInputError(f"No employee has the e-mail address {email!r}; import them first.")
    return BadInputError(f"No account has the id {account_id!r}; `people list` shows them.")


async def _write(sql: Sql, employees: Sequence[Employee]) -> Imported:
    columns = {
        field.name: [getattr(employee, field.name) for employee in employees]
        for field in fields(Employee)
    }
    dates = (columns["email"], columns["start_date"], columns["end_date"])
    wrong = await sql.fetch(SQL["ends_before_start"], *dates)
    if wrong:
        raise BadInputError(
            f"{wrong[0]['email']} would end before the start, with the dates known already; "
            "give both dates."
        )
    centres = {employee.cost_centre for employee in employees if employee.cost_centre}
    await sql.execute(SQL["add_cost_centres"], sorted(centres))
    try:
        written = await sql.fetch(SQL["upsert_employees"], *columns.values())
    except asyncpg.CardinalityViolationError as error:
        raise BadInputError("Two employees have the same e-mail address.") from error
    added = sum(row["added"] for row in written)
    return Imported(added, len(written) - added, len(employees) - len(written))


def _alike(
    names: Sequence[str | None], employees: Sequence[asyncpg.Record]
) -> list[Sequence[Suggestion]]:
    """Give for each name the employees whose names are most like it."""
    choices = [utils.default_process(employee["name"]) for employee in employees]
    return [
        [
            Suggestion(employees[place]["name"], employees[place]["email"], round(likeness))
            for _, likeness, place in process.extract(
                utils.default_process(name or ""),
                choices,
                scorer=fuzz.token_sort_ratio,
                limit=SUGGESTIONS,
                score_cutoff=LIKE_ENOUGH,
            )
        ]
        for name in names
    ]
