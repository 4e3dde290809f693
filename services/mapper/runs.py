"""mapper → PostgreSQL: what a run listed, wanted and got; it is done when nothing is outstanding.

Every count is made in the transaction that makes it true, and once: pages and wanted issues are
rows, so that what arrives twice counts once.
"""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from libs.contracts.issues_listed import Changed, Failed, Finished, Ids, Started
from libs.postgres import statements

SQL = statements.load("services.mapper")


class Runs:
    """The run's rows, within one transaction."""

    def __init__(self, connection: "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]") -> None:
        self._sql = connection

    async def start(self, run: UUID, connection_id: int, part: Started) -> None:
        """Note that the census began."""
        await self._sql.execute(
            SQL["start_run"],
            run,
            connection_id,
            part.reason,
            part.scope.model_dump_json(exclude_defaults=True),
            part.deep,
            part.started_at,
            part.authenticated_as,
        )

    async def want(
        self, run: UUID, connection_id: int, part: Ids | Changed
    ) -> Sequence[tuple[int, str]]:
        """Note a page; give `(id, why)` of what it asks for and has not got, by reason and id."""
        await self._sql.execute(SQL["ensure_run"], run, connection_id)
        place = (run, part.kind, part.project, part.page)
        await self._sql.execute(SQL["note_part"], *place, len(part.issues))
        ids = [issue_id for issue_id, _ in part.issues]
        seen = [told for _, told in part.issues]
        if isinstance(part, Ids):
            await self._sql.execute(
                SQL["want_listed"], run, connection_id, part.project, part.page, part.deep,
                ids, seen,
            )  # fmt: skip
        else:
            await self._sql.execute(
                SQL["want_changed"], run, connection_id, part.project, part.page, ids, seen
            )
        waiting = await self._sql.fetch(SQL["waiting_of_part"], *place)
        return [(row["issue_id"], row["why"]) for row in waiting]

    async def finish_census(self, run: UUID, connection_id: int, part: Finished) -> None:
        """Note that the census ended, and how many pages it had."""
        await self._sql.execute(SQL["ensure_run"], run, connection_id)
        await self._sql.execute(SQL["finish_census"], run, part.pages, part.finished_at)

    async def fail(self, run: UUID, connection_id: int, part: Failed) -> None:
        """Note that the census could not be taken, and why."""
        await self._sql.execute(SQL["ensure_run"], run, connection_id)
        await self._sql.execute(SQL["fail_run"], run, part.reason)

    async def mark(self, run: UUID, fetched: Sequence[int], absent: Sequence[int]) -> None:
        """Note which wanted issues were read, and which Jira did not return."""
        for ids, outcome in ((fetched, "fetched"), (absent, "absent")):
            if ids:
                await self._sql.execute(SQL["mark_outcome"], run, list(ids), outcome)

    async def finish(self, run: UUID) -> bool:
        """End the run if nothing is outstanding; say whether that was now."""
        if await self._sql.fetchval(SQL["lock_run"], run) != "fetching":
            return False
        done = await self._sql.fetchval(SQL["finish_run"], run)
        if done is not None:
            await self._sql.execute(SQL["clear_run"], run)
        return done is not None
