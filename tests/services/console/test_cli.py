"""The command line as a person and a script see it."""

import asyncio
import json
import os
import sys
from datetime import time
from pathlib import Path

import aio_pika
import asyncpg
import pytest

from libs.bus import connect
from libs.contracts.topology import EXCHANGE, FETCHER_SYNC, MAPPER_MAPPING
from tests.simulator import Simulator
from tests.simulator.generate import generate
from tests.support.fixtures import KEY, take

ROOT = Path(__file__).parents[3]


@pytest.fixture
async def jira():
    async with Simulator.start(generate(60)) as made:
        yield made


@pytest.fixture
def console(database_url, amqp_url, jira):
    async def run(*arguments, **environment):
        settings = {
            "DATABASE_URL": database_url,
            "AMQP_URL": amqp_url,
            "SECRET_KEYS": KEY,
            "ALLOW_PRIVATE_JIRA": "true",
            "JIRA_TOKEN": jira.token,
            "JIRA_GATEWAY": jira.url,
            "PUBLIC_URL": "https://hooks.example.com/",
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "services.console.cli", *arguments,
            cwd=ROOT, env=os.environ | settings | environment,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, err = await asyncio.wait_for(process.communicate(), 60)
        return process.returncode, out.decode(), err.decode()

    return run


def connecting(jira, *more):
    return ("connect", "acme", "--url", jira.url, "--email", jira.email, *more)


async def test_connect_tests_stores_and_shows_the_webhook_only_once(console, jira):
    code, out, _ = await console(*connecting(jira))
    assert code == 0
    assert "✓ authenticated: Authenticated as Flowstate sync." in out
    assert "5 projects are visible: APP, DATA, LAB, OPS, WEB" in out
    assert "https://hooks.example.com/webhooks/jira/" in out
    assert jira.token not in out
    code, out, _ = await console(*connecting(jira))
    assert code == 0
    assert "the webhook stays as it is" in out
    code, out, _ = await console(*connecting(jira, "--new-webhook", "--json"))
    told = json.loads(out)
    assert told["webhook"]["secret"]
    assert (told["stored"], [check["passed"] for check in told["checks"]]) == (True, [True] * 7)
    assert jira.gate.writes == 0


async def test_a_renewed_token_leaves_mode_and_schedule_as_they_are(
    console, jira, database_url, amqp_url
):
    await console(*connecting(jira, "--mode", "epics", "--daily-at", "04:15"))
    await console("schedule", "acme", "--zone", "Europe/Paris")
    assert (await console(*connecting(jira)))[0] == 0
    query = "select mode, daily_at, daily_zone, account_zone from sync.connection"
    stored = await asyncpg.connect(database_url)
    try:
        row = await stored.fetchrow(query)
        assert row is not None
        assert tuple(row.values()) == ("epics", time(4, 15), "Europe/Paris", "Asia/Kolkata")
        await console(*connecting(jira, "--mode", "projects", "--zone", "Asia/Tokyo"))
        row = await stored.fetchrow(query)
        assert row is not None
        assert tuple(row.values())[:3] == ("projects", time(4, 15), "Asia/Tokyo")
    finally:
        await stored.close()
    assert [told.changed for told in await take(amqp_url, MAPPER_MAPPING)] == ["mode"]


async def test_a_wrong_token_is_said_with_what_to_do_and_nothing_is_stored(console, jira):
    code, out, err = await console(*connecting(jira), JIRA_TOKEN="wr0ng")
    assert code == 1
    assert "✗ authenticated" in out
    assert "API tokens" in out
    assert "Nothing was stored" in err
    assert "wr0ng" not in out + err
    assert (await console("test", "acme"))[0] == 2
    _, out, _ = await console(*connecting(jira, "--json"), JIRA_TOKEN="wr0ng")
    assert json.loads(out)["stored"] is False


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The token file is empty."),
        (b" \n", "The token file is empty."),
        (b"\xff\x00\xfe", "not text"),
        (b"a\x00b", "holds no token"),
        (None, "cannot be read: No such file"),
    ],
)
async def test_a_token_file_that_holds_none_is_said(console, jira, tmp_path, content, words):
    place = tmp_path / "token"
    if content is not None:
        place.write_bytes(content)
    code, out, err = await console(*connecting(jira, "--token-file", str(place)))
    assert (code, words in err) == (2, True)
    assert "Traceback" not in out + err


async def test_of_a_url_with_a_path_only_the_site_counts_and_that_is_said(console, jira):
    place = ("connect", "acme", "--url", f"{jira.url}/jira/projects?x=1", "--email", jira.email)
    code, _, err = await console(*place)
    assert (code, f"Only the site's address counts of that URL: {jira.url}" in err) == (0, True)
    assert "Only the site" not in (await console(*connecting(jira)))[2]


async def test_a_site_that_does_not_answer_is_said_in_plain_words(console, jira):
    nobody = ("connect", "x", "--url", "http://127.0.0.1:1", "--email", "a@example.com")
    code, out, _ = await console(*nobody)
    assert (code, "nothing answers at that address" in out) == (1, True)
    assert "Error" not in out


async def test_a_scoped_token_finds_its_gateway_by_itself(console, jira):
    jira.gate.scoped_token = "scoped"
    code, out, _ = await console(*connecting(jira), JIRA_TOKEN="scoped")
    assert code == 0, out
    assert (await console("test", "acme"))[0] == 0
    assert any("/ex/jira/" in page for page in jira.gate.counts)


async def test_a_sync_asked_for_is_a_message_with_its_run(console, jira, amqp_url):
    await console(*connecting(jira))
    code, out, _ = await console("sync", "acme", "--project", "APP", "--deep", "--json")
    (message,) = await take(amqp_url, FETCHER_SYNC)
    assert code == 0
    assert json.loads(out)["run"] == str(message.run)
    assert (message.deep, message.scope.projects) == (True, ("APP",))


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("sync", "nobody"), 2, "no connection named 'nobody'"),
        (("sync", "acme", "--project", "A", "--issue", "A-1"), 2, "not both"),
        (("parked", "list", "nothing"), 2, "no queue is named"),
        (("map-field", "acme", "rank", "customfield_1"), 2, "no behaviour"),
        (("connect", "Bad Name", "--url", "https://a.b", "--email", "x"), 2, "small letters"),
        (("connect", "x" * 64, "--url", "https://a.b", "--email", "x"), 2, "63 of them at most"),
        (("connect", "x", "--url", "https://a.b", "--email", "x"), 2, "no e-mail address"),
        (("connect", "x", "--url", "ftp://a.b", "--email", "x"), 2, "begins with https"),
        (("connect", "x", "--url", "https://a.b", "--email", "x", "--zone", "No"), 2, "time zone"),
        (("connect", "x", "--url", "https://a.b", "--email", "x", "--daily-at", "9"), 2, "HH:MM"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
async def test_wrong_input_is_one_clear_sentence_and_exit_status_two(
    console, arguments, code, words
):
    got, out, err = await console(*arguments)
    assert got == code
    assert words in out + err
    assert "Traceback" not in out + err


async def test_a_database_or_broker_that_is_away_is_exit_status_three(console, jira):
    await console(*connecting(jira))
    nowhere = {"DATABASE_URL": "postgresql://u@127.0.0.1:1/x"}
    code, _, err = await console("status", **nowhere)
    assert (code, "PostgreSQL does not answer" in err) == (3, True)
    code, _, err = await console("status", AMQP_URL="amqp://guest:guest@127.0.0.1:1/")
    assert (code, "RabbitMQ does not answer" in err) == (3, True)


async def test_status_shows_connections_and_queues(console, jira):
    code, out, _ = await console("status")
    assert (code, "no connection yet" in out) == (0, True)
    await console(*connecting(jira))
    code, out, _ = await console("status", "--json")
    told = json.loads(out)
    assert code == 0
    (acme,) = told["connections"]
    assert (acme["slug"], acme["daily_at"], acme["runs"]) == ("acme", "02:00", [])
    assert told["unread"] == []
    assert told["queues"]["fetcher.live"] == 0


async def test_what_is_parked_is_listed_shown_replayed_and_discarded(console, amqp_url):
    async with connect(amqp_url, source="test") as bus:
        await bus.ready()
    connection = await aio_pika.connect(amqp_url)
    async with connection:
        channel = await connection.channel()
        for name in ("one", "two"):
            message = aio_pika.Message(
                b'{"connection": "acme"}', message_id=name, headers={"x-parked-why": f"why {name}"}
            )
            await channel.default_exchange.publish(message, FETCHER_SYNC.parked)
        assert await channel.get_exchange(EXCHANGE)
    _, out, _ = await console("parked", "list", FETCHER_SYNC.queue)
    assert "one  fetcher.sync  why one" in out
    _, out, _ = await console("parked", "show", FETCHER_SYNC.queue, "two")
    assert '{"connection": "acme"}' in out
    _, out, _ = await console("status")
    assert f"`parked list {FETCHER_SYNC.queue}` says what was put aside." in out
    for verb in ("discard", "replay"):
        code, out, err = await console("parked", verb, FETCHER_SYNC.queue, "three")
        assert (code, out[:2], "1 of these ids is not parked" in err) == (1, "0 ", True)
    _, out, _ = await console("parked", "discard", FETCHER_SYNC.queue, "two")
    assert "1 thrown away" in out
    _, out, _ = await console("parked", "replay", FETCHER_SYNC.queue)
    assert "1 put back" in out
    assert "Nothing is parked of it" in (await console("parked", "list", FETCHER_SYNC.queue))[1]
    assert [message.connection for message in await take(amqp_url, FETCHER_SYNC)] == ["acme"]


async def test_connecting_is_logged_without_a_secret(console, jira, database_url):
    _, out, _ = await console("--by", "grace", *connecting(jira, "--json"))
    webhook = json.loads(out.splitlines()[-1])["webhook"]
    stored = await asyncpg.connect(database_url)
    try:
        rows = await stored.fetch("select by, act, what::text from sync.audit")
    finally:
        await stored.close()
    assert [(row["by"], row["act"]) for row in rows] == [("grace", "connect")]
    told = json.loads(rows[0]["what"])
    assert (told["slug"], told["email"], told["webhook"]) == ("acme", jira.email, "new")
    for secret in (jira.token, webhook["secret"], webhook["url"].rpartition("/")[2]):
        assert secret not in rows[0]["what"]
