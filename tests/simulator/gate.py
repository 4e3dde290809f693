"""What stands before Jira's pages: log-in, limits and faults; and what it counts."""

import asyncio
import random
from base64 import b64encode
from collections import Counter
from datetime import timedelta
from email.utils import format_datetime

from aiohttp import web
from aiohttp.typedefs import Handler

from tests.simulator.faults import Faults
from tests.simulator.world import World

READ_BY_POST = (
    "/search/jql",
    "/search/approximate-count",
    "/issue/bulkfetch",
    "/changelog/bulkfetch",
)
OPEN = ("/serverInfo", "/_edge/tenant_info")
NEEDS_LOGIN = ("/myself",)
HTML_429 = "<html><body><h1>Too Many Requests</h1></body></html>"


class Gate:
    """Lets requests through, or not."""

    def __init__(self, world: World, faults: Faults, dice: random.Random) -> None:
        self._world = world
        self._faults = faults
        self._dice = dice
        self._recent: list[float] = []
        self.counts: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.writes = 0
        self.busy = 0
        self.peak = 0
        self.email = "sync@example.com"
        self.token = "simulated-token"
        self.scoped_token: str | None = None

    @property
    def total(self) -> int:
        """Requests to Jira, control pages aside."""
        return sum(self.counts.values())

    def reset(self) -> None:
        """Count from nothing."""
        self.counts.clear()
        self.statuses.clear()
        self.writes = self.peak = 0

    @web.middleware
    async def pass_through(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Count, delay, refuse or answer."""
        if request.path.startswith("/_control"):
            return await handler(request)
        self.counts[f"{request.method} {_template(request)}"] += 1
        self.busy += 1
        self.peak = max(self.peak, self.busy)
        try:
            answer = await self._answer(request, handler)
        finally:
            self.busy -= 1
        self.statuses[answer.status] += 1
        skew = timedelta(seconds=self._faults.clock_skew_seconds)
        answer.headers["Date"] = format_datetime(self._world.now() + skew, usegmt=True)
        return answer

    async def _answer(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        faults, path, dice = self._faults, request.path, self._dice
        await asyncio.sleep(faults.latency_ms / 1000)
        if request.method not in ("GET", "HEAD") and not path.endswith(READ_BY_POST):
            self.writes += 1
            return web.json_response({"errorMessages": ["Method Not Allowed"]}, status=405)
        if faults.befalls(faults.slow, path, dice):
            await asyncio.sleep(faults.slow_seconds)
        if faults.befalls(faults.dropped, path, dice) and request.transport is not None:
            request.transport.close()
        if faults.befalls(faults.limited, path, dice) or self._too_fast():
            return self._limited()
        if faults.befalls(faults.unavailable, path, dice):
            return web.Response(text="Service Unavailable", status=503)
        answer = self._login(request) or await handler(request)
        if faults.befalls(faults.truncated, path, dice) and isinstance(answer, web.Response):
            body = answer.body if isinstance(answer.body, bytes) else b""
            answer = web.Response(body=body[: len(body) // 2], content_type="application/json")
        return answer

    def _login(self, request: web.Request) -> web.StreamResponse | None:
        """Give the refusal, or None; marks who was taken for nobody."""
        path = request.path
        if path.endswith(OPEN):
            return None
        at_gateway = path.startswith("/ex/jira/")
        token = self.scoped_token if at_gateway else self.token
        credentials = b64encode(f"{self.email}:{token}".encode()).decode()
        given = request.headers.get("Authorization", "")
        well = token is not None and given == f"Basic {credentials}" and not self._faults.expired
        if self._faults.captcha:
            headers = {"X-Authentication-Denied-Reason": "CAPTCHA_CHALLENGE; login-url=/login.jsp"}
            return web.json_response({}, status=403, headers=headers)
        if self._faults.forbidden and self._faults.forbidden in path:
            return web.json_response({"errorMessages": ["Forbidden"]}, status=403)
        if well:
            return None
        if path.endswith(NEEDS_LOGIN) or at_gateway or self.scoped_token is not None:
            words = "Client must be authenticated to access this resource."
            return web.json_response({"message": words, "status-code": 401}, status=401)
        return self._nobody(path)

    @staticmethod
    def _nobody(path: str) -> web.StreamResponse:
        """Answer 200 with what anybody may see, which is nothing: the trap of expired tokens."""
        body: object = []
        if path.endswith("/search/jql"):
            body = {"issues": [], "isLast": True}
        elif path.endswith("/project/search"):
            body = {"values": [], "isLast": True, "total": 0, "startAt": 0, "maxResults": 50}
        elif path.endswith("bulkfetch"):
            body = {"issues": [], "issueErrors": [], "issueChangeLogs": []}
        headers = {"x-seraph-loginreason": "AUTHENTICATED_FAILED"}
        return web.json_response(body, headers=headers)

    def _too_fast(self) -> bool:
        if not self._faults.burst:
            return False
        now = asyncio.get_running_loop().time()
        self._recent = [at for at in self._recent if now - at < 1]
        if len(self._recent) >= self._faults.burst:
            return True
        self._recent.append(now)
        return False

    def _limited(self) -> web.StreamResponse:
        headers = {"RateLimit-Reason": "jira-burst-based", "X-RateLimit-Limit": "350"}
        if not self._faults.limited_silent:
            headers["Retry-After"] = str(self._faults.retry_after)
        if self._faults.limited_html:
            return web.Response(
                text=HTML_429, content_type="text/html", status=429, headers=headers
            )
        words = {"errorMessages": ["Rate limit exceeded."], "errors": {}}
        return web.json_response(words, status=429, headers=headers)


def _template(request: web.Request) -> str:
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "unknown"
