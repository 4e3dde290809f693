"""mapper: Jira's JSON of a catalogue → rows; pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import Field, ValidationError

from libs.contracts.catalogue_fetched import CatalogueFetched
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

R = TypeVar("R")


@dataclass(slots=True)
class Catalogue:
    """One part of a catalogue as rows, in the order of their keys, and what could not be read."""

    projects: list[rows.Project]
    types: list[rows.IssueType]
    statuses: list[rows.Status]
    fields: list[rows.Field]
    accounts: list[rows.Account]
    unreadable: list[str] = field(default_factory=list)
    """Which entries, without their values."""


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


def read(told: CatalogueFetched) -> Catalogue:
    """Give the rows of every entry that can be read; an entry told twice counts once."""
    wrong: list[str] = []
    return Catalogue(
        _rows("project", told.projects, _project, wrong),
        _rows("issue type", told.issue_types, _issue_type, wrong),
        _rows("status", told.statuses, _status, wrong),
        _rows("field", told.fields, _field, wrong),
        _rows("user", told.users, _account, wrong, key="account_id"),
        wrong,
    )


def _rows(
    kind: str,
    told: Iterable[JsonObject],
    row: Callable[[JsonObject], R],
    wrong: list[str],
    key: str = "id",
) -> list[R]:
    found: dict[Any, R] = {}
    for entry in told:
        try:
            made = row(entry)
        except ValidationError:
            wrong.append(f"{kind} {str(entry.get('id') or entry.get('accountId'))[:40]}")
        else:
            found[getattr(made, key)] = made
    return [found[name] for name in sorted(found)]


def _project(told: JsonObject) -> rows.Project:
    return project_row(ProjectJson.model_validate(told), encode(told))


def _issue_type(told: JsonObject) -> rows.IssueType:
    return type_row(IssueTypeJson.model_validate(told), encode(told))


def _status(told: JsonObject) -> rows.Status:
    read = ScopedStatusJson.model_validate(told)
    place = read.scope.project.id if read.scope and read.scope.project else None
    return read.row(encode(told), place)


def _field(told: JsonObject) -> rows.Field:
    read = FieldJson.model_validate(told)
    return rows.Field(read.id, read.name, read.custom, read.of.type, read.of.custom, encode(told))


def _account(told: JsonObject) -> rows.Account:
    return UserJson.model_validate(told).row()
