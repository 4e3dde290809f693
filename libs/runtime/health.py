"""operations → any service: /metrics, /healthz (alive), /readyz (able to work), on its own port."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

Check = Callable[[], Awaitable[object]]
CHECK_SECONDS: float = 3


async def failing(checks: Mapping[str, Check]) -> dict[str, str]:
    """Run the checks at once; give the name and kind of error of each that fails, no details."""

    async def verify(check: Check) -> None:
        await asyncio.wait_for(check(), CHECK_SECONDS)

    outcomes = await asyncio.gather(*map(verify, checks.values()), return_exceptions=True)
    return {
        name: type(outcome).__name__
        for name, outcome in zip(checks, outcomes, strict=True)
        if isinstance(outcome, BaseException)
    }


def routes(checks: Mapping[str, Check]) -> list[web.RouteDef]:
    """Give the three pages; the checks may be added to later."""

    async def metrics(_request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def alive(_request: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def ready(_request: web.Request) -> web.Response:
        wrong = await failing(checks)
        able = bool(checks) and not wrong
        return web.json_response({"ready": able, "failing": wrong}, status=200 if able else 503)

    return [web.get("/metrics", metrics), web.get("/healthz", alive), web.get("/readyz", ready)]


@asynccontextmanager
async def serve(host: str, port: int, pages: list[web.RouteDef]) -> AsyncIterator[None]:
    """Answer on that port for a while."""
    app = web.Application()
    app.add_routes(pages)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield
    finally:
        await runner.cleanup()
