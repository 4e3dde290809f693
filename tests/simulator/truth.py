"""The truth, to hold a mirror against: what there is, whole, one JSON object each."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from tests.simulator.world import Change, Issue, World

Line = dict[str, Any]


def instant(told: str | None) -> datetime | None:
    """Read an ISO instant or epoch milliseconds; ValueError for anything else."""
    if told is None:
        return None
    if told.isdigit():
        return datetime.fromtimestamp(int(told) / 1000, UTC)
    # A plus sign in a query is a blank, unless the client took care.
    read = datetime.fromisoformat(told.replace(" ", "+"))
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _issues(world: World, since: datetime | None) -> Iterator[Line]:
    """Give what a mirror of each visible issue must hold."""
    return (issue_truth(issue) for issue in _visible(world, since))


def _details(world: World, since: datetime | None) -> Iterator[Line]:
    """Give the same, and the fields that only a mapping asks for."""
    for issue in _visible(world, since):
        yield issue_truth(issue) | {
            "capitalised": issue.capitalised,
            "area": issue.area,
            "due": issue.due,
            "labels": issue.labels,
            "changes": len(issue.changes),
        }


def _changes(world: World, since: datetime | None) -> Iterator[Line]:
    """Give what a mirror of each history entry of visible issues must hold."""
    for issue in _visible(world, since):
        for change in issue.changes:
            if since is None or change.at >= since:
                yield change_truth(issue, change)


def _deleted(world: World, since: datetime | None) -> Iterator[Line]:
    for gone in world.gone:
        if since is None or gone.at >= since:
            yield {"id": gone.issue.id, "project_id": gone.project_id, "deleted": gone.at}


def _archived(world: World, _since: datetime | None) -> Iterator[Line]:
    return ({"id": number} for number in sorted(world.archived))


def _projects(world: World, _since: datetime | None) -> Iterator[Line]:
    return (asdict(project) for project in world.projects.values())


def _users(world: World, _since: datetime | None) -> Iterator[Line]:
    return (asdict(user) for user in world.users.values())


LOOKS: Mapping[str, Callable[[World, datetime | None], Iterator[Line]]] = {
    "issues": _issues,
    "details": _details,
    "changes": _changes,
    "deleted": _deleted,
    "archived": _archived,
    "projects": _projects,
    "users": _users,
}


def _visible(world: World, since: datetime | None) -> list[Issue]:
    """Give the visible issues, or those of them that changed since; a list, not a moving view."""
    return [
        issue
        for issue in world.issues.values()
        if world.visible(issue) and (since is None or issue.updated >= since)
    ]


def issue_truth(issue: Issue) -> Line:
    """Give what a mirror of an issue must hold."""
    return {
        "id": issue.id,
        "key": issue.key,
        "project_id": issue.project.id,
        "updated": issue.updated,
        "created": issue.created,
        "resolved": issue.resolved,
        "summary": issue.summary,
        "type_id": issue.type.id,
        "status_id": issue.status.id,
        "status_category": issue.status.category,
        "assignee": issue.assignee.account_id if issue.assignee else None,
        "reporter": issue.reporter.account_id if issue.reporter else None,
        "parent_id": issue.parent_id,
    }


def change_truth(issue: Issue, change: Change) -> Line:
    """Give what a mirror of a history entry must hold."""
    return {
        "id": change.id,
        "issue_id": issue.id,
        "created": change.at,
        "author": change.author.account_id if change.author else None,
        "items": [asdict(item) for item in change.items],
    }
