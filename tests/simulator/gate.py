"""What stands before Jira's pages: log-in, limits and faults; and what it counts."""

import asyncio
import random
from base64 import b64encode
from collections import Counter
from datetime import timedelta
from email.utils import format_datetime

from aiohttp import web
from aiohttp.typedefs import Handler

from tests.simulator import refusals
from tests.simulator.faults import Faults
from tests.simulator.world import World

READ_BY_POST = (
    "/search/jql",
    "/search/approximate-count",
    "/issue/bulkfetch",
    "/changelog/bulkfetch",
    "/rest/api/3/search",
    "/rest/api/2/search",
)
OPEN = ("/serverInfo", "/_edge/tenant_info")
NEEDS_LOGIN = ("/myself",)
EMAIL = "sync@example.com"
TOKEN = "simulated-token"


class Gate:
    """Lets requests through, or not."""

    def __init__(self, world: World, faults: Faults, dice: random.Random) -> None:
        self._world = world
        self._faults = faults
        self._dice = dice
        self._buckets: dict[str, tuple[float, float]] = {}
        self.counts: Counter[str] = Counter()
        self.limited: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.writes = 0
        self.busy = 0
        self.peak = 0
        self.email = EMAIL
        self.token = TOKEN
        self.scoped_token: str | None = None

    @property
    def total(self) -> int:
        """Requests to Jira, control pages aside."""
        return sum(self.counts.values())

    def reset(self) -> None:
        """Count from nothing."""
        self.counts.clear()
        self.limited.clear()
        self.statuses.clear()
        self.writes = self.peak = 0

    def reseed(self, seed: int) -> None:
        """Roll everything random from this seed on."""
        self._dice.seed(seed)

    @web.middleware
    async def pass_through(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Count, delay, refuse or answer."""
        if request.path.startswith("/_control"):
            return await handler(request)
        page = f"{request.method} {_template(request)}"
        self.counts[page] += 1
        self.busy += 1
        self.peak = max(self.peak, self.busy)
        try:
            answer = await self._answer(request, handler, page)
        finally:
            self.busy -= 1
        self.statuses[answer.status] += 1
        if answer.status == web.HTTPTooManyRequests.status_code:
            self.limited[page] += 1
        skew = timedelta(seconds=self._faults.clock_skew_seconds)
        answer.headers["Date"] = format_datetime(self._world.now() + skew, usegmt=True)
        return answer

    async def _answer(
        self, request: web.Request, handler: Handler, page: str
    ) -> web.StreamResponse:
        faults, path, dice = self._faults, request.path, self._dice
        if faults.latency_ms:
            await asyncio.sleep(faults.latency_ms / 1000)
        if request.method not in ("GET", "HEAD") and not path.endswith(READ_BY_POST):
            self.writes += 1
            return refusals.not_allowed()
        if faults.befalls(faults.slow, path, dice):
            await asyncio.sleep(faults.slow_seconds)
        if faults.befalls(faults.dropped, path, dice) and request.transport is not None:
            request.transport.close()
        if faults.befalls(faults.limited, path, dice) or self._too_fast(page):
            return refusals.limited(faults, self._world.now())
        if faults.befalls(faults.unavailable, path, dice):
            return web.Response(text="Service Unavailable", status=503)
        answer = self._login(request) or await _handled(request, handler)
        if faults.befalls(faults.truncated, path, dice) and isinstance(answer, web.Response):
            body = answer.body if isinstance(answer.body, bytes) else b""
            answer = web.Response(body=body[: len(body) // 2], content_type="application/json")
        return answer

    def _login(self, request: web.Request) -> web.StreamResponse | None:
        """Give the refusal, or None where the log-in is well."""
        path = request.path
        if path.endswith(OPEN):
            return None
        if self._faults.captcha:
            return refusals.captcha()
        if self._faults.forbidden and self._faults.forbidden in path:
            return refusals.forbidden()
        at_gateway = path.startswith("/ex/jira/")
        given = request.headers.get("Authorization")
        scoped, classic = self._credentials(self.scoped_token), self._credentials(self.token)
        if given is not None and given == scoped and not at_gateway:
            return refusals.scoped_on_site()
        expected = scoped if at_gateway else classic
        if given is not None and given == expected and not self._faults.expired:
            return None
        if at_gateway or path.endswith(NEEDS_LOGIN):
            return refusals.unauthorised()
        return refusals.nobody(path, tried=given is not None)

    def _credentials(self, token: str | None) -> str | None:
        if token is None:
            return None
        return f"Basic {b64encode(f'{self.email}:{token}'.encode()).decode()}"

    def _too_fast(self, page: str) -> bool:
        """Say whether an endpoint's bucket is empty; it fills by `burst` tokens a second."""
        burst = self._faults.burst
        if not burst:
            return False
        size = self._faults.burst_size or burst
        now = asyncio.get_running_loop().time()
        tokens, at = self._buckets.get(page, (size, now))
        tokens = min(size, tokens + (now - at) * burst)
        empty = tokens < 1
        self._buckets[page] = (tokens if empty else tokens - 1, now)
        return empty


async def _handled(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer; pages that do not exist, in Jira's manner."""
    try:
        return await handler(request)
    except web.HTTPNotFound:
        return refusals.no_such_page()
    except web.HTTPMethodNotAllowed:
        return refusals.not_allowed()


def _template(request: web.Request) -> str:
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "unknown"
