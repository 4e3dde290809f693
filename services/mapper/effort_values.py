"""mapper: rows about a person, their tasks and the rules → the values effort follows from; pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from services.mapper.effort.person import Person
from services.mapper.effort.rules import Rules
from services.mapper.effort.task import Change, Kind, Task, TaskId
from services.mapper.effort.working_time import Calendar

Row = Any
"""A row of PostgreSQL: its columns by name."""
_KINDS: dict[str, Kind] = {"status": "status", "assignee": "assignee"}


def task_id(row: Row) -> TaskId:
    """Give what a task is known by."""
    return (row["connection_id"], row["issue_id"])


def parent(row: Row) -> TaskId | None:
    """Give the parent that is asked what a task does not say itself."""
    return (row["connection_id"], row["parent"]) if row["parent"] is not None else None


def person(employee_id: int, row: Row) -> Person:
    """Give the employee, with the organisation's hours in their own zone and country."""
    return Person(
        employee_id=employee_id,
        calendar=Calendar(
            zone=ZoneInfo(row["zone"]),
            hours=tuple(zip(row["starts"], row["ends"], strict=True)),
            weekdays=frozenset(row["weekdays"]),
            country=row["country"],
            subdivision=row["subdivision"],
        ),
        accounts=frozenset(zip(row["connections"], row["accounts"], strict=True)),
        starts=row["start_date"],
        ends=row["end_date"],
    )


def rules(row: Row, meanings: Iterable[Row]) -> Rules:
    """Give the rules, with what each status of the person's connections means."""
    return Rules(
        meanings={(m["connection_id"], str(m["status_id"])): m["meaning"] for m in meanings},
        done_without_work=timedelta(minutes=row["unworked_minutes"]),
        idle_days=row["idle_days"],
    )


def tasks(told: Sequence[Row], changes: Iterable[Row]) -> list[Task]:
    """Give the tasks with their history."""
    histories: defaultdict[TaskId, list[Change]] = defaultdict(list)
    for row in changes:
        histories[row["connection_id"], row["issue_id"]].append(
            Change(
                row["change_id"],
                row["item"],
                row["at"],
                row["author"],
                _KINDS.get(row["kind"], "other"),
                row["from_id"],
                row["to_id"],
            )
        )
    return [
        Task(
            row["connection_id"],
            row["issue_id"],
            row["key"],
            row["created"],
            str(row["status_id"]),
            row["assignee"],
            row["gone_at"],
            tuple(histories[row["connection_id"], row["issue_id"]]),
        )
        for row in told
    ]
