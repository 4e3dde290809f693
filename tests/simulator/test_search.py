"""Search finds what Jira's would, from an index that lags."""

# mypy: allow-untyped-defs, allow-untyped-calls

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.simulator.asking import found_by, get, pages, post
from tests.simulator.jql import JqlError, parse

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Kolkata")


def bound(jql):
    (one,) = parse(jql, NOW, ZONE).bounds
    return one.at


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("1772000000123", datetime.fromtimestamp(1772000000.123, UTC)),
        ('"2026-02-28 17:30"', datetime(2026, 2, 28, 12, tzinfo=UTC)),
        ("'2026/02/28 17:30'", datetime(2026, 2, 28, 12, tzinfo=UTC)),
        ('"2026-02-28"', datetime(2026, 2, 27, 18, 30, tzinfo=UTC)),
        ("-5m", NOW - timedelta(minutes=5)),
        ('"-1d"', NOW - timedelta(days=1)),
        ("-2w", NOW - timedelta(weeks=2)),
    ],
)
def test_a_date_is_read_as_jira_reads_it(told, meant):
    assert bound(f"project = 1 AND updated >= {told}") == meant


@pytest.mark.parametrize(
    "jql",
    [
        "",
        "ORDER BY key",
        "project",
        "project = 1 AND",
        "project = 1 AND updated >= 2026-02-28 17:30",
        'project = 1 AND updated >= "2026-02-28T17:30:00"',
        'project = 1 AND updated >= "1772000000123"',
        "project = 1 OR project = 2",
        "project != 1",
        "mood = good",
        "project = 1 ORDER BY mood",
        "project = 1 ORDER BY key, id, created, updated, project, status, summary, priority",
        "project in (",
        "project = 1 & updated >= 3",
    ],
)
def test_what_jira_would_not_understand_is_refused(jql):
    with pytest.raises(JqlError):
        parse(jql, NOW, ZONE)


def test_seven_fields_may_be_ordered_by():
    order = "key, id desc, created ASC, updated, project, status, summary"
    query = parse(f"project = 1 order by {order}", NOW, ZONE)
    assert len(query.order) == 7
    assert query.order[1] == ("id", False)


async def test_projects_are_named_by_id_key_or_name(http, jira):
    by_id = await found_by(http, "project = 10000 ORDER BY key")
    assert by_id == await found_by(http, "project = APP ORDER BY key")
    assert by_id == await found_by(http, 'project = "Mobile application" ORDER BY key')
    both = await found_by(http, 'project in ("APP", WEB)')
    assert len(both) == len(by_id) + len(await found_by(http, "project = WEB"))


async def test_an_unknown_project_is_a_bad_request(http):
    status, told = await post(http, "search/jql", jql="project = NONE")
    assert status == 400
    assert "NONE" in told["errorMessages"][0]


async def test_issues_are_named_by_id_or_key(http, jira):
    keys = [jira.world.issues[number].key for number in (10_003, 10_004)]
    assert await found_by(http, "id in (10002, 10001)") == [10_002, 10_001]
    assert await found_by(http, f"key in ({', '.join(keys)})") == [10_003, 10_004]
    assert await found_by(http, f"key = {keys[0]} AND project = LAB") in ([], [10_003])


async def test_what_is_found_can_be_ordered_by_update(http, jira):
    found = await found_by(http, "project = APP ORDER BY updated ASC, key ASC")
    moments = [jira.world.issues[number].updated for number in found]
    assert moments == sorted(moments)
    assert found[::-1] == await found_by(http, "project = APP ORDER BY updated DESC, key DESC")


async def test_a_search_by_get_is_the_same(http):
    _, told = await get(http, "search/jql?jql=project%20%3D%20APP&fields=summary,status")
    assert set(told["issues"][0]["fields"]) == {"summary", "status"}


async def test_ids_and_keys_come_five_thousand_a_page_and_fields_a_hundred(http, jira):
    everything = "project in (APP, WEB, OPS, DATA, LAB)"
    bare = await pages(http, jql=everything, fields=["id", "key"], maxResults=5000)
    full = await pages(http, jql=everything, fields=["updated"], maxResults=5000)
    assert [len(page["issues"]) for page in bare] == [400]
    assert {len(page["issues"]) for page in full} == {100}
    assert all("key" in issue and "fields" not in issue for issue in bare[0]["issues"])


async def test_a_token_that_was_never_given_is_refused(http):
    status, _ = await post(http, "search/jql", jql="project = APP", nextPageToken="made-up")
    assert status == 400


async def test_a_lagging_index_has_the_deleted_and_not_the_new(http, jira):
    jira.faults.change({"index_lag_seconds": 3600})
    issue = next(i for i in jira.world.issues.values() if i.project.key == "APP")
    jira.do("delete", issue=str(issue.id))
    (deed,) = jira.do("create", project="APP")
    found = await found_by(http, "project = APP")
    assert issue.id in found
    assert deed.issue.id not in found
    _, told = await post(http, "issue/bulkfetch", issueIdsOrKeys=[str(issue.id)])
    assert told["issues"] == []


async def test_a_lagging_index_has_the_update_before_all_recent_ones(http, jira):
    jira.faults.change({"index_lag_seconds": 3600})
    issue = next(i for i in jira.world.issues.values() if i.project.key == "APP")
    was = int(issue.updated.timestamp() * 1000)
    for _ in range(3):
        jira.do("edit", issue=str(issue.id))
    assert issue.id not in await found_by(http, f"project = APP AND updated > {was + 1}")
    assert issue.id in await found_by(http, f"project = APP AND updated <= {was + 1}")


async def test_reconciled_issues_are_searched_as_they_are(http, jira):
    jira.faults.change({"index_lag_seconds": 3600})
    since = int(jira.world.now().timestamp() * 1000) - 1000
    (deed,) = jira.do("create", project="APP")
    jql = f"project = APP AND updated >= {since}"
    _, told = await post(http, "search/jql", jql=jql, reconcileIssues=[deed.issue.id])
    assert [issue["id"] for issue in told["issues"]] == [str(deed.issue.id)]


async def test_a_count_is_of_bounded_queries(http, jira):
    _, told = await post(http, "search/approximate-count", jql="project = APP")
    assert told == {"count": len(jira.world.members[10_000])}
    status, _ = await post(http, "search/approximate-count", jql="ORDER BY key")
    assert status == 400


async def test_archived_deleted_and_lost_projects_are_listed_apart(http, jira):
    for key, state in (("LAB", "archived"), ("DATA", "deleted"), ("OPS", "lost")):
        jira.do("project_state", project=key, state=state)
    found = {}
    for state in ("live", "archived", "deleted"):
        _, told = await get(http, f"project/search?status={state}")
        found[state] = [project["key"] for project in told["values"]]
    assert found == {"live": ["APP", "WEB"], "archived": ["LAB"], "deleted": ["DATA"]}
    _, both = await get(http, "project/search?status=archived&status=deleted")
    assert both["total"] == 2
    assert await found_by(http, "project = LAB") == []
    assert (await post(http, "search/jql", jql="project = OPS"))[0] == 400


async def test_projects_come_in_pages_and_tell_more_when_expanded(http, jira):
    _, first = await get(http, "project/search?maxResults=2")
    _, last = await get(http, "project/search?maxResults=2&startAt=4&expand=lead,insight")
    assert (len(first["values"]), first["isLast"], first["total"]) == (2, False, 5)
    assert last["isLast"]
    assert "lead" not in first["values"][0]
    assert last["values"][0]["lead"]["accountId"]
    members = jira.world.members[int(last["values"][0]["id"])]
    assert last["values"][0]["insight"]["totalIssueCount"] == len(members)


async def test_a_project_that_may_only_be_administered_is_listed_unless_one_asks_to_browse(
    http, jira
):
    jira.do("project_state", project=10_001, state="hidden")
    for action, seen in ((None, True), ("view", True), ("browse", False)):
        params = {"action": action} if action else {}
        async with http.get("/rest/api/3/project/search", params=params) as answer:
            told = (await answer.json())["values"]
        assert ("10001" in {project["id"] for project in told}) is seen
    body = {"jql": "project = 10001", "fields": ["id"]}
    async with http.post("/rest/api/3/search/jql", json=body) as answer:
        assert answer.status == 400
