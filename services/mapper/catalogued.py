"""fetcher → mapper: the catalogue: projects, types, statuses, fields and users → the mirror."""

from collections.abc import AsyncIterator

from libs.bus import Envelope
from libs.contracts.catalogue_fetched import CatalogueFetched
from libs.contracts.issues_wanted import IssuesWanted
from services.mapper import catalogue
from services.mapper.advance import advance
from services.mapper.derive import derive_all
from services.mapper.errors import UnreadableCatalogueError
from services.mapper.lacking import lacking, run_of
from services.mapper.listed import ended, seen_before, wishes
from services.mapper.rows import Seen
from services.mapper.store import Store
from services.mapper.transaction import Transaction


class MapCatalogue:
    """Part of a catalogue → the mirror; a run's last part may be what the run waited for."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def __call__(
        self, message: CatalogueFetched, envelope: Envelope, /
    ) -> AsyncIterator[IssuesWanted]:
        """Write what can be read, and take the run on; then raise if an entry could not be."""
        slug, again = message.connection, seen_before(envelope)
        told = catalogue.read(message)
        async with self._store.transaction() as transaction:
            connection_id = await transaction.connection_id(slug)
            new_link = await _write(transaction, connection_id, message, told)
        if new_link or (again and any(field.is_epic_link for field in told.fields)):
            # What was read before this was known lacks it, or was derived without it.
            await self._store.settle_settings(slug)
            await derive_all(self._store, slug)
            await self._store.mark_everybody()
            async for wish in lacking(self._store, slug, run_of(slug, envelope.id)):
                yield wish
        if message.run is not None:
            async with self._store.transaction() as transaction:
                await transaction.settings(connection_id)
                await transaction.runs.note_catalogue(message.run, connection_id, message.part)
                advanced = await advance(transaction, message.run, again=again)
            if advanced.end is not None:
                ended(message.run, advanced.end)
            for wish in wishes(slug, message.run, advanced.wanted):
                yield wish
        if told.unreadable:
            raise UnreadableCatalogueError(told.unreadable)


async def _write(
    transaction: Transaction,
    connection_id: int,
    message: CatalogueFetched,
    told: catalogue.Catalogue,
) -> bool:
    """Write the rows; say whether a legacy *Epic Link* was not known before."""
    at, write = message.fetched_at, transaction.catalogue
    await write.projects(connection_id, [Seen(row, at) for row in told.projects])
    await write.types(connection_id, [Seen(row, at) for row in told.types])
    await write.statuses(connection_id, [Seen(row, at) for row in told.statuses])
    new_link = await write.fields(connection_id, told.fields, at)
    await write.accounts(connection_id, [Seen(row, at) for row in told.accounts])
    if message.field_ids:
        await write.lose_fields(connection_id, message.field_ids, at)
    return new_link
