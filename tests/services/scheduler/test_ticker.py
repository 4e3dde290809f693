import asyncio
from datetime import UTC, datetime, time, timedelta

from libs import connections
from libs.bus import connect
from libs.connections import Connection, Secrets
from libs.contracts.topology import FETCHER_SYNC
from libs.postgres.pool import open_pool
from services.scheduler.store import Store
from services.scheduler.ticker import Ticker
from tests.support.fixtures import KEY, take


def tomorrow():
    return datetime.now(UTC) + timedelta(days=1, hours=1)  # noqa: TID251 - the row's own time


async def made(pool, slug="acme"):
    secrets = Secrets([KEY])
    connection = Connection(0, slug, "https://x", "a@b", "t", daily_at=time(0), daily_zone="UTC")
    await connections.write(pool, secrets, connection)


async def test_two_schedulers_at_once_ask_for_one_sync(database_url, amqp_url):
    async with (
        open_pool(database_url, application_name="test") as pool,
        connect(amqp_url, source="scheduler") as bus,
    ):
        await made(pool)
        tickers = [Ticker(Store(pool), bus, tomorrow) for _ in range(4)]
        counts = await asyncio.gather(*(ticker.look() for ticker in tickers))
        again = await tickers[0].look()
    messages = await take(amqp_url, FETCHER_SYNC)
    assert sum(counts) == 1
    assert again == 0
    assert [(m.connection, m.reason) for m in messages] == [("acme", "scheduled")]


async def test_a_tick_claimed_before_a_crash_is_published_at_the_next_look(database_url, amqp_url):
    async with (
        open_pool(database_url, application_name="test") as pool,
        connect(amqp_url, source="scheduler") as bus,
    ):
        await made(pool)
        number = await pool.fetchval("select id from sync.connection")
        await pool.execute(
            "insert into sync.tick (connection_id, due_at, run)"
            " values ($1, now(), gen_random_uuid())",
            number,
        )
        assert await Ticker(Store(pool), bus, lambda: datetime.now(UTC)).look() == 1  # noqa: TID251
    assert len(await take(amqp_url, FETCHER_SYNC)) == 1
