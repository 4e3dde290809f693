"""mapper: gather, decide, apply: messages in, one transaction, messages out."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

import structlog

from libs.bus import Envelope, Outcome, Received
from libs.contracts.catalogue_fetched import CatalogueFetched
from libs.contracts.issues_fetched import IssuesFetched
from libs.contracts.issues_listed import Failed, Finished, IssuesListed, Started
from libs.contracts.issues_wanted import MOST_IDS, IssuesWanted, Why
from libs.contracts.message import Lane
from libs.runtime.clock import Clock
from services.mapper import catalogue, jira_issue, metrics, rows, save
from services.mapper.errors import UnreadableIssueError
from services.mapper.store import Store

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Read:
    """A message whose issues could be read, and where it stands in its batch."""

    position: int
    message: IssuesFetched
    issues: tuple[rows.Issue, ...]
    unreadable: ValueError | None = None
    """Why an issue of the message could not be read; the others are written all the same."""


class MapIssues:
    """Issues as Jira told them → mirror and `pms.*`, one transaction a batch."""

    def __init__(self, store: Store, clock: Clock, lane: Lane) -> None:
        self._store = store
        self._clock = clock
        self._lane = lane

    async def __call__(self, batch: Sequence[Received[IssuesFetched]]) -> Outcome:
        """Write the batch; a message that cannot be read or written fails alone."""
        readable = [_read(position, received.message) for position, received in enumerate(batch)]
        failures: dict[int, Exception] = {
            read.position: read.unreadable for read in readable if read.unreadable is not None
        }
        try:
            await self._write(readable)
        except Exception as error:  # noqa: BLE001 - whatever it is, find whose it is
            failures |= await self._one_by_one(readable, error)
        return Outcome(failures=failures)

    async def _one_by_one(
        self, readable: Sequence[_Read], error: Exception
    ) -> dict[int, Exception]:
        """Write each message alone, so that only the one to blame fails."""
        if len(readable) == 1:
            return {readable[0].position: error}
        failures: dict[int, Exception] = {}
        for read in readable:
            try:
                await self._write([read])
            except Exception as own:  # noqa: BLE001 - the verdict decides about it
                failures[read.position] = own
        return failures

    async def _write(self, readable: Sequence[_Read]) -> None:
        by_connection: defaultdict[str, list[_Read]] = defaultdict(list)
        for read in readable:
            by_connection[read.message.connection].append(read)
        taken: dict[str, frozenset[int]] = {}
        finished: list[UUID] = []
        async with self._store.transaction() as transaction:
            for slug in sorted(by_connection):
                reads = by_connection[slug]
                connection_id = await transaction.connection_id(slug)
                issues = [issue for read in reads for issue in read.issues]
                if issues:
                    mapped = await transaction.mapped_fields(connection_id)
                    batch = save.gather(issues)
                    taken[slug] = await transaction.save(connection_id, batch, mapped)
                for run, fetched, absent in _by_run(reads):
                    await transaction.runs.mark(run, fetched, absent)
                    if await transaction.runs.finish(run):
                        finished.append(run)
        self._count(by_connection, taken, finished)

    def _count(
        self,
        by_connection: dict[str, list[_Read]],
        taken: dict[str, frozenset[int]],
        finished: Sequence[UUID],
    ) -> None:
        """Count what was committed."""
        now = self._clock()
        for slug, reads in by_connection.items():
            for issue in (issue for read in reads for issue in read.issues):
                outcome = "written" if issue.id in taken.get(slug, ()) else "outdated"
                metrics.ISSUES.labels(self._lane, outcome).inc()
                if self._lane == "live" and outcome == "written":
                    metrics.LAG.observe(max(0.0, (now - issue.updated).total_seconds()))
        for run in finished:
            metrics.RUNS.inc()
            log.info("run.done", run=str(run))


class MapListed:
    """A census page → what the mirror lacks, asked for a hundred ids at a time."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def __call__(
        self, message: IssuesListed, _envelope: Envelope, /
    ) -> AsyncIterator[IssuesWanted]:
        """Note the part; ask for what it lists and the mirror lacks. Twice asks once."""
        waiting: Sequence[tuple[int, str]] = ()
        async with self._store.transaction() as transaction:
            connection_id = await transaction.connection_id(message.connection)
            match message.part:
                case Started() as part:
                    await transaction.runs.start(message.run, connection_id, part)
                case Finished() as part:
                    await transaction.runs.finish_census(message.run, connection_id, part)
                case Failed() as part:
                    await transaction.runs.fail(message.run, connection_id, part)
                case part:
                    waiting = await transaction.runs.want(message.run, connection_id, part)
            done = await transaction.runs.finish(message.run)
        if done:
            metrics.RUNS.inc()
            log.info("run.done", run=str(message.run))
        for why, ids in wanted(waiting):
            metrics.WANTED.labels(why).inc(len(ids))
            yield IssuesWanted(connection=message.connection, run=message.run, ids=ids, why=why)


class MapCatalogue:
    """Projects, types, statuses, fields and users → the mirror."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def __call__(
        self, message: CatalogueFetched, _envelope: Envelope, /
    ) -> AsyncIterator[IssuesWanted]:
        """Write the lists; nothing follows from them on the bus."""
        projects = sorted(map(catalogue.project, message.projects), key=lambda row: row.id)
        types = sorted(map(catalogue.issue_type, message.issue_types), key=lambda row: row.id)
        statuses = sorted(map(catalogue.status, message.statuses), key=lambda row: row.id)
        fields = sorted(map(catalogue.field, message.fields), key=lambda row: row.id)
        users = sorted(map(catalogue.account, message.users), key=lambda row: row.account_id)
        async with self._store.transaction() as transaction:
            connection_id = await transaction.connection_id(message.connection)
            at = message.fetched_at
            await transaction.save_projects(connection_id, projects, at)
            await transaction.save_types(connection_id, types, at)
            await transaction.save_statuses(connection_id, statuses, at)
            await transaction.save_fields(connection_id, fields, at)
            await transaction.save_accounts(connection_id, users, at)
        return
        yield  # pragma: no cover - an async generator that yields nothing


def _read(position: int, message: IssuesFetched) -> _Read:
    """Read every issue of a message that can be read, and note why one cannot."""
    issues: list[rows.Issue] = []
    unreadable: ValueError | None = None
    for told in message.issues:
        try:
            issues.append(jira_issue.read_issue(told, message.fetched_at))
        except UnreadableIssueError as error:
            unreadable = error
    return _Read(position, message, tuple(issues), unreadable)


def _by_run(reads: Iterable[_Read]) -> Iterable[tuple[UUID, list[int], list[int]]]:
    """Give `(run, fetched ids, absent ids)` of the reads that belong to a run, in run order."""
    fetched: defaultdict[UUID, set[int]] = defaultdict(set)
    absent: defaultdict[UUID, set[int]] = defaultdict(set)
    for read in reads:
        if read.message.run is not None:
            fetched[read.message.run].update(issue.id for issue in read.issues)
            absent[read.message.run].update(read.message.absent)
    for run in sorted(fetched.keys() | absent.keys()):
        yield run, sorted(fetched[run]), sorted(absent[run])


def wanted(waiting: Iterable[tuple[int, str]]) -> Iterable[tuple[Why, tuple[int, ...]]]:
    """Cut `(id, why)`, ordered by reason, into lists of at most `MOST_IDS` of one reason."""
    for why, group in groupby(waiting, key=lambda pair: pair[1]):
        ids = [issue_id for issue_id, _ in group]
        for start in range(0, len(ids), MOST_IDS):
            yield _why(why), tuple(ids[start : start + MOST_IDS])


def _why(told: str) -> Why:
    """Give the reason as the contract types it; the table's check allows no other."""
    match told:
        case "new" | "stale" | "absent" | "deep":
            return told
        case _:
            raise ValueError(f"no reason to want an issue: {told}")
