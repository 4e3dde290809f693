"""mapper → PostgreSQL: the mirror and what is derived from it, a transaction a batch."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime

import asyncpg

from libs.postgres import statements
from services.mapper import mapping, rows, save
from services.mapper.absences import Absences
from services.mapper.catalogue_rows import CatalogueRows
from services.mapper.errors import StoreUnavailableError, UnknownConnectionError
from services.mapper.mirrored import mirrored
from services.mapper.runs import Runs

SQL = statements.load("services.mapper")
CHUNK: int = 5000
"""Issues a statement, where all of them are gone through."""
AWAY = (OSError, asyncpg.PostgresConnectionError, asyncpg.InterfaceError, TimeoutError)
"""What asyncpg raises when the server cannot be reached or breaks off."""
BUSY = (
    asyncpg.TransactionRollbackError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
)
"""What passes by itself: deadlocks, no free connection, no space, a server that shuts down."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a batch."""

    taken: frozenset[int]
    """Issues whose row was not already newer than the read."""
    changed: frozenset[int]
    """Those of them that tell something new."""
    unknown: bool = False
    """Whether a project, type or status was not known before."""


class Store:
    """The mapper's hands on the database."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator["Transaction"]:
        """Open a transaction, committed at the end; raises StoreUnavailableError when it fails."""
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                yield Transaction(connection)
        except (*AWAY, *BUSY) as error:
            raise StoreUnavailableError(type(error).__name__) from error

    async def match_everybody(self, slug: str) -> None:
        """Match every account of a connection with employees."""
        async with self.transaction() as transaction:
            connection_id = await transaction.connection_id(slug)
            await transaction.catalogue.match_everybody(connection_id)

    async def settle_settings(self, slug: str) -> None:
        """Wait until nobody writes with settings of before."""
        async with self.transaction() as transaction:
            await transaction.own_settings(await transaction.connection_id(slug))

    async def follow_all(self, slug: str) -> None:
        """Bring every project and task of a connection level with the settings of now."""
        async with self.transaction() as transaction:
            connection_id = await transaction.connection_id(slug)
            await transaction.follow_projects(connection_id)
        after: int | None = 0
        while after is not None:
            async with self.transaction() as transaction:
                after = await transaction.follow_some(connection_id, after)
        async with self.transaction() as transaction:
            await transaction.link_parents(connection_id)


class Transaction:
    """What one transaction may do; each method is one or a few set-based statements."""

    def __init__(self, connection: "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]") -> None:
        self._sql = connection
        self.runs = Runs(connection)
        self.absences = Absences(connection)
        self.catalogue = CatalogueRows(connection)

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

    async def save(self, connection_id: int, batch: save.Batch, settings: rows.Settings) -> Saved:
        """Write the mirror and the tasks of a batch; a row newer than its read is left alone."""
        changes = save.changes_of(batch.issues)
        saved = await self._mirror_issues(connection_id, batch.issues, changes)
        issues = [issue for issue in batch.issues if issue.id in saved.taken]
        unknown = await self.catalogue.projects(connection_id, batch.projects)
        unknown |= await self.catalogue.types(connection_id, batch.types)
        unknown |= await self.catalogue.statuses(connection_id, batch.statuses)
        await self.catalogue.accounts(connection_id, batch.accounts)
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
        await self._save_tasks(connection_id, tasks, settings.mode)
        activities = save.activities_of(changes, settings.mapped)
        keys = save.columns(activities, "change_id", "item")
        await self._sql.execute(
            SQL["forget_activity"], connection_id, *keys, [change.id for change in changes]
        )
        await self._sql.execute(
            SQL["upsert_activity"],
            connection_id,
            *keys,
            *save.columns(activities, "issue_id", "at", "author", "kind", "field_id"),
            *save.columns(activities, "from_id", "from_text", "to_id", "to_text"),
        )

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
    ) -> None:
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
        epics = [task for task in tasks if (task.hierarchy_level or 0) > 0]
        if epics:
            columns = save.columns(epics, "issue_id", "key")
            await self._sql.execute(SQL["link_children"], connection_id, *columns)
        await self.follow(connection_id, [task.issue_id for task in tasks], mode)

    async def follow(self, connection_id: int, ids: list[int], mode: str) -> None:
        """Bring tasks' states, epics and projects level with the mirror."""
        await self._sql.execute(SQL["derive_states"], connection_id, ids)
        if mode == "epics":
            await self._sql.execute(SQL["derive_epics"], connection_id, ids)
            await self._sql.execute(SQL["link_roadmap"], connection_id, ids)
            await self._sql.execute(SQL["assign_epics"], connection_id, ids)

    async def own_settings(self, connection_id: int) -> None:
        """Wait until nobody writes with settings of before."""
        await self._sql.execute(SQL["own_settings"], connection_id)

    async def follow_projects(self, connection_id: int) -> None:
        """Bring every PMS project level with the lists and the mode of now, and its link."""
        await self.settings(connection_id)
        await self._sql.execute(SQL["derive_projects"], connection_id, None)
        await self._sql.execute(SQL["link_roadmap"], connection_id, None)

    async def follow_some(self, connection_id: int, after: int) -> int | None:
        """Bring the next tasks level with the lists and states of now; give the last, if any."""
        await self.settings(connection_id)
        found = await self._sql.fetch(SQL["all_issue_ids"], connection_id, after, CHUNK)
        await self._follow_states(connection_id, [row["id"] for row in found])
        return found[-1]["id"] if found else None

    async def follow_settled(
        self, connection_id: int, issue_ids: Sequence[int], project_ids: Sequence[int]
    ) -> None:
        """Bring what is derived of these issues and projects level with their new states."""
        await self.settings(connection_id)
        if project_ids:
            await self._sql.execute(SQL["derive_projects"], connection_id, list(project_ids))
        await self._follow_states(connection_id, issue_ids)

    async def _follow_states(self, connection_id: int, issue_ids: Sequence[int]) -> None:
        for start in range(0, len(issue_ids), CHUNK):
            ids = list(issue_ids[start : start + CHUNK])
            await self._sql.execute(SQL["derive_states"], connection_id, ids)
            await self._sql.execute(SQL["derive_epics"], connection_id, ids)
            await self._sql.execute(SQL["link_roadmap"], connection_id, ids)

    async def link_parents(self, connection_id: int) -> None:
        """Link children that came before their epic and know only its key."""
        settings = await self.settings(connection_id)
        found = await self._sql.fetch(SQL["link_parents"], connection_id)
        if found:
            await self.follow(connection_id, [row["issue_id"] for row in found], settings.mode)

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
