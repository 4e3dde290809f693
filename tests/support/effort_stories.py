"""Short stories about tasks as text, and what comes of them.

A line is a task: its name, then what happened, with commas in between: first when it was created,
in which status and (after @) whose, then each change. `Mo 09:00` is in the week of 1 June 2026,
`Mo+1` a week later, `Fr-1` a week earlier. Words: a status (todo, doing, waiting, done, strange),
`@ann` (assigned), `@-` (to nobody), `touched` (something else), `gone`. What is written at once in
one entry changed at once.

    A  Mo 08:00 todo @ann, Mo 09:00 doing, Tu 13:00 done
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.mapper.effort.minutes import Day
from services.mapper.effort.person import Person
from services.mapper.effort.rules import Meaning, Rules
from services.mapper.effort.task import Change, Kind, Task
from services.mapper.effort.working_time import Calendar

MONDAY = date(2026, 6, 1)
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MEANINGS: dict[str, Meaning] = {
    "todo": "waiting",
    "doing": "working",
    "waiting": "waiting",
    "done": "done",
}
RULES = Rules({(1, status): meaning for status, meaning in MEANINGS.items()})
OFFICE = Calendar(ZoneInfo("UTC"))
NOW = datetime(2026, 7, 13, tzinfo=UTC)
WORKED_EXAMPLE = """
    A  Mo 08:00 todo @ann, Mo 09:00 doing, Tu 13:00 done
    B  Mo 08:00 todo @ann, Mo 13:00 doing, Mo 17:00 done
"""
"""That of the design: of 12 hours A has 10, B 2."""


def person(account: str = "ann", calendar: Calendar = OFFICE, **given: date) -> Person:
    """Give an employee with one account."""
    return Person(1, calendar, frozenset({(1, account)}), **given)


def day(told: str) -> date:
    """Give the date of `Mo`, `Mo+1` or `Fr-1`."""
    return MONDAY + timedelta(days=DAYS.index(told[:2]), weeks=int(told[2:] or 0))


def instant(told: str) -> datetime:
    """Give the instant of `Mo 09:00`, in UTC."""
    name, at = told.split()
    return datetime.combine(day(name), time.fromisoformat(at), UTC)


def tasks(story: str) -> list[Task]:
    """Give the tasks of a story; the nth line is issue n, keyed by its name."""
    lines = (line.split(maxsplit=1) for line in story.splitlines() if line.strip())
    return [_task(issue, *line) for issue, line in enumerate(lines, 1)]


def _task(issue: int, name: str, told: str) -> Task:
    (created, *words), *later = (entry.split() for entry in _entries(told))
    values: dict[Kind, str | None] = {_kind(word): word.lstrip("@-") or None for word in words}
    history, gone = list[Change](), None
    for number, (at, *changed) in enumerate(later, issue * 100):
        when = datetime.fromisoformat(at)
        for place, word in enumerate(changed):
            if word == "gone":
                gone = when
                continue
            kind, value = _kind(word), word.lstrip("@-") or None
            history.append(Change(number, place, when, "boss", kind, values.get(kind), value))
            values[kind] = value
    status, assignee = values["status"] or "", values.get("assignee")
    since = datetime.fromisoformat(created)
    return Task(1, issue, name, since, status, assignee, gone, tuple(history))


def _kind(word: str) -> Kind:
    if word == "touched":
        return "other"
    return "assignee" if word.startswith("@") else "status"


def _entries(told: str) -> Iterator[str]:
    """Give the entries, each with its instant as one word."""
    for entry in told.split(","):
        name, at, *words = entry.split()
        yield " ".join([instant(f"{name} {at}").isoformat(), *words])


def grid(days: list[Day], names: list[Task]) -> str:
    """Give the days with effort as text: `Mo A 360 B 120.5; Tu A 240`, in minutes."""
    keys = {task.id: task.key for task in names}
    return "; ".join(
        " ".join([_name(day.date), *(f"{keys[t]} {m / 1000:g}" for t, m in day.minutes)])
        for day in days
        if day.minutes
    )


def _name(day: date) -> str:
    weeks, place = divmod((day - MONDAY).days, 7)
    return DAYS[place] + (f"{weeks:+}" if weeks else "")
