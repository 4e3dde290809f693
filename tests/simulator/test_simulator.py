"""The stand-in is wrong in the ways Jira is; each trap once."""

from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from tests.simulator.asking import get, login, pages, post
from tests.simulator.generate import generate
from tests.simulator.pages import CLOUD_ID

PROJECT = 10_000
EVERYBODY = [str(number) for number in range(10_001, 10_101)]


def some_ids(jira, count):
    return [str(number) for number in list(jira.world.issues)[:count]]


async def test_a_search_gives_ids_only_unless_fields_are_named(http):
    _, page = await post(http, "search/jql", jql=f"project = {PROJECT}")
    assert all(issue.keys() == {"id"} for issue in page["issues"])


async def test_a_search_pages_by_token_which_is_absent_at_the_end(http, jira):
    jql = f"project in ({PROJECT}, 10001) ORDER BY key"
    found = await pages(http, jql=jql, fields=["summary"], maxResults=5000)
    ids = [issue["id"] for page in found for issue in page["issues"]]
    members = {**jira.world.members[PROJECT], **jira.world.members[10_001]}
    assert len(found[0]["issues"]) == 100
    assert sorted(ids) == sorted(map(str, members))
    assert found[-1]["isLast"]


async def test_a_page_may_be_short_without_being_the_last(http, jira):
    jira.faults.change({"short_pages": 1.0})
    found = await pages(http, jql=f"project = {PROJECT}", fields=["id", "key"], maxResults=5000)
    assert len(found) > 1
    assert sum(len(page["issues"]) for page in found) == len(jira.world.members[PROJECT])


async def test_unbounded_jql_is_refused(http):
    status, told = await post(http, "search/jql", jql="ORDER BY key")
    assert status == 400
    assert "Unbounded" in told["errorMessages"][0]


async def test_a_date_literal_is_of_the_accounts_zone_and_a_number_is_epoch_milliseconds(
    http, jira
):
    jira.do("edit", issue=some_ids(jira, 1)[0])
    now = datetime.now(UTC)  # noqa: TID251 - what a client's clock says
    ago = now - timedelta(hours=1)
    everywhere = "project in (10000, 10001, 10002, 10003, 10004)"
    _, by_number = await post(
        http, "search/jql", jql=f"{everywhere} AND updated >= {int(ago.timestamp() * 1000)}"
    )
    literal = f"{now + timedelta(minutes=5):%Y-%m-%d %H:%M}"
    _, as_utc = await post(http, "search/jql", jql=f'{everywhere} AND updated >= "{literal}"')
    assert len(by_number["issues"]) == 1
    assert len(as_utc["issues"]) == 1, "ahead in UTC is hours ago in the account's zone"


async def test_the_index_lags_behind_the_truth(http, jira):
    jira.faults.change({"index_lag_seconds": 3600})
    since = int((jira.world.now() - timedelta(minutes=1)).timestamp() * 1000)
    jira.do("edit", issue=some_ids(jira, 1)[0])
    _, page = await post(http, "search/jql", jql=f"project = 10000 AND updated >= {since}")
    assert page["issues"] == []


@pytest.mark.parametrize(("most", "count", "status"), [(100, 101, 400), (1000, 101, 200)])
async def test_a_bulk_read_takes_a_hundred_or_where_switched_on_a_thousand(
    http, jira, most, count, status
):
    jira.faults.change({"most_bulk": most})
    body = {"issueIdsOrKeys": some_ids(jira, count), "fields": ["summary"]}
    assert (await post(http, "issue/bulkfetch", **body))[0] == status


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"fields": ["*all"]},
        {"fields": ["summary", "comment"]},
        {"fields": [f"customfield_{number}" for number in range(101)]},
        {"fields": ["summary"], "expand": ["changelog"]},
    ],
    ids=["unnamed", "all", "multi-valued", "too many", "heavy"],
)
async def test_a_thousand_are_refused_unless_few_single_valued_fields_are_named(http, jira, body):
    jira.faults.change({"most_bulk": 1000})
    status, _ = await post(http, "issue/bulkfetch", issueIdsOrKeys=some_ids(jira, 101), **body)
    assert status == 400


async def test_a_bulk_read_is_in_the_order_of_ids_and_has_the_fields_asked_for(http, jira):
    names = ["10003", jira.world.issues[10_001].key, "10002"]
    _, told = await post(
        http, "issue/bulkfetch", issueIdsOrKeys=names, fields=["*all", "-description"]
    )
    assert [issue["id"] for issue in told["issues"]] == ["10001", "10002", "10003"]
    assert "summary" in told["issues"][0]["fields"]
    assert "description" not in told["issues"][0]["fields"]


async def test_histories_can_be_asked_for_by_field(http, jira):
    body = {"issueIdsOrKeys": EVERYBODY, "fieldIds": ["status"]}
    _, told = await post(http, "changelog/bulkfetch", **body)
    for log in told["issueChangeLogs"]:
        for history in log["changeHistories"]:
            assert "status" in {item.get("fieldId") for item in history["items"]}
    many = {"issueIdsOrKeys": EVERYBODY, "fieldIds": [str(n) for n in range(11)]}
    assert (await post(http, "changelog/bulkfetch", **many))[0] == 400


async def test_histories_come_by_date_whatever_the_issue(http):
    _, told = await post(http, "changelog/bulkfetch", issueIdsOrKeys=EVERYBODY, maxResults=20)
    first = [history for log in told["issueChangeLogs"] for history in log["changeHistories"]]
    body = {"issueIdsOrKeys": EVERYBODY, "nextPageToken": told["nextPageToken"]}
    _, rest = await post(http, "changelog/bulkfetch", **body)
    then = [history for log in rest["issueChangeLogs"] for history in log["changeHistories"]]
    assert len(first) == 20
    assert max(h["created"] for h in first) <= min(h["created"] for h in then)


async def test_made_histories_tell_of_moves_parents_and_custom_fields(jira):
    items = [i for issue in jira.world.issues.values() for c in issue.changes for i in c.items]
    assert {item.field for item in items if item.field_id is None} == {
        "IssueParentAssociation",
        "Key",
        "Link",
    }
    assert {"status", "assignee", "description", "project", "resolution"} <= {
        item.field_id for item in items
    }
    assert "customfield_10050" in {item.field_id for item in items}


async def test_a_key_from_before_a_move_leads_to_the_issue(http, jira):
    number, (_, old_key) = next(iter(jira.world.former.items()))
    _, told = await get(http, f"issue/{old_key}?fields=summary")
    assert told["id"] == str(number)
    assert told["key"] != old_key


async def test_team_managed_projects_have_statuses_and_types_of_their_own(http):
    for page in ("status", "issuetype"):
        _, told = await get(http, page)
        names = [one["name"] for one in told]
        assert len(set(names)) < len(names)
        assert {one["scope"]["project"]["id"] for one in told if "scope" in one} == {
            "10001",
            "10003",
        }


async def test_an_epic_link_is_told_in_company_managed_projects_only(http, jira):
    _, told = await post(http, "issue/bulkfetch", issueIdsOrKeys=EVERYBODY)
    linked = {
        issue["fields"]["project"]["simplified"]
        for issue in told["issues"]
        if issue["fields"]["customfield_10014"]
    }
    below = {
        issue["fields"]["project"]["simplified"]
        for issue in told["issues"]
        if "parent" in issue["fields"]
    }
    assert linked == {False}
    assert below == {False, True}


async def test_a_bulk_read_finds_moved_issues_and_leaves_out_absent_ones_silently(http, jira):
    issue = next(iter(jira.world.issues.values()))
    old_key, home = issue.key, "LAB" if issue.project.key != "LAB" else "APP"
    jira.do("move", issue=old_key, project=home)
    _, told = await post(
        http, "issue/bulkfetch", issueIdsOrKeys=[old_key, "99999999"], fields=["summary"]
    )
    assert [found["key"] for found in told["issues"]] == [issue.key]
    assert told["issueErrors"] == []


async def test_histories_of_one_issue_are_split_over_pages_and_dated_as_switched(http, jira):
    jira.faults.change({"histories_a_page": 3, "numeric_created": True})
    body = {"issueIdsOrKeys": some_ids(jira, 50)}
    found: dict[str, int] = {}
    places = 0
    while True:
        _, page = await post(http, "changelog/bulkfetch", **body)
        places += 1
        for log in page["issueChangeLogs"]:
            found[log["issueId"]] = found.get(log["issueId"], 0) + len(log["changeHistories"])
            assert isinstance(log["changeHistories"][0]["created"], int)
        if "nextPageToken" not in page:
            break
        body["nextPageToken"] = page["nextPageToken"]
    true = {str(n): len(jira.world.issues[n].changes) for n in map(int, body["issueIdsOrKeys"])}
    assert found == {number: count for number, count in true.items() if count}
    assert places > 10


async def test_an_expired_token_is_answered_with_nothing_and_a_header(http, jira):
    jira.faults.change({"expired": True})
    async with http.post("/rest/api/3/search/jql", json={"jql": "project = 10000"}) as answer:
        assert answer.status == 200
        assert (await answer.json())["issues"] == []
        assert answer.headers["x-seraph-loginreason"] == "AUTHENTICATED_FAILED"
    assert (await get(http, "myself"))[0] == 401


async def test_a_scoped_token_works_at_the_gateway_only(jira):
    jira.gate.scoped_token = "scoped"
    async with aiohttp.ClientSession(jira.url, headers=login(jira.email, "scoped")) as http:
        async with http.get("/rest/api/3/myself") as answer:
            assert answer.status == 401
            words = await answer.text()
        assert words == "Client must be authenticated to access this resource."
        async with http.get(f"/ex/jira/{CLOUD_ID}/rest/api/3/myself") as answer:
            assert answer.status == 200


async def test_writes_are_refused_and_counted_and_the_old_search_is_gone(http, jira):
    for method in ("POST", "PUT", "DELETE"):
        async with http.request(method, "/rest/api/3/issue/10001") as answer:
            assert answer.status == 405
    assert jira.gate.writes == 3
    assert (await get(http, "search?jql=x"))[0] == 410
    assert (await http.get("/rest/api/3/nothing")).status == 404


async def test_emails_may_be_hidden_and_category_names_are_localised_while_keys_are_not(http, jira):
    _, users = await get(http, "users/search?maxResults=1000")
    assert {"emailAddress" in user for user in users} == {True, False}
    jira.faults.change({"localised": True})
    _, statuses = await get(http, "status")
    categories = [status["statusCategory"] for status in statuses]
    assert ("done", "完成") in {(one["key"], one["name"]) for one in categories}


async def test_timestamps_have_milliseconds_and_an_offset_without_a_colon(http, jira):
    _, issue = await get(http, f"issue/{some_ids(jira, 1)[0]}?fields=created")
    assert issue["fields"]["created"].endswith("+0530")


async def test_an_expanded_history_stops_at_forty_newest_first(http, jira):
    (number,) = some_ids(jira, 1)
    for _ in range(60):
        jira.do("transition", issue=number)
    _, told = await post(http, "issue/bulkfetch", issueIdsOrKeys=[number], expand=["changelog"])
    histories = told["issues"][0]["changelog"]["histories"]
    assert len(histories) == 40
    assert int(histories[0]["id"]) > int(histories[-1]["id"])


async def test_the_same_seed_makes_the_same_site():
    one, other = generate(200, seed=7), generate(200, seed=7)
    assert [i.summary for i in one.issues.values()] == [i.summary for i in other.issues.values()]
    assert [len(i.changes) for i in one.issues.values()] == [
        len(i.changes) for i in other.issues.values()
    ]
