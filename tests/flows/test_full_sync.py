"""A full sync, whatever Jira's answers look like that day."""

import asyncio
import json
import urllib.request
from base64 import b64encode
from uuid import uuid4

import pytest

from libs.bus.parked import list_parked
from libs.contracts.topology import FETCHER_LIVE
from tests.simulator.generate import generate
from tests.simulator.recorded import load
from tests.support.system import ENDED_WELL, connected


async def test_every_issue_and_history_entry_is_in_the_database_after_a_sync(site):
    await site.sync()
    found = await site.compared()
    assert found.issues == 300
    assert found.changes > 300
    assert found.divergence == 0, found.examples


@pytest.mark.parametrize(
    "faults",
    [
        {"short_pages": 0.7},
        {"histories_a_page": 7},
        {"numeric_created": True},
        {"hide_emails": True},
        {"localised": True},
        {"limited": {"probability": 0.05}, "limited_html": True, "retry_after": 1},
        {"limited": {"probability": 0.05, "next": 2}, "limited_silent": True},
        {"unavailable": {"probability": 0.1}},
        {"dropped": {"probability": 0.1}},
        {"truncated": {"probability": 0.1}},
        {"clock_skew_seconds": -300},
    ],
    ids=lambda faults: next(iter(faults)),
)
async def test_a_sync_ends_level_although(system, faults):
    async with connected(system, generate(700)) as site:
        site.jira.faults.change(faults)
        await site.sync(seconds=90)
        site.jira.faults.change(
            {name: type(site.jira.faults)().model_dump()[name] for name in faults}
        )
        found = await site.compared()
        assert found.divergence == 0, found.examples
        assert site.jira.gate.writes == 0
        assert site.jira.gate.peak <= 8


async def test_an_unchanged_second_sync_asks_little_and_reads_no_issue(site):
    await site.sync()
    site.jira.gate.reset()
    run = await site.sync()
    assert site.jira.gate.counts["POST /rest/api/3/issue/bulkfetch"] == 0
    assert site.jira.gate.total <= 30
    row = await site.pool.fetchrow("select listed, wanted from sync.run where run = $1", run)
    assert (row["listed"], row["wanted"]) == (300, 0)


async def test_a_deep_sync_reads_every_issue_again(site):
    await site.sync()
    run = await site.sync(deep=True)
    row = await site.pool.fetchrow("select wanted, fetched from sync.run where run = $1", run)
    assert (row["wanted"], row["fetched"]) == (300, 300)
    assert (await site.compared()).divergence == 0


async def test_a_sync_of_one_project_lists_that_project_only(site):
    project = site.jira.world.projects[10_000]
    run = await site.sync(scope={"projects": [project.key]})
    listed = await site.pool.fetchval("select listed from sync.run where run = $1", run)
    assert listed == len(site.jira.world.members[project.id])


async def test_a_sync_of_some_issues_finds_them_by_key_id_and_old_key(site):
    await site.sync()
    issues = list(site.jira.world.issues.values())
    old_key = issues[0].key
    site.jira.faults.change({"webhook_losses": 1.0})
    home = next(p for p in site.jira.world.projects.values() if p is not issues[0].project)
    site.jira.do("move", issue=old_key, project=home.key)
    names = [old_key, str(issues[1].id), issues[2].key]
    run = await site.sync(scope={"issues": names})
    row = await site.pool.fetchrow("select wanted, fetched from sync.run where run = $1", run)
    assert (row["wanted"], row["fetched"]) == (3, 3)
    assert (await site.compared()).divergence == 0


async def test_a_body_typed_by_hand_on_the_management_page_is_a_whole_sync(site, backing):
    """What RabbitMQ's own tools send: no headers, no properties, a body."""
    vhost = site.system.amqp_url.rpartition("/")[2]
    body = {
        "properties": {},
        "routing_key": f"sync.requested.{site.slug}",
        "payload": json.dumps({"connection": site.slug}),
        "payload_encoding": "string",
    }
    request = urllib.request.Request(  # noqa: S310 - the broker under test
        f"{backing.management_url}/api/exchanges/{vhost}/flowstate/publish",
        data=json.dumps(body).encode(),
        headers={
            "Authorization": f"Basic {b64encode(b'guest:guest').decode()}",
            "Content-Type": "application/json",
        },
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: ASYNC210, S310
        assert json.loads(answer.read()) == {"routed": True}
    await site.until(
        "select phase = 'done' from sync.run r join sync.connection c on c.id = r.connection_id"
        " where c.slug = $1",
        site.slug,
    )
    assert (await site.compared()).divergence == 0


async def test_nothing_follows_from_an_expired_tokens_empty_answers_and_a_new_one_ends_level(site):
    """An expired token may be answered with 200 and nothing: everything waits for a new one."""
    await site.sync()
    site.jira.faults.change({"expired": True})
    site.jira.do("bulk", count=20)
    await site.until(
        "select state = 'needs_attention' from sync.connection where slug = $1", site.slug
    )
    count = await site.pool.fetchval(
        "select count(*) from jira.issue i join sync.connection c on c.id = i.connection_id"
        " where c.slug = $1",
        site.slug,
    )
    assert count == 300
    reason = await site.pool.fetchval(
        "select state_reason from sync.connection where slug = $1", site.slug
    )
    assert "token" in reason
    assert await list_parked(site.system.amqp_url, FETCHER_LIVE.queue) == []
    site.jira.faults.change({"expired": False})
    site.jira.gate.token = "a new one"
    await site.renew_token("a new one")
    await site.sync()
    found = await site.compared()
    assert found.divergence == 0, found.examples


@pytest.mark.parametrize(
    ("fault", "cure", "word"),
    [
        ({"captcha": True}, {"captcha": False}, "CAPTCHA"),
        ({"forbidden": "/bulkfetch"}, {"forbidden": ""}, "forbids"),
    ],
    ids=["a_captcha", "a_refusal"],
)
async def test_everything_waits_for_a_person_after(site, fault, cure, word):
    await site.sync()
    site.jira.faults.change(fault)
    site.jira.do("bulk", count=5)
    await site.until(
        "select state = 'needs_attention' and state_reason like '%' || $2 || '%'"
        " from sync.connection where slug = $1",
        site.slug, word,
    )  # fmt: skip
    assert await list_parked(site.system.amqp_url, FETCHER_LIVE.queue) == []
    site.jira.faults.change(cure)
    await site.renew_token(site.jira.gate.token + " ")
    site.jira.gate.token += " "
    await site.sync()
    assert (await site.compared()).divergence == 0


@pytest.mark.recorded_data
@pytest.mark.timeout(200)
async def test_the_recorded_site_costs_few_requests_and_next_to_none_again(system, data_folder):
    world = load(data_folder / "titanium-issues.jsonl.gz")
    async with connected(system, world) as site:
        await site.sync(seconds=150)
        first = site.jira.gate.total
        found = await site.compared()
        site.jira.gate.reset()
        await site.sync()
        assert found.divergence == 0, found.examples
        assert found.issues == 29_057
        assert first <= found.issues / 40
        assert site.jira.gate.total <= 60


async def test_where_jira_takes_a_thousand_ids_a_read_few_reads_are_made(system):
    async with connected(system, generate(3_000)) as site:
        site.jira.faults.change({"most_bulk": 1000})
        await site.sync()
        assert site.jira.gate.counts["POST /rest/api/3/issue/bulkfetch"] <= 15
        assert (await site.compared()).divergence == 0


async def test_where_jira_refuses_a_thousand_ids_one_refusal_teaches_a_hundred(system):
    async with connected(system, generate(2_500)) as site:
        await site.sync()
        assert site.jira.gate.statuses[400] <= 4
        assert (await site.compared()).divergence == 0


async def test_a_page_token_that_repeats_for_ever_ends_no_run_and_loses_nothing(site):
    await site.sync()
    site.jira.faults.change({"repeat_token": True, "short_pages": 1.0})
    run = uuid4()
    await site.ask(run=run)
    await site.until("select exists (select from sync.run where run = $1)", run)
    site.jira.faults.change({"repeat_token": False, "short_pages": 0.0})
    await site.until("select phase = 'done' from sync.run where run = $1", run, seconds=60)
    assert (await site.compared()).divergence == 0


async def test_requests_of_the_same_scope_join_the_run_under_way(site):
    site.jira.faults.change({"latency_ms": 30})
    first, second = uuid4(), uuid4()
    await asyncio.gather(site.ask(run=first), site.ask(run=second), site.ask())
    await site.until(
        "select count(*) = 2 from sync.joined_run j join sync.run r on r.run = j.joins"
        " where r.connection_id = $1",
        await site.number(),
    )
    for run in (first, second):
        await site.until(ENDED_WELL, run)
    runs = await site.pool.fetchval(
        "select count(*) from sync.run where connection_id = $1", await site.number()
    )
    assert runs == 1
    assert (await site.compared()).divergence == 0


async def test_a_request_of_another_scope_or_a_deep_one_is_a_run_of_its_own(site):
    site.jira.faults.change({"latency_ms": 30})
    key = site.jira.world.projects[10_000].key
    await asyncio.gather(site.sync(), site.sync(deep=True), site.sync(scope={"projects": [key]}))
    runs = await site.pool.fetchval(
        "select count(*) from sync.run where connection_id = $1", await site.number()
    )
    assert runs == 3
    assert (await site.compared()).divergence == 0


async def test_a_sync_of_an_unknown_project_fails_with_the_reason(site):
    run = uuid4()
    await site.ask(run=run, scope={"projects": ["NOPE"]})
    await site.until("select phase = 'failed' from sync.run where run = $1", run)
    assert "NOPE" in await site.pool.fetchval("select error from sync.run where run = $1", run)


async def test_an_issue_that_cannot_be_found_is_said(site):
    await site.sync()
    run = await site.sync(scope={"issues": ["NOPE-1", "APP-1"]})
    row = await site.pool.fetchrow("select note, fetched from sync.run where run = $1", run)
    assert row["note"] == "1 of APP-1, NOPE-1 cannot be found"
    assert row["fetched"] == 1


async def test_a_wish_that_comes_again_after_its_run_ended_is_not_taken_twice(site):
    run = await site.sync()
    site.jira.gate.reset()
    await site.ask(run=run)
    other = await site.sync(scope={"projects": [site.jira.world.projects[10_000].key]})
    assert other != run
    assert site.jira.gate.counts["POST /rest/api/3/search/jql"] <= 2, "one project listed, once"
