"""fetcher → mapper: the catalogue, in parts that stay small whatever the size of the site."""

from collections.abc import AsyncIterator, Iterator
from functools import partial
from itertools import count
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

    def cut(listed: Listed, name: str) -> Iterator[CatalogueFetched]:
        for entries in chunks(listed.values, A_PART):
            yield CatalogueFetched(
                connection=connection,
                run=run,
                part=next(numbers),
                fetched_at=listed.at,
                **{name: entries},
            )

    for read, name in (
        (partial(_projects, jira), "projects"),
        (jira.issue_types, "issue_types"),
        (jira.statuses, "statuses"),
        (jira.fields, "fields"),
    ):
        listed = await read()
        for part in cut(listed, name):
            yield part
    # Which fields there are at all is told in one part: what it does not name is gone.
    yield CatalogueFetched(
        connection=connection,
        run=run,
        part=next(numbers),
        fetched_at=listed.at,
        field_ids=[str(field["id"]) for field in listed.values if "id" in field],
    )
    try:
        async for page in jira.users():
            for part in cut(page, "users"):
                yield part
    except ForbiddenError:
        return
