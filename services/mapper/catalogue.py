"""mapper: Jira's JSON of a catalogue → rows; pure."""

from pydantic import Field

from libs.contracts.message import JsonObject
from services.mapper import rows
from services.mapper.jira_issue import (
    IssueTypeJson,
    ProjectJson,
    StatusJson,
    Text,
    Told,
    UserJson,
    encode,
    project_row,
    type_row,
)


class SchemaJson(Told):
    """What a field holds; `custom` names the kind of a custom field."""

    type: Text | None = None
    custom: Text | None = None


class FieldJson(Told):
    """One field of `/field`."""

    id: Text
    name: Text
    custom: bool = False
    of: SchemaJson = Field(default_factory=SchemaJson, alias="schema")


class ScopeProjectJson(Told):
    """The project that a team-managed status belongs to."""

    id: int


class ScopeJson(Told):
    """Where a team-managed status is used; company-managed ones have none."""

    project: ScopeProjectJson | None = None


class ScopedStatusJson(StatusJson):
    """A status of `/status`: team-managed projects repeat names, so the id is what counts."""

    scope: ScopeJson | None = None


def project(told: JsonObject) -> rows.Project:
    """Give a project's row; raise ValidationError when it is none."""
    return project_row(ProjectJson.model_validate(told), encode(told))


def issue_type(told: JsonObject) -> rows.IssueType:
    """Give an issue type's row; raise ValidationError when it is none."""
    return type_row(IssueTypeJson.model_validate(told), encode(told))


def status(told: JsonObject) -> rows.Status:
    """Give a status's row; raise ValidationError when it is none."""
    read = ScopedStatusJson.model_validate(told)
    place = read.scope.project.id if read.scope and read.scope.project else None
    return read.row(encode(told), place)


def field(told: JsonObject) -> rows.Field:
    """Give a field's row; raise ValidationError when it is none."""
    read = FieldJson.model_validate(told)
    return rows.Field(read.id, read.name, read.custom, read.of.type, read.of.custom, encode(told))


def account(told: JsonObject) -> rows.Account:
    """Give a user's row; raise ValidationError when it is none."""
    return UserJson.model_validate(told).row()
