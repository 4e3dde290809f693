"""mapper: the rows it writes, as values; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

from libs.jira.schemas import EPIC_LINK

R = TypeVar("R")
Kind = Literal["status", "assignee", "parent", "type", "project", "field"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How a connection's issues become tasks."""

    mode: str = "projects"
    mapped: frozenset[str] = frozenset()
    """Ids of the custom fields that have a meaning."""
    epic_links: tuple[str, ...] = ()
    """Ids of the legacy field *Epic Link*, found by its schema."""
    capex_field: str | None = None
    capex_options: frozenset[str] = frozenset()
    name_field: str | None = None


@dataclass(frozen=True, slots=True)
class Seen(Generic[R]):
    """A row of the catalogue, and when Jira told it, by its clock."""

    row: R
    at: datetime


@dataclass(frozen=True, slots=True)
class Account:
    """A person or app as Jira shows it; None is "not told", never "has none"."""

    account_id: str
    display_name: str | None = None
    email: str | None = None
    account_type: str | None = None
    active: bool | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """A Jira project."""

    id: int
    key: str
    name: str
    style: str | None = None
    state: str | None = None
    """live, archived or deleted; None where only an issue showed the project."""
    raw: str | None = None


@dataclass(frozen=True, slots=True)
class IssueType:
    """A Jira issue type; level -1 is a sub-task, 1 an epic."""

    id: int
    name: str
    hierarchy_level: int | None = None
    subtask: bool = False
    raw: str | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """A Jira status; its category is the key, whose name is localised."""

    id: int
    name: str
    category: str
    project_id: int | None = None
    raw: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A Jira field, found by id, with its schema."""

    id: str
    name: str
    custom: bool
    schema_type: str | None
    schema_custom: str | None
    raw: str | None

    @property
    def is_epic_link(self) -> bool:
        """Whether it is the legacy *Epic Link*, by its schema."""
        return self.schema_custom == EPIC_LINK


@dataclass(frozen=True, slots=True)
class Item:
    """One changed field within a history entry."""

    field: str
    field_id: str | None
    from_id: str | None
    from_text: str | None
    to_id: str | None
    to_text: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """One history entry of an issue."""

    id: int
    issue_id: int
    created: datetime
    author: Account | None
    items: tuple[Item, ...]
    raw_items: str


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue as read at one moment, and what hangs on it."""

    id: int
    key: str
    updated: datetime
    fetched_at: datetime
    created: datetime
    resolved: datetime | None
    summary: str
    project: Project
    type: IssueType
    status: Status
    assignee: Account | None
    reporter: Account | None
    parent_id: int | None
    raw_fields: str
    custom: Mapping[str, Any]
    """Values of custom fields, by field id."""
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Partial:
    """Some fields of an issue as read at one moment, and its history."""

    id: int
    raw_fields: str
    fetched_at: datetime
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """A PMS task, derived from an issue."""

    issue_id: int
    project_jira_id: int
    key: str
    title: str
    type_id: int
    type_name: str
    status_id: int
    status_name: str
    status_category: str
    assignee: str | None
    reporter: str | None
    parent_issue_id: int | None
    created: datetime
    updated: datetime
    resolved: datetime | None
    hierarchy_level: int | None
    epic_link: str | None
    capex: bool | None
    named: str | None


@dataclass(frozen=True, slots=True)
class Activity:
    """One thing that happened to a task: what from, what to, by whom and when."""

    change_id: int
    item: int
    issue_id: int
    at: datetime
    author: str | None
    kind: Kind
    field_id: str | None
    from_id: str | None
    from_text: str | None
    to_id: str | None
    to_text: str | None
