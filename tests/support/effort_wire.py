"""A story's tasks and people as Jira's JSON would tell them."""

from collections.abc import Iterator
from datetime import UTC
from itertools import groupby
from operator import attrgetter
from typing import Any

from services.mapper.effort.task import Task

STATUSES = {
    "todo": ("1", "new"), "doing": ("3", "indeterminate"), "waiting": ("2", "new"),
    "done": ("5", "done"),
}  # fmt: skip
FIELDS = {"status": "status", "assignee": "assignee", "other": "issuetype"}


def user(name: str) -> dict[str, str]:
    return {"accountId": name, "displayName": name, "emailAddress": f"{name}@example.com"}


def histories(told: Task, number: int) -> Iterator[dict[str, Any]]:
    for change_id, items in groupby(told.history, attrgetter("change_id")):
        entry = list(items)
        yield {
            "id": str(number * 1_000_000 + change_id),
            "created": entry[0].at.astimezone(UTC).isoformat(),
            "author": user("boss"),
            "items": [
                {
                    "field": FIELDS[item.kind],
                    "fieldId": FIELDS[item.kind],
                    "from": _value(item.kind, item.from_id),
                    "to": _value(item.kind, item.to_id),
                }
                for item in entry
            ],
        }


def _value(kind: str, told: str | None) -> str | None:
    return STATUSES[told][0] if kind == "status" and told in STATUSES else told
