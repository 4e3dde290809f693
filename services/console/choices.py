"""console → PostgreSQL: what to sync as what: mode, lists, field meanings, roadmap links."""

from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg

from libs.postgres import statements
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

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def set_mode(self, connection_id: int, mode: str) -> bool:
        """Choose what becomes a PMS project; False when it was so already."""
        async with translated():
            return await self._pool.fetchval(SQL["set_mode"], connection_id, mode) is not None

    async def set_lists(
        self, connection_id: int, include: Sequence[str], exclude: Sequence[str]
    ) -> None:
        """Choose which Jira projects count, by key or id: the lists as a whole."""
        names = [*include, *exclude]
        async with translated():
            rows = await self._pool.fetch(SQL["project_ids"], connection_id, names)
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
            await self._pool.execute(SQL["set_rules"], connection_id, chosen, rules)

    async def map_field(
        self,
        connection_id: int,
        behaviour: str,
        field_id: str,
        options: Sequence[str] = (),
        cost_centre: str | None = None,
    ) -> str:
        """Give a Jira field a meaning; give the field's name."""
        async with translated():
            name: str | None = await self._pool.fetchval(SQL["field"], connection_id, field_id)
            if name is None:
                raise BadInputError(
                    f"Jira lists no field {field_id!r}, as far as the last sync saw; sync first, "
                    "or check the id."
                )
            await self._pool.execute(
                SQL["map_field"], connection_id, behaviour, field_id, list(options), cost_centre
            )
        return name

    async def add_roadmap_projects(self, names: Sequence[str]) -> int:
        """Add roadmap projects by name; give how many are new."""
        told = [name.strip() for name in names if name.strip()]
        async with translated():
            return len(await self._pool.fetch(SQL["add_roadmap_projects"], told))

    async def link(self, connection_id: int, key: str, name: str | None) -> None:
        """Link a PMS project to a roadmap project by hand, or to none."""
        async with translated():
            linked = await self._pool.fetchval(SQL["link_project"], connection_id, key, name)
        if linked is None:
            raise BadInputError(f"There is no PMS project {key!r}, or no roadmap project {name!r}.")

    async def projects(self, connection_id: int) -> Sequence[PmsProject]:
        """Give the PMS projects of now."""
        async with translated():
            rows = await self._pool.fetch(SQL["pms_projects"], connection_id)
        return [PmsProject(**row) for row in rows]
