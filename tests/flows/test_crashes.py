"""Whatever is killed, in the middle of a sync and a stream of webhooks, the end is level."""

import asyncio
from uuid import uuid4

import pytest

from deploy.backing import find
from libs.bus import PublishError
from libs.postgres.migrate import migrate
from tests.simulator.generate import generate
from tests.support.system import Site, connected, running_system


@pytest.fixture
def own_backing(tmp_path, monkeypatch):
    """A private database server and broker of this test's own, to be killed."""
    monkeypatch.setenv("FLOWSTATE_BACKING", "private")
    place = tmp_path / "own"
    found = find(place)
    yield found
    found.discard()


@pytest.fixture
def own_system(own_backing, tmp_path):
    """The five services on servers of their own."""
    asyncio.run(migrate(own_backing.database_url))
    urls = (own_backing.database_url, own_backing.amqp_url)
    with running_system(tmp_path / "run", *urls) as made:
        yield made


async def kill_and_restart(what):
    await asyncio.to_thread(what.kill)
    await asyncio.sleep(0.3)
    await asyncio.to_thread(what.start)


async def stream(site: Site, stop: asyncio.Event) -> None:
    """Change things until told to stop, twenty a second."""
    while not stop.is_set():
        site.jira.do("bulk", count=1)
        await asyncio.sleep(0.05)


async def ask_until_taken(site: Site) -> None:
    """Ask for a sync as an operator would: again, if the broker is away."""
    while True:
        try:
            return await site.ask(run=uuid4(), deep=True)
        except (PublishError, OSError):
            await asyncio.sleep(0.5)


@pytest.mark.timeout(300)
async def test_every_part_is_killed_in_turn_and_the_database_ends_equal_to_jira(
    own_backing, own_system
):
    async with connected(own_system, generate(2_000), time_scale=0.01) as site:
        await site.sync()
        site.jira.faults.change({"latency_ms": 20})
        stop = asyncio.Event()
        changes = asyncio.create_task(stream(site, stop))
        programs = own_system.services.programs.values()
        for what in (*programs, own_backing.rabbitmq, own_backing.postgres):
            await ask_until_taken(site)
            await asyncio.sleep(0.5)
            await kill_and_restart(what)
        for program in programs:
            await asyncio.to_thread(program.wait_ready, 30)
        stop.set()
        await changes
        found = await site.until_level(120)
        sent = site.jira.sender.sent
        assert found.divergence == 0, (found.examples[:5], sent)
        assert sent.given_up == sent.refused == 0
        assert site.jira.gate.writes == 0
        await site.until(
            "select not exists (select from sync.run where phase <> 'done')", seconds=120
        )
