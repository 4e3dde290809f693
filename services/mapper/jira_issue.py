"""mapper: Jira's JSON of an issue and its history → values; pure."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import to_json

from libs.contracts.issues_fetched import FetchedIssue
from libs.contracts.message import JsonObject
from libs.jira.instants import read_instant
from services.mapper import rows
from services.mapper.errors import UnreadableIssueError

Instant = Annotated[datetime, BeforeValidator(read_instant)]
CATEGORIES = {"new", "indeterminate", "done"}


def _printable(given: Any) -> Any:
    """Drop the NUL character, which JSON may carry and PostgreSQL text may not."""
    return given.replace("\x00", "") if isinstance(given, str) else given


Text = Annotated[str, BeforeValidator(_printable)]


class Told(BaseModel):
    """Something Jira told: members we do not need are skipped, numbers may come as texts."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True, populate_by_name=True)


class UserJson(Told):
    """A user object; an e-mail that is hidden may be absent, null or empty."""

    account_id: Text = Field(alias="accountId")
    display_name: Text | None = Field(None, alias="displayName")
    email: Text | None = Field(None, alias="emailAddress")
    account_type: Text | None = Field(None, alias="accountType")
    active: bool | None = None

    def row(self) -> rows.Account:
        """Give the account; an empty text is "not told"."""
        return rows.Account(
            self.account_id,
            self.display_name or None,
            self.email or None,
            self.account_type or None,
            self.active,
        )


class ProjectJson(Told):
    """A project, whole (catalogue) or as an issue shows it."""

    id: int
    key: Text
    name: Text
    style: Text | None = None
    archived: bool = False
    deleted: bool = False


class IssueTypeJson(Told):
    """An issue type; `hierarchyLevel` is absent in old recordings."""

    id: int
    name: Text
    hierarchy_level: int | None = Field(None, alias="hierarchyLevel")
    subtask: bool = False


class CategoryJson(Told):
    """A status category: only its key is not localised."""

    key: Text


class StatusJson(Told):
    """A status with its category."""

    id: int
    name: Text
    category: CategoryJson = Field(alias="statusCategory")

    def row(self, raw: str | None = None, project_id: int | None = None) -> rows.Status:
        """Give the status; a category Jira does not document is `undefined`."""
        category = self.category.key if self.category.key in CATEGORIES else "undefined"
        return rows.Status(self.id, self.name, category, project_id, raw)


class ParentJson(Told):
    """The parent, in team-managed and company-managed projects alike."""

    id: int


class FieldsJson(Told):
    """The fields that mapping needs; mapped custom fields are kept in the raw JSON."""

    summary: Text | None = None
    status: StatusJson
    issuetype: IssueTypeJson
    project: ProjectJson
    created: Instant
    updated: Instant
    resolved: Instant | None = Field(None, alias="resolutiondate")
    assignee: UserJson | None = None
    reporter: UserJson | None = None
    parent: ParentJson | None = None


class IdJson(Told):
    """What every issue has, however little of it was asked for."""

    id: int


class IssueJson(Told):
    """An issue of `issue/bulkfetch`."""

    id: int
    key: Text
    fields: FieldsJson


class ItemJson(Told):
    """One changed field; `fieldId` is absent for parent and key changes."""

    field: Text
    field_id: Text | None = Field(None, alias="fieldId")
    from_id: Text | None = Field(None, alias="from")
    from_text: Text | None = Field(None, alias="fromString")
    to_id: Text | None = Field(None, alias="to")
    to_text: Text | None = Field(None, alias="toString")

    def row(self) -> rows.Item:
        """Give the item."""
        return rows.Item(
            self.field, self.field_id, self.from_id, self.from_text, self.to_id, self.to_text
        )


class HistoryJson(Told):
    """One history entry; its author may be missing (a deleted or anonymous user)."""

    id: int
    created: Instant
    author: UserJson | None = None
    items: list[ItemJson] = []


def read_issue(told: FetchedIssue, fetched_at: datetime) -> rows.Issue:
    """Give the issue that Jira told; raise UnreadableIssueError when it is none."""
    try:
        issue = IssueJson.model_validate(told.issue)
        changes = tuple(read_change(issue.id, history) for history in told.histories)
    except ValidationError as error:
        raise UnreadableIssueError(_what(told.issue, error)) from error
    fields = issue.fields
    return rows.Issue(
        id=issue.id,
        key=issue.key,
        updated=fields.updated,
        fetched_at=fetched_at,
        created=fields.created,
        resolved=fields.resolved,
        summary=fields.summary or "",
        project=project_row(fields.project),
        type=type_row(fields.issuetype),
        status=fields.status.row(),
        assignee=fields.assignee.row() if fields.assignee else None,
        reporter=fields.reporter.row() if fields.reporter else None,
        parent_id=fields.parent.id if fields.parent else None,
        raw_fields=encode(told.issue.get("fields", {})),
        custom={
            name: value
            for name, value in told.issue.get("fields", {}).items()
            if name.startswith("customfield_")
        },
        changes=changes,
    )


def read_partial(told: FetchedIssue, fetched_at: datetime) -> rows.Partial:
    """Give the fields that were asked for; raise UnreadableIssueError when it is no issue."""
    try:
        number = IdJson.model_validate(told.issue).id
        changes = tuple(read_change(number, history) for history in told.histories)
    except ValidationError as error:
        raise UnreadableIssueError(_what(told.issue, error)) from error
    return rows.Partial(number, encode(told.issue.get("fields") or {}), fetched_at, changes)


def read_change(issue_id: int, told: JsonObject) -> rows.Change:
    """Give one history entry of that issue; raise ValidationError when it is none."""
    history = HistoryJson.model_validate(told)
    return rows.Change(
        id=history.id,
        issue_id=issue_id,
        created=history.created,
        author=history.author.row() if history.author else None,
        items=tuple(item.row() for item in history.items),
        raw_items=encode(told.get("items", [])),
    )


def project_row(told: ProjectJson, raw: str | None = None) -> rows.Project:
    """Give the project's row."""
    state = None
    if raw is not None:
        state = "deleted" if told.deleted else "archived" if told.archived else "live"
    return rows.Project(told.id, told.key, told.name, told.style, state, raw)


def type_row(told: IssueTypeJson, raw: str | None = None) -> rows.IssueType:
    """Give the issue type's row."""
    return rows.IssueType(told.id, told.name, told.hierarchy_level, told.subtask, raw)


def encode(told: Any) -> str:
    """Give JSON text that PostgreSQL's jsonb takes: the NUL character has no place in it."""
    text = to_json(told).decode()
    return to_json(_without_nul(told)).decode() if "\\u0000" in text else text


def _without_nul(told: Any) -> Any:
    """Drop NUL characters from every text within."""
    match told:
        case dict():
            return {_printable(name): _without_nul(value) for name, value in told.items()}
        case list() | tuple():
            return [_without_nul(value) for value in told]
        case _:
            return _printable(told)


def _what(told: JsonObject, error: ValidationError) -> str:
    """Say which issue and which members are wrong, without their values."""
    members = ", ".join(sorted({".".join(map(str, e["loc"])) for e in error.errors()}))
    return f"issue {str(told.get('id'))[:30]}: cannot read {members}"
