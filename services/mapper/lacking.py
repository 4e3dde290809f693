"""mapper → fetcher: what the mirror was never asked for, because it had no meaning then."""

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from uuid import NAMESPACE_OID, UUID, uuid5

from libs.contracts.issues_wanted import MOST_FIELDS, MOST_IDS, IssuesWanted
from services.mapper.advance import advance
from services.mapper.listed import ended
from services.mapper.store import Store


def run_of(slug: str, cause: str) -> UUID:
    """Give the run that follows from the message of that id: the same again is the same run."""
    return uuid5(NAMESPACE_OID, f"{slug} {cause}")


async def lacking(store: Store, slug: str, run: UUID) -> AsyncIterator[IssuesWanted]:
    """Want the fields that the mirror lacks, under a run of their own, some issues at a time."""
    after = 0
    while found := await _next(store, slug, run, after):
        after = found[-1][0]
        by_fields: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        for number, fields in found:
            by_fields[fields[:MOST_FIELDS]].append(number)
        for fields, ids in sorted(by_fields.items()):
            for start in range(0, len(ids), MOST_IDS):
                part = tuple(ids[start : start + MOST_IDS])
                yield IssuesWanted(connection=slug, run=run, ids=part, why="field", fields=fields)
    if after:
        async with store.transaction() as transaction:
            # The list is whole: the run is done when all of it was read.
            connection_id = await transaction.connection_id(slug)
            await transaction.settings(connection_id)
            await transaction.runs.note_catalogue(run, connection_id, 0)
            advanced = await advance(transaction, run, again=False)
        if advanced.end is not None:
            ended(run, advanced.end)


async def _next(
    store: Store, slug: str, run: UUID, after: int
) -> Sequence[tuple[int, tuple[str, ...]]]:
    """Note the next issues that lack something; nothing when there are none, or the run ended."""
    async with store.transaction() as transaction:
        connection_id = await transaction.connection_id(slug)
        found = await transaction.lacking_field(connection_id, after)
        ids = [number for number, _ in found]
        if not found or not await transaction.runs.want_fields(run, connection_id, ids):
            return ()
        return found
