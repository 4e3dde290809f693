"""mapper: gather, decide, apply: messages in, one transaction, messages out."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import structlog

from libs.bus import Caused, Outcome, Received
from libs.contracts.catalogue_changed import CatalogueChanged
from libs.contracts.issues_fetched import IssuesFetched
from libs.contracts.issues_wanted import MOST_FIELDS, MOST_IDS, IssuesWanted
from libs.contracts.message import Lane, Message
from libs.runtime.clock import Clock
from services.mapper import jira_issue, metrics, rows, runs, save
from services.mapper.advance import advance
from services.mapper.errors import UnreadableIssueError
from services.mapper.listed import ended, seen_before, wishes
from services.mapper.runs import End
from services.mapper.store import Store
from services.mapper.transaction import Transaction

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Read:
    """A message whose issues could be read, and where it stands in its batch."""

    position: int
    message: IssuesFetched
    issues: tuple[rows.Issue, ...]
    partials: tuple[rows.Partial, ...]
    again: bool
    unreadable: ValueError | None = None
    """Why an issue of the message could not be read; the others are written all the same."""

    @property
    def ids(self) -> set[int]:
        """The issues that were read."""
        return {issue.id for issue in self.issues} | {part.id for part in self.partials}


@dataclass(slots=True)
class _Written:
    """What one transaction did, to be counted and published once it is committed."""

    taken: dict[str, frozenset[int]] = field(default_factory=dict)
    ended: dict[UUID, End] = field(default_factory=dict)
    missed: int = 0
    publish: list[Message | Caused] = field(default_factory=list)


class MapIssues:
    """Issues as Jira told them → mirror and `pms.*`, one transaction a batch."""

    def __init__(self, store: Store, clock: Clock, lane: Lane) -> None:
        self._store = store
        self._clock = clock
        self._lane = lane

    async def __call__(self, batch: Sequence[Received[IssuesFetched]]) -> Outcome:
        """Write the batch; a message that cannot be read or written fails alone."""
        readable = [_read(position, received) for position, received in enumerate(batch)]
        failures: dict[int, Exception] = {
            read.position: read.unreadable for read in readable if read.unreadable is not None
        }
        try:
            publish = await self._write(readable)
        except Exception as error:  # noqa: BLE001 - whatever it is, find whose it is
            publish, blamed = await self._one_by_one(readable, error)
            failures |= blamed
        return Outcome(publish=publish, failures=failures)

    async def _one_by_one(
        self, readable: Sequence[_Read], error: Exception
    ) -> tuple[list[Message | Caused], dict[int, Exception]]:
        """Write each message alone, so that only the one to blame fails."""
        if len(readable) == 1:
            return [], {readable[0].position: error}
        publish: list[Message | Caused] = []
        failures: dict[int, Exception] = {}
        for read in readable:
            try:
                publish += await self._write([read])
            except Exception as own:  # noqa: BLE001 - the verdict decides about it
                failures[read.position] = own
        return publish, failures

    async def _write(self, readable: Sequence[_Read]) -> list[Message | Caused]:
        by_connection: defaultdict[str, list[_Read]] = defaultdict(list)
        for read in readable:
            by_connection[read.message.connection].append(read)
        written = _Written()
        async with self._store.transaction() as transaction:
            for slug in sorted(by_connection):
                await self._write_connection(transaction, slug, by_connection[slug], written)
        self._count(by_connection, written)
        return written.publish

    async def _write_connection(
        self, transaction: Transaction, slug: str, reads: Sequence[_Read], written: _Written
    ) -> None:
        connection_id = await transaction.connection_id(slug)
        settings = await transaction.settings(connection_id)
        issues = [issue for read in reads for issue in read.issues]
        changed: frozenset[int] = frozenset()
        if issues:
            saved = await transaction.save(connection_id, save.gather(issues), settings)
            written.taken[slug], changed = saved.taken, saved.changed
            if saved.unknown and self._lane == "live":
                refresh = CatalogueChanged(connection=slug, event="unknown_id")
                written.publish.append(Caused(refresh, by=reads[0].position))
        written.publish += [
            Caused(wish, by=read.position)
            for read in reads
            if not read.message.partial
            for wish in unasked(read.message, sorted(read.ids), settings)
        ]
        partials = [partial for read in reads for partial in read.partials]
        if partials:
            await transaction.add(connection_id, partials, settings)
        for read in reads:
            who = read.message.authenticated_as
            if read.message.deleted and who is not None:
                ids, at = read.message.deleted, read.message.fetched_at
                gone = await transaction.mark_deleted(connection_id, ids, at, who)
                await transaction.following.tasks(connection_id, gone, settings.mode)
        for run, group in _by_run(reads):
            written.missed += await _note(transaction, run, group, changed)
            advanced = await advance(transaction, run, again=any(read.again for read in group))
            written.publish += [
                Caused(wish, by=group[0].position) for wish in wishes(slug, run, advanced.wanted)
            ]
            if advanced.end is not None:
                written.ended[run] = advanced.end

    def _count(self, by_connection: dict[str, list[_Read]], written: _Written) -> None:
        """Count what was committed."""
        now = self._clock()
        for slug, reads in by_connection.items():
            for issue in (issue for read in reads for issue in read.issues):
                outcome = "written" if issue.id in written.taken.get(slug, ()) else "outdated"
                metrics.ISSUES.labels(self._lane, outcome).inc()
                if self._lane == "live" and outcome == "written":
                    metrics.LAG.observe(max(0.0, (now - issue.updated).total_seconds()))
        metrics.MISSED.inc(written.missed)
        for run, end in written.ended.items():
            ended(run, end)


async def _note(
    transaction: Transaction, run: UUID, reads: Sequence[_Read], changed: Collection[int]
) -> int:
    """Note what these reads bring to their run; give how many changes webhooks had missed.

    The run's row is locked from the first note on: as few as there can be.
    """
    head = await transaction.runs.head(run)
    got = {number for read in reads for number in read.ids}
    newest = max(read.message.fetched_at for read in reads)
    await transaction.runs.mark(run, got, "fetched", newest)
    for read in reads:
        who, at = read.message.authenticated_as, read.message.fetched_at
        proven = head is not None and who is not None and who == head.authenticated_as
        outcome: runs.Outcome = "absent" if proven else "unproven"
        await transaction.runs.mark(run, read.message.absent, outcome, at)
    return await transaction.runs.missed(run, got & set(changed))


def _read(position: int, received: Received[IssuesFetched]) -> _Read:
    """Read every issue of a message that can be read, and note why one cannot."""
    message = received.message
    issues: list[rows.Issue] = []
    partials: list[rows.Partial] = []
    unreadable: ValueError | None = None
    for told in message.issues:
        try:
            if message.partial:
                partials.append(jira_issue.read_partial(told, message.fetched_at))
            else:
                issues.append(jira_issue.read_issue(told, message.fetched_at))
        except UnreadableIssueError as error:
            unreadable = error
    again = seen_before(received.envelope)
    return _Read(position, message, tuple(issues), tuple(partials), again, unreadable)


def unasked(
    message: IssuesFetched, ids: Sequence[int], settings: rows.Settings
) -> Iterable[IssuesWanted]:
    """Ask for custom fields that got their meaning after the fetcher looked which to ask for."""
    meant = {f for f in settings.mapped if f.startswith("customfield_")} | {*settings.epic_links}
    missing = sorted(meant - {*message.asked})
    if not missing:
        return
    for start in range(0, len(ids), MOST_IDS):
        part = tuple(ids[start : start + MOST_IDS])
        yield IssuesWanted(
            connection=message.connection,
            run=uuid4(),
            ids=part,
            why="field",
            fields=tuple(missing[:MOST_FIELDS]),
        )


def _by_run(reads: Iterable[_Read]) -> Iterable[tuple[UUID, list[_Read]]]:
    """Give the reads that belong to a run, in run order."""
    found: defaultdict[UUID, list[_Read]] = defaultdict(list)
    for read in reads:
        if read.message.run is not None:
            found[read.message.run].append(read)
    return sorted(found.items())
