"""A plausible history for an issue of which only the end is known; seeded, so always the same."""

import random
from datetime import datetime, timedelta

from tests.simulator.world import Change, Issue, Item, Status, User, World


def make(world: World, issue: Issue, dice: random.Random) -> None:
    """Give the issue a history that leads from its creation to how it is now."""
    end = max(issue.updated, issue.created)
    steps: list[tuple[datetime, Item]] = []
    first, path = _path(world, issue, dice)
    moments = _moments(issue, len(path), end, dice)
    held = first
    for at, status in zip(moments, path, strict=True):
        steps.append((at, status_item(held, status)))
        held = status
    if issue.assignee is not None and dice.random() < 0.75:
        others = list(world.users.values())
        before = dice.choice(others) if others and dice.random() < 0.2 else None
        at = _between(issue.created, moments[0] if moments else end, dice)
        steps.append((at, assignee_item(before, issue.assignee)))
    if dice.random() < 0.35:
        at = _between(issue.created, end, dice)
        words = "A longer text. " * dice.randint(1, 30)
        steps.append((at, Item("description", "description", None, None, None, words)))
    people = [user for user in (issue.assignee, issue.reporter) if user is not None]
    for at, item in sorted(steps, key=lambda step: step[0]):
        author = dice.choice(people) if people else None
        issue.changes.append(Change(next(world.change_ids), at, author, (item,)))


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


def _path(world: World, issue: Issue, dice: random.Random) -> tuple[Status, list[Status]]:
    """Give the first status and those it went through, the last being how it is now."""
    by_category: dict[str, list[Status]] = {}
    for status in world.working:
        if status.project_id in (None, issue.project.id):
            by_category.setdefault(status.category, []).append(status)
    first = (by_category.get("new") or [issue.status])[0]
    if issue.status == first:
        return first, []
    path = []
    under_way = by_category.get("indeterminate") or []
    if under_way and (issue.status.category == "done" and dice.random() < 0.8):
        path += dice.sample(under_way, min(len(under_way), dice.randint(1, 2)))
    return first, [*path, issue.status]


def _moments(issue: Issue, count: int, end: datetime, dice: random.Random) -> list[datetime]:
    if not count:
        return []
    last = issue.resolved if issue.resolved and issue.resolved > issue.created else end
    earlier = sorted(_between(issue.created, last, dice) for _ in range(count - 1))
    return [*earlier, last]


def _between(first: datetime, last: datetime, dice: random.Random) -> datetime:
    span = max((last - first) / timedelta(milliseconds=1), 0)
    return first + timedelta(milliseconds=int(dice.random() * span))
