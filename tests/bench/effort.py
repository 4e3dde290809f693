"""`python -m tests.bench.effort`: a year of everybody's effort from scratch; one JSON line.

The organisation is made up from a seed: tasks go to work, wait, go back, change hands, are done
with or without work, are forgotten; people sit in several countries.
"""

import json
import os
import platform
import random
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from time import process_time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from services.mapper.effort.attribution import days_of_many
from services.mapper.effort.person import Person
from services.mapper.effort.rules import Rules
from services.mapper.effort.task import Change, Task
from services.mapper.effort.working_time import Calendar

FIRST, LAST = date(2025, 11, 3), date(2026, 11, 1)
NOW = datetime(2026, 11, 1, tzinfo=UTC)
TODO, DOING, WAITING, DONE = "1", "2", "3", "4"
RULES = Rules({(1, TODO): "waiting", (1, DOING): "working", (1, WAITING): "waiting",
               (1, DONE): "done"})  # fmt: skip
PLACES = (
    ("Europe/Berlin", "DE"),
    ("Europe/London", "GB"),
    ("America/New_York", "US"),
    ("Asia/Kolkata", "IN"),
    ("Australia/Lord_Howe", "AU"),
)


def people(number: int) -> list[Person]:
    """Give that many people, each with one account."""
    calendars = [Calendar(ZoneInfo(zone), country=country) for zone, country in PLACES]
    return [
        Person(n, calendars[n % len(calendars)], frozenset({(1, f"a{n}")})) for n in range(number)
    ]


def tasks(number: int, changes: int, employees: int) -> Iterator[Task]:
    """Give that many tasks with about that many changes in all."""
    chance = random.Random(7)
    each = changes / number
    numbers = iter(range(1, sys.maxsize))
    for issue in range(1, number + 1):
        created = NOW - timedelta(minutes=chance.randrange(400 * 24 * 60))
        status, assignee = TODO, f"a{chance.randrange(employees)}"
        at, history = created, []
        for _ in range(chance.randint(0, round(2 * each))):
            at += timedelta(minutes=chance.expovariate(1 / (3 * 24 * 60)))
            if at >= NOW:
                break
            if chance.random() < 0.15:
                before, assignee = assignee, f"a{chance.randrange(employees)}"
                history.append(Change(next(numbers), 0, at, before, "assignee", before, assignee))
            else:
                before, status = status, chance.choice([DOING, DOING, WAITING, DONE])
                history.append(Change(next(numbers), 0, at, assignee, "status", before, status))
        yield Task(1, issue, f"APP-{issue}", created, status, assignee, None, tuple(history))


def measure(number: int, changes: int, employees: int) -> dict[str, Any]:
    """Reckon a year from scratch; give what it took."""
    everybody, given = people(employees), list(tasks(number, changes, employees))
    start = process_time()
    rows = sum(
        len(day.minutes)
        for _, days in days_of_many(given, everybody, RULES, first=FIRST, last=LAST, now=NOW)
        for day in days
    )
    return {
        "name": "a year of effort from scratch",
        "value": round(process_time() - start, 2),
        "unit": "s of one core",
        "employees": employees,
        "tasks": number,
        "changes": sum(len(task.history) for task in given),
        "rows": rows,
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, "
        f"Python {platform.python_version()}",
    }


def main(
    number: Annotated[int, typer.Option("--tasks")] = 30_000,
    changes: int = 120_000,
    employees: int = 2_000,
) -> None:
    """Measure, and print a JSON line."""
    sys.stdout.write(json.dumps(measure(number, changes, employees)) + "\n")


if __name__ == "__main__":
    typer.run(main)
