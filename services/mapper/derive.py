"""console → mapper: a setting changed: derive `pms.*` again from the mirror, no call to Jira."""

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from pydantic_core import from_json

from libs.bus import Envelope
from libs.contracts.issues_fetched import FetchedIssue
from libs.contracts.mapping_changed import MappingChanged
from services.mapper import jira_issue, rows, save
from services.mapper.store import Store

CHUNK: int = 500
"""Issues a transaction: short enough not to hold up live changes."""


class Derive:
    """Every issue of the mirror → its task and activity, as the settings say now."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def __call__(
        self, message: MappingChanged, _envelope: Envelope, /
    ) -> AsyncIterator[MappingChanged]:
        """Go through the mirror in id order; starting over after a crash does no harm."""
        after: int | None = 0
        while after is not None:
            after = await self._chunk(message.connection, after)
        return
        yield  # pragma: no cover - an async generator that yields nothing

    async def _chunk(self, slug: str, after: int) -> int | None:
        """Derive the next issues; give the last id, or None at the end."""
        async with self._store.transaction() as transaction:
            connection_id = await transaction.connection_id(slug)
            told, changes = await transaction.mirrored(connection_id, after, CHUNK)
            issues = mirrored([dict(row) for row in told], [dict(row) for row in changes])
            if not issues:
                return None
            mapped = await transaction.mapped_fields(connection_id)
            batch = save.gather(issues)
            await transaction.derive(
                connection_id, batch.issues, save.changes_of(batch.issues), mapped
            )
        return issues[-1].id


def mirrored(
    issues: Sequence[Mapping[str, Any]], changes: Sequence[Mapping[str, Any]]
) -> list[rows.Issue]:
    """Give the issues that rows of the mirror stand for, with their history; pure."""
    histories: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for change in changes:
        author = {"accountId": change["author"]} if change["author"] else None
        histories[change["issue_id"]].append(
            {
                "id": change["id"],
                "created": change["created"].isoformat(),
                "author": author,
                "items": from_json(change["items"]),
            }
        )
    return [
        jira_issue.read_issue(
            FetchedIssue(
                issue={
                    "id": issue["id"],
                    "key": issue["key"],
                    "fields": from_json(issue["fields"]),
                },
                histories=tuple(histories[issue["id"]]),
            ),
            issue["fetched_at"],
        )
        for issue in issues
    ]
