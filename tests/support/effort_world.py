"""Small random worlds for effort: calendars around odd days, people, tasks with messy histories.

Whole minutes throughout, in a few days around the day on which a zone's clocks change, a year ends
or a holiday is.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from services.mapper.effort.person import Person
from services.mapper.effort.rules import Rules
from services.mapper.effort.task import Change, Kind, Task
from services.mapper.effort.working_time import Calendar

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
STATUSES = (*["todo"] * 4, *["doing"] * 6, *["waiting"] * 2, *["done"] * 4, "strange")
ACCOUNTS = (*["ann"] * 6, *["ann2"] * 2, "bob", "")
ENTRIES: tuple[tuple[Kind, ...], ...] = (
    ("status",), ("status",), ("status",), ("assignee",), ("status", "assignee"),
    ("assignee", "status"), ("other",),
)  # fmt: skip
RULES = Rules({(1, "todo"): "waiting", (1, "doing"): "working", (1, "waiting"): "waiting",
               (1, "done"): "done"})  # fmt: skip
EVERY_DAY = frozenset(range(1, 8))
AT_NIGHT = ((time(0), time(3, 30)), (time(23), time(0)))
EARLY = ((time(1, 30), time(5)),)
BREAK = ((time(9), time(12)), (time(12, 45), time(17)))
PLACES = (
    (Calendar(ZoneInfo("UTC")), date(2026, 6, 3)),
    (Calendar(ZoneInfo("Europe/Berlin"), country="DE"), date(2026, 12, 31)),
    (Calendar(ZoneInfo("Europe/Berlin"), AT_NIGHT, EVERY_DAY), date(2026, 10, 25)),
    (Calendar(ZoneInfo("Europe/Berlin"), AT_NIGHT, EVERY_DAY), date(2026, 3, 29)),
    (Calendar(ZoneInfo("America/New_York"), BREAK, EVERY_DAY, "US"), date(2026, 7, 3)),
    (Calendar(ZoneInfo("America/New_York"), EARLY, EVERY_DAY), date(2026, 3, 8)),
    (Calendar(ZoneInfo("Australia/Lord_Howe"), AT_NIGHT, EVERY_DAY), date(2026, 4, 5)),
    (Calendar(ZoneInfo("Australia/Lord_Howe"), AT_NIGHT, EVERY_DAY), date(2026, 10, 4)),
    (Calendar(ZoneInfo("Asia/Kolkata"), BREAK), date(2025, 12, 29)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class World:
    """A person, tasks and rules, about the days from first to last."""

    person: Person
    tasks: tuple[Task, ...]
    rules: Rules
    first: date
    last: date
    now: datetime

    @property
    def window(self) -> tuple[date, date]:
        """Give dates that are wide enough for everything that counts in it."""
        return self.first - 8 * DAY, self.last + 3 * DAY


def worlds() -> st.SearchStrategy[World]:
    """Give worlds of six days; chance comes from a seed, for worlds where much goes on."""
    return st.builds(_world, st.integers(0, 2**32), st.integers(1, 6))


def _world(seed: int, most: int) -> World:
    chance = Random(seed)
    calendar, middle = chance.choice(PLACES)
    first, last = middle - 3 * DAY, middle + 2 * DAY
    begin = datetime.combine(first, time(), UTC)

    def instant() -> datetime:
        return begin + chance.randrange(6 * 24 * 12) * 5 * MINUTE

    person = Person(
        7,
        calendar,
        frozenset({(1, "ann"), (1, "ann2")}),
        chance.choice([None, None, None, first + DAY, middle]),
        chance.choice([None, None, None, middle, last]),
    )
    rules = replace(
        RULES,
        done_without_work=chance.choice([0, 7, 60, 300]) * MINUTE,
        idle_days=chance.choice([0, 0, 1, 2]),
    )
    tasks = chance.randint(1, most)
    found = tuple(_task(issue, chance, instant) for issue in range(1, tasks + 1))
    now = instant() if chance.random() < 0.1 else begin + 7 * DAY
    return World(person, found, rules, first, last, now)


def _task(issue: int, chance: Random, instant: Callable[[], datetime]) -> Task:
    """Give a task: its history mostly follows from itself, and sometimes does not."""

    def value(kind: Kind) -> str:
        return chance.choice(STATUSES if kind == "status" else ACCOUNTS)

    values: dict[Kind, str] = {"status": value("status"), "assignee": value("assignee")}
    created, *times = sorted(instant() for _ in range(chance.randint(1, 7)))
    history = []
    for number, at in enumerate(times, issue * 100):
        for place, kind in enumerate(chance.choice(ENTRIES)):
            before = values.get(kind, "") if chance.random() < 0.9 else value(kind)
            values[kind] = value(kind)
            history.append(Change(number, place, at, "boss", kind, before, values[kind]))
    if chance.random() < 0.1:
        created = instant()
    if chance.random() < 0.1:
        values["status"] = value("status")
    gone = instant() if chance.random() < 0.1 else None
    status, assignee = values["status"], values["assignee"] or None
    return Task(1, issue, f"T-{issue}", created, status, assignee, gone, tuple(history))
