"""console → mapper: a setting changed; derive `pms.*` again from the mirror, no call to Jira."""

from typing import ClassVar, Literal
from uuid import UUID

from libs.contracts.message import Message


class MappingChanged(Message):
    """What was changed on one connection."""

    topic: ClassVar[str] = "mapping.changed"

    changed: Literal["mode", "projects", "fields", "statuses", "people", "roadmap"]
    run: UUID | None = None
    """The run to read under what the mirror lacks; made from the message's id when absent."""
