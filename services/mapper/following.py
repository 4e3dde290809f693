"""mapper → PostgreSQL: what follows from the mirror and the settings, and whose effort from that.

Tasks' states, epics and projects, links to the roadmap, and marks of whom to reckon anew, all
within the transaction of what they follow from.
"""

from collections.abc import Collection, Sequence

import asyncpg

from libs.postgres import statements

SQL = statements.load("services.mapper")
CHUNK: int = 5000
"""Issues a statement, where all of them are gone through."""


class Following:
    """Brings what is derived level, within one transaction."""

    def __init__(self, connection: "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]") -> None:
        self._sql = connection

    async def tasks(self, connection_id: int, ids: list[int], mode: str) -> None:
        """Bring tasks' states, epics and projects level with the mirror."""
        moved = await self._sql.fetch(SQL["derive_states"], connection_id, ids)
        if mode == "epics":
            await self._epics(connection_id, ids)
            moved += await self._sql.fetch(SQL["assign_epics"], connection_id, ids)
        await self.mark(connection_id, {row["issue_id"] for row in moved})

    async def all_projects(self, connection_id: int) -> None:
        """Bring every PMS project level with the lists and the mode of now, and its link."""
        await self._sql.execute(SQL["derive_projects"], connection_id, None)
        await self.link_roadmap(connection_id, None)

    async def some(self, connection_id: int, after: int) -> int | None:
        """Bring the next tasks level with the lists and states of now; give the last, if any."""
        found = await self._sql.fetch(SQL["all_issue_ids"], connection_id, after, CHUNK)
        await self._states(connection_id, [row["id"] for row in found])
        return found[-1]["id"] if found else None

    async def settled(
        self, connection_id: int, issue_ids: Sequence[int], project_ids: Sequence[int]
    ) -> None:
        """Bring what is derived of these issues and projects level with their new states."""
        if project_ids:
            await self._sql.execute(SQL["derive_projects"], connection_id, list(project_ids))
        await self._states(connection_id, issue_ids)

    async def _states(self, connection_id: int, issue_ids: Sequence[int]) -> None:
        for start in range(0, len(issue_ids), CHUNK):
            ids = list(issue_ids[start : start + CHUNK])
            moved = await self._sql.fetch(SQL["derive_states"], connection_id, ids)
            await self._epics(connection_id, ids)
            await self.mark(connection_id, {row["issue_id"] for row in moved})

    async def _epics(self, connection_id: int, ids: Collection[int]) -> None:
        """Bring the projects that epics are level, and mark whose effort that may concern."""
        epics = await self._sql.fetch(SQL["derive_epics"], connection_id, list(ids))
        if epics:
            await self._sql.execute(SQL["mark_projects"], [row["id"] for row in epics])
        await self.link_roadmap(connection_id, ids)

    async def link_parents(self, connection_id: int, mode: str) -> None:
        """Link children that came before their epic and know only its key."""
        found = await self._sql.fetch(SQL["link_parents"], connection_id)
        if found:
            ids = [row["issue_id"] for row in found]
            await self.tasks(connection_id, ids, mode)
            await self.mark_below(connection_id, ids)

    async def link_roadmap(self, connection_id: int, jira_ids: Collection[int] | None) -> None:
        """Link PMS projects to roadmap projects by the names that mapped fields say."""
        ids = list(jira_ids) if jira_ids is not None else None
        linked = await self._sql.fetch(SQL["link_roadmap"], connection_id, ids)
        if linked:
            await self._sql.execute(SQL["mark_projects"], [row["id"] for row in linked])

    async def mark(self, connection_id: int, issue_ids: Collection[int]) -> None:
        """Note that the effort of whoever had these tasks is to be reckoned anew."""
        if issue_ids:
            await self._sql.execute(SQL["mark_stale"], connection_id, sorted(issue_ids))

    async def mark_below(self, connection_id: int, issue_ids: Collection[int]) -> None:
        """Note the same of whatever hangs below these."""
        if issue_ids:
            await self._sql.execute(SQL["mark_stale_below"], connection_id, sorted(issue_ids))
