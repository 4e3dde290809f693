import asyncio

import pytest

from deploy.backing import find
from libs.bus import Outcome, PublishError, Retry, connect
from libs.bus.errors import BrokerAwayError
from libs.contracts.issue_changed import IssueChanged
from libs.contracts.topology import FETCHER_LIVE
from tests.libs.bus.conftest import WAITS, consuming, eventually


@pytest.fixture
def own_broker(tmp_path, monkeypatch):
    """A private node of this test's own, to be killed."""
    monkeypatch.setenv("FLOWSTATE_BACKING", "private")
    found = find(tmp_path, database=False)
    assert found.rabbitmq is not None
    yield found.rabbitmq
    found.rabbitmq.kill()


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
