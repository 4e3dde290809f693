"""mapper → fetcher: read these issues afresh, the mirror lacks them or is behind."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from libs.contracts.message import IssueId, Message

MOST_FIELDS: int = 10
MOST_IDS: int = 100
"""Ids a message: what one `issue/bulkfetch` takes (Jira's OpenAPI document)."""

Why = Literal["new", "stale", "absent", "deep", "scrub", "field"]
FieldId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,99}$")]


class IssuesWanted(Message):
    """At most `MOST_IDS` issues of one run."""

    topic: ClassVar[str] = "issues.wanted"

    run: UUID
    ids: Annotated[tuple[IssueId, ...], Field(min_length=1, max_length=MOST_IDS)]
    why: Why
    fields: Annotated[tuple[FieldId, ...], Field(max_length=MOST_FIELDS)] = ()
    """Only these fields, and the history: what a new mapping lacks. Everything when empty."""
