"""The truth: issues, people and projects of one Jira site, and all that ever happened."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

CAPITALISED = "customfield_10050"
PRODUCT_AREA = "customfield_10051"
CAPITALISED_YES = "10100"
EPIC_LINK = "customfield_10014"
MILLISECOND = timedelta(milliseconds=1)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
LATER_CHANGES = 20_000_000_000
"""History ids of what happens while it runs; those of made histories are smaller."""


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
    """A status; `category` is the key. Team-managed projects have their own."""

    id: int
    name: str
    category: str
    project_id: int | None = None


@dataclass(frozen=True, slots=True)
class IssueType:
    """An issue type. Team-managed projects have their own."""

    id: int
    name: str
    level: int
    project_id: int | None = None


@dataclass(slots=True)
class Project:
    """A project and its next issue number; `state` is live, archived, deleted, lost or hidden."""

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


@dataclass(slots=True, eq=False)
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
    area: str | None = None
    due: date | None = None
    labels: tuple[str, ...] = ()
    earlier: tuple[datetime, ...] = ()
    """What `updated` was before: the search index may still have it."""
    history: "Callable[[Issue], list[Change]] | None" = None
    """Makes the history, always the same, until something happens to the issue."""
    held: list[Change] | None = None

    @property
    def key(self) -> str:
        """The issue key: it changes with the project."""
        return f"{self.project.key}-{self.number}"

    @property
    def changes(self) -> list[Change]:
        """The history, oldest entry first. It is made anew each time: a site stays small."""
        if self.held is not None:
            return self.held
        return self.history(self) if self.history is not None else []

    def hold(self) -> list[Change]:
        """Keep the history from now on, because the issue or what it names will change."""
        if self.held is None:
            self.held = self.changes
        return self.held


@dataclass(frozen=True, slots=True)
class Gone:
    """A deleted issue; the search index may still have it."""

    issue: Issue
    project_id: int
    at: datetime


@dataclass(slots=True)
class World:
    """One site."""

    users: dict[str, User] = field(default_factory=dict)
    projects: dict[int, Project] = field(default_factory=dict)
    types: dict[int, IssueType] = field(default_factory=dict)
    statuses: dict[int, Status] = field(default_factory=dict)
    issues: dict[int, Issue] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)
    """Every key an issue ever had: moved ones are resolved."""
    former: dict[int, tuple[int, str]] = field(default_factory=dict)
    """Project id and key before a move that a made history tells of, by issue id."""
    project_keys: dict[str, int] = field(default_factory=dict)
    """Keys that projects had before they were renamed."""
    archived: set[int] = field(default_factory=set)
    field_names: dict[str, str] = field(default_factory=dict)
    """Names that custom fields were given since; an empty one was deleted."""
    option_names: dict[str, str] = field(default_factory=lambda: {CAPITALISED_YES: "Yes"})
    """What options of fields are called, by id; an empty one was deleted."""
    gone: list[Gone] = field(default_factory=list)
    members: dict[int, dict[int, None]] = field(default_factory=dict)
    """Issue ids by project, in the order they came in."""
    change_ids: Iterator[int] = field(default_factory=lambda: itertools.count(LATER_CHANGES))
    issue_ids: Iterator[int] = field(default_factory=lambda: itertools.count(100_000_001))
    _last: datetime = LONG_AGO

    def now(self) -> datetime:
        """Give the present in whole milliseconds; it never goes back."""
        present = datetime.now(UTC)  # noqa: TID251 - the stand-in keeps its own time
        present = present.replace(microsecond=present.microsecond // 1000 * 1000)
        self._last = max(present, self._last)
        return self._last

    def touch(self, issue: Issue) -> datetime:
        """Set and give a new `updated`, later than the one before."""
        issue.earlier = (*issue.earlier[-9:], issue.updated)
        issue.updated = max(self.now(), issue.updated + MILLISECOND)
        return issue.updated

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
        self.gone.append(Gone(issue, issue.project.id, self.now()))

    def find(self, name: str) -> Issue | None:
        """Give the issue of an id or of any key it ever had, if it can be seen."""
        number = int(name) if name.isdigit() else self.keys.get(name.upper(), 0)
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

    def children(self, issue: Issue) -> list[Issue]:
        """Give the issues whose parent it is; looks at every issue."""
        return [other for other in self.issues.values() if other.parent_id == issue.id]

    def project(self, name: object) -> Project:
        """Give the project of an id, or of a key it has or had; KeyError if there is none."""
        text = str(name)
        for project in self.projects.values():
            if text in (project.key, str(project.id)):
                return project
        return self.projects[self.project_keys[text]]

    def statuses_of(self, project: Project) -> list[Status]:
        """Give the statuses of a project's workflow: new, under way, done."""
        own = [status for status in self.statuses.values() if status.project_id == project.id]
        order = {"new": 0, "indeterminate": 1, "done": 2}
        shared = [status for status in self.statuses.values() if status.project_id is None]
        return sorted(own or shared, key=lambda status: order.get(status.category, 3))

    def types_of(self, project: Project) -> list[IssueType]:
        """Give the issue types of a project."""
        own = [kind for kind in self.types.values() if kind.project_id == project.id]
        return own or [kind for kind in self.types.values() if kind.project_id is None]
