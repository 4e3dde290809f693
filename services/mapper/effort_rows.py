"""mapper ↔ PostgreSQL: what a person's effort follows from, and what it is."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import asyncpg
from pydantic_core import from_json, to_json

from libs.postgres import statements
from services.mapper import effort_values, save
from services.mapper.cost_rows import CostRows
from services.mapper.effort.quality import Doubt
from services.mapper.effort.task import Task
from services.mapper.effort_values import task_id
from services.mapper.errors import UnknownEmployeeError
from services.mapper.reckoning import Gathered, Reckoned, notices

SQL = statements.load("services.mapper")


class EffortRows:
    """The rows of effort, within one transaction."""

    def __init__(self, connection: "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]") -> None:
        self._sql = connection
        self.costs = CostRows(connection)

    async def stale(self, limit: int) -> list[int]:
        """Give whose effort is out of date, the longest waiting first."""
        found = await self._sql.fetch(SQL["stale_employees"], limit)
        return [row["employee_id"] for row in found]

    async def mark_accruing(self, now: datetime, every: timedelta) -> None:
        """Mark whose open tasks were last counted so long ago."""
        await self._sql.execute(SQL["mark_accruing"], now, every)

    async def lock_weeks(self) -> None:
        """Lock the weeks that are old enough."""
        await self._sql.execute(SQL["lock_weeks"])

    async def mark_everybody(self) -> None:
        """Mark all effort of everybody."""
        await self._sql.execute(SQL["mark_all_stale"])

    async def take(self, employee_id: int) -> date | None:
        """Wait for whoever reckons this person, take the marks; give the earliest, if any."""
        await self._sql.execute(SQL["lock_employee"], employee_id)
        since: date | None = await self._sql.fetchval(SQL["take_stale"], employee_id)
        return since

    async def gather(self, employee_id: int) -> Gathered:
        """Give all that a person's effort follows from; raise UnknownEmployeeError."""
        told = await self._sql.fetchrow(SQL["read_person"], employee_id)
        if told is None:
            raise UnknownEmployeeError(employee_id)
        accounts = (told["connections"], told["accounts"])
        tasks = await self._sql.fetch(SQL["read_effort_tasks"], *accounts)
        keys = [[row[name] for row in tasks] for name in ("connection_id", "issue_id")]
        changes = await self._sql.fetch(SQL["read_effort_changes"], *keys)
        above = await self._sql.fetch(SQL["read_ancestors"], *keys)
        kept = await self._sql.fetch(SQL["read_kept_weeks"], employee_id)
        return Gathered(
            person=effort_values.person(employee_id, told),
            rules=effort_values.rules(told, await self._meanings(told["connections"])),
            tasks=effort_values.tasks(tasks, changes),
            projects={task_id(row): row["roadmap_project_id"] for row in tasks},
            own_capex={task_id(row): row["capex"] for row in above},
            parents={task_id(row): effort_values.parent(row) for row in above},
            first_effort=await self._sql.fetchval(SQL["first_effort"], employee_id),
            kept={
                row["monday"]: tuple(zip(row["projects"], row["hundredths"], strict=True))
                for row in kept
            },
        )

    async def write(self, gathered: Gathered, found: Reckoned) -> None:
        """Write what was reckoned; of kept weeks only what is news about them."""
        employee_id = gathered.person.employee_id
        await self._write_days(employee_id, found, list(gathered.kept))
        await self._write_weeks(employee_id, found, list(gathered.kept))
        await self._notice(employee_id, gathered, found)

    async def finish(self, gathered: Gathered, found: Reckoned, now: datetime) -> None:
        """Write what is doubtful, and that it was reckoned; last, as others wait to do the same."""
        await self._write_doubts(gathered.tasks, found.doubts)
        await self._sql.execute(SQL["note_reckoned"], gathered.person.employee_id, now)

    async def _meanings(self, connections: Sequence[int]) -> Sequence[asyncpg.Record]:
        return await self._sql.fetch(SQL["read_meanings"], sorted(set(connections)))

    async def _write_days(self, employee_id: int, found: Reckoned, kept: list[date]) -> None:
        portions = [
            [portion.date for portion in found.portions],
            [portion.task[0] for portion in found.portions],
            [portion.task[1] for portion in found.portions],
            *save.columns(found.portions, "start", "end", "tasks"),
            *save.columns([p.opened for p in found.portions], "at", "why", "change_id", "author"),
            *save.columns([p.closed for p in found.portions], "at", "why", "change_id", "author"),
        ]
        await self._sql.execute(SQL["drop_portions"], employee_id, found.since, kept, *portions)
        await self._sql.execute(SQL["add_portions"], employee_id, *portions)
        dates = [day for day, *_ in found.days]
        connections = [task[0] for _, task, *_ in found.days]
        issues = [task[1] for _, task, *_ in found.days]
        minutes = [minutes for _, _, minutes, *_ in found.days]
        capex = [capex for *_, capex, _ in found.days]
        projects = [project for *_, project in found.days]
        keys = (dates, connections, issues)
        await self._sql.execute(SQL["drop_days"], employee_id, found.since, kept, *keys)
        await self._sql.execute(SQL["upsert_days"], employee_id, *keys, minutes, capex, projects)

    async def _write_weeks(self, employee_id: int, found: Reckoned, kept: list[date]) -> None:
        mondays = [draft.monday for draft in found.drafts]
        await self._sql.execute(SQL["drop_weeks"], employee_id, found.since, [*kept, *mondays])
        await self._sql.execute(
            SQL["upsert_weeks"],
            employee_id,
            *save.columns(found.drafts, "monday", "available", "attributed"),
        )
        rows = [(draft.monday, *row) for draft in found.drafts for row in draft.rows]
        columns: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) or [[], [], [], []]
        await self._sql.execute(SQL["drop_entries"], employee_id, mondays, *columns[:2])
        await self._sql.execute(SQL["upsert_entries"], employee_id, *columns)

    async def _notice(self, employee_id: int, gathered: Gathered, found: Reckoned) -> None:
        mondays = [draft.monday for draft in found.kept]
        if not mondays:
            return
        last = await self._sql.fetch(SQL["last_notices"], employee_id, mondays)
        noticed = {row["monday"]: from_json(row["after"]) for row in last}
        news = notices(found, gathered.kept, noticed)
        await self._sql.execute(
            SQL["add_notices"],
            employee_id,
            [monday for monday, *_ in news],
            [to_json(before).decode() for _, before, _ in news],
            [to_json(after).decode() for *_, after in news],
        )

    async def _write_doubts(self, tasks: Sequence[Task], doubts: Sequence[Doubt]) -> None:
        keys = save.columns(tasks, "connection_id", "issue_id")
        await self._sql.execute(SQL["lock_doubts"])
        await self._sql.execute(SQL["drop_doubts"], *keys)
        await self._sql.execute(
            SQL["add_doubts"],
            [doubt.task[0] for doubt in doubts],
            [doubt.task[1] for doubt in doubts],
            *save.columns(doubts, "kind", "change_id", "at", "words"),
        )
