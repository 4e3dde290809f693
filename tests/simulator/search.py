"""Search with pages and tokens, as `search/jql` does it, on an index that may lag."""

import random
from collections import OrderedDict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from tests.simulator.faults import Faults
from tests.simulator.jql import JqlError, Query, parse
from tests.simulator.world import Issue, Project, World

BARE = {"id", "key"}
MOST_BARE = 5000
MOST_FULL = 100
TOKENS = 4096
"""So many page tokens are remembered; older ones have expired."""


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
        self._tokens: OrderedDict[str, tuple[list[Issue], int]] = OrderedDict()
        self._numbers = count(1)

    def count(self, jql: str) -> int:
        """Give how many issues a query finds."""
        return len(self._run(jql, frozenset()))

    def first(
        self, jql: str, fields: Collection[str], most: int, fresh: frozenset[int] = frozenset()
    ) -> Page:
        """Give the first page of a query; `fresh` issues are searched as they truly are."""
        return self._page(self._run(jql, fresh), 0, fields, most)

    def next(self, token: str, fields: Collection[str], most: int) -> Page:
        """Give the page of a token; raise JqlError for one that was never given."""
        if token not in self._tokens:
            raise JqlError("The nextPageToken is invalid or has expired.")
        found, place = self._tokens[token]
        page = self._page(found, place, fields, most)
        if self._faults.repeat_token:
            return Page(page.issues, token)
        return page

    def _page(self, found: list[Issue], place: int, fields: Collection[str], most: int) -> Page:
        size = min(most, MOST_BARE if set(fields) <= BARE else MOST_FULL)
        if self._faults.short_pages and self._dice.random() < self._faults.short_pages:
            size = self._dice.randint(1, max(1, min(size, len(found) - place) // 2))
        page = found[place : place + size]
        if place + len(page) >= len(found):
            return Page(page, None)
        token = f"CAEaAggB{next(self._numbers):x}"
        self._tokens[token] = (found, place + len(page))
        if len(self._tokens) > TOKENS:
            self._tokens.popitem(last=False)
        return Page(page, token)

    def _run(self, jql: str, fresh: frozenset[int]) -> list[Issue]:
        now = self._world.now()
        query = parse(jql, now, self._zone)
        known_until = now - timedelta(seconds=self._faults.index_lag_seconds)
        found = [
            issue
            for issue in self._candidates(query, known_until)
            if (issue.created <= known_until or issue.id in fresh)
            and self._within(issue, query, now if issue.id in fresh else known_until)
        ]
        for field, ascending in reversed(query.order):
            if field == "updated":
                found.sort(key=lambda issue: indexed(issue, known_until), reverse=not ascending)
            elif field == "created":
                found.sort(key=lambda issue: issue.created, reverse=not ascending)
            elif field == "id":
                found.sort(key=lambda issue: issue.id, reverse=not ascending)
            elif field in ("key", "issuekey", "issue"):
                found.sort(key=_by_key, reverse=not ascending)
        return found

    @staticmethod
    def _within(issue: Issue, query: Query, known_until: datetime) -> bool:
        return all(
            bound.compare(
                issue.created if bound.field == "created" else indexed(issue, known_until),
                bound.at,
            )
            for bound in query.bounds
        )

    def _candidates(self, query: Query, known_until: datetime) -> list[Issue]:
        """Give what the query may find: named issues, or those of projects, the deleted too."""
        projects = {project.id for project in self._projects(query)}
        if query.issues is not None:
            named = (self._world.find(name) for name in query.issues)
            return [found for found in named if found and found.project.id in projects]
        return [*self._world.of_projects(projects), *self._not_yet_gone(projects, known_until)]

    def _not_yet_gone(self, projects: Collection[int], known_until: datetime) -> Iterator[Issue]:
        return (
            gone.issue
            for gone in self._world.gone
            if gone.at > known_until and gone.project_id in projects
        )

    def _projects(self, query: Query) -> list[Project]:
        if query.projects is None:
            return list(self._world.projects.values())
        found = []
        for name in query.projects:
            try:
                found.append(self._named(name))
            except KeyError:
                words = f"The value '{name}' does not exist for the field 'project'."
                raise JqlError(words) from None
        return found

    def _named(self, name: str) -> Project:
        for project in self._world.projects.values():
            if project.name == name:
                return project
        found = self._world.project(name)
        if found.state in ("deleted", "lost", "hidden") or found.id == self._faults.refused_project:
            raise KeyError(name)
        return found


def indexed(issue: Issue, known_until: datetime) -> datetime:
    """Give the `updated` that the index has: an earlier one, while it lags."""
    if issue.updated <= known_until:
        return issue.updated
    known = [at for at in issue.earlier if at <= known_until]
    return known[-1] if known else issue.created


def _by_key(issue: Issue) -> tuple[str, int]:
    return issue.project.key, issue.number
