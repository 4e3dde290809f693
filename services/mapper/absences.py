"""mapper → PostgreSQL: what a run's census did not find, looked for and settled."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from libs.postgres import statements
from services.mapper import absence
from services.mapper.absence import Findings

SQL = statements.load("services.mapper")
SAMPLE: int = 100
"""Issues of a project on no roster that are read by id before it is called out of sight."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Which issues came to which state."""

    deleted: tuple[int, ...] = ()
    archived: tuple[int, ...] = ()
    access_lost: tuple[int, ...] = ()

    @property
    def ids(self) -> list[int]:
        """All of them, in id order."""
        return sorted((*self.deleted, *self.archived, *self.access_lost))


class Absences:
    """The rows of what is absent, within one transaction."""

    def __init__(self, connection: "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]") -> None:
        self._sql = connection

    async def want(self, run: UUID, connection_id: int) -> None:
        """Want what is stored and was not listed to be read by id."""
        await self._sql.execute(SQL["want_absent"], run, connection_id, SAMPLE)

    async def outstanding(self, run: UUID) -> list[tuple[int, str]]:
        """Give `(id, why)` of what was not listed and has not been read."""
        found = await self._sql.fetch(SQL["outstanding_absent"], run)
        return [(row["issue_id"], row["why"]) for row in found]

    async def findings(
        self, run: UUID, connection_id: int, authenticated_as: str | None
    ) -> Findings:
        """Give what the census and the reads after it mean."""
        told = await self._sql.fetch(SQL["read_rosters"], run)
        stored = await self._sql.fetch(SQL["read_stored"], run, connection_id)
        before = await self._sql.fetchval(SQL["last_account"], run, connection_id)
        return absence.find(
            [absence.Stored(**row) for row in stored],
            absence.rosters([(row["state"], row["ids"]) for row in told]),
            same_account=before is None or before == authenticated_as,
        )

    async def settle(self, run: UUID, connection_id: int, findings: Findings) -> Settled:
        """Give issues and projects the states that were found."""
        deleted = await self.resolve(run, connection_id, findings.delete, "deleted")
        ids, states = list(findings.states), list(findings.states.values())
        await self._sql.execute(SQL["set_project_states"], connection_id, run, ids, states)
        followed: defaultdict[str, list[int]] = defaultdict(list)
        for row in await self._sql.fetch(SQL["follow_projects"], connection_id, run):
            followed[row["state"]].append(row["id"])
        return Settled(
            deleted=(*deleted, *followed["deleted"]),
            archived=tuple(followed["archived"]),
            access_lost=tuple(followed["access_lost"]),
        )

    async def resolve(
        self, run: UUID, connection_id: int, project_ids: Collection[int], state: str
    ) -> tuple[int, ...]:
        """Give the doubly absent issues of these projects that state; give which they are."""
        rows = await self._sql.fetch(
            SQL["resolve_absent"], run, connection_id, list(project_ids), state
        )
        return tuple(row["id"] for row in rows)
