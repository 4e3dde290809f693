"""mapper: an issue as Jira told it → its PMS task and what happened to it; pure.

Which history items matter: status, assignee, parent, type, project and mapped fields. An item's
`fieldId` decides where there is one; parent changes have none (recorded: `IssueParentAssociation`,
`Parent`), and those names are Jira's own, not localised.
"""

from collections.abc import Collection, Iterator, Sequence

from services.mapper import rows, values

_BY_FIELD_ID: dict[str, rows.Kind] = {
    "status": "status",
    "assignee": "assignee",
    "parent": "parent",
    "issuetype": "type",
    "project": "project",
}
_BY_NAME: dict[str, rows.Kind] = {
    "status": "status",
    "assignee": "assignee",
    "issuetype": "type",
    "project": "project",
    "IssueParentAssociation": "parent",
    "Parent": "parent",
    "Parent Link": "parent",
    "Epic Link": "parent",
}


def task_of(issue: rows.Issue, settings: rows.Settings) -> rows.Task:
    """Give the task that an issue is; which PMS project it belongs to hangs on other issues."""
    capex, named = settings.capex_field, settings.name_field
    return rows.Task(
        issue_id=issue.id,
        project_jira_id=issue.project.id,
        key=issue.key,
        title=issue.summary,
        type_id=issue.type.id,
        type_name=issue.type.name,
        status_id=issue.status.id,
        status_name=issue.status.name,
        status_category=issue.status.category,
        assignee=issue.assignee.account_id if issue.assignee else None,
        reporter=issue.reporter.account_id if issue.reporter else None,
        parent_issue_id=issue.parent_id,
        created=issue.created,
        updated=issue.updated,
        resolved=issue.resolved,
        hierarchy_level=level_of(issue.type),
        epic_link=epic_link_of(issue, settings.epic_links),
        capex=values.truth(issue.custom.get(capex), settings.capex_options) if capex else None,
        named=values.name(issue.custom.get(named)) if named else None,
    )


def level_of(kind: rows.IssueType) -> int | None:
    """Give the level: -1 a sub-task, 0 a story, 1 an epic, more above; None where untold."""
    if kind.hierarchy_level is not None:
        return kind.hierarchy_level
    return -1 if kind.subtask else None


def epic_link_of(issue: rows.Issue, fields: Sequence[str]) -> str | None:
    """Give the key of the epic as the legacy field tells it; `parent` goes before it."""
    found = (issue.custom.get(field) for field in fields)
    return next((key for key in found if isinstance(key, str) and key), None)


def activity_of(
    changes: Collection[rows.Change], mapped: Collection[str]
) -> Iterator[rows.Activity]:
    """Give what the history tells about a task; `mapped` are the ids of mapped custom fields."""
    for change in changes:
        for position, item in enumerate(change.items):
            kind = kind_of(item, mapped)
            if kind is not None:
                yield rows.Activity(
                    change_id=change.id,
                    item=position,
                    issue_id=change.issue_id,
                    at=change.created,
                    author=change.author.account_id if change.author else None,
                    kind=kind,
                    field_id=item.field_id,
                    from_id=item.from_id or None,
                    from_text=item.from_text or None,
                    to_id=item.to_id or None,
                    to_text=item.to_text or None,
                )


def kind_of(item: rows.Item, mapped: Collection[str]) -> rows.Kind | None:
    """Say what kind of activity a history item is, or None when it does not matter."""
    if item.field_id is None:
        return _BY_NAME.get(item.field)
    if item.field_id in mapped:
        return "field"
    return _BY_FIELD_ID.get(item.field_id) or (
        "parent" if item.field in ("Epic Link", "Parent Link") else None
    )
