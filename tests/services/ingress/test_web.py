import asyncio
import hashlib
import hmac
import io
import json

import pytest
from aiohttp.test_utils import TestClient, TestServer

from libs import connections
from libs.bus import PublishError, connect
from libs.connections import Connection, Secrets
from libs.contracts.topology import FETCHER_CATALOGUE, FETCHER_LIVE
from libs.postgres.pool import open_pool
from services.ingress.store import Addresses
from services.ingress.web import LARGEST_BODY, Ingress, application
from tests.support.fixtures import KEY, take

TOKEN, SECRET = "the-token", "the-secret"
PATH = f"/webhooks/jira/{TOKEN}"
BODY = json.dumps({"webhookEvent": "jira:issue_updated", "issue": {"id": "77"}}).encode()


def signed(body=BODY, secret=SECRET):
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"X-Hub-Signature": f"sha256={digest}"}


class Unconfirming:
    """A bus whose broker says nothing."""

    async def publish(self, *_messages):
        raise PublishError("away")


@pytest.fixture
async def pool(database_url):
    async with open_pool(database_url, application_name="test") as opened:
        secrets = Secrets([KEY])
        stored = Connection(0, "acme", "https://x", "a@b", "t", webhook_secret=SECRET)
        await connections.write(opened, secrets, stored, hashlib.sha256(TOKEN.encode()).digest())
        yield opened


async def client_of(pool, bus, **bounds):
    addresses = Addresses(pool, Secrets([KEY]))
    bounds = {"most_in_hand": 100, "most_bytes": 64 * 2**20} | bounds
    return TestClient(TestServer(application(Ingress(bus, addresses, **bounds))))


@pytest.fixture
async def bus(amqp_url):
    async with connect(amqp_url, source="ingress") as made:
        yield made


async def test_a_webhook_is_taken_once_the_broker_has_its_signal(pool, bus, amqp_url):
    async with await client_of(pool, bus) as client:
        answer = await client.post(PATH, data=BODY, headers=signed())
        assert answer.status == 202
    (message,) = await take(amqp_url, FETCHER_LIVE)
    assert (message.connection, message.issue_id) == ("acme", 77)


async def test_a_project_event_asks_for_the_catalogue(pool, bus, amqp_url):
    body = b'{"webhookEvent": "project_updated", "project": {"id": 1}}'
    async with await client_of(pool, bus) as client:
        assert (await client.post(PATH, data=body, headers=signed(body))).status == 202
    assert [m.event for m in await take(amqp_url, FETCHER_CATALOGUE)] == ["project_updated"]


@pytest.mark.parametrize(
    ("path", "body", "headers", "status"),
    [
        ("/webhooks/jira/guess", BODY, signed(), 404),
        (PATH, BODY, {}, 401),
        (PATH, BODY, signed(secret="other"), 401),
        (PATH, b"no json", signed(b"no json"), 400),
        (PATH, b"", signed(b""), 400),
        (PATH, io.BytesIO(b"x" * (LARGEST_BODY + 1)), {}, 413),
    ],
    ids=["unknown", "unsigned", "wrongly signed", "no json", "empty", "too large"],
)
async def test_what_is_not_taken_is_answered_with_one_sentence(
    pool, bus, amqp_url, path, body, headers, status
):
    async with await client_of(pool, bus) as client:
        answer = await client.post(path, data=body, headers=headers)
        assert answer.status == status
        assert (await answer.json())["message"].endswith(".")
    assert await take(amqp_url, FETCHER_LIVE) == []


async def test_without_a_confirm_jira_is_told_to_come_again(pool):
    async with await client_of(pool, Unconfirming()) as client:
        answer = await client.post(PATH, data=BODY, headers=signed())
        assert answer.status == 503
        assert int(answer.headers["Retry-After"]) > 0


async def test_more_than_can_be_in_hand_is_told_to_come_again(pool):
    class Slow:
        async def publish(self, *_messages):
            await asyncio.sleep(0.3)

    async with await client_of(pool, Slow(), most_in_hand=2) as client:
        answers = await asyncio.gather(
            *(client.post(PATH, data=BODY, headers=signed()) for _ in range(10))
        )
        statuses = sorted(answer.status for answer in answers)
        assert statuses == [202] * 2 + [503] * 8
        assert (await client.post(PATH, data=BODY, headers=signed())).status == 202


async def test_a_known_address_works_while_the_database_is_down(pool, bus, amqp_url):
    async with await client_of(pool, bus) as client:
        assert (await client.post(PATH, data=BODY, headers=signed())).status == 202
        pool.terminate()
        for _ in range(3):
            assert (await client.post(PATH, data=BODY, headers=signed())).status == 202
            assert (await client.post("/webhooks/jira/no", data=BODY)).status == 404
    assert len(await take(amqp_url, FETCHER_LIVE)) == 4


async def test_a_start_while_the_database_is_down_is_told_to_come_again(pool, bus):
    pool.terminate()
    async with await client_of(pool, bus) as client:
        assert (await client.post(PATH, data=BODY, headers=signed())).status == 503
