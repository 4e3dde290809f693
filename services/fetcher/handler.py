"""fetcher: signals and wishes in, what Jira says out."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar
from uuid import UUID, uuid5

import structlog

from libs.bus import Caused, Envelope, Outcome, Received
from libs.contracts.catalogue_changed import CatalogueChanged
from libs.contracts.catalogue_fetched import CatalogueFetched
from libs.contracts.issue_changed import IssueChanged
from libs.contracts.issues_fetched import IssuesFetched
from libs.contracts.issues_listed import Failed, IssuesListed
from libs.contracts.issues_wanted import IssuesWanted
from libs.contracts.message import Lane, Message
from libs.contracts.sync_requested import SyncRequested
from libs.jira.errors import BadRequestError, JiraUnavailableError
from services.fetcher import census, metrics
from services.fetcher.catalogue import read_catalogue
from services.fetcher.errors import UnknownProjectError
from services.fetcher.hydrate import Hydrated, hydrate
from services.fetcher.portions import portion
from services.fetcher.sessions import REFUSALS, Session, Sessions
from services.fetcher.store import Store

log = structlog.get_logger()

M = TypeVar("M", bound=Message)
DELETED = "jira:issue_deleted"
RUNS = UUID("7d0c3c52-6f0b-4f5e-9a2e-0c8f4f6f6a11")
"""Name space of runs made from a message's id: its redelivery continues the run."""


class HydrateChanged:
    """Webhooks' signals → the issues they are about, each read once however many signals wait."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def __call__(self, batch: Sequence[Received[IssueChanged]]) -> Outcome:
        """Read the issues of the batch; a signal fails with the read of its issue."""
        asked = [(received.message, (received.message.issue_id,)) for received in batch]
        return await _read_all(self._sessions, asked, "live")


class HydrateWanted:
    """What a run lacks → those issues; many messages share the calls to Jira."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def __call__(self, batch: Sequence[Received[IssuesWanted]]) -> Outcome:
        """Read the issues of the batch; a message fails when any of its ids does."""
        asked = [(received.message, received.message.ids) for received in batch]
        return await _read_all(self._sessions, asked, "bulk")


class TakeCensus:
    """A wish for a sync → the catalogue and the census; what is lacking is asked for after."""

    def __init__(self, sessions: Sessions, store: Store, overlap: timedelta) -> None:
        self._sessions = sessions
        self._store = store
        self._overlap = overlap

    async def __call__(
        self, message: SyncRequested, envelope: Envelope, /
    ) -> AsyncIterator[Message]:
        """Give the census as it is taken; a run of the same scope under way is joined."""
        asked = message.run or uuid5(RUNS, envelope.id)
        async with self._sessions.use(message.connection, fresh=True) as session:
            began = await session.jira("bulk").myself()
            await self._sessions.accepted(session, began)
            last = await self._store.last_census(session.connection.id)
            run = await self._store.claim(session.connection.id, asked, message)
            if run != asked:
                log.info("census.not_taken", run=str(asked), joins=str(run))
                return
            since = last - self._overlap if last is not None else None
            order = census.Order(request=message, run=run, since=since)
            log.info("census.started", run=str(run), since=str(since))
            try:
                async for part in census.take(session, order, began):
                    yield part
            except (UnknownProjectError, BadRequestError) as error:
                failed = Failed(reason=str(error))
                yield IssuesListed(connection=message.connection, run=run, part=failed)


class RefreshCatalogue:
    """Signals about projects, types or people → the catalogue, read once for all that wait."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def __call__(self, batch: Sequence[Received[CatalogueChanged]]) -> Outcome:
        """Read the catalogue of each connection named; its signals fail with it."""
        places: defaultdict[str, list[int]] = defaultdict(list)
        for position, received in enumerate(batch):
            places[received.message.connection].append(position)
        publish: list[Message | Caused] = []
        failures: dict[int, Exception] = {}
        # Connections side by side: one that is slow does not make the others wait their turn.
        answers = await asyncio.gather(*map(self._read, places), return_exceptions=True)
        for positions, parts in zip(places.values(), answers, strict=True):
            match parts:
                case Exception():
                    failures |= dict.fromkeys(positions, parts)
                case BaseException():
                    raise parts
                case _:
                    publish += [Caused(part, by=positions[0]) for part in parts]
        return Outcome(publish=publish, failures=failures)

    async def _read(self, slug: str) -> list[CatalogueFetched]:
        """Read the catalogue of one connection."""
        async with self._sessions.use(slug) as session:
            jira = session.jira("live")
            await jira.myself()
            return [part async for part in read_catalogue(jira, slug)]


@dataclass(frozen=True, slots=True)
class _Place:
    """What is read together: ids of one connection, for one run, of the same fields."""

    connection: str
    run: UUID | None = None
    fields: tuple[str, ...] = ()


async def _read_all(
    sessions: Sessions,
    asked: Sequence[tuple[IssueChanged | IssuesWanted, tuple[int, ...]]],
    lane: Lane,
) -> Outcome:
    """Read what the messages ask for, connection by connection and run by run."""
    places: defaultdict[_Place, list[int]] = defaultdict(list)
    for position, (message, _) in enumerate(asked):
        match message:
            case IssuesWanted():
                place = _Place(message.connection, message.run, message.fields)
            case IssueChanged():
                place = _Place(message.connection)
        places[place].append(position)
    publish: list[Message | Caused] = []
    failures: dict[int, Exception] = {}
    wishes = {
        place: [number for position in positions for number in asked[position][1]]
        for place, positions in places.items()
    }
    # Connections side by side: one that is slow does not make the others wait their turn.
    answers = await asyncio.gather(
        *(_hydrate(sessions, place, ids, lane) for place, ids in wishes.items())
    )
    for (place, positions), hydrated in zip(places.items(), answers, strict=True):
        told_deleted = {
            message.issue_id
            for message, _ in (asked[position] for position in positions)
            if isinstance(message, IssueChanged) and message.event == DELETED
        }
        for position in positions:
            errors = (hydrated.failed.get(number) for number in asked[position][1])
            error = next((error for error in errors if error is not None), None)
            if error is not None:
                failures[position] = error
        parts = _portions(place, hydrated, told_deleted)
        publish += [Caused(part, by=positions[0]) for part in parts]
        _count(lane, len(wishes[place]), hydrated)
    return Outcome(publish=publish, failures=failures)


async def _hydrate(sessions: Sessions, place: _Place, ids: Sequence[int], lane: Lane) -> Hydrated:
    """Read the ids of one connection; where nothing could be asked, all of them failed of that."""
    try:
        async with sessions.use(place.connection) as session:
            hydrated = await hydrate(session, ids, lane, place.fields)
            await _note(sessions, session, hydrated)
            return hydrated
    except Exception as error:  # noqa: BLE001 - the verdict decides about it
        return Hydrated(failed=dict.fromkeys(ids, error))


async def _note(sessions: Sessions, session: Session, hydrated: Hydrated) -> None:
    """Note what the failures say of the connection as a whole."""
    errors = list(hydrated.failed.values())
    refusal = next((error for error in errors if isinstance(error, REFUSALS)), None)
    if refusal is not None:
        await sessions.refused(session, refusal)
    elif any(isinstance(error, JiraUnavailableError) for error in errors):
        session.failed()
    else:
        session.answered()


def _portions(
    place: _Place, hydrated: Hydrated, told_deleted: Collection[int]
) -> Iterable[IssuesFetched]:
    if hydrated.fetched_at is None:
        return ()
    whole = IssuesFetched(
        connection=place.connection,
        run=place.run,
        fetched_at=hydrated.fetched_at,
        absent=tuple(sorted(hydrated.absent)),
        authenticated_as=hydrated.authenticated_as,
        deleted=tuple(sorted(hydrated.absent & set(told_deleted))),
        asked=hydrated.asked,
        partial=bool(place.fields),
    )
    return portion(whole, hydrated.issues)


def _count(lane: Lane, asked: int, hydrated: Hydrated) -> None:
    metrics.HYDRATED.labels(lane, "read").inc(len(hydrated.issues))
    metrics.HYDRATED.labels(lane, "absent").inc(len(hydrated.absent))
    metrics.HYDRATED.labels(lane, "failed").inc(len(hydrated.failed))
    served = len(hydrated.issues) + len(hydrated.absent) + len(hydrated.failed)
    metrics.COALESCED.inc(max(0, asked - served))
