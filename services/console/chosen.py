"""console ↔ PostgreSQL: what is chosen already: lists, meanings; and taking a meaning back."""

from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg

from libs.connections import Connection
from libs.postgres import statements
from services.console.audit import Audit
from services.console.errors import BadInputError
from services.console.store import translated

SQL = statements.load("services.console")


@dataclass(frozen=True, slots=True)
class Listed:
    """A Jira project that is named in the lists."""

    key: str
    name: str | None
    rule: str
    """include or exclude."""


class Chosen:
    """What was chosen for one connection."""

    def __init__(self, pool: asyncpg.Pool, audit: Audit) -> None:
        self._pool = pool
        self._audit = audit

    async def lists(self, connection_id: int) -> Sequence[Listed]:
        """Give the Jira projects that are named in the lists."""
        async with translated():
            rows = await self._pool.fetch(SQL["project_rules"], connection_id)
        return [Listed(**row) for row in rows]

    async def unmap_field(self, connection: Connection, behaviour: str) -> str:
        """Take a field's meaning back; give which field had it, as a person knows it."""
        told = {"connection": connection.slug, "behaviour": behaviour}
        async with self._audit.act("unmap-field", told) as act:
            gone = await act.sql.fetchrow(SQL["unmap_field"], connection.id, behaviour)
            if gone is None:
                raise BadInputError(f"No field means {behaviour}.")
            act.what["field"] = gone["field_id"]
        return (
            f"{gone['field_name']} ({gone['field_id']})" if gone["field_name"] else gone["field_id"]
        )


def lists_said(listed: Sequence[Listed]) -> str:
    """Say in one sentence which Jira projects count; pure."""

    def named(rule: str) -> str:
        return ", ".join(
            f"{one.key} ({one.name})" if one.name else one.key for one in listed if one.rule == rule
        )

    included, excluded = named("include"), named("exclude")
    if included and excluded:
        return f"only {included} count, and not {excluded}"
    if included:
        return f"only {included} count{'s' if ',' not in included else ''}"
    return f"all Jira projects count but {excluded}" if excluded else "all Jira projects count"
