"""mapper → PostgreSQL: the rows of projects, types, statuses, fields and people.

A row that would not change is not even locked: issues of one project come from many batches.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import asyncpg

from libs.postgres import statements
from services.mapper import rows, save
from services.mapper.following import Following

SQL = statements.load("services.mapper")


class CatalogueRows:
    """The catalogue's rows, within one transaction."""

    def __init__(self, connection: "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]") -> None:
        self._sql = connection
        self._following = Following(connection)

    async def projects(
        self, connection_id: int, projects: Collection[rows.Seen[rows.Project]]
    ) -> bool:
        """Write Jira projects and the PMS projects they are; say whether one was unknown."""
        added = await self._sql.fetch(
            SQL["upsert_projects"],
            connection_id,
            *save.seen(projects, "id", "key", "name", "style", "state", "raw"),
        )
        await self._sql.execute(
            SQL["derive_projects"], connection_id, [project.row.id for project in projects]
        )
        await self._following.link_roadmap(connection_id, [project.row.id for project in projects])
        return _any_added(added)

    async def types(self, connection_id: int, types: Collection[rows.Seen[rows.IssueType]]) -> bool:
        """Write issue types; say whether one was unknown."""
        added = await self._sql.fetch(
            SQL["upsert_issue_types"],
            connection_id,
            *save.seen(types, "id", "name", "hierarchy_level", "subtask", "raw"),
        )
        if added:
            ids = [row["id"] for row in added]
            moved = await self._sql.fetch(SQL["follow_types"], connection_id, ids)
            await self._following.mark_below(connection_id, [row["issue_id"] for row in moved])
        return _any_added(added)

    async def statuses(
        self, connection_id: int, statuses: Collection[rows.Seen[rows.Status]]
    ) -> bool:
        """Write statuses; say whether one was unknown."""
        added = await self._sql.fetch(
            SQL["upsert_statuses"],
            connection_id,
            *save.seen(statuses, "id", "name", "category", "project_id", "raw"),
        )
        if added:
            ids = [row["id"] for row in added]
            await self._sql.execute(SQL["follow_statuses"], connection_id, ids)
            # What a status means for effort it means for all that ever was in it.
            await self._sql.execute(SQL["mark_people_of"], connection_id)
        return _any_added(added)

    async def fields(
        self, connection_id: int, fields: Collection[rows.Field], at: datetime
    ) -> bool:
        """Write fields; say whether a legacy *Epic Link* was not known before."""
        written = await self._sql.fetch(
            SQL["upsert_fields"],
            connection_id,
            at,
            *save.columns(fields, "id", "name", "custom", "schema_type", "schema_custom", "raw"),
        )
        return any(row["epic_link"] for row in written)

    async def accounts(
        self, connection_id: int, accounts: Collection[rows.Seen[rows.Account]]
    ) -> None:
        """Write accounts, matched to employees; what is not told overwrites nothing."""
        await self._sql.execute(
            SQL["upsert_accounts"],
            connection_id,
            *save.seen(accounts, "account_id", "display_name", "email", "account_type", "active"),
        )
        await self.match_people(connection_id, [account.row.account_id for account in accounts])

    async def note_accounts(
        self, connection_id: int, named: Mapping[str, str | None], at: datetime
    ) -> None:
        """Write accounts that only histories name, as far as nothing is known of them."""
        if named:
            ids = sorted(named)
            names = [named[account_id] for account_id in ids]
            await self._sql.execute(SQL["note_accounts"], connection_id, ids, names, at)

    async def match_everybody(self, connection_id: int) -> None:
        """Match every account of the connection with employees."""
        rows = await self._sql.fetch(SQL["all_account_ids"], connection_id)
        await self.match_people(connection_id, [row["account_id"] for row in rows])

    async def match_people(self, connection_id: int, account_ids: list[str]) -> None:
        """Match accounts with employees by e-mail address."""
        changed = await self._sql.fetch(SQL["unmatch_people"], connection_id, account_ids)
        changed += await self._sql.fetch(SQL["match_people"], connection_id, account_ids)
        if changed:
            ids = sorted({row["employee_id"] for row in changed})
            await self._sql.execute(SQL["mark_employees_stale"], ids)

    async def lose_fields(
        self, connection_id: int, field_ids: Collection[str], at: datetime
    ) -> None:
        """Note which fields Jira does not list any more."""
        await self._sql.execute(SQL["lost_fields"], connection_id, list(field_ids), at)


def _any_added(rows: Sequence[asyncpg.Record]) -> bool:
    return any(row["added"] for row in rows)
