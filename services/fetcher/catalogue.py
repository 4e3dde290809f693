"""fetcher → mapper: the catalogue, in parts that stay small whatever the size of the site."""

from collections.abc import AsyncIterator
from datetime import datetime

from libs.contracts.catalogue_fetched import CatalogueFetched
from libs.contracts.message import JsonObject
from libs.jira.errors import BadRequestError, ForbiddenError, NotFoundError
from services.fetcher.hydrate import chunks
from services.fetcher.jira import Jira, ProjectState

AWAY: tuple[ProjectState, ...] = ("archived", "deleted")
A_PART: int = 250
"""Entries a message: a project or a field with all its members is a few kilobytes at most."""


async def _projects(jira: Jira) -> list[JsonObject]:
    """Give the projects of every state, each saying which; the archived and trashed if told."""
    found = await jira.projects()
    for state in AWAY:
        try:
            found += [project | {state: True} for project in await jira.projects(state)]
        except (ForbiddenError, BadRequestError, NotFoundError):
            # Some accounts may not list them: then they are merely not on the roster.
            continue
    return found


def state_of(project: JsonObject) -> ProjectState:
    """Say which roster a project is on."""
    return next((state for state in AWAY if project.get(state)), "live")


async def read_catalogue(
    jira: Jira, connection: str, at: datetime
) -> AsyncIterator[CatalogueFetched]:
    """Give the catalogue's parts, projects first; `at` is Jira's clock when the reading began.

    Listing users needs a global permission: without it, people are known from issues alone.
    """
    for projects in chunks(await _projects(jira), A_PART):
        yield CatalogueFetched(connection=connection, fetched_at=at, projects=tuple(projects))
    yield CatalogueFetched(
        connection=connection, fetched_at=at, issue_types=tuple(await jira.issue_types())
    )
    for statuses in chunks(await jira.statuses(), A_PART):
        yield CatalogueFetched(connection=connection, fetched_at=at, statuses=tuple(statuses))
    told = await jira.fields()
    for fields in chunks(told, A_PART):
        yield CatalogueFetched(connection=connection, fetched_at=at, fields=tuple(fields))
    ids = tuple(str(field["id"]) for field in told if "id" in field)
    yield CatalogueFetched(connection=connection, fetched_at=at, field_ids=ids)
    try:
        async for users in jira.users():
            for part in chunks(users, A_PART):
                yield CatalogueFetched(connection=connection, fetched_at=at, users=tuple(part))
    except ForbiddenError:
        return
