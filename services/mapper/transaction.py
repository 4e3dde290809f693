"""mapper → PostgreSQL: what one transaction may do; each method is one or a few statements."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import asyncpg

from libs.postgres import statements
from services.mapper import mapping, rows, save
from services.mapper.absences import Absences
from services.mapper.catalogue_rows import CatalogueRows
from services.mapper.effort_rows import EffortRows
from services.mapper.errors import UnknownConnectionError
from services.mapper.following import CHUNK, Following
from services.mapper.mirrored import mirrored
from services.mapper.runs import Runs

SQL = statements.load("services.mapper")


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a batch."""

    taken: frozenset[int]
    """Issues whose row was not already newer than the read."""
    changed: frozenset[int]
    """Those of them that tell something new."""
    unknown: bool = False
    """Whether a project, type or status was not known before."""


class Transaction:
    """What one transaction may do; each method is one or a few set-based statements."""

    def __init__(self, connection: "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]") -> None:
        self._sql = connection
        self.runs = Runs(connection)
        self.absences = Absences(connection)
        self.catalogue = CatalogueRows(connection)
        self.effort = EffortRows(connection)
        self.following = Following(connection)

    async def connection_id(self, slug: str) -> int:
        """Give the id of the connection; raise UnknownConnectionError when there is none."""
        found: int | None = await self._sql.fetchval(SQL["connection_id"], slug)
        if found is None:
            raise UnknownConnectionError(slug)
        return found

    async def settings(self, connection_id: int) -> rows.Settings:
        """Give how issues become tasks, which stays so until the commit.

        In epics mode this waits for whoever derives tasks now.
        """
        await self._sql.execute(SQL["share_settings"], connection_id)
        (row,) = await self._sql.fetch(SQL["read_settings"], connection_id)
        return rows.Settings(
            mode=row["mode"],
            mapped=frozenset(row["mapped"]),
            epic_links=tuple(row["epic_links"]),
            capex_field=row["capex_field"],
            capex_options=frozenset(row["capex_options"]),
            name_field=row["name_field"],
        )

    async def own_settings(self, connection_id: int) -> None:
        """Wait until nobody writes with settings of before."""
        await self._sql.execute(SQL["own_settings"], connection_id)

    async def save(self, connection_id: int, batch: save.Batch, settings: rows.Settings) -> Saved:
        """Write the mirror and the tasks of a batch; a row newer than its read is left alone."""
        changes = save.changes_of(batch.issues)
        saved = await self._mirror_issues(connection_id, batch.issues, changes)
        issues = [issue for issue in batch.issues if issue.id in saved.taken]
        unknown = await self.catalogue.projects(connection_id, batch.projects)
        unknown |= await self.catalogue.types(connection_id, batch.types)
        unknown |= await self.catalogue.statuses(connection_id, batch.statuses)
        await self.catalogue.accounts(connection_id, batch.accounts)
        await self.catalogue.note_accounts(connection_id, batch.named, batch.read_at)
        await self._save_changes(connection_id, changes)
        await self.derive(connection_id, issues, changes, settings)
        return replace(saved, unknown=unknown)

    async def add(
        self, connection_id: int, reads: Collection[rows.Partial], settings: rows.Settings
    ) -> None:
        """Add the fields of partial reads to the mirror, and derive those issues again."""
        ordered = sorted({read.id: read for read in reads}.values(), key=lambda read: read.id)
        await self._sql.execute(
            SQL["merge_fields"],
            connection_id,
            *save.columns(ordered, "id", "raw_fields", "fetched_at"),
        )
        await self._save_changes(connection_id, save.changes_of(reads))
        told, changes = await self.mirrored_some(connection_id, [read.id for read in ordered])
        issues = mirrored(told, changes)
        await self.derive(connection_id, issues, save.changes_of(issues), settings)

    async def _save_changes(self, connection_id: int, changes: Collection[rows.Change]) -> None:
        """Write history, which only adds: what an outdated read tells is as true as ever."""
        await self._sql.execute(
            SQL["upsert_changes"],
            connection_id,
            *save.columns(changes, "id", "issue_id", "created"),
            [change.author.account_id if change.author else None for change in changes],
            *save.columns(changes, "raw_items"),
        )

    async def derive(
        self,
        connection_id: int,
        issues: Collection[rows.Issue],
        changes: Collection[rows.Change],
        settings: rows.Settings,
    ) -> None:
        """Write the tasks and the activity that follow from these issues and changes."""
        tasks = [mapping.task_of(issue, settings) for issue in issues]
        differ = await self._sql.fetch(
            SQL["tasks_differ"],
            connection_id,
            *save.columns(tasks, "issue_id", "status_id", "assignee", "created", "capex"),
            *save.columns(tasks, "project_jira_id"),
        )
        hung = await self._save_tasks(connection_id, tasks, settings.mode)
        moved = await self._save_activity(connection_id, changes, settings)
        await self.following.mark(connection_id, {row["issue_id"] for row in differ} | moved)
        await self.following.mark_below(
            connection_id, hung | {row["issue_id"] for row in differ if row["capex"]}
        )

    async def _save_activity(
        self, connection_id: int, changes: Collection[rows.Change], settings: rows.Settings
    ) -> set[int]:
        """Write what changes tell of tasks; give the issues of which something new is told."""
        activities = save.activities_of(changes, settings.mapped)
        keys = save.columns(activities, "change_id", "item")
        gone = await self._sql.fetch(
            SQL["forget_activity"], connection_id, *keys, [change.id for change in changes]
        )
        written = await self._sql.fetch(
            SQL["upsert_activity"],
            connection_id,
            *keys,
            *save.columns(activities, "issue_id", "at", "author", "kind", "field_id"),
            *save.columns(activities, "from_id", "from_text", "to_id", "to_text"),
        )
        return {row["issue_id"] for row in (*gone, *written)}

    async def _mirror_issues(
        self,
        connection_id: int,
        issues: Collection[rows.Issue],
        changes: Collection[rows.Change],
    ) -> Saved:
        keys = save.columns(issues, "id", "key")
        await self._sql.execute(
            SQL["note_aliases"], connection_id, *keys, *save.aliases_of(changes)
        )
        written = await self._sql.fetch(
            SQL["upsert_issues"],
            connection_id,
            *keys,
            [issue.project.id for issue in issues],
            *save.columns(issues, "updated", "raw_fields", "fetched_at"),
        )
        return Saved(
            taken=frozenset(row["id"] for row in written),
            changed=frozenset(row["id"] for row in written if row["changed"]),
        )

    async def _save_tasks(
        self, connection_id: int, tasks: Collection[rows.Task], mode: str
    ) -> set[int]:
        """Write tasks; give those that hang elsewhere now, and so may inherit another CapEx."""
        ids = [task.issue_id for task in tasks]
        before = await self._places(connection_id, ids)
        await self._sql.execute(
            SQL["upsert_tasks"],
            connection_id,
            *save.columns(tasks, "issue_id", "project_jira_id", "key", "title"),
            *save.columns(tasks, "type_id", "type_name"),
            *save.columns(tasks, "status_id", "status_name", "status_category"),
            *save.columns(tasks, "assignee", "reporter", "parent_issue_id"),
            *save.columns(tasks, "created", "updated", "resolved"),
            *save.columns(tasks, "hierarchy_level", "epic_link", "capex", "named"),
            mode,
        )
        hung = before ^ await self._places(connection_id, ids)
        epics = [task for task in tasks if (task.hierarchy_level or 0) > 0]
        children: list[asyncpg.Record] = []
        if epics:
            columns = save.columns(epics, "issue_id", "key")
            children = await self._sql.fetch(SQL["link_children"], connection_id, *columns)
        await self.following.tasks(connection_id, ids, mode)
        return {place[0] for place in hung} | {row["issue_id"] for row in children}

    async def _places(self, connection_id: int, ids: list[int]) -> set[tuple[int, int | None, int]]:
        """Give where these tasks hang: issue, parent, level."""
        rows = await self._sql.fetch(SQL["task_parents"], connection_id, ids)
        return {(row["issue_id"], row["parent_issue_id"], row["hierarchy_level"]) for row in rows}

    async def mark_deleted(
        self, connection_id: int, ids: Collection[int], read_at: datetime, reader: str
    ) -> list[int]:
        """Note what a webhook called deleted and a read did not find; give what that changed.

        Only the connection's own account proves anything: another may see less.
        """
        rows = await self._sql.fetch(SQL["mark_deleted"], connection_id, list(ids), read_at, reader)
        return [row["id"] for row in rows]

    async def lacking_field(
        self, connection_id: int, after: int
    ) -> Sequence[tuple[int, tuple[str, ...]]]:
        """Give the next `(issue id, field ids)` of what the mirror lacks of meant fields."""
        rows = await self._sql.fetch(SQL["lacking_field"], connection_id, after, CHUNK)
        return [(row["id"], tuple(row["fields"])) for row in rows]

    async def mirrored(
        self, connection_id: int, after: int, limit: int
    ) -> tuple[Sequence[asyncpg.Record], Sequence[asyncpg.Record]]:
        """Give the next issues of the mirror and their changes, held until the commit."""
        issues = await self._sql.fetch(SQL["mirrored_issues"], connection_id, after, limit)
        return issues, await self._changes(connection_id, issues)

    async def mirrored_some(
        self, connection_id: int, ids: Collection[int]
    ) -> tuple[Sequence[asyncpg.Record], Sequence[asyncpg.Record]]:
        """Give these issues of the mirror and their changes, held until the commit."""
        issues = await self._sql.fetch(SQL["mirrored_some"], connection_id, list(ids))
        return issues, await self._changes(connection_id, issues)

    async def _changes(
        self, connection_id: int, issues: Sequence[asyncpg.Record]
    ) -> Sequence[asyncpg.Record]:
        ids = [row["id"] for row in issues]
        return await self._sql.fetch(SQL["mirrored_changes"], connection_id, ids)
