"""console → PostgreSQL: what to sync as what: mode, lists, field meanings, roadmap projects."""

from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg

from libs.connections import Connection
from libs.postgres import statements
from services.console.audit import Audit
from services.console.errors import BadInputError
from services.console.store import translated

SQL = statements.load("services.console")


@dataclass(frozen=True, slots=True)
class PmsProject:
    """A PMS project of now, and the roadmap project it links to."""

    source_kind: str
    key: str
    name: str
    state: str
    named: str | None
    """What the mapped field says the roadmap project is called."""
    roadmap: str | None
    linked_by: str | None


class Choices:
    """What an admin chooses for one connection; what follows is derived by the mapper."""

    def __init__(self, pool: asyncpg.Pool, audit: Audit) -> None:
        self._pool = pool
        self._audit = audit

    async def set_mode(self, connection: Connection, mode: str) -> bool:
        """Choose what becomes a PMS project; False when it was so already."""
        async with self._audit.act("mode", {"connection": connection.slug, "mode": mode}) as act:
            return await act.sql.fetchval(SQL["set_mode"], connection.id, mode) is not None

    async def set_lists(
        self, connection: Connection, include: Sequence[str], exclude: Sequence[str]
    ) -> None:
        """Choose which Jira projects count, by key or id: the lists as a whole."""
        names = [*include, *exclude]
        told = {"connection": connection.slug, "include": include, "exclude": exclude}
        async with self._audit.act("lists", told) as act:
            rows = await act.sql.fetch(SQL["project_ids"], connection.id, names)
            ids = {row["name"]: row["id"] for row in rows}
            unknown = sorted(name for name in names if ids.get(name) is None)
            if unknown:
                raise BadInputError(
                    f"No project is known as {', '.join(unknown)}; sync first, or check the key."
                )
            both = set(include) & set(exclude)
            if both:
                raise BadInputError(f"{', '.join(sorted(both))} cannot be both in and out.")
            rules = ["include"] * len(include) + ["exclude"] * len(exclude)
            chosen = [ids[name] for name in names]
            await act.sql.execute(SQL["set_rules"], connection.id, chosen, rules)

    async def map_field(
        self,
        connection: Connection,
        behaviour: str,
        field_id: str,
        options: Sequence[str] = (),
        cost_centre: str | None = None,
    ) -> str:
        """Give a Jira field a meaning; give the field's name."""
        told = {
            "connection": connection.slug,
            "behaviour": behaviour,
            "field": field_id,
            "options": options,
            "cost_centre": cost_centre,
        }
        async with self._audit.act("map-field", told) as act:
            name: str | None = await act.sql.fetchval(SQL["field"], connection.id, field_id)
            if name is None:
                raise BadInputError(
                    f"Jira lists no field {field_id!r}, as far as the last sync saw; sync first, "
                    "or check the id."
                )
            await act.sql.execute(
                SQL["map_field"], connection.id, behaviour, field_id, list(options), cost_centre
            )
        return name

    async def add_roadmap_projects(self, names: Sequence[str]) -> int:
        """Add roadmap projects by name; give how many are new."""
        told = [name.strip() for name in names if name.strip()]
        async with self._audit.act("roadmap.add", {"names": told}) as act:
            return len(await act.sql.fetch(SQL["add_roadmap_projects"], told))

    async def projects(self, connection_id: int) -> Sequence[PmsProject]:
        """Give the PMS projects of now."""
        async with translated():
            rows = await self._pool.fetch(SQL["pms_projects"], connection_id)
        return [PmsProject(**row) for row in rows]
