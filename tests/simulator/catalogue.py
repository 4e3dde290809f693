"""Jira's pages about the site, the account, and what issues consist of."""

from typing import Any

from aiohttp import web

from tests.simulator import refusals
from tests.simulator.gate import Gate
from tests.simulator.reading import answer, window
from tests.simulator.render import Json, Renderer
from tests.simulator.world import CAPITALISED, EPIC_LINK, PRODUCT_AREA, Project, World

CLOUD_ID = "11111111-2222-4333-8444-555555555555"
ACCOUNT_ID = "5b10ac8d82e05b22cc7d4ef5"
CUSTOM = "com.atlassian.jira.plugin.system.customfieldtypes"
SYSTEM = {
    "summary": ("Summary", "string"),
    "status": ("Status", "status"),
    "issuetype": ("Issue Type", "issuetype"),
    "project": ("Project", "project"),
    "parent": ("Parent", "issuelink"),
    "assignee": ("Assignee", "user"),
    "reporter": ("Reporter", "user"),
    "created": ("Created", "datetime"),
    "updated": ("Updated", "datetime"),
    "resolutiondate": ("Resolved", "datetime"),
    "duedate": ("Due date", "date"),
    "labels": ("Labels", "array"),
    "statuscategorychangedate": ("Status Category Changed", "datetime"),
    "description": ("Description", "string"),
}
OTHERS = (
    (CAPITALISED, "Is Capitalised", "array", f"{CUSTOM}:multicheckboxes", "option"),
    (PRODUCT_AREA, "Product Area", "string", f"{CUSTOM}:textfield", None),
    (EPIC_LINK, "Epic Link", "any", "com.pyxis.greenhopper.jira:gh-epic-link", None),
)
ORDERS = {"key": lambda project: project.key, "name": lambda project: project.name}


class Catalogue:
    """Answers about everything but issues."""

    def __init__(self, world: World, gate: Gate, renderer: Renderer) -> None:
        self._world = world
        self._gate = gate
        self._show = renderer

    async def tenant(self, _request: web.Request) -> web.Response:
        return answer({"cloudId": CLOUD_ID})

    async def server_info(self, _request: web.Request) -> web.Response:
        return answer(
            {
                "baseUrl": self._show.base,
                "displayUrl": self._show.base,
                "version": "1001.0.0-SNAPSHOT",
                "versionNumbers": [1001, 0, 0],
                "deploymentType": "Cloud",
                "buildNumber": 100265,
                "buildDate": "2026-10-01T00:00:00.000+0000",
                "serverTime": self._show.instant(self._world.now()),
                "scmInfo": "0",
                "serverTitle": "Jira",
            }
        )

    async def myself(self, _request: web.Request) -> web.Response:
        return answer(
            {
                "self": f"{self._show.base}/rest/api/3/user?accountId={ACCOUNT_ID}",
                "accountId": ACCOUNT_ID,
                "emailAddress": self._gate.email,
                "displayName": "Flowstate sync",
                "active": True,
                "timeZone": self._show.zone_name,
                "locale": "en_GB",
                "accountType": "atlassian",
            }
        )

    async def permissions(self, request: web.Request) -> web.Response:
        if "permissions" not in request.query:
            return refusals.bad_request("The 'permissions' query parameter is required.")
        names = request.query["permissions"].split(",")
        told = {
            name: {
                "id": str(number),
                "key": name,
                "name": name.replace("_", " ").capitalize(),
                "type": "PROJECT" if name.endswith("PROJECTS") else "GLOBAL",
                "description": "",
                "havePermission": name != "ADMINISTER",
            }
            for number, name in enumerate(names, start=10)
        }
        return answer({"permissions": told})

    async def projects(self, request: web.Request) -> web.Response:
        states = [part for told in request.query.getall("status", ["live"])
                  for part in told.split(",")]  # fmt: skip
        order = request.query.get("orderBy", "key")
        expanded = request.query.get("expand", "").split(",")
        if "live" in states and "browse" not in request.query.get("action", "view"):
            # To view is less than to browse: what may be administered only is told too.
            states.append("hidden")
        found = sorted(
            (project for project in self._world.projects.values() if project.state in states),
            key=ORDERS.get(order.lstrip("+-"), ORDERS["key"]),
            reverse=order.startswith("-"),
        )
        start, most = window(request, 50, 100)
        page = found[start : start + most]
        after = start + len(page)
        told: Json = {
            "self": str(request.url),
            "startAt": start,
            "maxResults": most,
            "total": len(found),
            "isLast": after >= len(found),
            "values": [self._project(project, expanded) for project in page],
        }
        if after < len(found):
            told["nextPage"] = str(request.url.update_query(startAt=after))
        return answer(told)

    def _project(self, project: Project, expanded: list[str]) -> Json:
        """Give a project of the catalogue; who leads it only where that is asked for."""
        told = self._show.project(project) | {"style": project.style, "isPrivate": False}
        if project.state in ("archived", "deleted"):
            told[project.state] = True
        if project.state == "deleted":
            told["retentionTillDate"] = "2027-01-31T00:00:00.000+0000"
        if "lead" in expanded:
            told["lead"] = self._show.user(next(iter(self._world.users.values()), None))
        if "insight" in expanded:
            issues = self._world.of_projects([project.id])
            latest = max((issue.updated for issue in issues), default=None)
            told["insight"] = {
                "totalIssueCount": len(issues),
                "lastIssueUpdateTime": self._show.instant(latest),
            }
        return told

    async def types(self, _request: web.Request) -> web.Response:
        return answer([self._show.issue_type(kind) for kind in self._world.types.values()])

    async def statuses(self, _request: web.Request) -> web.Response:
        return answer([self._show.status(status) for status in self._world.statuses.values()])

    async def fields(self, _request: web.Request) -> web.Response:
        system = [
            _field(name, title, {"type": kind, "system": name})
            for name, (title, kind) in SYSTEM.items()
        ]
        custom = [
            _field(name, title, {"type": kind, "custom": custom} | ({"items": of} if of else {}))
            for name, told, kind, custom, of in OTHERS
            if (title := self._world.field_names.get(name, told))
        ]
        return answer(system + custom)

    async def users(self, request: web.Request) -> web.Response:
        start, most = window(request, 50, 1000)
        page = list(self._world.users.values())[start : start + most]
        return answer([self._show.user(user) for user in page])


def _field(name: str, title: str, schema: dict[str, Any]) -> Json:
    custom = name.startswith("customfield_")
    clauses = [title, name]
    if custom:
        schema["customId"] = int(name.removeprefix("customfield_"))
        clauses = [f"cf[{schema['customId']}]", title]
    elif name == "labels":
        schema["items"] = "string"
    return {
        "id": name,
        "key": name,
        "name": title,
        "custom": custom,
        "orderable": True,
        "navigable": True,
        "searchable": True,
        "clauseNames": list(dict.fromkeys(clauses)),
        "schema": schema,
    }
