"""Which pages Jira has (REST API, version 3, as far as a reader needs it), and those of issues."""

import random
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from tests.simulator import refusals
from tests.simulator.bulk import Bulk
from tests.simulator.catalogue import CLOUD_ID, Catalogue
from tests.simulator.faults import Faults
from tests.simulator.gate import Gate
from tests.simulator.jql import JqlError
from tests.simulator.reading import UnusableBodyError, answer, body, number, texts, window
from tests.simulator.render import Json, Renderer
from tests.simulator.search import Page, Search
from tests.simulator.world import World

__all__ = ["CLOUD_ID", "Pages"]

MOST_RECONCILED = 50

Look = Callable[[web.Request], Awaitable[web.Response]]


class Pages:
    """Answers as Jira does."""

    def __init__(
        self, world: World, faults: Faults, gate: Gate, renderer: Renderer, dice: random.Random
    ) -> None:
        self._world = world
        self._show = renderer
        self._search = Search(world, faults, ZoneInfo(renderer.zone_name), dice)
        self._bulk = Bulk(world, faults, renderer, dice)
        self._catalogue = Catalogue(world, gate, renderer)

    def routes(self) -> list[web.RouteDef]:
        """Give every page, on the site and, for scoped tokens, at the gateway."""
        about, bulk = self._catalogue, self._bulk
        api: dict[tuple[str, str], Look] = {
            ("GET", "serverInfo"): about.server_info,
            ("GET", "myself"): about.myself,
            ("GET", "mypermissions"): about.permissions,
            ("GET", "project/search"): about.projects,
            ("GET", "issuetype"): about.types,
            ("GET", "status"): about.statuses,
            ("GET", "field"): about.fields,
            ("GET", "users/search"): about.users,
            ("GET", "search/jql"): self.search,
            ("POST", "search/jql"): self.search,
            ("POST", "search/approximate-count"): self.count,
            ("POST", "issue/bulkfetch"): bulk.issues,
            ("POST", "changelog/bulkfetch"): bulk.histories,
            ("GET", "issue/{name}"): self.issue,
            ("GET", "issue/{name}/changelog"): self.changelog,
        }
        found = [web.get("/_edge/tenant_info", about.tenant)]
        for base in ("", f"/ex/jira/{CLOUD_ID}"):
            found += [
                web.route(method, f"{base}/rest/api/3/{path}", _read(look))
                for (method, path), look in api.items()
            ]
            found += [
                web.route("*", f"{base}/rest/api/{version}/search", self.removed)
                for version in (2, 3)
            ]
        return found

    async def removed(self, _request: web.Request) -> web.Response:
        return refusals.removed()

    async def search(self, request: web.Request) -> web.Response:
        """Give a page of a search; by GET, too."""
        told: Mapping[str, Any] = request.query if request.method == "GET" else await body(request)
        fields = texts(told, "fields") or ["id"]
        most = max(1, number(told.get("maxResults"), 50))
        token = told.get("nextPageToken")
        reconciled = texts(told, "reconcileIssues")
        if len(reconciled) > MOST_RECONCILED:
            return refusals.bad_request(f"At most {MOST_RECONCILED} issues can be reconciled.")
        if token:
            page = self._search.next(str(token), fields, most)
        else:
            fresh = frozenset(int(name) for name in reconciled if name.isdigit())
            page = self._search.first(str(told.get("jql") or ""), fields, most, fresh)
        return answer(self._listed(page, fields, set(texts(told, "expand"))))

    def _listed(self, page: Page, fields: list[str], expand: set[str]) -> Json:
        if set(fields) == {"id"}:
            issues: list[Json] = [{"id": str(issue.id)} for issue in page.issues]
        elif set(fields) <= {"id", "key"}:
            issues = [self._show.issue(issue, ()) for issue in page.issues]
        else:
            named = self._show.named(fields)
            issues = [
                self._show.issue(issue, named) | self._bulk.expanded(issue, expand)
                for issue in page.issues
            ]
        told: Json = {"issues": issues, "isLast": page.token is None}
        if page.token is not None:
            told["nextPageToken"] = page.token
        return told

    async def count(self, request: web.Request) -> web.Response:
        told = await body(request)
        return answer({"count": self._search.count(str(told.get("jql") or ""))})

    async def issue(self, request: web.Request) -> web.Response:
        found = self._world.find(request.match_info["name"])
        if found is None:
            return refusals.missing()
        named = self._show.named(texts(request.query, "fields"))
        expand = set(texts(request.query, "expand"))
        return answer(self._show.issue(found, named) | self._bulk.expanded(found, expand))

    async def changelog(self, request: web.Request) -> web.Response:
        found = self._world.find(request.match_info["name"])
        if found is None:
            return refusals.missing()
        start, most = window(request, 100, 100)
        changes = found.changes
        page = changes[start : start + most]
        return answer(
            {
                "self": str(request.url),
                "startAt": start,
                "maxResults": most,
                "total": len(changes),
                "isLast": start + len(page) >= len(changes),
                "values": [self._show.change(change) for change in page],
            }
        )


def _read(look: Look) -> Look:
    """Have a page answer 400 to what cannot be read."""

    async def reading(request: web.Request) -> web.Response:
        try:
            return await look(request)
        except (JqlError, UnusableBodyError) as error:
            return refusals.bad_request(str(error))

    return reading
