"""fetcher → mapper: projects, issue types, statuses, fields and users, as Jira told them.

Sent in parts so that no message grows with the site; whatever a part leaves out is left as it is.
"""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from libs.contracts.message import Instant, JsonObject, Message


class CatalogueFetched(Message):
    """Part of a connection's catalogue: Jira's JSON, list by list."""

    topic: ClassVar[str] = "catalogue.fetched"

    run: UUID | None = None
    """The run whose census it opens; absent for a refresh."""
    part: Annotated[int, Field(ge=0)] = 0
    """Its place among the parts of the run's catalogue: the run waits for all of them."""
    fetched_at: Instant
    projects: tuple[JsonObject, ...] = ()
    issue_types: tuple[JsonObject, ...] = ()
    statuses: tuple[JsonObject, ...] = ()
    fields: tuple[JsonObject, ...] = ()
    users: tuple[JsonObject, ...] = ()
    field_ids: tuple[str, ...] = ()
    """The ids of all fields there are, told with the last of them: what is missing is gone."""
