"""fetcher ↔ Jira: everything it asks, under the limiter, tried again where that may help."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Literal

from libs.contracts.message import JsonObject, Lane
from libs.jira import answers, reads
from libs.jira.client import Client
from libs.jira.errors import JiraUnavailableError, RateLimitedError, UnreadableAnswerError
from libs.jira.reads import Read
from services.fetcher import metrics
from services.fetcher.errors import PagingLoopError
from services.fetcher.limiter import Limiter, Turn

ProjectState = Literal["live", "archived", "deleted"]
TRIES: dict[Lane, int] = {"live": 2, "bulk": 4}
"""A live read that stumbles twice waits in a queue: it must not hold up other connections'."""
BURST = "jira-burst-based"
"""`RateLimit-Reason` of a 429 that is about one endpoint (jira-platform reference, rate limits)."""
BURSTS: dict[Lane, int] = {"live": 4, "bulk": 8}
"""Refused bursts that a read bears beside its tries: it may meet some while a pace is learned."""
FIRST_WAIT = timedelta(seconds=0.5)
"""Doubled at each try. Jira's own advice for 429 without `Retry-After` starts at 2 s."""
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(seconds=30)

IDS_A_PAGE: int = 5000
"""`search/jql` gives so many when only ids and keys are asked for (Jira's OpenAPI document)."""
ROWS_A_PAGE: int = 100
MOST_ISSUES: int = 100
"""Ids that `issue/bulkfetch` takes on every site."""
MOST_BULK: int = 1000
"""Ids that it takes where the site is of October 2026 or later and the fields are few and plain."""
MOST_HISTORIES_ISSUES: int = 1000
"""Ids that `changelog/bulkfetch` takes."""
HISTORIES_A_PAGE: int = 10_000
PROJECTS_A_PAGE: int = 100
USERS_A_PAGE: int = 1000


@dataclass(frozen=True, slots=True)
class Myself:
    """Who Jira says we are, and Jira's clock when it said so."""

    account_id: str
    zone: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """An answer's JSON, and Jira's clock when it gave it."""

    value: Any
    date: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of Jira's, and its clock when it began to tell it."""

    values: list[JsonObject]
    at: datetime


@dataclass(frozen=True, slots=True)
class BulkRead:
    """What one bulk read gave."""

    issues: list[JsonObject]
    unread: frozenset[int]
    """Ids among its `issueErrors`: there, but to be asked for again."""
    at: datetime


class Jira:
    """One connection's Jira: questions as methods, answers as Jira's JSON."""

    def __init__(self, client: Client, limiter: Limiter, lane: Lane) -> None:
        self._client = client
        self._limiter = limiter
        self._lane = lane

    async def myself(self) -> Myself:
        """Give the account; the proof that we are not taken for anonymous."""
        answer = await self._ask(reads.MYSELF)
        told = _object(answer)
        return Myself(str(told["accountId"]), told.get("timeZone"), answer.date)

    async def projects(self, state: ProjectState = "live") -> Listed:
        """Give every project of that state that the account may browse.

        Not those that it may only administer: their issues cannot be listed.
        """
        found: dict[str, JsonObject] = {}
        began: datetime | None = None
        asked = 0
        while True:
            told = await self._ask(
                reads.PROJECT_SEARCH,
                params={
                    "startAt": str(asked),
                    "maxResults": str(PROJECTS_A_PAGE),
                    "status": state,
                    "action": "browse",
                    "orderBy": "key",
                },
            )
            began = began or told.date
            page = _object(told)
            values = page.get("values", [])
            before = len(found)
            found |= {str(project["id"]): project for project in values}
            asked += len(values)
            if len(found) == before or page.get("isLast", False):
                return Listed(list(found.values()), began)

    async def issue_types(self) -> Listed:
        """Give every issue type."""
        return _list(await self._ask(reads.ISSUE_TYPES))

    async def statuses(self) -> Listed:
        """Give every status of active workflows."""
        return _list(await self._ask(reads.STATUSES))

    async def fields(self) -> Listed:
        """Give every field the account can see."""
        return _list(await self._ask(reads.FIELDS))

    async def users(self) -> AsyncIterator[Listed]:
        """Give the users page by page: active, inactive and deleted."""
        start = 0
        last: list[JsonObject] = []
        while True:
            page = _list(
                await self._ask(
                    reads.USERS, params={"startAt": str(start), "maxResults": str(USERS_A_PAGE)}
                )
            )
            if not page.values or page.values == last:
                return
            yield page
            start += len(page.values)
            last = page.values

    async def search(
        self, jql: str, fields: Sequence[str], size: int
    ) -> AsyncIterator[list[JsonObject]]:
        """Give the pages of a search until the token is absent; a short page is not the end."""
        body: dict[str, Any] = {"jql": jql, "fields": list(fields), "maxResults": size}
        seen: set[str] = set()
        while True:
            page = _object(await self._ask(reads.SEARCH, json=body))
            yield page.get("issues", [])
            token = page.get("nextPageToken")
            if not token:
                return
            if token in seen:
                raise PagingLoopError(jql)
            seen.add(token)
            body["nextPageToken"] = token

    async def issues(self, ids: Collection[int | str], fields: Sequence[str]) -> BulkRead:
        """Give at most `MOST_BULK` issues by id or key, and Jira's clock; absent ones are not."""
        answer = await self._ask(
            reads.ISSUE_BULK,
            json={"issueIdsOrKeys": [str(i) for i in ids], "fields": list(fields)},
        )
        told = _object(answer)
        return BulkRead(
            issues=told.get("issues") or [],
            unread=frozenset(
                int(error["id"])
                for error in told.get("issueErrors") or ()
                if str(error.get("id", "")).isdigit()
            ),
            at=answer.date,
        )

    async def histories(
        self, ids: Collection[int], keep: Callable[[Sequence[JsonObject]], Sequence[JsonObject]]
    ) -> dict[int, list[JsonObject]]:
        """Give what is kept of the histories of at most `MOST_HISTORIES_ISSUES` issues.

        Oldest entry first; an issue of which entries were told, and none is kept, has an empty
        list. One issue's entries may be split over pages: they are joined by issue id. Each page
        is reduced as it comes: whole histories can be a hundred times what is kept of them.
        """
        body: dict[str, Any] = {
            "issueIdsOrKeys": [str(i) for i in ids],
            "maxResults": HISTORIES_A_PAGE,
        }
        found: dict[int, list[JsonObject]] = {}
        seen: set[str] = set()
        while True:
            page = _object(await self._ask(reads.CHANGELOG_BULK, json=body))
            for log in page.get("issueChangeLogs", []):
                if told := log.get("changeHistories"):
                    found.setdefault(int(log["issueId"]), []).extend(keep(told))
            token = page.get("nextPageToken")
            if not token:
                return found
            if token in seen:
                raise PagingLoopError("changelog/bulkfetch")
            seen.add(token)
            body["nextPageToken"] = token

    async def _ask(
        self,
        read: Read,
        *,
        params: Mapping[str, str] | None = None,
        json: Mapping[str, Any] | None = None,
    ) -> Told:
        """Ask under the limiter, again after a pause or a stumble; the last error is raised."""
        stumbles = bursts = 0
        while True:
            try:
                async with self._limiter.turn(read, self._lane) as turn:
                    return await self._once(turn, params, json, pause_of(stumbles + bursts))
            except RateLimitedError as error:
                if error.reason == BURST and bursts < BURSTS[self._lane]:
                    bursts += 1
                    continue
                stumbles += 1
                if stumbles >= TRIES[self._lane]:
                    raise
            except (JiraUnavailableError, UnreadableAnswerError):
                stumbles += 1
                if stumbles >= TRIES[self._lane]:
                    raise
                await asyncio.sleep(FIRST_WAIT.total_seconds() * 2 ** (stumbles - 1))

    async def _once(
        self,
        turn: Turn,
        params: Mapping[str, str] | None,
        json: Mapping[str, Any] | None,
        pause: timedelta,
    ) -> Told:
        """Ask, and tell the limiter how that went; `pause` is for a 429 that does not say one."""
        started = monotonic()
        outcome = "error"
        try:
            answer = await self._client.request(turn.read, params=params, json=json)
            told = Told(answers.json(answer), answer.date)
            outcome = "ok"
            self._limiter.answered(turn)
        except RateLimitedError as error:
            outcome = "limited"
            if error.reason == BURST:
                self._limiter.slowed(turn, error.retry_after or pause)
            else:
                self._limiter.paused(error.retry_after or pause)
            raise
        finally:
            metrics.REQUESTS.labels(turn.read.name, outcome).inc()
            metrics.SECONDS.labels(turn.read.name).observe(monotonic() - started)
        return told


def pause_of(attempt: int) -> timedelta:
    """Give how long to pause after a 429 that does not say: 2 s, doubled, at most 30 s."""
    return min(FIRST_PAUSE * int(2**attempt), LONGEST_PAUSE)


def _object(told: Told) -> JsonObject:
    if not isinstance(told.value, dict):
        raise UnreadableAnswerError("an object was expected")
    return told.value


def _list(told: Told) -> Listed:
    if not isinstance(told.value, list):
        raise UnreadableAnswerError("a list was expected")
    return Listed(told.value, told.date)
