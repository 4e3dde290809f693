"""ingress → fetcher: Jira says that something about this issue changed; read it afresh.

A signal, never content: order, duplicates and forged bodies do not matter.
"""

from typing import Annotated, ClassVar

from pydantic import StringConstraints

from libs.contracts.message import Instant, IssueId, Message


class IssueChanged(Message):
    """One webhook about one issue."""

    topic: ClassVar[str] = "issue.changed"

    issue_id: IssueId
    event: Annotated[str, StringConstraints(max_length=100)] = "unknown"
    """Jira's `webhookEvent`. Only `jira:issue_deleted` means anything here: with a read by id that
    finds nothing it is the second sign of a deletion."""
    occurred_at: Instant | None = None
    """The webhook's own timestamp, where it has one."""
    delivery_id: Annotated[str, StringConstraints(max_length=200)] | None = None
    """`X-Atlassian-Webhook-Identifier`: the same for every retry of one delivery."""
