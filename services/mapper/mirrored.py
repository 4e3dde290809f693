"""mapper: rows of the mirror → the issues they stand for, as if Jira had just told them; pure."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from pydantic_core import from_json

from libs.contracts.issues_fetched import FetchedIssue
from services.mapper import jira_issue, rows


def mirrored(issues: Sequence[Any], changes: Sequence[Any]) -> list[rows.Issue]:
    """Give the issues that rows of the mirror stand for, with their history."""
    histories: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for change in changes:
        author = {"accountId": change["author"]} if change["author"] else None
        histories[change["issue_id"]].append(
            {
                "id": change["id"],
                "created": change["created"].isoformat(),
                "author": author,
                "items": from_json(change["items"]),
            }
        )
    return [
        jira_issue.read_issue(
            FetchedIssue(
                issue={
                    "id": issue["id"],
                    "key": issue["key"],
                    "fields": from_json(issue["fields"]),
                },
                histories=tuple(histories[issue["id"]]),
            ),
            issue["fetched_at"],
        )
        for issue in issues
    ]
