"""admin → console → PostgreSQL: which roadmap projects PMS projects link to, by hand.

Whoever has minutes on a project whose link changes is marked in the same transaction: the mapper
moves the minutes of open weeks, and leaves a notice about the others.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg

from libs.connections import Connection
from libs.postgres import statements
from services.console.audit import Audit, Sql
from services.console.errors import BadInputError

SQL = statements.load("services.console")


@dataclass(frozen=True, slots=True)
class Linked:
    """What became of many links: keys of what links to another project now, and of what is left."""

    moved: Sequence[str]
    left: Sequence[str] = ()


class Links:
    """Links from PMS projects to the roadmap."""

    def __init__(self, audit: Audit) -> None:
        self._audit = audit

    async def link(
        self, connection: Connection, projects: Sequence[str], name: str | None
    ) -> Linked:
        """Link PMS projects, by key or name, to one roadmap project, or to none; all or nothing."""
        told = {"connection": connection.slug, "projects": projects, "to": name}
        async with self._audit.act("roadmap.link", told) as act:
            found = await _found(act.sql, connection, projects)
            roadmap = (await _roadmap(act.sql, [name]))[name] if name is not None else None
            return await _write(act.sql, [(row, roadmap) for row in found])

    async def link_namesakes(self, connection: Connection, projects: Sequence[str]) -> Linked:
        """Link PMS projects (none told: all that are not linked) to the roadmap's of their name.

        What has no namesake is left as it is.
        """
        told = {"connection": connection.slug, "projects": projects, "to": "namesakes"}
        async with self._audit.act("roadmap.link", told) as act:
            found = (
                await _found(act.sql, connection, projects)
                if projects
                else await act.sql.fetch(SQL["unlinked_projects"], connection.id)
            )
            rows = await act.sql.fetch(SQL["roadmap_named"], [row["name"] for row in found])
            ids = {row["named"]: row["id"] for row in rows}
            linked = await _write(
                act.sql, [(row, ids[row["name"]]) for row in found if ids[row["name"]] is not None]
            )
            act.what["moved"] = linked.moved
        return Linked(linked.moved, [row["key"] for row in found if ids[row["name"]] is None])

    async def promote(self, connection: Connection, projects: Sequence[str]) -> Sequence[str]:
        """Make PMS projects roadmap projects of their names, and link them; give the names."""
        told = {"connection": connection.slug, "projects": projects}
        async with self._audit.act("roadmap.promote", told) as act:
            found = await _found(act.sql, connection, projects)
            names = [row["name"] for row in found]
            added = await act.sql.fetch(SQL["add_roadmap_projects"], names)
            if len(added) < len(names):
                raise BadInputError(
                    "A roadmap project of that name is there already: `roadmap link` links to it."
                )
            ids = await _roadmap(act.sql, names)
            await _write(act.sql, [(row, ids[row["name"]]) for row in found])
        return names


async def _found(sql: Sql, connection: Connection, projects: Sequence[str]) -> list[asyncpg.Record]:
    """Give one PMS project for each key or name; a key goes before a name."""
    by_name: defaultdict[str, list[asyncpg.Record]] = defaultdict(list)
    for row in await sql.fetch(SQL["find_pms_projects"], connection.id, list(projects)):
        by_name[row["named"]].append(row)
    found = {}
    for named, rows in by_name.items():
        best = [row for row in rows if row["by_key"]] or [row for row in rows if row["id"]]
        if not best:
            raise BadInputError(f"There is no PMS project {named!r}; `roadmap list` shows them.")
        if len(best) > 1:
            keys = ", ".join(sorted(row["key"] for row in best))
            raise BadInputError(f"{named!r} may be {keys}: say which, by key.")
        found[best[0]["id"]] = best[0]
    return [found[number] for number in sorted(found)]


async def _roadmap(sql: Sql, names: Sequence[str]) -> dict[str, int]:
    rows = await sql.fetch(SQL["roadmap_named"], list(names))
    for row in rows:
        if row["id"] is None:
            raise BadInputError(
                f"There is no roadmap project {row['named']!r}; `roadmap add` makes one."
            )
    return {row["named"]: row["id"] for row in rows}


async def _write(sql: Sql, links: Sequence[tuple[asyncpg.Record, int | None]]) -> Linked:
    """Link, and mark whom it concerns."""
    keys = {row["id"]: row["key"] for row, _ in links}
    written = await sql.fetch(SQL["link_projects"], list(keys), [roadmap for _, roadmap in links])
    moved = [row["id"] for row in written if row["moved"]]
    if moved:
        await sql.execute(SQL["mark_projects"], moved)
    return Linked(sorted(keys[number] for number in moved))
