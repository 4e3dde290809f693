"""console → mapper: a setting changed: derive `pms.*` again from the mirror, no call to Jira.

The one exception is a field that was never asked for, because nobody had given it a meaning: it is
wanted now, of all issues, and nothing else of them.
"""

from collections.abc import AsyncIterator

from libs.bus import Envelope
from libs.contracts.issues_wanted import IssuesWanted
from libs.contracts.mapping_changed import MappingChanged
from services.mapper import save
from services.mapper.lacking import lacking, run_of
from services.mapper.mirrored import mirrored
from services.mapper.store import Store

CHUNK: int = 500
"""Issues a transaction: short enough not to hold up live changes."""


class Derive:
    """Every issue of the mirror → its task and activity, as the settings say now."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def __call__(
        self, message: MappingChanged, envelope: Envelope, /
    ) -> AsyncIterator[IssuesWanted]:
        """Derive what follows from what changed; want what the mirror was never asked for."""
        slug = message.connection
        await self._store.settle_settings(slug)
        match message.changed:
            case "roadmap":
                await self._store.link_roadmap(slug)
                return
            case "people":
                await self._store.match_everybody(slug)
            case "projects":
                await self._store.follow_all(slug)
            case _:
                await derive_all(self._store, slug)
        # Whichever of these it was, everybody's effort may follow from it.
        await self._store.mark_everybody()
        if message.changed == "fields":
            run = message.run or run_of(slug, envelope.id)
            async for wish in lacking(self._store, slug, run):
                yield wish


async def derive_all(store: Store, slug: str) -> None:
    """Derive every issue of the mirror, in id order; starting over after a crash does no harm."""
    await store.follow_all(slug)
    after: int | None = 0
    while after is not None:
        after = await _chunk(store, slug, after)
    await store.follow_all(slug)


async def _chunk(store: Store, slug: str, after: int) -> int | None:
    """Derive the next issues; give the last id, or None at the end."""
    async with store.transaction() as transaction:
        connection_id = await transaction.connection_id(slug)
        settings = await transaction.settings(connection_id)
        issues = mirrored(*await transaction.mirrored(connection_id, after, CHUNK))
        if not issues:
            return None
        changes = save.changes_of(issues)
        await transaction.derive(connection_id, issues, changes, settings)
    return issues[-1].id
