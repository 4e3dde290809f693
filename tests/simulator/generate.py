"""A site made from a seed: projects, people and issues with realistic histories."""

import random
from datetime import UTC, datetime, timedelta

from tests.simulator import history
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
VERBS = ("Add", "Fix", "Speed up", "Remove", "Document", "Test", "Redesign", "Secure")
THINGS = ("the login", "search", "the basket", "exports", "the importer", "alerts", "the cache")
BEGIN = datetime(2023, 1, 2, 8, tzinfo=UTC)
SPAN_DAYS = 1_200


def generate(count: int, seed: int = 1) -> World:
    """Give a world with that many issues; the same for the same seed."""
    dice = random.Random(seed)
    world = World()
    _catalogue(world)
    _people(world, max(5, count // 12), dice)
    people = list(world.users.values())
    shares = [share for *_, share in PROJECTS]
    projects = list(world.projects.values())
    epics: dict[int, list[int]] = {}
    stories: dict[int, list[int]] = {}
    for number in range(10_001, 10_001 + count):
        project = dice.choices(projects, shares)[0]
        kind = _type(world, dice, epics.get(project.id), stories.get(project.id))
        issue = _issue(world, number, project, kind, people, dice)
        if kind.level == -1:
            issue.parent_id = dice.choice(stories[project.id])
        elif kind.level == 0 and epics.get(project.id) and dice.random() < 0.6:
            issue.parent_id = dice.choice(epics[project.id])
        if kind.level == 1:
            epics.setdefault(project.id, []).append(number)
        elif kind.level == 0:
            stories.setdefault(project.id, []).append(number)
        world.add(issue)
        history.make(world, issue, dice)
    return world


def _catalogue(world: World) -> None:
    for number, (key, name, style, _) in enumerate(PROJECTS, start=10_000):
        world.projects[number] = Project(number, key, name, style)
    for number, name, level in (
        (1, "Epic", 1),
        (2, "Story", 0),
        (3, "Task", 0),
        (4, "Bug", 0),
        (5, "Sub-task", -1),
    ):
        world.types[number] = IssueType(number, name, level)
    for status in (
        Status(1, "To Do", "new"),
        Status(2, "Selected", "new"),
        Status(3, "In Progress", "indeterminate"),
        Status(4, "In Review", "indeterminate"),
        Status(5, "Done", "done"),
        # Team-managed projects bring their own statuses, under the same names.
        Status(20_001, "In Progress", "indeterminate", 10_001),
        Status(20_002, "Done", "done", 10_001),
    ):
        world.statuses[status.id] = status


def _people(world: World, count: int, dice: random.Random) -> None:
    for number in range(count):
        name = f"{FIRST[number % 12]} {LAST[number // 12 % 12]} {number}"
        account = f"{dice.getrandbits(96):024x}"
        email = f"{name.lower().replace(' ', '.')}@example.com"
        kind = "app" if number % 97 == 96 else "atlassian"
        world.users[account] = User(
            account,
            name,
            email,
            active=number % 23 != 22,
            account_type=kind,
            hidden=number % 7 == 6,
        )


def _type(
    world: World, dice: random.Random, epics: list[int] | None, stories: list[int] | None
) -> IssueType:
    roll = dice.random()
    if not epics or roll < 0.01:
        return world.types[1]
    if stories and roll < 0.12:
        return world.types[5]
    return world.types[dice.choice((2, 3, 4))]


def _issue(
    world: World,
    number: int,
    project: Project,
    kind: IssueType,
    people: list[User],
    dice: random.Random,
) -> Issue:
    created = BEGIN + timedelta(milliseconds=dice.randrange(SPAN_DAYS * 86_400_000))
    updated = created + timedelta(milliseconds=int(dice.expovariate(1 / (20 * 86_400_000))))
    choices = [s for s in world.statuses.values() if s.project_id in (None, project.id)]
    status = dice.choices(choices, [6 if s.category == "done" else 2 for s in choices])[0]
    return Issue(
        id=number,
        number=project.next_number,
        project=project,
        type=kind,
        summary=f"{dice.choice(VERBS)} {dice.choice(THINGS)} ({number})",
        status=status,
        created=created,
        updated=updated,
        reporter=dice.choice(people),
        assignee=dice.choice(people) if dice.random() < 0.8 else None,
        resolved=updated if status.category == "done" else None,
        capitalised=dice.random() < 0.3,
        labels=("quick",) if dice.random() < 0.1 else (),
    )
