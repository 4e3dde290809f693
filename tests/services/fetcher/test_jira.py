"""Asking Jira under its limits: as fast as it allows, hardly ever faster; again when refused."""

import asyncio
from collections import Counter
from contextlib import asynccontextmanager

import pytest

from libs.jira.client import Client
from libs.jira.errors import RateLimitedError
from services.fetcher.jira import Jira
from services.fetcher.limiter import Limiter
from tests.simulator import Simulator
from tests.simulator.generate import generate

WARM_UP: float = 5
"""Seconds until the pace is known."""
STEADY: float = 12
"""Seconds of which the figures are."""
WORKERS: int = 8
"""So many ask each endpoint, each again as soon as it is answered."""
PAGES = ("GET /rest/api/3/status", "POST /rest/api/3/issue/bulkfetch")


@asynccontextmanager
async def opened():
    async with Simulator.start(generate(100)) as site:
        client = Client(site.url, site.email, site.token, allow_private=True)
        limiter = Limiter()
        yield site, Jira(client, limiter, "live"), Jira(client, limiter, "bulk")
        await client.aclose()


async def ask_without_end(jira, site):
    ids = list(site.world.issues)[:2]

    async def statuses():
        while True:
            await jira.statuses()

    async def issues():
        while True:
            await jira.issues(ids, ["summary"])

    async with asyncio.TaskGroup() as tasks:
        for _ in range(WORKERS):
            tasks.create_task(statuses())
            tasks.create_task(issues())


async def figures(burst):
    """Give, by page, the share refused and the answers a second; and what the warm-up met."""
    async with opened() as (site, _, jira):
        site.faults.change({"burst": burst})
        loop = asyncio.get_running_loop()
        asking = asyncio.create_task(ask_without_end(jira, site))
        await asyncio.sleep(WARM_UP)
        met = Counter(site.gate.limited)
        site.gate.reset()
        begun = loop.time()
        await asyncio.sleep(STEADY)
        seconds = loop.time() - begun
        asked, limited = Counter(site.gate.counts), Counter(site.gate.limited)
        assert not asking.done()
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
    return met, {
        page: (limited[page] / asked[page], (asked[page] - limited[page]) / seconds)
        for page in PAGES
    }


async def test_at_most_one_in_a_hundred_is_refused_and_at_least_half_of_what_is_allowed_is_asked():
    bursts = (100, 30)
    for burst, (met, found) in zip(
        bursts, await asyncio.gather(*map(figures, bursts)), strict=True
    ):
        for page, (refused, answered) in found.items():
            assert met[page] > 0, "the limit was never met"
            assert refused <= 0.01, (burst, page, refused, answered)
            assert answered >= burst / 2, (burst, page, refused, answered)


async def test_without_a_limit_nothing_is_held_back():
    async with opened() as (site, _, jira):
        async with asyncio.timeout(20):
            for _ in range(1000):
                await jira.statuses()
        assert site.gate.statuses == {200: 1000}


async def test_refused_bursts_fail_no_read_while_the_pace_is_learned():
    async with opened() as (site, live, _):
        site.faults.change({"limited": {"next": 3}})
        assert await live.statuses()
        assert site.gate.statuses == {429: 3, 200: 1}


async def test_an_exhausted_quota_pauses_the_connection_and_a_live_read_does_not_wait_long():
    async with opened() as (site, live, bulk):
        site.faults.change({"limited": {"next": 2}, "limited_reason": "jira-quota-tenant-based"})
        with pytest.raises(RateLimitedError):
            await live.statuses()
        begun = asyncio.get_running_loop().time()
        await bulk.issue_types()
        assert asyncio.get_running_loop().time() - begun > 0.9
