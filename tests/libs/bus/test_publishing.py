from datetime import UTC, datetime

import aio_pika
import pytest

from libs.bus import Envelope, PublishError, connect
from libs.contracts.issue_changed import IssueChanged
from libs.contracts.sync_requested import SyncRequested
from libs.contracts.topology import FETCHER_LIVE, FETCHER_SYNC, SUBSCRIPTIONS
from tests.libs.bus.conftest import WAITS


async def take(channel, queue):
    place = await channel.get_queue(queue)
    return await place.get(no_ack=True, timeout=5)


async def test_every_queue_of_the_topology_is_there_durable_and_replicated(bus, channel):
    await bus.ready()
    for subscription in SUBSCRIPTIONS:
        for name in (subscription.queue, subscription.parked):
            # A queue that is no quorum queue would refuse this redeclaration's type.
            with pytest.raises(aio_pika.exceptions.ChannelPreconditionFailed):
                await channel.declare_queue(
                    name, durable=True, arguments={"x-queue-type": "classic"}
                )
            await channel.reopen()


async def test_a_second_service_declares_the_same_without_harm(bus, amqp_url):
    async with connect(amqp_url, source="other", waits=WAITS) as other:
        await other.ready()
    await bus.ready()


async def test_a_message_travels_persistent_with_its_attributes_in_headers(bus, channel):
    await bus.publish(IssueChanged(connection="acme", issue_id=7, event="jira:issue_updated"))
    delivery = await take(channel, FETCHER_LIVE.queue)
    assert delivery.delivery_mode == aio_pika.DeliveryMode.PERSISTENT
    assert delivery.content_type == "application/json"
    assert delivery.routing_key == "issue.changed.acme"
    headers = delivery.headers
    assert headers["cloudEvents_specversion"] == "1.0"
    assert headers["cloudEvents_type"] == "issue.changed"
    assert headers["cloudEvents_source"] == "/flowstate-jira/test"
    assert headers["cloudEvents_id"] == delivery.message_id
    assert datetime.fromisoformat(headers["cloudEvents_time"]).tzinfo is not None
    assert IssueChanged.model_validate_json(delivery.body).issue_id == 7


async def test_what_a_message_causes_carries_its_correlation(bus, channel):
    cause = Envelope("id-1", "x", "y", datetime.now(UTC), correlation_id="whole-story")  # noqa: TID251
    await bus.publish(SyncRequested(connection="acme"), cause=cause)
    delivery = await take(channel, FETCHER_SYNC.queue)
    assert delivery.headers["cloudEvents_correlationid"] == "whole-story"
    assert delivery.headers["cloudEvents_causationid"] == "id-1"


async def test_a_message_that_no_queue_takes_is_an_error_not_a_silence(bus, channel):
    queue = await channel.get_queue(FETCHER_SYNC.queue)
    await queue.unbind("flowstate", FETCHER_SYNC.pattern)
    with pytest.raises(PublishError):
        await bus.publish(SyncRequested(connection="acme"))


async def test_without_a_broker_publishing_fails_at_once(amqp_url):
    async with connect(amqp_url, source="test", waits=WAITS) as bus:
        await bus._link.connection.close()  # type: ignore[union-attr]
        with pytest.raises(PublishError):
            await bus.publish(SyncRequested(connection="acme"))


async def test_many_are_published_together_and_all_confirmed(bus, channel):
    await bus.publish(*(IssueChanged(connection="acme", issue_id=n) for n in range(1, 501)))
    queue = await channel.declare_queue(FETCHER_LIVE.queue, passive=True)
    assert queue.declaration_result.message_count == 500
