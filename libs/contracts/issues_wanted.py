"""mapper → fetcher: read these issues afresh, the mirror lacks them or is behind."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from libs.contracts.message import IssueId, Message

MOST_IDS: int = 100
"""Ids a message: what one `issue/bulkfetch` takes (Jira's OpenAPI document)."""

Why = Literal["new", "stale", "absent", "deep"]


class IssuesWanted(Message):
    """At most `MOST_IDS` issues of one run."""

    topic: ClassVar[str] = "issues.wanted"

    run: UUID
    ids: Annotated[tuple[IssueId, ...], Field(min_length=1, max_length=MOST_IDS)]
    why: Why
