"""admin → console ↔ PostgreSQL: the projects of the roadmap."""

from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg

from libs.postgres import statements
from services.console.audit import Audit
from services.console.employee import quoted
from services.console.errors import BadInputError
from services.console.store import translated

SQL = statements.load("services.console")
LONGEST_NAME: int = 200


@dataclass(frozen=True, slots=True)
class RoadmapProject:
    """A project of the roadmap, and how many PMS projects of now link to it."""

    name: str
    linked: int


class Roadmap:
    """The roadmap's projects; which PMS projects link to them is chosen elsewhere."""

    def __init__(self, pool: asyncpg.Pool, audit: Audit) -> None:
        self._pool = pool
        self._audit = audit

    async def listed(self) -> Sequence[RoadmapProject]:
        """Give every project by name."""
        async with translated():
            return [
                RoadmapProject(**row) for row in await self._pool.fetch(SQL["roadmap_projects"])
            ]

    async def remove(self, name: str) -> str:
        """Remove a project to which nothing links; give its name as it was written."""
        async with self._audit.act("roadmap.remove", {"name": name}) as act:
            found = await act.sql.fetchrow(SQL["roadmap_links"], name)
            if found is None:
                raise BadInputError(
                    f"There is no roadmap project {name!r}; `roadmap projects` shows them."
                )
            if found["keys"]:
                raise BadInputError(
                    f"{', '.join(found['keys'])} link to {found['name']}: "
                    "link them elsewhere first."
                )
            try:
                await act.sql.execute(SQL["remove_roadmap_project"], found["id"])
            except asyncpg.ForeignKeyViolationError as error:
                raise BadInputError(
                    f"{found['name']} stays: figures of the past are told of it."
                ) from error
        removed: str = found["name"]
        return removed


def check_names(names: Sequence[str]) -> None:
    """Raise BadInputError when one of them is no name for a roadmap project; pure."""
    for name in names:
        if not name.strip():
            raise BadInputError("A roadmap project needs a name; one of those is empty.")
        if len(name.strip()) > LONGEST_NAME or not name.isprintable():
            raise BadInputError(
                f"{quoted(name)} is longer than {LONGEST_NAME} characters, or not all of it is "
                "text."
            )
