"""A site loaded from a recorded issue set (one JSON a line, gzip); histories are made, seeded."""

import gzip
import json
import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.simulator.generate import AREAS
from tests.simulator.history import Histories
from tests.simulator.world import Issue, IssueType, Project, Status, User, World


def load(place: Path, seed: int = 1) -> World:
    """Give the world of a file; the made histories are the same for the same seed."""
    dice = random.Random(seed)
    world = World()
    parents: dict[int, str] = {}
    with gzip.open(place, "rt", encoding="utf-8") as lines:
        for line in lines:
            told = json.loads(line)
            issue = _issue(world, told)
            # The record has no custom fields.
            issue.capitalised = dice.random() < 0.3
            issue.area = dice.choice(AREAS) if issue.type.level == 1 else None
            world.add(issue)
            above = told.get("parent") or told.get("epic")
            if above:
                parents[issue.id] = above if isinstance(above, str) else str(above.get("key"))
    for number, key in parents.items():
        world.issues[number].parent_id = world.keys.get(key)
    _spread_updates(world)
    histories = Histories(world, seed)
    for issue in world.issues.values():
        issue.history = histories
    return world


def _issue(world: World, told: dict[str, Any]) -> Issue:
    project = _project(world, told["project"])
    return Issue(
        id=int(told["id"]),
        number=int(told["key"].rpartition("-")[2]),
        project=project,
        type=_type(world, told["issuetype"]),
        summary=told["summary"],
        status=_status(world, told["status"]),
        created=datetime.fromisoformat(told["created"]),
        updated=datetime.fromisoformat(told["updated"]),
        reporter=_user(world, told.get("reporter")),
        assignee=_user(world, told.get("assignee")),
        resolved=datetime.fromisoformat(told["resolutiondate"])
        if told.get("resolutiondate")
        else None,
        labels=tuple(told.get("labels") or ()),
    )


def _project(world: World, told: dict[str, Any]) -> Project:
    number = int(told["id"])
    if number not in world.projects:
        world.projects[number] = Project(number, told["key"], told["name"])
    return world.projects[number]


def _type(world: World, told: dict[str, Any]) -> IssueType:
    number = int(told["id"])
    if number not in world.types:
        level = -1 if told.get("subtask") else 1 if told["name"] == "Epic" else 0
        world.types[number] = IssueType(number, told["name"], level)
    return world.types[number]


def _status(world: World, told: dict[str, Any]) -> Status:
    number = int(told["id"])
    if number not in world.statuses:
        world.statuses[number] = Status(number, told["name"], told["statusCategory"])
    return world.statuses[number]


def _user(world: World, told: dict[str, Any] | None) -> User | None:
    if not told:
        return None
    account = told["accountId"]
    if account not in world.users:
        name = told["displayName"]
        email = f"{name.lower().replace(' ', '.')}@example.com"
        hidden = len(world.users) % 7 == 6
        world.users[account] = User(account, name, email, told.get("active", True), hidden=hidden)
    return world.users[account]


def _spread_updates(world: World) -> None:
    """An issue is never updated before its creation, whatever the record says."""
    for issue in world.issues.values():
        issue.updated = max(issue.updated, issue.created + timedelta(seconds=1))
