"""Behind the scenes: the truth, deeds, faults and counts over HTTP."""

# mypy: allow-untyped-defs, allow-untyped-calls

import asyncio
import json

import aiohttp
import pytest

from tests.simulator.asking import get, post


@pytest.fixture
async def control(jira):
    async with aiohttp.ClientSession(f"{jira.url}/_control/") as http:
        yield http


async def lines(control, **asked):
    async with control.get("truth", params=asked) as answer:
        assert answer.status == 200
        return [json.loads(line) for line in (await answer.text()).splitlines()]


async def do(control, **told):
    async with control.post("mutate", json=told) as answer:
        return answer.status, await answer.json()


async def test_the_truth_is_every_visible_issue_and_every_history_entry(control, jira):
    issues, changes = await lines(control), await lines(control, what="changes")
    true = {i.id: len(i.changes) for i in jira.world.issues.values()}
    assert {line["id"] for line in issues} == true.keys()
    assert len(changes) == sum(true.values())
    assert len({line["id"] for line in changes}) == len(changes)
    average = len(changes) / len(issues)
    assert 2.2 < average < 3.2


async def test_the_truth_since_a_moment_is_what_changed_since(control):
    _, (before,) = await do(control, do="edit", issue="10001")
    await asyncio.sleep(0.002)
    _, (after,) = await do(control, do="edit", issue="10002")
    issues = await lines(control, since=after["updated"])
    changes = await lines(control, what="changes", since=after["updated"])
    assert [line["id"] for line in issues] == [10002]
    assert [line["id"] for line in changes] == [after["change"]]
    assert before["change"] != after["change"]


@pytest.mark.parametrize("what", ["details", "users", "projects"])
async def test_the_truth_is_told_of_other_things_too(control, what):
    assert await lines(control, what=what)


async def test_what_is_deleted_or_archived_is_told_as_such(control):
    await do(control, do="delete", issue="10009")
    await do(control, do="archive", issue="10010")
    assert [line["id"] for line in await lines(control, what="deleted")] == [10009]
    assert {"id": 10010} in await lines(control, what="archived")
    assert {10009, 10010}.isdisjoint(line["id"] for line in await lines(control))


@pytest.mark.parametrize("query", ["what=nothing", "since=yesterday"])
async def test_a_question_that_makes_no_sense_is_refused(control, query):
    async with control.get(f"truth?{query}") as answer:
        assert answer.status == 400


async def test_several_deeds_are_done_in_order(control):
    async with control.post(
        "mutate",
        json=[{"do": "edit", "issue": "10001"}, {"do": "bulk", "count": 5, "issues": 2}],
    ) as answer:
        done = await answer.json()
    assert len(done) == 6
    assert len({deed["id"] for deed in done[1:]}) <= 2


async def test_an_impossible_deed_is_refused(control):
    assert (await do(control, do="edit", issue="NONE-1"))[0] == 400
    assert (await do(control, do="fly"))[0] == 400


async def test_faults_are_switched_read_and_cleared(control, jira):
    async with control.post("faults", json={"short_pages": 0.5, "seed": 7}) as answer:
        assert (await answer.json())["short_pages"] == 0.5
    async with control.get("faults") as answer:
        assert (await answer.json())["seed"] == 7
    async with control.delete("faults") as answer:
        assert (await answer.json())["short_pages"] == 0
    assert jira.faults.short_pages == 0


@pytest.mark.parametrize("told", [{"gremlins": 1}, {"short_pages": 2}])
async def test_a_fault_that_does_not_exist_is_refused(control, told):
    async with control.post("faults", json=told) as answer:
        assert answer.status == 400


async def test_requests_are_counted_by_page_and_status_until_reset(control, http):
    await get(http, "issue/10001")
    await get(http, "issue/10002")
    await post(http, "search/jql", jql="ORDER BY key")
    await get(http, "nothing")
    async with http.delete("/rest/api/3/issue/10001"):
        pass
    async with control.get("requests") as answer:
        told = await answer.json()
    assert told["total"] == 5
    assert told["by_page"]["GET /rest/api/3/issue/{name}"] == 2
    assert told["by_status"] == {"200": 2, "400": 1, "404": 1, "405": 1}
    assert (told["writes"], told["peak"]) == (1, 1)
    async with control.delete("requests"):
        pass
    async with control.get("requests") as answer:
        assert (await answer.json())["total"] == 0


async def test_webhooks_are_registered_at_run_time(control, jira):
    async with control.post("webhook", json={"url": "http://127.0.0.1:9/", "secret": "s"}):
        pass
    assert (jira.sender.url, jira.sender.secret) == ("http://127.0.0.1:9/", "s")
    async with control.delete("webhook"):
        pass
    assert jira.sender.url is None
    async with control.get("webhooks") as answer:
        told = await answer.json()
    assert told["pending"] == told["made"] == 0
