"""fetcher: ids in, issues with their whole history out: the one way issues are read."""

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice
from typing import TypeVar

from libs.contracts.issues_fetched import FetchedIssue
from libs.contracts.message import JsonObject, Lane
from libs.jira.errors import BadRequestError, IssueNotReadError
from services.fetcher.history import worth_keeping
from services.fetcher.jira import MOST_HISTORIES_ISSUES, MOST_ISSUES, Jira
from services.fetcher.sessions import Session

T = TypeVar("T")
ASKED_AGAIN: int = 4
"""Times that issues among the `issueErrors` are asked for again at once; then they wait."""


@dataclass(slots=True)
class Hydrated:
    """What came of reading some ids: the issues, the absent, and whose read failed of what."""

    issues: list[FetchedIssue] = field(default_factory=list)
    absent: set[int] = field(default_factory=set)
    failed: dict[int, Exception] = field(default_factory=dict)
    authenticated_as: str | None = None
    """Who we were right after, told when ids were absent: without it, absence proves nothing."""
    asked: tuple[str, ...] = ()
    """The custom fields that were asked for."""
    fetched_at: datetime | None = None
    """The oldest of Jira's clocks of the answers: what is newer is surely newer."""

    def merge(self, other: "Hydrated") -> None:
        """Take in what came of other ids."""
        self.issues += other.issues
        self.absent |= other.absent
        self.failed |= other.failed
        moments = [at for at in (self.fetched_at, other.fetched_at) if at is not None]
        self.fetched_at = min(moments, default=None)


async def hydrate(
    session: Session, ids: Collection[int], lane: Lane, fields: Sequence[str] = ()
) -> Hydrated:
    """Read these issues; a failed call fails its own ids and no others.

    Issues are read a hundred or more a call, then histories a thousand a call. In this order a
    history is never older than the `updated` stored with it: a change in between is in both, or
    the next census sees a newer `updated` and reads again. With `fields` only those are read, and
    the histories: what was dropped of them when nobody had mapped the field matters now.
    """
    jira = session.jira(lane)
    whole = Hydrated(asked=tuple(fields or sorted(session.custom)))
    for part in chunks(sorted(set(ids)), MOST_HISTORIES_ISSUES):
        whole.merge(await _thousand(session, jira, part, fields))
    if whole.absent:
        whole.authenticated_as = (await jira.myself()).account_id
    return whole


async def _thousand(
    session: Session, jira: Jira, ids: Sequence[int], fields: Sequence[str]
) -> Hydrated:
    """Read at most `MOST_HISTORIES_ISSUES` issues; the histories of what was found, after."""
    found = Hydrated()
    read: list[_Page] = []
    for page in await _pages(session, jira, ids, [*fields, "updated"] if fields else []):
        if page.error is None:
            read.append(page)
        else:
            found.failed |= dict.fromkeys(page.asked, page.error)
    there = [int(issue["id"]) for page in read for issue in page.issues]
    try:
        keep = partial(worth_keeping, mapped=session.custom | set(fields))
        histories = await jira.histories(there, keep) if there else {}
        gone = await _gone(session, jira, silent(read, histories))
    except Exception as error:  # noqa: BLE001 - it is the failure of these ids, for the verdict
        asked = [number for page in read for number in page.asked]
        found.failed |= dict.fromkeys(asked, error)
        return found
    for page in read:
        answered = [number for number in page.asked if number not in page.unread]
        issues = [issue for issue in page.issues if int(issue["id"]) not in gone]
        found.merge(joined(answered, issues, histories, page.at))
        words = "Jira did not read an issue that is there"
        found.failed |= {number: IssueNotReadError(words) for number in page.unread}
    return found


async def _gone(session: Session, jira: Jira, ids: Collection[int]) -> set[int]:
    """Give which of these are not there any more: they vanished between the two reads.

    An issue that is archived or hidden in between would be stored without its history, and with an
    `updated` that no census would doubt.
    """
    seen: set[int] = set()
    for part in chunks(ids, session.most_bulk):
        read = await jira.issues(part, ["updated"])
        seen |= {int(issue["id"]) for issue in read.issues} | read.unread
    return set(ids) - seen


def silent(read: "Collection[_Page]", histories: Mapping[int, Sequence[JsonObject]]) -> list[int]:
    """Give the issues that changed since they were made and of which no history was told."""
    return [
        number
        for page in read
        for issue in page.issues
        if (number := int(issue["id"])) not in histories
        and "created" in (fields := issue.get("fields") or {})
        and fields["created"] != fields.get("updated")
    ]


@dataclass(frozen=True, slots=True)
class _Page:
    """What one bulk read gave, or the error it ended in."""

    asked: Sequence[int]
    issues: Sequence[JsonObject] = ()
    unread: frozenset[int] = frozenset()
    at: datetime | None = None
    error: Exception | None = None


async def _pages(
    session: Session, jira: Jira, ids: Sequence[int], fields: Sequence[str]
) -> list[_Page]:
    """Read issues in as few calls as the site is known to take; a refusal teaches the number."""
    size = session.most_bulk
    pages = await asyncio.gather(
        *(_page(jira, part, fields or session.fields) for part in chunks(ids, size))
    )
    if size > MOST_ISSUES and any(isinstance(page.error, BadRequestError) for page in pages):
        session.most_bulk = MOST_ISSUES
        return await _pages(session, jira, ids, fields)
    return pages


async def _page(jira: Jira, part: Sequence[int], fields: Sequence[str]) -> _Page:
    """Read one page; what Jira did not read of it is asked for again, a few times."""
    try:
        read = await jira.issues(part, fields)
        issues, unread = read.issues, read.unread & set(part)
        for _ in range(ASKED_AGAIN):
            if not unread:
                break
            again = await jira.issues(sorted(unread), fields)
            issues += again.issues
            unread &= again.unread
    except Exception as error:  # noqa: BLE001 - it is the failure of these ids, for the verdict
        return _Page(part, error=error)
    return _Page(part, issues, unread, read.at)


def joined(
    asked: Collection[int],
    issues: Collection[JsonObject],
    histories: Mapping[int, Sequence[JsonObject]],
    at: datetime | None,
) -> Hydrated:
    """Put each issue and its history together; what was asked for and is not there is absent."""
    told = {int(issue["id"]): issue for issue in issues}
    return Hydrated(
        issues=[
            FetchedIssue(issue=told[number], histories=tuple(histories.get(number, ())))
            for number in sorted(told)
        ],
        absent=set(asked) - told.keys(),
        fetched_at=at,
    )


def chunks(items: Collection[T], size: int) -> Iterator[list[T]]:
    """Cut a collection into lists of at most that size."""
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part
