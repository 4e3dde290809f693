"""ingress → fetcher: a project, type, field option or user changed; read the catalogue afresh.

Jira's project, issue-type and user webhooks carry no issue. They are a signal like
the others, and as little to be believed.
"""

from typing import Annotated, ClassVar

from pydantic import StringConstraints

from libs.contracts.message import Message


class CatalogueChanged(Message):
    """One webhook about something that is not an issue."""

    topic: ClassVar[str] = "catalogue.changed"

    event: Annotated[str, StringConstraints(max_length=100)] = "unknown"
