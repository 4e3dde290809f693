"""Search with pages and tokens, as `search/jql` does it, on an index that may lag."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from tests.simulator.faults import Faults
from tests.simulator.jql import JqlError, Query, parse
from tests.simulator.world import Issue, World

BARE = {"id", "key"}
MOST_BARE = 5000
MOST_FULL = 100


@dataclass(frozen=True, slots=True)
class Page:
    """One page, and the token of the next; None at the end."""

    issues: list[Issue]
    token: str | None


class Search:
    """The searches under way: a token stands for a place in a list made when it began."""

    def __init__(self, world: World, faults: Faults, zone: ZoneInfo, dice: random.Random) -> None:
        self._world = world
        self._faults = faults
        self._zone = zone
        self._dice = dice
        self._tokens: dict[str, tuple[list[Issue], int]] = {}
        self._numbers = count(1)

    def count(self, jql: str) -> int:
        """Give how many issues a query finds."""
        return len(self._run(jql))

    def first(self, jql: str, fields: list[str], most: int) -> Page:
        """Give the first page of a query."""
        return self._page(self._run(jql), 0, fields, most)

    def next(self, token: str, fields: list[str], most: int) -> Page:
        """Give the page of a token; raise JqlError for one that was never given."""
        if token not in self._tokens:
            raise JqlError("The nextPageToken is invalid or expired.")
        found, place = self._tokens[token]
        page = self._page(found, place, fields, most)
        if self._faults.repeat_token:
            return Page(page.issues, token)
        return page

    def _page(self, found: list[Issue], place: int, fields: list[str], most: int) -> Page:
        size = min(most, MOST_BARE if set(fields) <= BARE else MOST_FULL)
        if self._faults.short_pages and self._dice.random() < self._faults.short_pages:
            size = self._dice.randint(1, max(1, min(size, len(found) - place) // 2))
        page = found[place : place + size]
        if place + len(page) >= len(found):
            return Page(page, None)
        token = f"CAEaAggB{next(self._numbers):x}"
        self._tokens[token] = (found, place + len(page))
        return Page(page, token)

    def _run(self, jql: str) -> list[Issue]:
        now = self._world.now()
        query = parse(jql, now, self._zone)
        known_until = now - timedelta(seconds=self._faults.index_lag_seconds)
        found = [
            issue
            for issue in self._candidates(query)
            if issue.created <= known_until
            and (query.since is None or self._indexed(issue, known_until) >= query.since)
        ]
        for field, ascending in reversed(query.order):
            if field == "updated":
                found.sort(key=lambda issue: issue.updated, reverse=not ascending)
            elif field in ("key", "id", "issuekey") and not ascending:
                found.reverse()
        return found

    def _candidates(self, query: Query) -> list[Issue]:
        if query.issues is not None:
            named = (self._world.find(name) for name in query.issues)
            return [issue for issue in named if issue is not None]
        projects = self._world.projects.values()
        if query.projects is None:
            return self._world.of_projects(project.id for project in projects)
        by_name = {name: p.id for p in projects for name in (p.key, p.name, str(p.id))}
        unknown = [name for name in query.projects if name not in by_name]
        if unknown:
            raise JqlError(f"The value '{unknown[0]}' does not exist for the field 'project'.")
        return self._world.of_projects(by_name[name] for name in query.projects)

    @staticmethod
    def _indexed(issue: Issue, known_until: datetime) -> datetime:
        """Give the `updated` that the index has: the one before, while it lags."""
        return issue.updated if issue.updated <= known_until else issue.indexed
