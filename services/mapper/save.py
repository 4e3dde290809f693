"""mapper: issues as values → the rows of one transaction, column by column; pure.

PostgreSQL takes a batch as one array a column (`unnest`): a statement a table, however many rows.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, TypeVar

from services.mapper import mapping, rows

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Batch:
    """What a set of reads of one connection writes; each list without doubles, in key order."""

    issues: list[rows.Issue]
    projects: list[rows.Seen[rows.Project]]
    types: list[rows.Seen[rows.IssueType]]
    statuses: list[rows.Seen[rows.Status]]
    accounts: list[rows.Seen[rows.Account]]
    named: dict[str, str | None]
    """Assignees of the past: account ids, and the names that histories give them."""
    read_at: datetime
    """The oldest read of the batch, by Jira's clock."""


def gather(issues: Iterable[rows.Issue]) -> Batch:
    """Give what these reads (at least one) write.

    Of two reads of an issue, or of a person, the newer counts.
    A long history comes as several reads of the same moment: their changes are joined.
    """
    newest: dict[int, rows.Issue] = {}
    for issue in issues:
        held = newest.get(issue.id)
        newest[issue.id] = issue if held is None else _newer(held, issue)
    ordered = sorted(newest.values(), key=lambda issue: issue.fetched_at)
    people = {
        account.account_id: rows.Seen(account, issue.fetched_at)
        for issue in ordered
        for account in (
            *(change.author for change in issue.changes),
            issue.assignee,
            issue.reporter,
        )
        if account is not None
    }
    return Batch(
        issues=[newest[number] for number in sorted(newest)],
        projects=_by_id({i.project.id: rows.Seen(i.project, i.fetched_at) for i in ordered}),
        types=_by_id({i.type.id: rows.Seen(i.type, i.fetched_at) for i in ordered}),
        statuses=_by_id({i.status.id: rows.Seen(i.status, i.fetched_at) for i in ordered}),
        accounts=[people[account_id] for account_id in sorted(people)],
        named=_named(ordered, people),
        read_at=ordered[0].fetched_at,
    )


def _named(issues: Iterable[rows.Issue], known: Collection[str]) -> dict[str, str | None]:
    """Give who was an assignee and is nobody that these reads show."""
    return {
        account_id: name
        for issue in issues
        for change in issue.changes
        for item in change.items
        if item.field_id == "assignee"
        for account_id, name in ((item.from_id, item.from_text), (item.to_id, item.to_text))
        if account_id and account_id not in known
    }


def _newer(one: rows.Issue, other: rows.Issue) -> rows.Issue:
    """Choose the newer of two reads of one issue; join the histories of two parts of one read."""
    older, newer = sorted((one, other), key=lambda issue: (issue.updated, issue.fetched_at))
    changes = {change.id: change for change in (*older.changes, *newer.changes)}
    values = {f.name: getattr(newer, f.name) for f in fields(rows.Issue)}
    return rows.Issue(**(values | {"changes": tuple(changes.values())}))


def _by_id(found: dict[int, R]) -> list[R]:
    return [found[number] for number in sorted(found)]


def seen(items: Collection[rows.Seen[Any]], *names: str) -> list[list[Any]]:
    """Give when each was told, then one list a column."""
    return [[item.at for item in items], *columns([item.row for item in items], *names)]


def columns(items: Collection[Any], *names: str) -> list[list[Any]]:
    """Give one list a column, in the order of the names, as `unnest` takes them."""
    return [[getattr(item, name) for item in items] for name in names]


def changes_of(issues: Iterable[rows.Issue | rows.Partial]) -> list[rows.Change]:
    """Give the history entries of these issues, in id order."""
    found = {change.id: change for issue in issues for change in issue.changes}
    return [found[number] for number in sorted(found)]


def activities_of(changes: Collection[rows.Change], mapped: Collection[str]) -> list[rows.Activity]:
    """Give what these history entries tell, in key order."""
    return sorted(mapping.activity_of(changes, mapped), key=lambda a: (a.change_id, a.item))


def aliases_of(changes: Iterable[rows.Change]) -> tuple[list[str], list[int]]:
    """Give the keys that histories say issues had before, and whose they were."""
    pairs = {
        (item.from_text, change.issue_id)
        for change in changes
        for item in change.items
        if item.field == "Key" and item.field_id is None and item.from_text
    }
    ordered = sorted(pairs)
    return [key for key, _ in ordered], [issue_id for _, issue_id in ordered]
