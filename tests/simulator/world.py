"""The truth: issues, people and projects of one Jira site, and all that ever happened."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

CAPITALISED = "customfield_10050"
PRODUCT_AREA = "customfield_10051"
EPIC_LINK = "customfield_10014"
MILLISECOND = timedelta(milliseconds=1)


@dataclass(slots=True)
class User:
    """A person or app."""

    account_id: str
    name: str
    email: str | None
    active: bool = True
    account_type: str = "atlassian"
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """A status; `category` is the key."""

    id: int
    name: str
    category: str
    project_id: int | None = None


@dataclass(frozen=True, slots=True)
class IssueType:
    """An issue type."""

    id: int
    name: str
    level: int


@dataclass(slots=True)
class Project:
    """A project and its next issue number."""

    id: int
    key: str
    name: str
    style: str = "classic"
    state: str = "live"
    next_number: int = 1


@dataclass(frozen=True, slots=True)
class Item:
    """One changed field; parent and key changes have no field id."""

    field: str
    field_id: str | None
    from_id: str | None
    from_text: str | None
    to_id: str | None
    to_text: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """One history entry."""

    id: int
    at: datetime
    author: User | None
    items: tuple[Item, ...]


@dataclass(slots=True)
class Issue:
    """An issue with its whole history."""

    id: int
    number: int
    project: Project
    type: IssueType
    summary: str
    status: Status
    created: datetime
    updated: datetime
    reporter: User | None = None
    assignee: User | None = None
    resolved: datetime | None = None
    parent_id: int | None = None
    capitalised: bool = False
    labels: tuple[str, ...] = ()
    indexed: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    """The `updated` that the search index still has while it lags."""
    changes: list[Change] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The issue key: it changes with the project."""
        return f"{self.project.key}-{self.number}"


class World:
    """One site."""

    def __init__(self) -> None:
        self.users: dict[str, User] = {}
        self.projects: dict[int, Project] = {}
        self.types: dict[int, IssueType] = {}
        self.statuses: dict[int, Status] = {}
        self.issues: dict[int, Issue] = {}
        self.keys: dict[str, int] = {}
        """Every key an issue ever had: moved ones are resolved."""
        self.archived: set[int] = set()
        self.members: dict[int, dict[int, None]] = {}
        """Issue ids by project, in the order of their keys."""
        self.change_ids = itertools.count(100_001)
        self.issue_ids = itertools.count(1_000_001)
        self._last = datetime(1970, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        """Give the present in whole milliseconds, later than any moment given before."""
        present = datetime.now(UTC)  # noqa: TID251 - the stand-in keeps its own time
        present = present.replace(microsecond=present.microsecond // 1000 * 1000)
        self._last = max(present, self._last + MILLISECOND)
        return self._last

    def add(self, issue: Issue) -> None:
        """Put an issue in its project."""
        self.issues[issue.id] = issue
        self.keys[issue.key] = issue.id
        self.members.setdefault(issue.project.id, {})[issue.id] = None
        issue.project.next_number = max(issue.project.next_number, issue.number + 1)

    def remove(self, issue: Issue) -> None:
        """Delete an issue and everything about it."""
        del self.issues[issue.id]
        self.members[issue.project.id].pop(issue.id, None)

    def find(self, name: str) -> Issue | None:
        """Give the issue of an id or of any key it ever had, if it can be seen."""
        number = int(name) if name.isdigit() else self.keys.get(name, 0)
        issue = self.issues.get(number)
        return issue if issue is not None and self.visible(issue) else None

    def visible(self, issue: Issue) -> bool:
        """Whether the account can see it: not archived, in a live project."""
        return issue.id not in self.archived and issue.project.state == "live"

    def of_projects(self, ids: Iterable[int]) -> list[Issue]:
        """Give the visible issues of some projects, ordered by key."""
        found: list[Issue] = []
        for project_id in ids:
            members = (self.issues[number] for number in self.members.get(project_id, {}))
            seen = [issue for issue in members if self.visible(issue)]
            found += sorted(seen, key=lambda issue: issue.number)
        return found

    @property
    def working(self) -> list[Status]:
        """The statuses in the order of a usual workflow: new, under way, done."""
        order = {"new": 0, "indeterminate": 1, "done": 2}
        return sorted(self.statuses.values(), key=lambda status: order.get(status.category, 3))
