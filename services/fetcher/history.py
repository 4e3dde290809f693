"""fetcher: which history entries are worth carrying, and how little of each; pure.

Histories are read unfiltered: `changelog/bulkfetch` filters by field id, and the entries that tell
a new parent or a new key have none (recorded: `IssueParentAssociation`, `Key`). What nobody maps
(descriptions, comments, ranks) is dropped here, so it never reaches the bus.
"""

from collections.abc import Collection, Iterable
from typing import Any

from libs.contracts.message import JsonObject

FIELD_IDS = frozenset({"status", "assignee", "reporter", "issuetype", "project", "parent"})
NAMES = frozenset(
    {"IssueParentAssociation", "Parent", "Parent Link", "Epic Link", "Key"} | FIELD_IDS
)
_AUTHOR = ("accountId", "displayName", "emailAddress", "accountType", "active")


def worth_keeping(histories: Iterable[JsonObject], mapped: Collection[str]) -> list[JsonObject]:
    """Give the entries that matter, reduced to the items that do; `mapped` are custom field ids."""
    kept = []
    for history in histories:
        items = [item for item in history.get("items", ()) if matters(item, mapped)]
        if items:
            kept.append(
                {
                    "id": history.get("id"),
                    "created": history.get("created"),
                    "author": _author(history.get("author")),
                    "items": items,
                }
            )
    return kept


def matters(item: JsonObject, mapped: Collection[str]) -> bool:
    """Say whether a changed field is one that tasks, people or costs follow from."""
    field_id = item.get("fieldId")
    if field_id is None:
        return item.get("field") in NAMES
    return field_id in FIELD_IDS or field_id in mapped or item.get("field") in NAMES


def _author(told: Any) -> JsonObject | None:
    return {k: told[k] for k in _AUTHOR if k in told} if isinstance(told, dict) else None
