"""The truth as Jira shows it: JSON of the REST API (version 3) and of webhooks (version 2)."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.simulator.faults import Faults
from tests.simulator.world import (
    CAPITALISED,
    CAPITALISED_YES,
    EPIC_LINK,
    LONG_AGO,
    PRODUCT_AREA,
    Change,
    Issue,
    IssueType,
    Item,
    Project,
    Status,
    User,
    World,
)

CATEGORIES = {
    "undefined": (1, "No Category", "medium-gray"),
    "new": (2, "To Do", "blue-gray"),
    "indeterminate": (4, "In Progress", "yellow"),
    "done": (3, "Done", "green"),
}
LOCALISED = {"new": "待办", "indeterminate": "进行中", "done": "完成", "undefined": "无类别"}
RICH = {
    "type": "doc",
    "version": 1,
    "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Words."}]}],
}
COMMENTED = ("summary", "issuetype", "project", "assignee", "status")
"""What an issue consists of in a webhook about a comment."""

Json = dict[str, Any]


class Renderer:
    """Shows a world, as the account at hand sees it."""

    def __init__(self, world: World, faults: Faults, base: str, zone: str) -> None:
        self._world = world
        self._faults = faults
        self.base = base
        self._zone = ZoneInfo(zone)
        self.zone_name = zone
        self._statuses: dict[tuple[int, bool], Json] = {}
        self._types: dict[int, Json] = {}
        self._users: dict[tuple[str, str, bool], Json] = {}
        self._fields: dict[str, Callable[[Issue], Any]] = {
            "summary": lambda issue: issue.summary,
            "status": lambda issue: self.status(issue.status),
            "issuetype": lambda issue: self.issue_type(issue.type),
            "project": lambda issue: self.project(issue.project),
            "parent": self._parent,
            "assignee": lambda issue: self.user(issue.assignee),
            "reporter": lambda issue: self.user(issue.reporter),
            "created": lambda issue: self.instant(issue.created),
            "updated": lambda issue: self.instant(issue.updated),
            "resolutiondate": lambda issue: self.instant(issue.resolved),
            "statuscategorychangedate": self._category_changed,
            "duedate": lambda issue: issue.due,
            "labels": lambda issue: issue.labels,
            "description": lambda _: RICH,
            CAPITALISED: self._capitalised,
            PRODUCT_AREA: lambda issue: issue.area,
            EPIC_LINK: self._epic_link,
        }

    def instant(self, at: datetime | None) -> str | None:
        """Give `2024-05-01T12:34:56.789+0530`: milliseconds, an offset without a colon."""
        if at is None:
            return None
        told = at.astimezone(self._zone).isoformat(timespec="milliseconds")
        return told[:-3] + told[-2:]

    def user(self, user: User | None, *, webhook: bool = False) -> Json | None:
        """Give a user object; e-mails are hidden by choice, and always in webhooks."""
        if user is None:
            return None
        shown = not (webhook or user.hidden or self._faults.hide_emails)
        key = (user.account_id, user.name, shown)
        if key not in self._users:
            self._users[key] = {
                "self": f"{self.base}/rest/api/3/user?accountId={user.account_id}",
                "accountId": user.account_id,
                "displayName": user.name,
                "active": user.active,
                "timeZone": self.zone_name,
                "accountType": user.account_type,
            } | ({"emailAddress": user.email} if shown and user.email else {})
        return self._users[key]

    def status(self, status: Status) -> Json:
        """Give a status; its category's name is localised, its key is not."""
        key = (status.id, self._faults.localised)
        if key not in self._statuses:
            self._statuses[key] = {
                "self": f"{self.base}/rest/api/3/status/{status.id}",
                "description": "",
                "iconUrl": f"{self.base}/images/icons/statuses/generic.png",
                "name": status.name,
                "id": str(status.id),
                "statusCategory": self._category(status.category),
            } | _scope(status.project_id)
        return self._statuses[key]

    def _category(self, key: str) -> Json:
        number, name, colour = CATEGORIES[key]
        return {
            "self": f"{self.base}/rest/api/3/statuscategory/{number}",
            "id": number,
            "key": key,
            "colorName": colour,
            "name": LOCALISED[key] if self._faults.localised else name,
        }

    def issue_type(self, kind: IssueType) -> Json:
        """Give an issue type."""
        if kind.id not in self._types:
            self._types[kind.id] = {
                "self": f"{self.base}/rest/api/3/issuetype/{kind.id}",
                "id": str(kind.id),
                "description": "",
                "iconUrl": f"{self.base}/images/icons/issuetypes/generic.png",
                "name": kind.name,
                "subtask": kind.level < 0,
                "hierarchyLevel": kind.level,
            } | _scope(kind.project_id)
        return self._types[kind.id]

    def project(self, project: Project) -> Json:
        """Give a project as an issue shows it; the catalogue tells more."""
        return {
            "self": f"{self.base}/rest/api/3/project/{project.id}",
            "id": str(project.id),
            "key": project.key,
            "name": project.name,
            "projectTypeKey": "software",
            "simplified": project.style == "next-gen",
        }

    def named(self, fields: Collection[str]) -> list[str]:
        """Give the known fields that are asked for: `*all`, `*navigable`, names, `-name`."""
        without = {name[1:] for name in fields if name.startswith("-")}
        plain = [name for name in fields if not name.startswith("-")]
        if not plain or {"*all", "*navigable"} & set(plain):
            plain = list(self._fields)
        deleted = {name for name, title in self._world.field_names.items() if not title}
        return [name for name in plain if name in self._fields and name not in without | deleted]

    def issue(self, issue: Issue, named: Collection[str]) -> Json:
        """Give an issue with those fields (`named` gives them)."""
        told: Json = {
            "expand": "renderedFields,names,schema,operations,editmeta,changelog",
            "id": str(issue.id),
            "self": f"{self.base}/rest/api/3/issue/{issue.id}",
            "key": issue.key,
        }
        fields = {name: self._fields[name](issue) for name in named}
        if fields.get("parent", 0) is None:
            del fields["parent"]
        if named:
            told["fields"] = fields
        return told

    def webhook_issue(self, issue: Issue, named: Collection[str] | None = None) -> Json:
        """Give an issue as webhooks tell it: version 2, no e-mails, `self` malformed."""
        told = self.issue(issue, self.named(named or ["*all"]))
        del told["expand"]
        told["self"] = f"{self.base}/rest/api/2/{issue.id}"
        fields = told["fields"]
        fields["assignee"] = self.user(issue.assignee, webhook=True)
        if named is None:
            fields["reporter"] = self.user(issue.reporter, webhook=True)
            fields["description"] = "Words."
        return told

    def _capitalised(self, issue: Issue) -> list[Json] | None:
        place = f"{self.base}/rest/api/3/customFieldOption/{CAPITALISED_YES}"
        label = self._world.option_names[CAPITALISED_YES]
        yes = [{"self": place, "value": label, "id": CAPITALISED_YES}]
        return yes if issue.capitalised else None

    def _epic_link(self, issue: Issue) -> str | None:
        """Give the epic's key, as company-managed projects still do."""
        parent = self._world.issues.get(issue.parent_id or 0)
        if parent is None or parent.type.level != 1 or issue.project.style != "classic":
            return None
        return parent.key

    def _category_changed(self, issue: Issue) -> str | None:
        moments = (
            change.at
            for change in reversed(issue.changes)
            for item in change.items
            if item.field_id == "status"
        )
        return self.instant(next(moments, issue.created))

    def _parent(self, issue: Issue) -> Json | None:
        parent = self._world.issues.get(issue.parent_id or 0)
        if parent is None:
            return None
        if self._faults.epic_link_only and self._epic_link(issue) is not None:
            return None
        return {
            "id": str(parent.id),
            "key": parent.key,
            "self": f"{self.base}/rest/api/3/issue/{parent.id}",
            "fields": {
                "summary": parent.summary,
                "status": self.status(parent.status),
                "issuetype": self.issue_type(parent.type),
            },
        }

    def change(self, change: Change, *, bulk: bool = False) -> Json:
        """Give a history entry; in bulk reads `created` may be a number."""
        numeric = bulk and self._faults.numeric_created
        since = (change.at - LONG_AGO).total_seconds()
        told: Json = {
            "id": str(change.id),
            "created": round(since * 1000) if numeric else self.instant(change.at),
            "items": [self.item(item) for item in change.items],
        }
        if change.author is not None:
            told["author"] = self.user(change.author)
        return told

    @staticmethod
    def item(item: Item) -> Json:
        """Give a changed field; where it has no id there is no member for it."""
        told: Json = {"field": item.field, "fieldtype": "jira"}
        if item.field_id is not None:
            told["fieldId"] = item.field_id
            told["fieldtype"] = "custom" if item.field_id.startswith("customfield_") else "jira"
        told["from"], told["fromString"] = item.from_id, item.from_text
        told["to"], told["toString"] = item.to_id, item.to_text
        return told


def _scope(project_id: int | None) -> Json:
    """Give what marks something as a team-managed project's own."""
    if project_id is None:
        return {}
    return {"scope": {"type": "PROJECT", "project": {"id": str(project_id)}}}
