import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingress import webhook
from services.ingress.errors import UnreadableBodyError, WebhookError, WrongSignatureError

# The test vector of Atlassian's page on securing webhooks.
SECRET, BODY = "It's a Secret to Everybody", b"Hello World!"
SIGNATURE = "sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9"


def read(told, **query):
    return webhook.read({}, json.dumps(told).encode(), query)


def test_atlassians_own_test_vector_is_accepted():
    webhook.verify({webhook.SIGNATURE: SIGNATURE}, BODY, SECRET)


@pytest.mark.parametrize(
    "header",
    ["", "sha256=", "sha256=00", "sha1=a4771c39", "md5=x", SIGNATURE[:-1] + "8", "ünïcode=ß"],
)
def test_a_signature_that_is_missing_wrong_or_of_an_unknown_method_is_refused(header):
    with pytest.raises(WrongSignatureError):
        webhook.verify({webhook.SIGNATURE: header}, BODY, SECRET)


def test_without_a_secret_no_signature_is_asked_for():
    webhook.verify({}, BODY, None)


@pytest.mark.parametrize(
    ("told", "ids"),
    [
        ({"webhookEvent": "jira:issue_updated", "issue": {"id": "10021"}}, (10021,)),
        ({"webhookEvent": "jira:issue_deleted", "issue": {"id": 10021}}, (10021,)),
        ({"webhookEvent": "comment_created", "issue": {"id": "7"}, "comment": {"id": "9"}}, (7,)),
        ({"webhookEvent": "worklog_updated", "worklog": {"issueId": "8"}}, (8,)),
        ({"webhookEvent": "attachment_created", "issue": {"id": "3"}, "attachment": {}}, (3,)),
        (
            {
                "webhookEvent": "issuelink_created",
                "issueLink": {"sourceIssueId": 5, "destinationIssueId": 6},
            },
            (5, 6),
        ),
        ({"webhookEvent": "issue_property_set", "issue": {"id": "4"}, "property": {}}, (4,)),
    ],
)
def test_the_issue_is_found_in_every_known_envelope(told, ids):
    found = read(told)
    assert found.kind == "issue"
    assert found.issue_ids == ids


@pytest.mark.parametrize(
    "event", ["project_updated", "issuetype_created", "user_deleted", "option_x_changed"]
)
def test_an_event_without_an_issue_that_changes_the_catalogue_says_so(event):
    assert read({"webhookEvent": event}).kind == "catalogue"


@pytest.mark.parametrize("event", ["sprint_started", "board_created", "jira:version_released", "?"])
def test_an_event_that_nothing_follows_from_is_taken_and_left(event):
    assert read({"webhookEvent": event}).kind == "other"


def test_with_the_body_excluded_the_issue_comes_in_the_address():
    assert webhook.read({}, b"", {"issue_id": "12"}).issue_ids == (12,)
    with pytest.raises(UnreadableBodyError, match="Exclude body"):
        webhook.read({}, b"", {})


def test_the_malformed_self_of_some_deliveries_is_never_looked_at():
    told = {
        "webhookEvent": "jira:issue_updated",
        "issue": {"id": "10021", "self": "https://site/rest/api/2/10021"},
    }
    assert read(told).issue_ids == (10021,)


def test_the_timestamp_is_an_aware_instant_and_nonsense_is_none():
    told = {"webhookEvent": "jira:issue_created", "issue": {"id": "1"}}
    good = read(told | {"timestamp": 1700000000123}).occurred_at
    assert good == datetime(2023, 11, 14, 22, 13, 20, 123000, UTC)
    for nonsense in (-1, 10**30, "x", None, True, 1.5):
        assert read(told | {"timestamp": nonsense}).occurred_at is None


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b"1", b"\xff", b"[" * 100_000, b'{"a":' * 100_000, b'"\\ud800"']
)
def test_a_body_that_is_no_webhook_is_one_named_error(body):
    with pytest.raises(UnreadableBodyError):
        webhook.read({}, body, {})


@given(st.binary())
def test_arbitrary_bytes_raise_nothing_but_the_named_errors(body):
    try:
        webhook.read({}, body, {})
        webhook.verify({webhook.SIGNATURE: body.decode("latin1")}, body, "s")
    except WebhookError as error:
        assert str(error)


JSON = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.integers())


@given(
    st.dictionaries(
        st.sampled_from(["issue", "worklog", "issueLink", "webhookEvent", "timestamp", "comment"]),
        JSON | st.dictionaries(st.sampled_from(["id", "issueId", "sourceIssueId"]), JSON),
    )
)
def test_arbitrary_json_raises_nothing_but_the_named_errors(told):
    try:
        found = read(told)
    except WebhookError as error:
        assert str(error)
    else:
        assert all(0 < number < 2**63 for number in found.issue_ids)
        assert len(found.event) <= webhook.LONGEST_EVENT


@given(st.binary(), st.text(min_size=1))
def test_what_is_signed_with_the_secret_is_accepted_and_with_another_is_not(body, secret):
    digest = hmac.new(secret.encode("utf-8", "replace"), body, hashlib.sha256).hexdigest()
    headers = {webhook.SIGNATURE: f"sha256={digest}"}
    usable = secret.encode("utf-8", "replace").decode()
    webhook.verify(headers, body, usable)
    with pytest.raises(WrongSignatureError):
        webhook.verify(headers, body, usable + "x")


@pytest.mark.recorded_data
def test_every_recorded_webhook_yields_its_issue(data_folder):
    recorded = sorted((data_folder / "webhooks").glob("*.json"))
    assert recorded
    for place in recorded:
        body = place.read_bytes()
        found = webhook.read({}, body, {})
        told = json.loads(body)
        right = told["issue"]["id"] if "issue" in told else told["comment"]["self"].split("/")[-3]
        assert found.kind == "issue", place.name
        assert found.issue_ids == (int(right),), place.name
