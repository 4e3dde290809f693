"""ingress, mapper → fetcher: a project, type, field option or user changed or is unknown.

The catalogue is read afresh. Jira's project, issue-type and user webhooks carry no issue: they are
a signal like the others, and as little to be believed. The mapper asks when a live read names a
project, type or status that the mirror does not know.
"""

from typing import Annotated, ClassVar

from pydantic import StringConstraints

from libs.contracts.message import Message


class CatalogueChanged(Message):
    """Something that is not an issue changed, or turned up."""

    topic: ClassVar[str] = "catalogue.changed"

    event: Annotated[str, StringConstraints(max_length=100)] = "unknown"
