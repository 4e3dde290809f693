"""Twice the people, or twice the years, take about twice as long, not four times."""

import time
from datetime import timedelta

import pytest

from libs.postgres.pool import open_pool
from libs.runtime import clock
from services.mapper.reckoner import Reckoner
from services.mapper.store import Store
from tests.support import servers
from tests.support.organisation import Size, settle

FOURFOLD = {
    "people": (Size(8, 8 * 40, 8 * 400), Size(32, 32 * 40, 32 * 400)),
    "years": (Size(4, 4 * 40, 4 * 400, days=120), Size(4, 16 * 40, 16 * 400, days=480)),
}
LINEAR, NOISE = 4, 2.5


@pytest.fixture
def urls(backing, template):
    """Two databases."""
    with servers.database(backing, template) as one, servers.database(backing, template) as other:
        yield one, other


@pytest.mark.parametrize("what", FOURFOLD)
async def test_four_times_as_much_takes_about_four_times_as_long(urls, what):
    few, many = [await seconds(url, size) for url, size in zip(urls, FOURFOLD[what], strict=True)]
    for once, fourfold in zip(few, many, strict=True):
        assert fourfold < once * LINEAR * NOISE


async def seconds(url, size):
    """Give how long everybody takes from nothing, and where everything is as it should be."""
    async with open_pool(url, application_name="test") as pool:
        now = clock.now()
        await settle(pool, size, now)
        first = await reckoned(pool, now)
        people = await pool.fetchval("select count(distinct employee_id) from effort.day")
        assert people == size.employees
        again = []
        for _ in range(2):
            await Store(pool).mark_everybody()
            again.append(await reckoned(pool, now))
        return first, min(again)


async def reckoned(pool, now):
    reckoner = Reckoner(Store(pool), lambda: now, timedelta(days=1))
    begun = time.monotonic()
    while await reckoner.catch_up():
        pass
    assert await pool.fetchval("select count(*) from effort.stale") == 0
    return time.monotonic() - begun
