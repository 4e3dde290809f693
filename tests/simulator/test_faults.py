"""Each way in which a request can go wrong, switched on."""

# mypy: allow-untyped-defs, allow-untyped-calls

import asyncio
from datetime import timedelta
from email.utils import parsedate_to_datetime

import aiohttp
import pytest

from tests.simulator.asking import API, get, login, post
from tests.simulator.generate import generate
from tests.simulator.server import Simulator


async def answer_to(http, path="myself"):
    async with http.get(f"{API}/{path}") as answer:
        return answer.status, answer.headers, await answer.text()


async def test_too_fast_is_429_with_json_and_how_long_to_wait(http, jira):
    jira.faults.change({"limited": {"next": 1}, "retry_after": 7})
    status, headers, text = await answer_to(http)
    assert (status, headers["Retry-After"]) == (429, "7")
    assert headers["RateLimit-Reason"] == "jira-burst-based"
    assert text.startswith("{")
    assert (await answer_to(http))[0] == 200


async def test_a_gateway_says_429_with_html_and_not_how_long(http, jira):
    jira.faults.change({"limited": {"next": 1}, "limited_html": True, "limited_silent": True})
    status, headers, text = await answer_to(http)
    assert status == 429
    assert "Retry-After" not in headers
    assert text.startswith("<!DOCTYPE html>")
    assert headers["Content-Type"].startswith("text/html")


async def test_a_burst_slows_one_endpoint_and_no_other(http, jira):
    jira.faults.change({"burst": 3})
    statuses = [(await get(http, "status"))[0] for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    assert (await get(http, "issuetype"))[0] == 200


async def test_a_bucket_has_a_size_and_fills_again(http, jira):
    jira.faults.change({"burst": 10, "burst_size": 2})
    statuses = [(await get(http, "status"))[0] for _ in range(3)]
    assert statuses == [200, 200, 429]
    await asyncio.sleep(0.15)
    assert (await get(http, "status"))[0] == 200
    assert jira.gate.limited == {"GET /rest/api/3/status": 1}


async def test_a_fault_may_befall_some_pages_only(http, jira):
    jira.faults.change({"unavailable": {"probability": 1, "path": "bulkfetch"}})
    body = {"json": {"issueIdsOrKeys": ["10001"]}}
    async with http.post(f"{API}/issue/bulkfetch", **body) as answer:
        assert answer.status == 503
    assert (await answer_to(http))[0] == 200


async def test_a_dropped_connection_gives_no_answer(http, jira):
    jira.faults.change({"dropped": {"probability": 1, "path": "bulkfetch"}})
    with pytest.raises(aiohttp.ClientError):
        await post(http, "issue/bulkfetch", issueIdsOrKeys=["10001"])
    assert (await answer_to(http))[0] == 200


async def test_a_slow_answer_comes_late(http, jira):
    jira.faults.change({"slow": {"next": 1}, "slow_seconds": 0.2})
    loop = asyncio.get_running_loop()
    begun = loop.time()
    await answer_to(http)
    assert loop.time() - begun >= 0.2


async def test_latency_is_added_to_every_answer():
    async with (
        Simulator.start(generate(20), latency=0.05) as jira,
        aiohttp.ClientSession(jira.url, headers=login(jira.email, jira.token)) as http,
    ):
        loop = asyncio.get_running_loop()
        begun = loop.time()
        await get(http, "myself")
        assert loop.time() - begun >= 0.05


async def test_json_may_be_cut_off(http, jira):
    jira.faults.change({"truncated": {"next": 1}})
    status, _, text = await answer_to(http)
    assert status == 200
    assert text
    assert not text.rstrip().endswith("}")


async def test_a_captcha_is_asked_for(http, jira):
    jira.faults.change({"captcha": True})
    status, headers, _ = await answer_to(http)
    assert status == 403
    assert "CAPTCHA" in headers["X-Authentication-Denied-Reason"]


async def test_a_page_may_be_forbidden(http, jira):
    jira.faults.change({"forbidden": "users/search"})
    assert (await get(http, "users/search"))[0] == 403
    assert (await get(http, "status"))[0] == 200


async def test_jiras_clock_may_be_wrong(http, jira):
    jira.faults.change({"clock_skew_seconds": -600})
    _, headers, _ = await answer_to(http)
    skew = jira.world.now() - parsedate_to_datetime(headers["Date"])
    assert timedelta(seconds=590) < skew < timedelta(seconds=615)


async def test_the_same_token_may_come_for_ever(http, jira):
    jira.faults.change({"repeat_token": True})
    body = {"jql": "project = 10000", "fields": ["summary"], "maxResults": 5}
    _, first = await post(http, "search/jql", **body)
    _, second = await post(http, "search/jql", nextPageToken=first["nextPageToken"], **body)
    assert second["nextPageToken"] == first["nextPageToken"]


async def test_an_issue_may_be_there_and_yet_not_read(http, jira):
    jira.faults.change({"issue_errors": 1})
    _, told = await post(http, "issue/bulkfetch", issueIdsOrKeys=["10001"], fields=["summary"])
    assert told["issues"] == []
    assert told["issueErrors"][0]["id"] == "10001"


async def test_everybodys_email_may_be_hidden(http, jira):
    jira.faults.change({"hide_emails": True})
    _, users = await get(http, "users/search")
    assert users
    assert not any("emailAddress" in user for user in users)


async def test_the_same_seed_fails_the_same_requests(http, jira):
    runs = []
    for _ in range(2):
        async with http.post("/_control/faults", json={"seed": 5}):
            jira.faults.change({"unavailable": {"probability": 0.5}})
        runs.append([(await answer_to(http))[0] for _ in range(20)])
        jira.faults.change({"unavailable": {"probability": 0}})
    assert runs[0] == runs[1]
    assert set(runs[0]) == {200, 503}


async def test_nobody_sees_nothing_with_or_without_having_tried(jira):
    async with aiohttp.ClientSession(jira.url) as nobody:
        async with nobody.get(f"{API}/project/search") as answer:
            assert (await answer.json())["values"] == []
            assert "x-seraph-loginreason" not in answer.headers
        async with nobody.get(f"{API}/myself") as answer:
            assert answer.status == 401
        async with nobody.get(f"{API}/serverInfo") as answer:
            assert (await answer.json())["deploymentType"] == "Cloud"
        async with nobody.get("/_edge/tenant_info") as answer:
            assert (await answer.json())["cloudId"]
        async with nobody.get(f"{API}/issue/10001") as answer:
            assert answer.status == 404


async def test_an_epic_may_be_told_in_the_legacy_field_alone(http, jira):
    child = next(
        issue
        for issue in jira.world.issues.values()
        if issue.project.style == "classic"
        and issue.parent_id
        and jira.world.issues[issue.parent_id].type.level == 1
    )
    body = {"issueIdsOrKeys": [str(child.id)], "fields": ["parent", "customfield_10014"]}
    for only in (False, True):
        jira.faults.change({"epic_link_only": only})
        async with http.post("/rest/api/3/issue/bulkfetch", json=body) as answer:
            (issue,) = (await answer.json())["issues"]
        assert issue["fields"]["customfield_10014"] == jira.world.issues[child.parent_id].key
        assert bool(issue["fields"].get("parent")) is not only
