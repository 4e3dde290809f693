import asyncio
import os
import signal

import pytest

from deploy.backing import find
from libs.bus import Outcome, PublishError, Retry, connect, connection
from libs.bus.errors import BrokerAwayError
from libs.bus.parked import queue_depths
from libs.contracts.catalogue_changed import CatalogueChanged
from libs.contracts.issue_changed import IssueChanged
from libs.contracts.sync_requested import SyncRequested
from libs.contracts.topology import FETCHER_CATALOGUE, FETCHER_LIVE, FETCHER_SYNC
from tests.libs.bus.conftest import WAITS, consuming, eventually


@pytest.fixture
def own_broker(tmp_path, monkeypatch):
    """A private node of this test's own, to be killed."""
    monkeypatch.setenv("FLOWSTATE_BACKING", "private")
    found = find(tmp_path, database=False)
    assert found.rabbitmq is not None
    yield found.rabbitmq
    found.discard()


@pytest.mark.timeout(180)
async def test_after_a_crash_of_the_broker_nothing_is_lost_and_work_goes_on(own_broker):
    seen: list[int] = []

    async def handler(batch):
        seen.extend(received.message.issue_id for received in batch)
        await asyncio.sleep(0.01)
        return Outcome()

    def forever(_error):
        return Retry(forever=True)

    confirmed, refused = set(), 0
    async with connect(own_broker.url, source="test", waits=WAITS) as bus:
        async with consuming(bus, bus.consume_batch(FETCHER_LIVE, handler, forever, size=10)):
            for number in range(1, 401):
                if number == 200:
                    await asyncio.to_thread(own_broker.kill)
                    with pytest.raises(BrokerAwayError):
                        await bus.ready()
                    starting = asyncio.create_task(asyncio.to_thread(own_broker.start))
                try:
                    await bus.publish(IssueChanged(connection="acme", issue_id=number))
                    confirmed.add(number)
                except PublishError:
                    refused += 1
                    await asyncio.sleep(0.05)
            await starting
            await eventually(lambda: bus._link is not None, 30)
            await bus.publish(IssueChanged(connection="acme", issue_id=999))
            confirmed.add(999)
            await eventually(lambda: confirmed <= set(seen), 30)
    assert refused > 0
    assert confirmed <= set(seen)


@pytest.mark.timeout(120)
async def test_a_broker_that_does_not_answer_is_an_error_in_time(own_broker, monkeypatch):
    monkeypatch.setattr(connection, "PUBLISH_SECONDS", 1.0)
    async with connect(own_broker.url, source="test", waits=WAITS) as bus:
        os.kill(own_broker.pid, signal.SIGSTOP)
        try:
            begun = asyncio.get_running_loop().time()
            with pytest.raises(PublishError, match="in time"):
                await bus.publish(IssueChanged(connection="acme", issue_id=1))
            assert asyncio.get_running_loop().time() - begun < 3
        finally:
            os.kill(own_broker.pid, signal.SIGCONT)


@pytest.mark.timeout(120)
async def test_while_the_broker_blocks_publishers_a_handlers_results_wait_and_are_not_lost(
    own_broker, monkeypatch
):
    """A memory alarm: the broker takes nothing until it has room again."""
    monkeypatch.setattr(connection, "PUBLISH_SECONDS", 1.0)

    async def census(message, _envelope):
        yield CatalogueChanged(connection=message.connection)

    def forever(_error):
        return Retry(forever=True)

    node = ("-n", own_broker._name)
    async with connect(own_broker.url, source="test", waits=WAITS) as bus:
        await bus.publish(SyncRequested(connection="acme"))
        alarm = (*node, "set_vm_memory_high_watermark", "0.00001")
        await asyncio.to_thread(own_broker.control, *alarm)
        async with consuming(bus, bus.consume(FETCHER_SYNC, census, forever)):
            await asyncio.sleep(3)
            calm = (*node, "set_vm_memory_high_watermark", "0.6")
            await asyncio.to_thread(own_broker.control, *calm)
            async with asyncio.timeout(30):
                while (await queue_depths(own_broker.url))[FETCHER_CATALOGUE.queue] == 0:
                    await asyncio.sleep(0.1)
        assert (await queue_depths(own_broker.url))[FETCHER_SYNC.queue] == 0
