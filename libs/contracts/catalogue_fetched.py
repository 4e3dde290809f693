"""fetcher → mapper: projects, issue types, statuses, fields and users, as Jira told them.

Sent in parts so that no message grows with the site; whatever a part leaves out is left as it is.
"""

from typing import ClassVar

from libs.contracts.message import Instant, JsonObject, Message


class CatalogueFetched(Message):
    """Part of a connection's catalogue: Jira's JSON, list by list."""

    topic: ClassVar[str] = "catalogue.fetched"

    fetched_at: Instant
    projects: tuple[JsonObject, ...] = ()
    issue_types: tuple[JsonObject, ...] = ()
    statuses: tuple[JsonObject, ...] = ()
    fields: tuple[JsonObject, ...] = ()
    users: tuple[JsonObject, ...] = ()
    field_ids: tuple[str, ...] = ()
    """The ids of all fields there are, told with the last of them: what is missing is gone."""
