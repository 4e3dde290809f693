"""What happened in Jira, as a webhook tells it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.simulator.world import Change, Issue, Project, User

Told = Mapping[str, Any]
"""What is asked for, `{"do": "edit", "issue": "APP-1"}` say."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that happened to an issue, or to a project; no webhook tells of an empty event."""

    event: str
    kind: str = ""
    issue: Issue | None = None
    change: Change | None = None
    author: User | None = None
    project: Project | None = None
    flow: str = "Primary"
    """What follows from another deed is told later, in the secondary flow."""
    more: Mapping[str, Any] = field(default_factory=dict)
    """Members of the webhook's body that only such events have."""

    @property
    def told(self) -> dict[str, Any]:
        """What was done, for the one who asked for it."""
        if self.issue is None:
            key = self.project.key if self.project else None
            return {"id": None, "key": key, "event": self.event, "updated": None}
        issue = self.issue
        return {
            "id": issue.id,
            "key": issue.key,
            "event": self.event,
            "updated": issue.updated,
            "change": self.change.id if self.change else None,
        }
