"""a person → console → PostgreSQL: weeks submitted, decided about, and entered by hand.

Each act is one transaction that waits for whoever decides about, or reckons, the same person's
weeks: what was read holds until it is written. A week that drafts may touch again is marked in it.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date

import asyncpg

from libs.postgres import statements
from services.console.audit import Act, Audit, Sql
from services.console.errors import BadInputError, RefusedError
from services.console.store import translated
from services.console.week import (
    MOVES,
    OPEN,
    UNLINKED,
    Actor,
    Role,
    Row,
    Source,
    Verb,
    allow,
    check_rows,
    named,
    said,
)

SQL = statements.load("services.console")
FREE = ("not_submitted", "rejected")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with weeks."""

    id: int
    email: str
    name: str


class Weeks:
    """What people do with weeks."""

    def __init__(self, pool: asyncpg.Pool, audit: Audit) -> None:
        self._pool = pool
        self._audit = audit

    async def person(self, email: str) -> Person:
        """Give the employee with that address; raise BadInputError."""
        async with translated():
            row = await self._pool.fetchrow(SQL["employee_by_email"], email)
        if row is None:
            raise BadInputError(f"No employee has the e-mail address {email!r}.")
        return Person(**row)

    async def seen(self, person: Person, monday: date) -> str:
        """Give the word for a week's figures of now."""
        async with translated():
            (row,) = await self._pool.fetch(SQL["read_week"], person.id, monday)
        return str(row["seen"])

    async def move(
        self,
        verb: Verb,
        person: Person,
        monday: date,
        actor: Actor,
        *,
        seen: str | None = None,
        reason: str | None = None,
    ) -> None:
        """Take a week on, or back; raise RefusedError saying why not.

        `seen` is the word for the figures that were looked at: with other figures nothing is done.
        """
        move = MOVES[verb]
        allow(actor, move.role, person.id, f"have a week {move.done}")
        reason = (reason or "").strip() or None
        if move.reason and reason is None:
            raise BadInputError("Say why: a reason is needed.")
        if move.after in ("submitted", "approved") and seen is None:
            raise BadInputError("Say which figures were seen.")
        told = {"seen": seen, "reason": reason}
        async with self._act(f"week.{verb}", person, monday, told) as (act, week):
            moved = await act.sql.fetchval(
                SQL["move_week"], person.id, monday, move.before, move.after,
                self._audit.by, reason, seen, actor.role == "admin",
            )  # fmt: skip
            if moved is None:
                raise _why_not(monday, week, move.before, move.done, seen)
            figures = await act.sql.fetch(SQL["week_figures"], person.id, monday)
            act.what.update(before=week["status"], after=move.after, figures=_told(figures))
            if move.after in FREE:
                await act.sql.execute(SQL["mark_since"], person.id, monday)

    async def enter(
        self, person: Person, monday: date, rows: Sequence[Row], source: Source, actor: Actor
    ) -> None:
        """Enter a week's figures by hand, in place of those entered before by the same hand."""
        check_rows(rows)
        async with self._entering("week.enter", person, monday, source, actor) as act:
            projects = await _projects(act.sql, rows)
            await act.sql.execute(SQL["ensure_week"], person.id, monday)
            gone = await act.sql.fetch(SQL["drop_entered"], person.id, monday, source)
            shares = [row.percent for row in rows]
            await act.sql.execute(SQL["add_entered"], person.id, monday, source, projects, shares)
            figures = await act.sql.fetch(SQL["week_figures"], person.id, monday)
            act.what.update(instead_of=len(gone), figures=_told(figures))

    async def clear(self, person: Person, monday: date, source: Source, actor: Actor) -> None:
        """Take entered figures away: the draft, or what another entered, counts again."""
        async with self._entering("week.clear", person, monday, source, actor) as act:
            gone = await act.sql.fetch(SQL["drop_entered"], person.id, monday, source)
            if not gone:
                raise RefusedError(f"Nothing is entered by {_hand(source)} for {named(monday)}.")
            act.what.update(
                gone=[
                    {"project": row["roadmap_project_id"], "percent": str(row["percent"])}
                    for row in gone
                ]
            )
            await act.sql.execute(SQL["mark_since"], person.id, monday)

    @asynccontextmanager
    async def _entering(
        self, name: str, person: Person, monday: date, source: Source, actor: Actor
    ) -> AsyncIterator[Act]:
        role: Role = "employee" if source == "self" else "manager"
        allow(actor, role, person.id, f"enter figures as {_hand(source)}")
        async with self._act(name, person, monday, {"source": source}) as (act, week):
            if not week["begun"]:
                raise RefusedError(f"{named(monday)} has not begun.")
            if week["locked"] and actor.role != "admin":
                raise RefusedError(f"{named(monday)} is locked: only an admin may change it.")
            if (week["status"] or "not_submitted") not in OPEN[source]:
                raise RefusedError(f"{named(monday)} is {said(week['status'])}: it stands.")
            yield act

    @asynccontextmanager
    async def _act(
        self, name: str, person: Person, monday: date, told: Mapping[str, object]
    ) -> AsyncIterator[tuple[Act, asyncpg.Record]]:
        what = {"employee": person.email, "week": named(monday), **told}
        async with self._audit.act(name, what) as act:
            await act.sql.execute(SQL["lock_effort"], person.id)
            (week,) = await act.sql.fetch(SQL["read_week"], person.id, monday)
            yield act, week


async def _projects(sql: Sql, rows: Sequence[Row]) -> list[int | None]:
    """Give the projects' ids, None for Unlinked; raise BadInputError for one unknown or twice."""
    found = await sql.fetch(SQL["roadmap_named"], [row.project for row in rows])
    known = {row["named"]: row for row in found}
    ids: dict[int | None, str] = {}
    for row in rows:
        unlinked = row.project.casefold() == UNLINKED.casefold()
        number = None if unlinked else known[row.project]["id"]
        if number is None and not unlinked:
            raise BadInputError(f"There is no roadmap project {row.project!r}.")
        if number in ids:
            raise BadInputError(f"{row.project!r} is there twice.")
        ids[number] = row.project
    return list(ids)


def _why_not(
    monday: date,
    week: asyncpg.Record,
    before: Sequence[str],
    done: str,
    seen: str | None,
) -> RefusedError:
    """Say why a week did not move."""
    name, status = named(monday), week["status"]
    if status is None:
        return RefusedError(f"There is no week {name}: nothing was reckoned or entered for it.")
    if status not in before:
        return RefusedError(f"{name} is {said(status)}: it cannot be {done}.")
    if week["locked"]:
        return RefusedError(f"{name} is locked: only an admin may have it {done}.")
    if seen is not None and seen != week["seen"]:
        return RefusedError(f"The figures of {name} are others by now: look again.")
    return RefusedError(f"{name} was changed by somebody else a moment ago: look again.")


def _hand(source: Source) -> str:
    return "the employee" if source == "self" else "a manager"


def _told(figures: Sequence[asyncpg.Record]) -> list[dict[str, object]]:
    return [dict(row) for row in figures]
