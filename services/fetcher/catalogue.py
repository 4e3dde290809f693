"""fetcher → mapper: the catalogue, in parts that stay small whatever the size of the site."""

from collections.abc import AsyncIterator
from datetime import datetime

from libs.contracts.catalogue_fetched import CatalogueFetched
from libs.jira.errors import ForbiddenError
from services.fetcher.hydrate import chunks
from services.fetcher.jira import Jira

A_PART: int = 250
"""Entries a message: a project or a field with all its members is a few kilobytes at most."""


async def read_catalogue(
    jira: Jira, connection: str, at: datetime
) -> AsyncIterator[CatalogueFetched]:
    """Give the catalogue's parts, projects first; `at` is Jira's clock when the reading began.

    Listing users needs a global permission: without it, people are known from issues alone.
    """
    for projects in chunks(await jira.projects(), A_PART):
        yield CatalogueFetched(connection=connection, fetched_at=at, projects=tuple(projects))
    yield CatalogueFetched(
        connection=connection, fetched_at=at, issue_types=tuple(await jira.issue_types())
    )
    for statuses in chunks(await jira.statuses(), A_PART):
        yield CatalogueFetched(connection=connection, fetched_at=at, statuses=tuple(statuses))
    for fields in chunks(await jira.fields(), A_PART):
        yield CatalogueFetched(connection=connection, fetched_at=at, fields=tuple(fields))
    try:
        async for users in jira.users():
            for part in chunks(users, A_PART):
                yield CatalogueFetched(connection=connection, fetched_at=at, users=tuple(part))
    except ForbiddenError:
        return
