"""The stand-in's answers are valid by Jira's own document, and as they were recorded."""

# mypy: allow-untyped-defs, allow-untyped-calls
import json

import pytest
from openapi_schema_validator import OAS30Validator

from tests.simulator.asking import get, post
from tests.simulator.recorded import load

pytestmark = pytest.mark.recorded_data

EVERYBODY = [str(number) for number in range(10_001, 10_101)]
ANSWERS = [
    ("get", "serverInfo", None),
    ("get", "myself", None),
    ("get", "mypermissions?permissions=BROWSE_PROJECTS,ADMINISTER", None),
    ("get", "project/search", None),
    ("get", "project/search?maxResults=1&expand=lead,insight,projectKeys", None),
    ("get", "project/search?status=archived&status=deleted", None),
    ("get", "issuetype", None),
    ("get", "status", None),
    ("get", "field", None),
    ("get", "users/search?maxResults=1000", None),
    ("get", "issue/10001?expand=changelog", None),
    ("get", "issue/10001/changelog", None),
    ("get", "search/jql?jql=project%20%3D%20APP", None),
    ("post", "search/jql", {"jql": "project = APP", "fields": ["*all"], "expand": "changelog"}),
    ("post", "search/jql", {"jql": "project in (APP, WEB)", "maxResults": 7, "fields": ["key"]}),
    ("post", "search/approximate-count", {"jql": "project = 10000"}),
    ("post", "issue/bulkfetch", {"issueIdsOrKeys": EVERYBODY}),
    ("post", "issue/bulkfetch", {"issueIdsOrKeys": ["10001"], "expand": ["changelog"]}),
    ("post", "changelog/bulkfetch", {"issueIdsOrKeys": EVERYBODY, "maxResults": 50}),
]


@pytest.fixture(scope="module")
def document(data_folder):
    told = json.loads((data_folder / "jira-openapi.json").read_bytes())
    for name in ("from", "fromString", "to", "toString"):
        # Recorded answers have null here, whatever the document says.
        told["components"]["schemas"]["ChangeDetails"]["properties"][name]["nullable"] = True
    return told


def problems(document, method, path, told):
    template = path.partition("?")[0].replace("10001", "{issueIdOrKey}")
    described = document["paths"][f"/rest/api/3/{template}"][method]["responses"]["200"]["content"]
    schema = described["application/json"]["schema"] | {"components": document["components"]}
    return [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message}"[:200]
        for error in OAS30Validator(schema).iter_errors(told)
    ]


@pytest.mark.parametrize(("method", "path", "body"), ANSWERS, ids=lambda v: str(v)[:40])
async def test_every_answer_is_valid_by_jiras_own_document(
    http, jira, document, method, path, body
):
    for _ in range(5):
        jira.do("transition", issue="10001")
    jira.do("project_state", project="LAB", state="archived")
    jira.do("project_state", project="DATA", state="deleted")
    jira.faults.change({"issue_errors": 0.1})
    status, told = await (get(http, path) if method == "get" else post(http, path, **body))
    assert status == 200
    assert problems(document, method, path, told) == []


async def test_the_document_would_show_a_wrong_answer(document):
    assert problems(document, "get", "myself", {"accountId": 1, "shoeSize": 43})


async def test_what_is_recorded_of_a_removed_page_is_what_it_says(http, data_folder):
    recorded = json.loads((data_folder / "errors" / "search-410-removed.json").read_bytes())
    for path in ("/rest/api/2/search", "/rest/api/3/search"):
        async with http.get(path, params={"jql": "project = APP"}) as answer:
            told = await answer.json()
        assert told.keys() == recorded["body"].keys()
        (words,), (as_recorded,) = told["errorMessages"], recorded["body"]["errorMessages"]
        assert words.partition("https://")[0] == as_recorded.partition("https://")[0]


def test_a_recorded_site_is_loaded_with_histories_that_lead_to_how_it_is(data_folder):
    world = load(data_folder / "titanium-issues.jsonl.gz")
    changes = 0
    for issue in world.issues.values():
        history = issue.changes
        changes += len(history)
        moved = [i for change in history for i in change.items if i.field == "status"]
        assert not moved or moved[-1].to_id == str(issue.status.id)
        assert not history or issue.created <= history[0].at <= history[-1].at <= issue.updated
    assert len(world.issues) == 29_057
    assert sum(issue.type.level == 1 for issue in world.issues.values()) == 134
    assert changes / len(world.issues) > 2
