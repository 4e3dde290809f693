"""mapper: the parts of a census and a person's word about it → what to read next.

Gather, decide (`absence`), apply, in one transaction each.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from itertools import groupby
from uuid import UUID

import structlog

from libs.bus import Envelope
from libs.contracts.absence_decided import AbsenceDecided
from libs.contracts.issues_listed import Failed, Finished, IssuesListed, Started
from libs.contracts.issues_wanted import MOST_IDS, IssuesWanted, Why
from services.mapper import metrics
from services.mapper.absences import Settled
from services.mapper.advance import advance
from services.mapper.runs import End
from services.mapper.store import Store

log = structlog.get_logger()


class MapListed:
    """A census page → what the mirror lacks, asked for a hundred ids at a time."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def __call__(
        self, message: IssuesListed, envelope: Envelope, /
    ) -> AsyncIterator[IssuesWanted]:
        """Note the part; ask for what it lists and the mirror lacks. Twice asks once."""
        waiting: Sequence[tuple[int, str]] = ()
        async with self._store.transaction() as transaction:
            connection_id = await transaction.connection_id(message.connection)
            # Settings before the run's row, as all do: two who wait for each other would fail.
            await transaction.settings(connection_id)
            match message.part:
                case Started() as part:
                    await transaction.runs.start(message.run, connection_id, part)
                case Finished() as part:
                    await transaction.runs.finish_census(message.run, connection_id, part)
                case Failed() as part:
                    await transaction.runs.fail(message.run, connection_id, part)
                case part:
                    waiting = await transaction.runs.want(message.run, connection_id, part)
            advanced = await advance(transaction, message.run, again=seen_before(envelope))
        if advanced.end is not None:
            ended(message.run, advanced.end)
        for wish in wishes(message.connection, message.run, (*waiting, *advanced.wanted)):
            metrics.WANTED.labels(wish.why).inc(len(wish.ids))
            yield wish


class DecideAbsence:
    """A person's word about the issues a run doubts → their state."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def __call__(
        self, message: AbsenceDecided, _envelope: Envelope, /
    ) -> AsyncIterator[IssuesWanted]:
        """Settle the run; one that is not (or no longer) in doubt is left as it is."""
        async with self._store.transaction() as transaction:
            connection_id = await transaction.connection_id(message.connection)
            await transaction.settings(connection_id)
            doubted = await transaction.runs.doubted(message.run, connection_id)
            if doubted:
                state = "deleted" if message.deleted else "access_lost"
                gone = await transaction.absences.resolve(
                    message.run, connection_id, doubted, state
                )
                settled = Settled(**{state: gone})
                await transaction.following.settled(connection_id, settled.ids, [])
                await transaction.runs.end(message.run, connection_id, settled, {})
                log.info("absence.decided", run=str(message.run), state=state, issues=len(gone))
        return
        yield  # pragma: no cover - an async generator that yields nothing


def seen_before(envelope: Envelope) -> bool:
    """Say whether a message may have been handled before."""
    return envelope.redelivered or envelope.attempt > 1


def ended(run: UUID, end: End) -> None:
    """Count and say how a run ended."""
    metrics.RUNS.labels(end).inc()
    log.info("run.ended", run=str(run), phase=end)


def wishes(slug: str, run: UUID, waiting: Iterable[tuple[int, str]]) -> Iterable[IssuesWanted]:
    """Give the messages that ask for what waits."""
    for why, ids in wanted(waiting):
        yield IssuesWanted(connection=slug, run=run, ids=ids, why=why)


def wanted(waiting: Iterable[tuple[int, str]]) -> Iterable[tuple[Why, tuple[int, ...]]]:
    """Cut `(id, why)`, ordered by reason, into lists of at most `MOST_IDS` of one reason."""
    for why, group in groupby(waiting, key=lambda pair: pair[1]):
        ids = [issue_id for issue_id, _ in group]
        for start in range(0, len(ids), MOST_IDS):
            yield _why(why), tuple(ids[start : start + MOST_IDS])


def _why(told: str) -> Why:
    """Give the reason as the contract types it; the table's check allows no other."""
    match told:
        case "new" | "stale" | "absent" | "deep" | "scrub" | "field":
            return told
        case _:
            raise ValueError(f"no reason to want an issue: {told}")
