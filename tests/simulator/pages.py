"""Jira's own pages: the REST API, version 3, as far as a reader needs it."""

from typing import Any

from aiohttp import web
from pydantic_core import to_json

from tests.simulator.faults import Faults
from tests.simulator.gate import Gate
from tests.simulator.jql import JqlError
from tests.simulator.render import Renderer
from tests.simulator.search import Page, Search
from tests.simulator.world import Change, World

CLOUD_ID = "11111111-2222-4333-8444-555555555555"
MULTI_VALUED = {"comment", "worklog", "attachment", "issuelinks", "*all", "*navigable"}
MOST_EXPANDED = 40
REMOVED = (
    "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. "
    "A full migration guideline is available at "
    "https://developer.atlassian.com/changelog/#CHANGE-2046"
)


class Pages:
    """Answers as Jira does."""

    def __init__(
        self, world: World, faults: Faults, gate: Gate, renderer: Renderer, search: Search
    ) -> None:
        self._world = world
        self._faults = faults
        self._gate = gate
        self._show = renderer
        self._search = search
        self._logs: dict[str, tuple[list[tuple[int, Change]], int]] = {}

    def routes(self) -> list[web.RouteDef]:
        """Give every page, on the site and, for scoped tokens, at the gateway."""
        api = {
            ("GET", "serverInfo"): self.server_info,
            ("GET", "myself"): self.myself,
            ("GET", "mypermissions"): self.permissions,
            ("GET", "project/search"): self.projects,
            ("GET", "issuetype"): self.types,
            ("GET", "status"): self.statuses,
            ("GET", "field"): self.fields,
            ("GET", "users/search"): self.users,
            ("POST", "search/jql"): self.search,
            ("POST", "search/approximate-count"): self.count,
            ("POST", "issue/bulkfetch"): self.issues,
            ("POST", "changelog/bulkfetch"): self.changelogs,
            ("GET", "issue/{name}"): self.issue,
            ("GET", "issue/{name}/changelog"): self.changelog,
            ("*", "search"): self.removed,
        }
        found = [web.get("/_edge/tenant_info", self.tenant)]
        for base in ("", f"/ex/jira/{CLOUD_ID}"):
            found += [web.route(m, f"{base}/rest/api/3/{p}", page) for (m, p), page in api.items()]
            found.append(web.route("*", f"{base}/rest/api/2/search", self.removed))
        return found

    async def tenant(self, _request: web.Request) -> web.Response:
        return web.json_response({"cloudId": CLOUD_ID})

    async def removed(self, _request: web.Request) -> web.Response:
        return web.json_response({"errorMessages": [REMOVED], "errors": {}}, status=410)

    async def server_info(self, _request: web.Request) -> web.Response:
        return _json(
            {
                "baseUrl": self._show.base,
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
        return _json(
            {
                "self": f"{self._show.base}/rest/api/3/user?accountId=sync",
                "accountId": "5b10ac8d82e05b22cc7d4ef5",
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
            return _error("The 'permissions' query parameter is required.")
        names = request.query["permissions"].split(",")
        return _json(
            {
                "permissions": {
                    name: {
                        "id": str(number),
                        "key": name,
                        "name": name.title(),
                        "type": "PROJECT",
                        "description": "",
                        "havePermission": name != "ADMINISTER",
                    }
                    for number, name in enumerate(names, start=10)
                }
            }
        )

    async def projects(self, request: web.Request) -> web.Response:
        states = request.query.getall("status", ["live"])
        found = sorted(
            (p for p in self._world.projects.values() if p.state in states), key=lambda p: p.key
        )
        start, most = _window(request, 50, 100)
        page = found[start : start + most]
        return _json(
            {
                "self": str(request.url),
                "startAt": start,
                "maxResults": most,
                "total": len(found),
                "isLast": start + len(page) >= len(found),
                "values": [self._show.project(project) for project in page],
            }
        )

    async def types(self, _request: web.Request) -> web.Response:
        return _json([self._show.issue_type(kind) for kind in self._world.types.values()])

    async def statuses(self, _request: web.Request) -> web.Response:
        return _json([self._show.status(status) for status in self._world.statuses.values()])

    async def fields(self, _request: web.Request) -> web.Response:
        return _json(self._show.fields())

    async def users(self, request: web.Request) -> web.Response:
        start, most = _window(request, 50, 1000)
        page = list(self._world.users.values())[start : start + most]
        return _json([self._show.user(user) for user in page])

    async def search(self, request: web.Request) -> web.Response:
        told = await _body(request)
        fields = told.get("fields") or ["id"]
        most = max(1, int(told.get("maxResults") or 50))
        token = told.get("nextPageToken")
        try:
            page = (
                self._search.next(token, fields, most)
                if token
                else self._search.first(str(told.get("jql") or ""), fields, most)
            )
        except JqlError as error:
            return _error(str(error))
        return _json(self._listed(page, fields))

    def _listed(self, page: Page, fields: list[str]) -> dict[str, Any]:
        wanted = None if "*all" in fields or "*navigable" in fields else fields
        if set(fields) == {"id"}:
            issues = [{"id": str(issue.id)} for issue in page.issues]
        else:
            issues = [self._show.issue(issue, wanted) for issue in page.issues]
        told: dict[str, Any] = {"issues": issues, "isLast": page.token is None}
        if page.token is not None:
            told["nextPageToken"] = page.token
        return told

    async def count(self, request: web.Request) -> web.Response:
        try:
            return _json(
                {"count": self._search.count(str((await _body(request)).get("jql") or ""))}
            )
        except JqlError as error:
            return _error(str(error))

    async def issues(self, request: web.Request) -> web.Response:
        told = await _body(request)
        names = [str(name) for name in told.get("issueIdsOrKeys") or ()]
        fields = told.get("fields")
        if not names or len(names) > self._most_bulk(fields):
            return _error(f"Between 1 and {self._most_bulk(fields)} issues can be asked for.")
        found = {issue.id: issue for name in names if (issue := self._world.find(name))}
        wanted = None if not fields or set(fields) & {"*all", "*navigable"} else fields
        shown = []
        for number in sorted(found):
            told_issue = self._show.issue(found[number], wanted)
            if "changelog" in (told.get("expand") or ()):
                newest = found[number].changes[::-1][:MOST_EXPANDED]
                told_issue["changelog"] = {
                    "startAt": 0,
                    "maxResults": len(newest),
                    "total": len(found[number].changes),
                    "histories": [self._show.change(change) for change in newest],
                }
            shown.append(told_issue)
        return _json({"issues": shown, "issueErrors": []})

    def _most_bulk(self, fields: list[str] | None) -> int:
        """Give the limit: 1,000 where switched on and the fields are named and single-valued."""
        plain = bool(fields) and len(fields or ()) <= 100 and not set(fields or ()) & MULTI_VALUED
        return self._faults.most_bulk if plain else 100

    async def changelogs(self, request: web.Request) -> web.Response:
        told = await _body(request)
        names = [str(name) for name in told.get("issueIdsOrKeys") or ()]
        if not 1 <= len(names) <= 1000 or len(told.get("fieldIds") or ()) > 10:
            return _error("Between 1 and 1000 issues and at most 10 fields can be asked for.")
        most = min(int(told.get("maxResults") or 1000), self._faults.histories_a_page)
        token = told.get("nextPageToken")
        if token:
            if token not in self._logs:
                return _error("The nextPageToken is invalid.")
            rows, start = self._logs[token]
        else:
            rows, start = self._histories(names, set(told.get("fieldIds") or ())), 0
        page = rows[start : start + most]
        grouped: dict[int, list[dict[str, Any]]] = {}
        for issue_id, change in page:
            grouped.setdefault(issue_id, []).append(self._show.change(change, bulk=True))
        answer: dict[str, Any] = {
            "issueChangeLogs": [
                {"issueId": str(issue_id), "changeHistories": histories}
                for issue_id, histories in grouped.items()
            ]
        }
        if start + len(page) < len(rows):
            name = f"log{len(self._logs) + 1}"
            self._logs[name] = (rows, start + len(page))
            answer["nextPageToken"] = name
        return _json(answer)

    def _histories(self, names: list[str], field_ids: set[str]) -> list[tuple[int, Change]]:
        """Give the entries by date, then issue: those of one issue may fall on several pages."""
        found = {issue.id: issue for name in names if (issue := self._world.find(name))}
        rows = [
            (issue.id, change)
            for issue in found.values()
            for change in issue.changes
            if not field_ids or any(item.field_id in field_ids for item in change.items)
        ]
        return sorted(rows, key=lambda row: (row[1].at, row[0]))

    async def issue(self, request: web.Request) -> web.Response:
        found = self._world.find(request.match_info["name"])
        if found is None:
            return _missing()
        fields = request.query.get("fields")
        return _json(self._show.issue(found, fields.split(",") if fields else None))

    async def changelog(self, request: web.Request) -> web.Response:
        found = self._world.find(request.match_info["name"])
        if found is None:
            return _missing()
        start, most = _window(request, 100, 100)
        page = found.changes[start : start + most]
        return _json(
            {
                "self": str(request.url),
                "startAt": start,
                "maxResults": most,
                "total": len(found.changes),
                "isLast": start + len(page) >= len(found.changes),
                "values": [self._show.change(change) for change in page],
            }
        )


def _window(request: web.Request, usual: int, most: int) -> tuple[int, int]:
    start = int(request.query.get("startAt", "0"))
    return start, max(1, min(int(request.query.get("maxResults", str(usual))), most))


async def _body(request: web.Request) -> dict[str, Any]:
    told = await request.json()
    return told if isinstance(told, dict) else {}


def _json(told: Any) -> web.Response:
    return web.Response(body=to_json(told), content_type="application/json", charset="utf-8")


def _error(words: str) -> web.Response:
    return web.json_response({"errorMessages": [words], "errors": {}}, status=400)


def _missing() -> web.Response:
    words = "Issue does not exist or you do not have permission to see it."
    return web.json_response({"errorMessages": [words], "errors": {}}, status=404)
