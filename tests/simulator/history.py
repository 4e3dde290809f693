"""A plausible history for an issue of which only the end is known; seeded, so always the same."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from tests.simulator.world import (
    CAPITALISED,
    CAPITALISED_YES,
    MILLISECOND,
    Change,
    Issue,
    Item,
    Project,
    Status,
    User,
    World,
)

MOST_ENTRIES = 64
"""History ids are an issue's id times this, and counting."""
LARGE_PRIME = 1_000_003

Step = tuple[datetime, tuple[Item, ...]]


class Histories:
    """Makes histories that lead from an issue's creation to how it is now.

    Made from the issue, the seed and what the site was like at first, so a history need not be
    kept: asking again gives the same one.
    """

    def __init__(self, world: World, seed: int) -> None:
        self._world = world
        self._seed = seed
        self._dice = random.Random(seed)
        self._people = list(world.users.values())
        self._workflows: dict[int, dict[str, list[Status]]] = {}
        for project in world.projects.values():
            by_category: dict[str, list[Status]] = {}
            for status in world.statuses_of(project):
                by_category.setdefault(status.category, []).append(status)
            self._workflows[project.id] = by_category

    def __call__(self, issue: Issue) -> list[Change]:
        """Give an issue's history, oldest entry first."""
        self._dice.seed(self._seed * LARGE_PRIME + issue.id)
        people = [user for user in (issue.assignee, issue.reporter) if user is not None]
        steps = sorted(self._steps(issue), key=lambda step: step[0])
        return [
            Change(number, at, self._author(people), items)
            for number, (at, items) in enumerate(steps, start=issue.id * MOST_ENTRIES)
        ]

    def _author(self, people: list[User]) -> User | None:
        """Give who did it: somebody concerned, anybody, or (rarely) somebody unknown."""
        roll = self._dice.random()
        if roll < 0.01 or not self._people:
            return None
        if roll < 0.1 or not people:
            return self._dice.choice(self._people)
        return self._dice.choice(people)

    def _steps(self, issue: Issue) -> Iterator[Step]:
        dice = self._dice
        end = max(issue.updated, issue.created)
        first, path = self._path(issue)
        moments = self._moments(issue, len(path), end)
        held = first
        for at, status in zip(moments, path, strict=True):
            yield at, transition_items(held, status)
            held = status
        if issue.assignee is not None and dice.random() < 0.75:
            before = dice.choice(self._people) if dice.random() < 0.2 else None
            at = self._between(issue.created, moments[0] if moments else end)
            yield at, (assignee_item(before, issue.assignee),)
        yield from self._edits(issue, end)
        yield from self._wanderings(issue, end)

    def _edits(self, issue: Issue, end: datetime) -> Iterator[Step]:
        """Give entries that a reader of status and people throws away."""
        dice = self._dice
        if dice.random() < 0.3:
            words = "A longer text. " * dice.randint(1, 30)
            item = Item("description", "description", None, None, None, words)
            yield self._between(issue.created, end), (item,)
        if issue.capitalised and dice.random() < 0.5:
            yield self._between(issue.created, end), (capitalised_item(yes=True),)
        if dice.random() < 0.08:
            words = f"This issue relates to {issue.project.key}-1"
            # Links have no field id.
            item = Item("Link", None, None, None, f"{issue.project.key}-1", words)
            yield self._between(issue.created, end), (item,)

    def _wanderings(self, issue: Issue, end: datetime) -> Iterator[Step]:
        """Give the entries of a parent that was set later, and of a move."""
        dice = self._dice
        parent = self._world.issues.get(issue.parent_id or 0)
        if parent is not None and issue.type.level == 0 and dice.random() < 0.4:
            yield self._between(issue.created, end), (parent_item(None, parent),)
        if issue.id in self._world.former:
            before, key = self._world.former[issue.id]
            at = self._between(issue.created, end)
            yield at, move_items(self._world.projects[before], key, issue)

    def _path(self, issue: Issue) -> tuple[Status, list[Status]]:
        """Give the first status and those it went through, the last being how it is now."""
        dice, workflow = self._dice, self._workflows[issue.project.id]
        first = (workflow.get("new") or [issue.status])[0]
        if issue.status == first:
            return first, []
        path: list[Status] = []
        under_way = workflow.get("indeterminate") or []
        if under_way and issue.status.category == "done" and dice.random() < 0.8:
            path += dice.sample(under_way, min(len(under_way), dice.randint(1, 2)))
            if dice.random() < 0.05:
                # Done, then opened again.
                path += [issue.status, path[-1]]
        return first, [*path, issue.status]

    def _moments(self, issue: Issue, count: int, end: datetime) -> list[datetime]:
        if not count:
            return []
        last = issue.resolved if issue.resolved and issue.resolved > issue.created else end
        earlier = sorted(self._between(issue.created, last) for _ in range(count - 1))
        return [*earlier, last]

    def _between(self, first: datetime, last: datetime) -> datetime:
        span = max((last - first) // MILLISECOND, 0)
        return first + timedelta(milliseconds=int(self._dice.random() * span))


def transition_items(before: Status, after: Status) -> tuple[Item, ...]:
    """Give the items of a transition: what is done is resolved in the same entry."""
    item = status_item(before, after)
    if (before.category == "done") == (after.category == "done"):
        return (item,)
    done = ("10000", "Done")
    if after.category == "done":
        return (item, Item("resolution", "resolution", None, None, *done))
    return (item, Item("resolution", "resolution", *done, None, None))


def status_item(before: Status, after: Status) -> Item:
    """Give the history item of a transition."""
    return Item("status", "status", str(before.id), before.name, str(after.id), after.name)


def assignee_item(before: User | None, after: User | None) -> Item:
    """Give the history item of an assignment."""
    return Item(
        "assignee",
        "assignee",
        before.account_id if before else None,
        before.name if before else None,
        after.account_id if after else None,
        after.name if after else None,
    )


def parent_item(before: Issue | None, after: Issue | None) -> Item:
    """Give the history item of a new parent: it has no field id."""
    return Item(
        "IssueParentAssociation",
        None,
        str(before.id) if before else None,
        before.key if before else None,
        str(after.id) if after else None,
        after.key if after else None,
    )


def capitalised_item(*, yes: bool, label: str = "Yes") -> Item:
    """Give the history item of a ticked or cleared checkbox, as its option was called then."""
    told = (f"[{CAPITALISED_YES}]", label)
    pairs = (None, None, *told) if yes else (*told, None, None)
    return Item("Is Capitalised", CAPITALISED, *pairs)


def move_items(before: Project, old_key: str, issue: Issue) -> tuple[Item, ...]:
    """Give the history items of a move to the project the issue is in; the key has no field id."""
    after = issue.project
    return (
        Item("project", "project", str(before.id), before.name, str(after.id), after.name),
        Item("Key", None, None, old_key, None, issue.key),
    )
