"""mapper → PostgreSQL: what a run listed, wanted and got; it is done when nothing is outstanding.

Every count is made in the transaction that makes it true, and once: pages and wanted issues are
rows, so that what arrives twice counts once.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

import asyncpg
from pydantic_core import from_json, to_json

from libs.contracts.issues_listed import Changed, Failed, Finished, Ids, Roster, Started
from libs.postgres import statements
from services.mapper.absences import Settled

SQL = statements.load("services.mapper")
ROSTERS = ("live", "archived", "deleted")
"""The page of a roster is its state's place here."""

UNDER_WAY = ("catalogue", "census", "fetching", "verifying")
Outcome = Literal["fetched", "absent", "unproven"]
End = Literal["done", "needs_confirmation"]


@dataclass(frozen=True, slots=True)
class Head:
    """What a run is, to whom it asks how it goes on."""

    connection_id: int
    everything: bool
    named: bool
    """Whether it is of some issues, named by key or id: such a census lists nothing else."""
    phase: str
    authenticated_as: str | None


class Runs:
    """The run's rows, within one transaction."""

    def __init__(self, connection: "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]") -> None:
        self._sql = connection

    async def start(self, run: UUID, connection_id: int, part: Started) -> None:
        """Note that the census began; a run of the same scope that stalled ends."""
        await self._sql.execute(
            SQL["start_run"],
            run,
            connection_id,
            part.reason,
            part.scope.model_dump_json(exclude_defaults=True),
            part.deep,
            part.started_at,
            part.authenticated_as,
            part.since,
        )
        await self._sql.execute(SQL["supersede_runs"], run, connection_id)
        await self._sql.execute(SQL["clear_ended"], connection_id)

    async def want(
        self, run: UUID, connection_id: int, part: Roster | Ids | Changed
    ) -> Sequence[tuple[int, str]]:
        """Note a page; give `(id, why)` of what it asks for and has not got, by reason and id.

        A page that comes again after its run ended asks for nothing.
        """
        await self._sql.execute(SQL["ensure_run"], run, connection_id)
        if await self._sql.fetchval(SQL["lock_run"], run) not in UNDER_WAY:
            return []
        if isinstance(part, Roster):
            ids, page = list(part.projects), ROSTERS.index(part.state)
            await self._sql.execute(SQL["note_part"], run, part.kind, 0, page, 0, ids)
            return []
        place = (run, part.kind, part.project, part.page)
        ids = [issue_id for issue_id, _ in part.issues]
        kept = ids if isinstance(part, Ids) else []
        await self._sql.execute(SQL["note_part"], *place, len(ids), kept)
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

    async def note_catalogue(self, run: UUID, connection_id: int, part: int) -> None:
        """Note a part of the run's catalogue, unless it has ended."""
        await self._sql.execute(SQL["ensure_run"], run, connection_id)
        if await self._sql.fetchval(SQL["lock_run"], run) not in UNDER_WAY:
            return
        await self._sql.execute(SQL["note_part"], run, "catalogue", 0, part, 0, [])

    async def want_fields(self, run: UUID, connection_id: int, ids: Collection[int]) -> bool:
        """Note what a run that reads fields lacks of; False when that run has ended."""
        await self._sql.execute(SQL["begin_mapping_run"], run, connection_id)
        if await self._sql.fetchval(SQL["lock_run"], run) not in UNDER_WAY:
            return False
        await self._sql.execute(SQL["want_fields"], run, list(ids))
        await self._sql.execute(SQL["count_wanted"], run)
        return True

    async def finish_census(self, run: UUID, connection_id: int, part: Finished) -> None:
        """Note that the census ended, how many pages it had, and as whom."""
        await self._sql.execute(SQL["ensure_run"], run, connection_id)
        await self._sql.execute(
            SQL["finish_census"],
            run,
            part.pages,
            part.finished_at,
            part.authenticated_as,
            list(part.refused),
            part.note,
        )

    async def fail(self, run: UUID, connection_id: int, part: Failed) -> None:
        """Note that the census could not be taken, and why."""
        await self._sql.execute(SQL["ensure_run"], run, connection_id)
        await self._sql.execute(SQL["fail_run"], run, part.reason)
        await self._sql.execute(SQL["clear_ended"], connection_id)

    async def mark(self, run: UUID, ids: Collection[int], outcome: Outcome, at: datetime) -> None:
        """Note what came of reading wanted issues."""
        if ids:
            await self._sql.execute(SQL["mark_outcome"], run, sorted(ids), outcome, at)

    async def missed(self, run: UUID, changed: Collection[int]) -> int:
        """Note which issues this run told something new about: webhooks had not; give how many."""
        if not changed:
            return 0
        return await self._sql.fetchval(SQL["count_missed"], run, sorted(changed)) or 0

    async def head(self, run: UUID) -> Head | None:
        """Give what the run is; None when it has not begun."""
        row = await self._sql.fetchrow(SQL["run_head"], run)
        return Head(**row) if row is not None else None

    async def ready(self, run: UUID) -> str | None:
        """Lock the run; give its phase if nothing of it is outstanding, else None."""
        phase: str | None = await self._sql.fetchval(SQL["lock_run"], run)
        if phase not in ("fetching", "verifying"):
            return None
        return phase if await self._sql.fetchval(SQL["nothing_outstanding"], run) else None

    async def doubted(self, run: UUID, connection_id: int) -> list[int]:
        """Lock the run; give the projects that it doubts, none unless it waits for a person."""
        if await self._sql.fetchval(SQL["lock_run"], run) != "needs_confirmation":
            return []
        told = await self._sql.fetchval(SQL["read_doubted"], run, connection_id)
        return [int(project_id) for project_id in from_json(told)] if told else []

    async def verify(self, run: UUID) -> None:
        """Note that what was not listed is being looked for."""
        await self._sql.execute(SQL["set_phase"], run, "verifying")

    async def note_labels(self, connection_id: int) -> None:
        """Note what the chosen options are called that a run told of for the first time."""
        await self._sql.execute(SQL["note_labels"], connection_id)

    async def end(
        self, run: UUID, connection_id: int, settled: Settled, doubt: dict[int, int]
    ) -> End:
        """End the run, or leave it to a person where a project lost more than is usual."""
        phase: End = "needs_confirmation" if doubt else "done"
        await self._sql.execute(
            SQL["finish_run"],
            run,
            phase,
            to_json(doubt).decode() if doubt else None,
            len(settled.deleted),
            len(settled.archived),
            len(settled.access_lost),
        )
        await self._sql.execute(SQL["settle_doubts"], run, connection_id)
        await self._sql.execute(SQL["clear_ended"], connection_id)
        return phase
