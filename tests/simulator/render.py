"""The truth as Jira shows it: JSON of the REST API (version 3) and of webhooks (version 2)."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.simulator.faults import Faults
from tests.simulator.world import (
    CAPITALISED,
    EPIC_LINK,
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
ALL = (
    "summary", "status", "issuetype", "project", "parent", "assignee", "reporter", "created",
    "updated", "resolutiondate", "duedate", "labels", "statuscategorychangedate", "description",
    CAPITALISED, PRODUCT_AREA, EPIC_LINK,
)  # fmt: skip


class Renderer:
    """Shows a world, as the account at hand sees it."""

    def __init__(self, world: World, faults: Faults, base: str, zone: str) -> None:
        self._world = world
        self._faults = faults
        self.base = base
        self._zone = ZoneInfo(zone)
        self.zone_name = zone

    def instant(self, at: datetime | None) -> str | None:
        """Give `2024-05-01T12:34:56.789+0530`: milliseconds, an offset without a colon."""
        if at is None:
            return None
        local = at.astimezone(self._zone)
        return f"{local:%Y-%m-%dT%H:%M:%S}.{local.microsecond // 1000:03d}{local:%z}"

    def user(self, user: User | None, *, webhook: bool = False) -> dict[str, Any] | None:
        """Give a user object; e-mails are hidden by choice, and always in webhooks."""
        if user is None:
            return None
        told: dict[str, Any] = {
            "self": f"{self.base}/rest/api/3/user?accountId={user.account_id}",
            "accountId": user.account_id,
            "displayName": user.name,
            "active": user.active,
            "timeZone": str(self._zone),
            "accountType": user.account_type,
        }
        if not webhook and not user.hidden and not self._faults.hide_emails:
            told["emailAddress"] = user.email
        return told

    def status(self, status: Status) -> dict[str, Any]:
        """Give a status; its category's name is localised, its key is not."""
        number, name, colour = CATEGORIES[status.category]
        category = {
            "self": f"{self.base}/rest/api/3/statuscategory/{number}",
            "id": number,
            "key": status.category,
            "colorName": colour,
            "name": LOCALISED[status.category] if self._faults.localised else name,
        }
        told: dict[str, Any] = {
            "self": f"{self.base}/rest/api/3/status/{status.id}",
            "description": "",
            "iconUrl": f"{self.base}/images/icons/statuses/generic.png",
            "name": status.name,
            "id": str(status.id),
            "statusCategory": category,
        }
        if status.project_id is not None:
            told["scope"] = {"type": "PROJECT", "project": {"id": str(status.project_id)}}
        return told

    def issue_type(self, kind: IssueType) -> dict[str, Any]:
        """Give an issue type."""
        return {
            "self": f"{self.base}/rest/api/3/issuetype/{kind.id}",
            "id": str(kind.id),
            "description": "",
            "iconUrl": f"{self.base}/images/icons/issuetypes/generic.png",
            "name": kind.name,
            "subtask": kind.level < 0,
            "hierarchyLevel": kind.level,
        }

    def project(self, project: Project) -> dict[str, Any]:
        """Give a project."""
        return {
            "self": f"{self.base}/rest/api/3/project/{project.id}",
            "id": str(project.id),
            "key": project.key,
            "name": project.name,
            "projectTypeKey": "software",
            "simplified": project.style == "next-gen",
            "style": project.style,
            "isPrivate": False,
        }

    def issue(
        self, issue: Issue, fields: Collection[str] | None, *, webhook: bool = False
    ) -> dict[str, Any]:
        """Give an issue with some fields (None: all); `self` is malformed in webhooks."""
        wanted = ALL if fields is None else fields
        place = f"{self.base}/rest/api/{'2' if webhook else '3/issue'}/{issue.id}"
        told: dict[str, Any] = {"id": str(issue.id), "self": place, "key": issue.key}
        shown = {}
        for name in wanted:
            if name in ALL:
                value = self._field(issue, name, webhook=webhook)
                if value is not None or name != "parent":
                    shown[name] = value
        if shown or fields is None:
            told["fields"] = shown
        return told

    def _field(self, issue: Issue, name: str, *, webhook: bool) -> Any:
        match name:
            case "status":
                return self.status(issue.status)
            case "issuetype":
                return self.issue_type(issue.type)
            case "project":
                return self.project(issue.project)
            case "assignee" | "reporter":
                return self.user(getattr(issue, name), webhook=webhook)
            case "parent":
                return self._parent(issue)
            case "description":
                return "Words." if webhook else {"type": "doc", "version": 1, "content": []}
            case _:
                return self._plain(issue, name)

    def _plain(self, issue: Issue, name: str) -> Any:
        changed = issue.changes[-1].at if issue.changes else issue.created
        values: dict[str, Any] = {
            "summary": issue.summary,
            "created": self.instant(issue.created),
            "updated": self.instant(issue.updated),
            "resolutiondate": self.instant(issue.resolved),
            "statuscategorychangedate": self.instant(changed),
            "labels": list(issue.labels),
            CAPITALISED: [{"self": "", "value": "Yes", "id": "10100"}]
            if issue.capitalised
            else None,
        }
        if name == EPIC_LINK and issue.parent_id is not None and issue.type.level == 0:
            parent = self._world.issues.get(issue.parent_id)
            return parent.key if parent else None
        return values.get(name)

    def _parent(self, issue: Issue) -> dict[str, Any] | None:
        parent = self._world.issues.get(issue.parent_id or 0)
        if parent is None:
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

    def change(self, change: Change, *, bulk: bool = False) -> dict[str, Any]:
        """Give a history entry; in bulk reads `created` may be a number."""
        numeric = bulk and self._faults.numeric_created
        created: Any = int(change.at.timestamp() * 1000) if numeric else self.instant(change.at)
        return {
            "id": str(change.id),
            "author": self.user(change.author),
            "created": created,
            "items": [self.item(item) for item in change.items],
        }

    @staticmethod
    def item(item: Item) -> dict[str, Any]:
        """Give a changed field; where it has no id there is no member for it."""
        told: dict[str, Any] = {"field": item.field, "fieldtype": "jira"}
        if item.field_id is not None:
            told["fieldId"] = item.field_id
            told["fieldtype"] = "custom" if item.field_id.startswith("customfield_") else "jira"
        return told | {
            "from": item.from_id,
            "fromString": item.from_text,
            "to": item.to_id,
            "toString": item.to_text,
        }

    @staticmethod
    def fields() -> list[dict[str, Any]]:
        """Give the fields of `/field`."""
        kind = "com.atlassian.jira.plugin.system.customfieldtypes"
        return [
            {
                "id": name,
                "key": name,
                "name": name.capitalize(),
                "custom": False,
                "orderable": True,
                "navigable": True,
                "searchable": True,
                "clauseNames": [name],
                "schema": {"type": "string", "system": name},
            }
            for name in ALL
            if not name.startswith("customfield_")
        ] + [
            _custom(CAPITALISED, "Is Capitalised", "array", f"{kind}:multicheckboxes"),
            _custom(PRODUCT_AREA, "Product Area", "string", f"{kind}:textfield"),
            _custom(EPIC_LINK, "Epic Link", "any", "com.pyxis.greenhopper.jira:gh-epic-link"),
        ]


def _custom(name: str, title: str, kind: str, custom: str) -> dict[str, Any]:
    number = int(name.removeprefix("customfield_"))
    return {
        "id": name,
        "key": name,
        "name": title,
        "custom": True,
        "orderable": True,
        "navigable": True,
        "searchable": True,
        "clauseNames": [f"cf[{number}]", title],
        "schema": {"type": kind, "custom": custom, "customId": number},
    }
