import asyncio
import json

import aio_pika

from libs.bus import Outcome, Retry, connect
from libs.bus.declare import CRASHES, PARKED
from libs.bus.parked import discard, list_parked, queue_depths, replay
from libs.bus.session import BATCH_BYTES
from libs.contracts.issue_changed import IssueChanged
from libs.contracts.issues_wanted import IssuesWanted
from libs.contracts.sync_requested import SyncRequested
from libs.contracts.topology import EXCHANGE, FETCHER_BULK, FETCHER_LIVE, FETCHER_SYNC
from tests.libs.bus.conftest import WAITS, Collect, consuming, eventually, verdict

RUN = "7d0c3c52-6f0b-4f5e-9a2e-0c8f4f6f6a11"


def changed(number):
    return IssueChanged(connection="acme", issue_id=number)


async def test_what_is_waiting_is_handled_together_and_acknowledged(bus, amqp_url):
    await bus.publish(*(changed(n) for n in range(1, 51)))
    handler = Collect()
    async with consuming(bus, bus.consume_batch(FETCHER_LIVE, handler, verdict, size=100)):
        await eventually(lambda: len(handler.messages) == 50)
    assert {message.issue_id for message in handler.messages} == set(range(1, 51))
    assert len(handler.batches) < 50
    assert (await queue_depths(amqp_url))[FETCHER_LIVE.queue] == 0


async def test_what_is_handled_together_is_bounded_in_bytes_and_one_body_may_be_larger(
    bus, channel
):
    exchange = await channel.get_exchange(EXCHANGE)
    sizes = [1, *([BATCH_BYTES // 4] * 11), BATCH_BYTES + 1]
    for number, size in enumerate(sizes, start=1):
        body = {"connection": "acme", "issue_id": number, "unknown": "x" * size}
        await exchange.publish(aio_pika.Message(json.dumps(body).encode()), "issue.changed.acme")
    batches = []

    async def handler(batch):
        batches.append([received.message.issue_id for received in batch])
        # The others arrive meanwhile.
        await asyncio.sleep(0.5)
        return Outcome()

    async with consuming(bus, bus.consume_batch(FETCHER_LIVE, handler, verdict, size=100)):
        await eventually(lambda: sum(map(len, batches)) == len(sizes))
    assert [number for batch in batches for number in batch] == list(range(1, 14))
    assert max(map(len, batches)) in {3, 4}
    assert batches[-1] == [13]


async def test_one_failing_message_never_fails_its_batch(bus, amqp_url):
    await bus.publish(*(changed(n) for n in range(1, 11)))
    handler = Collect(lambda message, _: ValueError("three") if message.issue_id == 3 else None)
    async with consuming(bus, bus.consume_batch(FETCHER_LIVE, handler, verdict, size=100)):
        await eventually(lambda: len(handler.messages) == 10)
    parked = await list_parked(amqp_url, FETCHER_LIVE.queue)
    assert [json.loads(message.body)["issue_id"] for message in parked] == [3]
    assert (await queue_depths(amqp_url))[FETCHER_LIVE.queue] == 0


async def test_a_failed_message_waits_and_comes_back_with_its_attempt_counted(bus):
    handler = Collect(lambda _, envelope: KeyError("not yet") if envelope.attempt < 3 else None)
    await bus.publish(changed(1))
    async with consuming(bus, bus.consume_batch(FETCHER_LIVE, handler, verdict, size=10)):
        await eventually(lambda: len(handler.messages) == 3)
    assert [envelope.attempt for envelope in handler.envelopes] == [1, 2, 3]
    assert len({envelope.id for envelope in handler.envelopes}) == 1


async def test_a_wait_is_as_long_as_asked_for(bus):
    loop = asyncio.get_running_loop()
    moments = []

    async def handler(batch):
        moments.append(loop.time())
        error = KeyError("wait")
        return Outcome(failures={0: error} if batch[0].envelope.attempt == 1 else {})

    await bus.publish(changed(1))
    longer = lambda _error: Retry(after=WAITS[1])  # noqa: E731
    async with consuming(bus, bus.consume_batch(FETCHER_LIVE, handler, longer, size=10)):
        await eventually(lambda: len(moments) == 2)
    assert moments[1] - moments[0] >= WAITS[1].total_seconds() * 0.9


async def test_after_eight_attempts_a_message_is_parked_with_reason_and_traceback(bus, amqp_url):
    def always(_message, _envelope):
        try:
            raise KeyError("never")
        except KeyError as error:
            return error

    handler = Collect(always)
    await bus.publish(changed(1))
    soon = lambda _error: Retry(after=WAITS[0])  # noqa: E731
    async with consuming(bus, bus.consume_batch(FETCHER_LIVE, handler, soon, size=10)):
        await eventually(lambda: len(handler.messages) == 8)
    (parked,) = await list_parked(amqp_url, FETCHER_LIVE.queue)
    assert "failed 8 times" in parked.why
    assert "KeyError" in parked.traceback
    assert parked.routing_key == "issue.changed.acme"
    assert parked.attempt == 8


async def test_a_retry_for_ever_is_never_parked(bus, amqp_url):
    handler = Collect(lambda _, envelope: KeyError("x") if envelope.attempt < 11 else None)
    await bus.publish(changed(1))
    forever = lambda _error: Retry(after=WAITS[0], forever=True)  # noqa: E731
    async with consuming(bus, bus.consume_batch(FETCHER_LIVE, handler, forever, size=10)):
        await eventually(lambda: len(handler.messages) == 11)
    assert await list_parked(amqp_url, FETCHER_LIVE.queue) == []


async def test_a_body_that_is_no_message_is_parked_at_once_without_showing_its_values(
    bus, amqp_url, channel
):
    exchange = await channel.get_exchange(EXCHANGE)
    body = b'{"connection": "acme", "issue_id": "s3cret"}'
    await exchange.publish(aio_pika.Message(body), "issue.changed.acme")
    await exchange.publish(aio_pika.Message(b"\xff\x00"), "issue.changed.acme")
    handler = Collect()
    async with consuming(bus, bus.consume_batch(FETCHER_LIVE, handler, verdict, size=10)):
        await asyncio.sleep(0.5)
    parked = await list_parked(amqp_url, FETCHER_LIVE.queue)
    assert handler.messages == []
    assert len(parked) == 2
    assert "issue_id is wrong: int parsing" in parked[0].why
    assert all("s3cret" not in message.why + message.traceback for message in parked)


async def test_a_body_typed_by_hand_without_headers_is_a_message(bus, channel):
    handler = Collect()
    exchange = await channel.get_exchange(EXCHANGE)
    await exchange.publish(aio_pika.Message(b'{"connection": "acme"}'), "sync.requested.acme")
    async with consuming(bus, bus.consume_batch(FETCHER_SYNC, handler, verdict, size=10)):
        await eventually(lambda: handler.messages)
    assert handler.messages == [SyncRequested(connection="acme")]
    assert handler.envelopes[0].attempt == 1
    assert handler.envelopes[0].id


async def test_a_streaming_handlers_messages_are_published_before_the_acknowledgement(
    bus, amqp_url
):
    async def census(message, _envelope):
        for page in range(100):
            yield IssuesWanted(connection=message.connection, run=RUN, ids=(page + 1,), why="new")

    await bus.publish(SyncRequested(connection="acme"))
    async with consuming(bus, bus.consume(FETCHER_SYNC, census, verdict)):
        async with asyncio.timeout(10):
            while (await queue_depths(amqp_url))[FETCHER_BULK.queue] < 100:
                await asyncio.sleep(0.05)
    depths = await queue_depths(amqp_url)
    assert depths[FETCHER_BULK.queue] == 100
    assert depths[FETCHER_SYNC.queue] == 0


async def test_a_handler_that_is_cancelled_loses_nothing(bus, amqp_url):
    begun = asyncio.Event()

    async def hangs(_batch):
        begun.set()
        await asyncio.sleep(60)
        return Outcome()

    await bus.publish(changed(1))
    task = asyncio.create_task(bus.consume_batch(FETCHER_LIVE, hangs, verdict, size=10))
    await begun.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    depths = await queue_depths(amqp_url)
    assert depths[FETCHER_LIVE.queue] == 1
    assert depths[FETCHER_LIVE.parked] == 0


async def test_a_stop_finishes_what_is_in_hand_and_takes_nothing_new(bus, amqp_url):
    release, begun, done = asyncio.Event(), asyncio.Event(), []

    async def slow(batch):
        begun.set()
        await release.wait()
        done.extend(batch)
        return Outcome()

    await bus.publish(*(changed(n) for n in range(1, 6)))
    task = asyncio.create_task(bus.consume_batch(FETCHER_LIVE, slow, verdict, size=1))
    await begun.wait()
    stopping = asyncio.create_task(bus.stop(5))
    await asyncio.sleep(0.1)
    release.set()
    await asyncio.gather(stopping, task)
    assert len(done) == 1
    assert (await queue_depths(amqp_url))[FETCHER_LIVE.queue] == 4


async def test_a_handler_that_takes_too_long_is_tried_again(bus):
    attempts = []

    async def slow_at_first(batch):
        attempts.append(batch[0].envelope.attempt)
        await asyncio.sleep(5 if len(attempts) == 1 else 0)
        return Outcome()

    await bus.publish(changed(1))
    work = bus.consume_batch(FETCHER_LIVE, slow_at_first, verdict, size=1, timeout=0.2)
    async with consuming(bus, work):
        await eventually(lambda: len(attempts) == 2)
    assert attempts == [1, 2]


async def test_when_everything_dies_the_consumer_stops_and_says_so(bus, amqp_url):
    await bus.publish(*(changed(n) for n in range(1, 61)))
    handler = Collect(lambda *_: ValueError("outage"))
    async with consuming(bus, bus.consume_batch(FETCHER_LIVE, handler, verdict, size=1)):
        await eventually(lambda: any(consumer.stopped for consumer in bus._consumers))
        try:
            await bus.ready()
        except Exception as error:
            words = str(error)
    assert FETCHER_LIVE.queue in words
    depths = await queue_depths(amqp_url)
    assert depths[FETCHER_LIVE.parked] == 20
    assert depths[FETCHER_LIVE.queue] == 40


async def test_a_message_that_crashes_its_consumer_each_time_is_parked_by_the_broker(bus, amqp_url):
    await bus.publish(changed(1))
    for _ in range(CRASHES + 1):
        connection = await aio_pika.connect(amqp_url)
        queue = await (await connection.channel()).get_queue(FETCHER_LIVE.queue)
        assert await queue.get(timeout=5)
        await connection.close()
    async with asyncio.timeout(10):
        while (await queue_depths(amqp_url))[FETCHER_LIVE.parked] == 0:
            await asyncio.sleep(0.05)
    (parked,) = await list_parked(amqp_url, FETCHER_LIVE.queue)
    assert "crashed" in parked.why


async def test_a_parked_message_can_be_looked_at_replayed_and_discarded(bus, amqp_url):
    await bus.publish(changed(1), changed(2), changed(3))
    failing = Collect(lambda *_: ValueError("bad"))
    async with consuming(bus, bus.consume_batch(FETCHER_LIVE, failing, verdict, size=10)):
        await eventually(lambda: len(failing.messages) == 3)
    parked = await list_parked(amqp_url, FETCHER_LIVE.queue)
    assert len(parked) == 3
    while len(await list_parked(amqp_url, FETCHER_LIVE.queue)) != 3:
        await asyncio.sleep(0.05)  # what was looked at goes back when the broker gets to it
    assert await discard(amqp_url, FETCHER_LIVE.queue, [parked[0].id]) == 1
    assert await replay(amqp_url, FETCHER_LIVE.queue) == 2
    handler = Collect()
    async with connect(amqp_url, source="later", waits=WAITS) as later:
        async with consuming(later, later.consume_batch(FETCHER_LIVE, handler, verdict, size=10)):
            await eventually(lambda: len(handler.messages) == 2)
    assert all(envelope.attempt == 1 for envelope in handler.envelopes)
    assert await list_parked(amqp_url, FETCHER_LIVE.queue) == []


async def test_what_is_parked_is_still_there_however_often_it_was_looked_at(bus, amqp_url):
    await bus.publish(changed(1))
    failing = Collect(lambda *_: ValueError("bad"))
    async with consuming(bus, bus.consume_batch(FETCHER_LIVE, failing, verdict, size=10)):
        await eventually(lambda: len(failing.messages) == 1)
    for _ in range(25):
        while not await list_parked(amqp_url, FETCHER_LIVE.queue):
            await asyncio.sleep(0.02)
    assert PARKED["x-delivery-limit"] > 20, "RabbitMQ 4 would drop it at its twentieth delivery"


async def test_a_batch_is_acknowledged_in_one_multiple_only_when_nothing_older_is_open(bus):
    first_begun, release = asyncio.Event(), asyncio.Event()
    seen = []

    async def handler(batch):
        seen.append([received.message.issue_id for received in batch])
        if len(seen) == 1:
            first_begun.set()
            await release.wait()
            return Outcome(failures=dict.fromkeys(range(len(batch)), KeyError("again")))
        return Outcome()

    work = bus.consume_batch(FETCHER_LIVE, handler, verdict, size=5, concurrency=2)
    async with consuming(bus, work):
        await bus.publish(changed(1))
        await first_begun.wait()
        await bus.publish(*(changed(n) for n in range(2, 12)))
        await eventually(lambda: sum(map(len, seen)) >= 11)
        release.set()
        await eventually(lambda: sum(ids.count(1) for ids in seen) == 2)
    assert sorted(number for ids in seen for number in ids) == [1, 1, *range(2, 12)]
