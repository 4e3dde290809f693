"""A site made from a seed: projects, people and issues with realistic histories."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.simulator.history import Histories
from tests.simulator.world import Issue, IssueType, Project, Status, User, World

FIRST = ("Ada", "Ben", "Chi", "Dev", "Eve", "Finn", "Gita", "Hana", "Ivo", "Jun", "Kim", "Lea")
LAST = (
    "Abe",
    "Berg",
    "Cruz",
    "Diaz",
    "Egan",
    "Faro",
    "Gray",
    "Holt",
    "Ito",
    "Jain",
    "Kaya",
    "Lund",
)
PROJECTS = (
    ("APP", "Mobile application", "classic", 40),
    ("WEB", "Web shop", "next-gen", 30),
    ("OPS", "Platform operations", "classic", 18),
    ("DATA", "Data warehouse", "next-gen", 9),
    ("LAB", "Laboratory", "classic", 3),
)
TYPES = ((1, "Epic", 1), (2, "Story", 0), (3, "Task", 0), (4, "Bug", 0), (5, "Sub-task", -1))
STATUSES = (
    (1, "To Do", "new"),
    (2, "Selected", "new"),
    (3, "In Progress", "indeterminate"),
    (4, "In Review", "indeterminate"),
    (5, "Done", "done"),
)
TEAM_STATUSES = ((1, "To Do", "new"), (2, "In Progress", "indeterminate"), (3, "Done", "done"))
VERBS = ("Add", "Fix", "Speed up", "Remove", "Document", "Test", "Redesign", "Secure")
THINGS = ("the login", "search", "the basket", "exports", "the importer", "alerts", "the cache")
AREAS = ("Payments", "Onboarding", "Reporting", "Infrastructure")
FIRST_PROJECT, FIRST_ISSUE = 10_000, 10_001
BEGIN = datetime(2023, 1, 2, 8, tzinfo=UTC)
SPAN_DAYS = 1_200
DAY = 86_400_000


def generate(count: int, seed: int = 1) -> World:
    """Give a world with that many issues; the same for the same seed."""
    dice = random.Random(seed)
    world = World()
    catalogue(world)
    _people(world, max(5, count // 12), dice)
    making = _Making(world, dice, Histories(world, seed))
    for number in range(FIRST_ISSUE, FIRST_ISSUE + count):
        making.add(number)
    return world


def catalogue(world: World) -> None:
    """Give the site its projects, issue types and statuses."""
    for number, name, level in TYPES:
        world.types[number] = IssueType(number, name, level)
    for number, name, category in STATUSES:
        world.statuses[number] = Status(number, name, category)
    for number, (key, title, style, _) in enumerate(PROJECTS, start=FIRST_PROJECT):
        world.projects[number] = Project(number, key, title, style)
        if style == "classic":
            continue
        # Team-managed projects bring their own, under the same names.
        begin = 20_000 + (number - FIRST_PROJECT) * 100
        for low, name, level in TYPES:
            world.types[begin + low] = IssueType(begin + low, name, level, number)
        for low, name, category in TEAM_STATUSES:
            world.statuses[begin + low] = Status(begin + low, name, category, number)


def _people(world: World, count: int, dice: random.Random) -> None:
    for number in range(count):
        name = f"{FIRST[number % 12]} {LAST[number // 12 % 12]} {number}"
        account = f"{dice.getrandbits(96):024x}"
        world.users[account] = User(
            account,
            name,
            f"{name.lower().replace(' ', '.')}@example.com",
            active=number % 23 != 22,
            account_type="app" if number % 97 == 96 else "atlassian",
            hidden=number % 7 == 6,
        )
        if number % 89 == 88:
            # Somebody who asked to be forgotten: the account id stays, the name does not.
            world.users[account] = User(account, "Former user", None, active=False)


@dataclass(slots=True)
class _Making:
    """A site in the making."""

    world: World
    dice: random.Random
    histories: Histories
    people: list[User] = field(init=False)
    projects: list[Project] = field(init=False)
    shares: list[int] = field(init=False)
    types: dict[tuple[int, str], IssueType] = field(init=False)
    statuses: dict[int, tuple[list[Status], list[int]]] = field(init=False)
    epics: dict[int, list[int]] = field(default_factory=dict)
    stories: dict[int, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        world = self.world
        self.people = list(world.users.values())
        self.projects = list(world.projects.values())
        self.shares = [share for *_, share in PROJECTS]
        self.types = {
            (project.id, kind.name): kind
            for project in self.projects
            for kind in world.types_of(project)
        }
        self.statuses = {}
        for project in self.projects:
            choices = world.statuses_of(project)
            weights = [6 if status.category == "done" else 2 for status in choices]
            self.statuses[project.id] = (choices, weights)

    def add(self, number: int) -> None:
        """Put one more issue into the world."""
        dice = self.dice
        project = dice.choices(self.projects, self.shares)[0]
        epics = self.epics.setdefault(project.id, [])
        stories = self.stories.setdefault(project.id, [])
        kind = self._type(project)
        if dice.random() < 0.02 and number > FIRST_ISSUE:
            self._moved_here(number, project)
        issue = self._issue(number, project, kind)
        if kind.level == -1:
            issue.parent_id = dice.choice(stories)
        elif kind.level == 0 and dice.random() < 0.6:
            issue.parent_id = dice.choice(epics)
        if kind.level == 1:
            epics.append(number)
        elif kind.level == 0:
            stories.append(number)
        self.world.add(issue)

    def _type(self, project: Project) -> IssueType:
        roll = self.dice.random()
        if not self.epics[project.id] or roll < 0.01:
            return self.types[project.id, "Epic"]
        if self.stories[project.id] and roll < 0.12:
            return self.types[project.id, "Sub-task"]
        return self.types[project.id, self.dice.choice(("Story", "Task", "Bug"))]

    def _moved_here(self, number: int, project: Project) -> None:
        """Have it come from another project: its old key is never given again."""
        before = self.dice.choice([other for other in self.projects if other is not project])
        key = f"{before.key}-{before.next_number}"
        before.next_number += 1
        self.world.former[number] = (before.id, key)
        self.world.keys[key] = number

    def _issue(self, number: int, project: Project, kind: IssueType) -> Issue:
        dice = self.dice
        created = BEGIN + timedelta(milliseconds=dice.randrange(SPAN_DAYS * DAY))
        updated = created + timedelta(milliseconds=1 + int(dice.expovariate(1 / (20 * DAY))))
        status = dice.choices(*self.statuses[project.id])[0]
        due = (created + timedelta(days=30)).date() if dice.random() < 0.15 else None
        return Issue(
            id=number,
            number=project.next_number,
            project=project,
            type=kind,
            summary=f"{dice.choice(VERBS)} {dice.choice(THINGS)} ({number})",
            status=status,
            created=created,
            updated=updated,
            reporter=dice.choice(self.people),
            assignee=dice.choice(self.people) if dice.random() < 0.8 else None,
            resolved=updated if status.category == "done" else None,
            capitalised=dice.random() < 0.3,
            area=dice.choice(AREAS) if kind.level == 1 and dice.random() < 0.7 else None,
            due=due,
            labels=("quick",) if dice.random() < 0.1 else (),
            history=self.histories,
        )
