"""What a person types on the bus, and queues that nobody reads."""

import asyncio
from urllib.parse import quote

import aiohttp
import pytest
from yarl import URL

from libs.bus.parked import list_parked, queue_depths, queues
from libs.contracts.issue_changed import IssueChanged
from libs.contracts.topology import EXCHANGE, FETCHER_LIVE
from tests.libs.bus.conftest import Collect, consuming, eventually, verdict

BODY = b'{"connection": "acme", "issue_id": 1}'


@pytest.fixture
async def typed(backing, amqp_url, bus):
    """Publish a body and nothing else, as RabbitMQ's own pages do: no id, no headers."""
    place = URL(amqp_url)
    host = quote(place.path.removeprefix("/"), safe="")
    page = f"{backing.management_url}/api/exchanges/{host}/{EXCHANGE}/publish"
    login = aiohttp.encode_basic_auth(place.user or "", place.password or "")

    async def publish(body):
        told = {"properties": {}, "routing_key": "issue.changed.acme", "payload_encoding": "string"}
        async with aiohttp.ClientSession(headers={"Authorization": login}) as http:
            async with http.post(
                URL(page, encoded=True), json=told | {"payload": body.decode()}
            ) as answer:
                assert (await answer.json())["routed"]

    return publish


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"not JSON", "the body is not JSON"),
        (b"[]", "the body is no object"),
        (b'{"issue_id": 1}', "connection is missing"),
        (b'{"connection": "A.B", "issue_id": 1}', "connection is not of the form"),
        (b'{"connection": "a", "issue_id": -1}', "issue_id is wrong: greater than"),
    ],
)
async def test_a_body_typed_wrong_is_parked_in_plain_words_under_the_id_of_the_log(
    bus, typed, amqp_url, body, words, capsys
):
    await typed(body)
    async with consuming(bus, bus.consume_batch(FETCHER_LIVE, Collect(), verdict, size=1)):
        async with asyncio.timeout(10):
            while not (await queue_depths(amqp_url))[FETCHER_LIVE.parked]:
                await asyncio.sleep(0.05)
    (parked,) = await list_parked(amqp_url, FETCHER_LIVE.queue)
    assert words in parked.why
    assert parked.id in capsys.readouterr().out


async def test_a_message_without_an_id_keeps_the_one_made_up_for_it_when_tried_again(bus, typed):
    await typed(BODY)
    handler = Collect(lambda _, envelope: KeyError("not yet") if envelope.attempt == 1 else None)
    async with consuming(bus, bus.consume_batch(FETCHER_LIVE, handler, verdict, size=1)):
        await eventually(lambda: len(handler.messages) == 2)
    assert len({envelope.id for envelope in handler.envelopes}) == 1


async def test_a_queue_where_messages_wait_for_nobody_is_named(bus, amqp_url):
    await bus.publish(IssueChanged(connection="acme", issue_id=1))
    assert (await queues(amqp_url)).unread == (FETCHER_LIVE.queue,)
    async with consuming(bus, bus.consume_batch(FETCHER_LIVE, Collect(), verdict, size=1)):
        async with asyncio.timeout(10):
            while (await queues(amqp_url)).unread:
                await asyncio.sleep(0.05)
