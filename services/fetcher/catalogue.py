"""fetcher → mapper: the catalogue, in parts that stay small whatever the size of the site."""

from collections.abc import AsyncIterator
from itertools import count
from typing import Any
from uuid import UUID

from libs.contracts.catalogue_fetched import CatalogueFetched
from libs.contracts.message import JsonObject
from libs.jira.errors import BadRequestError, ForbiddenError, NotFoundError
from services.fetcher.hydrate import chunks
from services.fetcher.jira import Jira, Listed, ProjectState

AWAY: tuple[ProjectState, ...] = ("archived", "deleted")
A_PART: int = 250
"""Entries a message: a project or a field with all its members is a few kilobytes at most."""


async def _projects(jira: Jira) -> Listed:
    """Give the projects of every state, each saying which; the archived and trashed if told."""
    live = await jira.projects()
    found = live.values
    for state in AWAY:
        try:
            found += [project | {state: True} for project in (await jira.projects(state)).values]
        except (ForbiddenError, BadRequestError, NotFoundError):
            # Some accounts may not list them: then they are merely not on the roster.
            continue
    return Listed(found, live.at)


def state_of(project: JsonObject) -> ProjectState:
    """Say which roster a project is on."""
    return next((state for state in AWAY if project.get(state)), "live")


async def read_catalogue(
    jira: Jira, connection: str, run: UUID | None = None
) -> AsyncIterator[CatalogueFetched]:
    """Give the catalogue's parts, projects first, each with Jira's clock when it was told.

    Listing users needs a global permission: without it, people are known from issues alone.
    """
    numbers = count()

    def part(listed: Listed, **members: Any) -> CatalogueFetched:
        return CatalogueFetched(
            connection=connection, run=run, part=next(numbers), fetched_at=listed.at, **members
        )

    listed = await _projects(jira)
    for projects in chunks(listed.values, A_PART):
        yield part(listed, projects=projects)
    listed = await jira.issue_types()
    yield part(listed, issue_types=listed.values)
    listed = await jira.statuses()
    for statuses in chunks(listed.values, A_PART):
        yield part(listed, statuses=statuses)
    listed = await jira.fields()
    for fields in chunks(listed.values, A_PART):
        yield part(listed, fields=fields)
    yield part(listed, field_ids=[str(field["id"]) for field in listed.values if "id" in field])
    try:
        async for listed in jira.users():
            for users in chunks(listed.values, A_PART):
                yield part(listed, users=users)
    except ForbiddenError:
        return
