"""mapper → PostgreSQL: the mirror and what is derived from it, a transaction a batch."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

import asyncpg

from libs.postgres import statements
from services.mapper import mapping, rows, save
from services.mapper.errors import StoreUnavailableError, UnknownConnectionError
from services.mapper.runs import Runs

SQL = statements.load("services.mapper")
AWAY = (OSError, asyncpg.PostgresConnectionError, asyncpg.InterfaceError, TimeoutError)
"""What asyncpg raises when the server cannot be reached or breaks off."""
BUSY = (
    asyncpg.TransactionRollbackError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
)
"""What passes by itself: deadlocks, no free connection, no space, a server that shuts down."""


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


class Transaction:
    """What one transaction may do; each method is one or a few set-based statements."""

    def __init__(self, connection: "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]") -> None:
        self._sql = connection
        self.runs = Runs(connection)

    async def connection_id(self, slug: str) -> int:
        """Give the id of the connection; raise UnknownConnectionError when there is none."""
        found: int | None = await self._sql.fetchval(SQL["connection_id"], slug)
        if found is None:
            raise UnknownConnectionError(slug)
        return found

    async def mapped_fields(self, connection_id: int) -> frozenset[str]:
        """Give the ids of the custom fields that have a meaning here."""
        return frozenset(
            row["field_id"] for row in await self._sql.fetch(SQL["mapped_fields"], connection_id)
        )

    async def save(
        self, connection_id: int, batch: save.Batch, mapped: Collection[str]
    ) -> frozenset[int]:
        """Write the mirror and the tasks of a batch; give the ids that were not already newer."""
        taken = await self._mirror_issues(connection_id, batch.issues)
        issues = [issue for issue in batch.issues if issue.id in taken]
        await self.save_projects(connection_id, batch.projects, batch.read_at)
        await self.save_types(connection_id, batch.types, batch.read_at)
        await self.save_statuses(connection_id, batch.statuses, batch.read_at)
        await self.save_accounts(connection_id, batch.accounts, batch.read_at)
        # History only adds: what an outdated read tells of it is as true as ever.
        changes = save.changes_of(batch.issues)
        await self._sql.execute(
            SQL["upsert_changes"],
            connection_id,
            *save.columns(changes, "id", "issue_id", "created"),
            [change.author.account_id if change.author else None for change in changes],
            *save.columns(changes, "raw_items"),
        )
        await self.derive(connection_id, issues, changes, mapped)
        return taken

    async def derive(
        self,
        connection_id: int,
        issues: Collection[rows.Issue],
        changes: Collection[rows.Change],
        mapped: Collection[str],
    ) -> None:
        """Write the tasks and the activity that follow from these issues and changes."""
        await self._save_tasks(connection_id, [mapping.task_of(issue) for issue in issues])
        activities = save.activities_of(changes, mapped)
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
        self, connection_id: int, issues: Collection[rows.Issue]
    ) -> frozenset[int]:
        taken = await self._sql.fetch(
            SQL["upsert_issues"],
            connection_id,
            *save.columns(issues, "id", "key"),
            [issue.project.id for issue in issues],
            *save.columns(issues, "updated", "raw_fields", "fetched_at"),
        )
        return frozenset(row["id"] for row in taken)

    async def _save_tasks(self, connection_id: int, tasks: Collection[rows.Task]) -> None:
        await self._sql.execute(
            SQL["upsert_tasks"],
            connection_id,
            *save.columns(tasks, "issue_id", "project_jira_id", "key", "title"),
            *save.columns(tasks, "type_id", "type_name"),
            *save.columns(tasks, "status_id", "status_name", "status_category"),
            *save.columns(tasks, "assignee", "reporter", "parent_issue_id"),
            *save.columns(tasks, "created", "updated", "resolved"),
        )

    async def save_projects(
        self, connection_id: int, projects: Collection[rows.Project], at: datetime
    ) -> None:
        """Write Jira projects and the PMS projects they are."""
        await self._sql.execute(
            SQL["upsert_projects"],
            connection_id,
            at,
            *save.columns(projects, "id", "key", "name", "style", "archived", "raw"),
        )
        await self._sql.execute(
            SQL["derive_projects"], connection_id, [project.id for project in projects]
        )

    async def save_types(
        self, connection_id: int, types: Collection[rows.IssueType], at: datetime
    ) -> None:
        """Write issue types."""
        await self._sql.execute(
            SQL["upsert_issue_types"],
            connection_id,
            at,
            *save.columns(types, "id", "name", "hierarchy_level", "subtask", "raw"),
        )

    async def save_statuses(
        self, connection_id: int, statuses: Collection[rows.Status], at: datetime
    ) -> None:
        """Write statuses."""
        await self._sql.execute(
            SQL["upsert_statuses"],
            connection_id,
            at,
            *save.columns(statuses, "id", "name", "category", "project_id", "raw"),
        )

    async def save_fields(
        self, connection_id: int, fields: Collection[rows.Field], at: datetime
    ) -> None:
        """Write fields."""
        await self._sql.execute(
            SQL["upsert_fields"],
            connection_id,
            at,
            *save.columns(fields, "id", "name", "custom", "schema_type", "schema_custom", "raw"),
        )

    async def save_accounts(
        self, connection_id: int, accounts: Collection[rows.Account], at: datetime
    ) -> None:
        """Write accounts; what is not told overwrites nothing."""
        await self._sql.execute(
            SQL["upsert_accounts"],
            connection_id,
            at,
            *save.columns(
                accounts, "account_id", "display_name", "email", "account_type", "active"
            ),
        )

    async def mirrored(
        self, connection_id: int, after: int, limit: int
    ) -> tuple[Sequence[asyncpg.Record], Sequence[asyncpg.Record]]:
        """Give the next issues of the mirror and their changes, held until the commit."""
        issues = await self._sql.fetch(SQL["mirrored_issues"], connection_id, after, limit)
        changes = await self._sql.fetch(
            SQL["mirrored_changes"], connection_id, [row["id"] for row in issues]
        )
        return issues, changes
