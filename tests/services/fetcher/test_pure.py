"""The fetcher's middle: what is kept of a history, how messages are cut, who is in scope."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.contracts.issues_fetched import FetchedIssue, IssuesFetched
from libs.contracts.issues_wanted import MOST_IDS
from libs.contracts.message import LARGEST_BODY
from services.fetcher.census import in_scope
from services.fetcher.errors import UnknownProjectError
from services.fetcher.history import worth_keeping
from services.fetcher.hydrate import _Page, joined, silent
from services.fetcher.portions import portion

AT = datetime(2026, 11, 1, tzinfo=UTC)


def whole(absent=()):
    return IssuesFetched(connection="acme", fetched_at=AT, absent=tuple(absent))


def issue(number, histories=()):
    return FetchedIssue(issue={"id": str(number)}, histories=histories)


def test_descriptions_never_reach_the_bus_and_parents_always_do():
    author = {"accountId": "a1", "displayName": "Ada", "avatarUrls": {"48x48": "https://x"}}
    told = [
        {"id": "1", "created": 1, "author": author, "items": [
            {"field": "description", "fieldId": "description"},
        ]},
        {"id": "2", "created": 2, "author": author, "items": [
            {"field": "IssueParentAssociation", "to": "5"},
            {"field": "Rank", "fieldId": "customfield_10019"},
        ]},
        {"id": "3", "created": 3, "items": [{"field": "Capital", "fieldId": "customfield_1"}]},
    ]  # fmt: skip
    kept = worth_keeping(told, {"customfield_1"})
    assert [history["id"] for history in kept] == ["2", "3"]
    assert kept[0]["author"] == {"accountId": "a1", "displayName": "Ada"}
    assert [item["field"] for item in kept[0]["items"]] == ["IssueParentAssociation"]


def test_what_was_asked_for_and_is_not_there_is_absent():
    found = joined([1, 2, 3], [{"id": "2"}], {}, AT)
    assert [one.issue["id"] for one in found.issues] == ["2"]
    assert found.absent == {1, 3}


def test_an_issue_is_silent_that_changed_and_tells_no_entry_not_even_one_that_is_dropped():
    changed = {"created": "2026-10-01", "updated": "2026-10-02"}
    untouched = {"created": "2026-10-01", "updated": "2026-10-01"}
    fields = {1: changed, 2: changed, 3: changed, 4: untouched, 5: None}
    issues = [{"id": str(number), "fields": told} for number, told in fields.items()]
    assert silent([_Page(list(fields), issues)], {1: [{"id": "9"}], 2: []}) == [3]


@settings(deadline=None)
@given(st.lists(st.integers(0, 400_000), max_size=30), st.sets(st.integers(1, 999)))
def test_no_message_is_larger_than_the_bus_likes_and_no_issue_is_lost(sizes, absent):
    issues = [
        FetchedIssue(issue={"id": str(n), "fields": {"summary": "x" * size}})
        for n, size in enumerate(sizes)
    ]
    messages = list(portion(whole(absent=sorted(absent)), issues))
    assert all(len(message.model_dump_json()) <= LARGEST_BODY for message in messages)
    assert [one for message in messages for one in message.issues] == issues
    assert {number for message in messages for number in message.absent} == absent


def test_a_history_too_long_for_one_message_comes_in_several():
    histories = tuple({"id": str(n), "items": ["y" * 500]} for n in range(5_000))
    messages = list(portion(whole(), [issue(7, histories)]))
    assert len(messages) > 2
    assert all(len(message.model_dump_json()) <= LARGEST_BODY for message in messages)
    parts = [part for message in messages for part in message.issues]
    assert all(part.issue == {"id": "7"} for part in parts)
    assert tuple(history for part in parts for history in part.histories) == histories


def test_a_message_carries_at_most_a_hundred_issues():
    messages = list(portion(whole(), [issue(n) for n in range(250)]))
    assert [len(message.issues) for message in messages] == [MOST_IDS, MOST_IDS, 50]


def test_a_scope_names_projects_by_key_or_id_and_an_unknown_one_is_said():
    projects = [{"id": "2", "key": "WEB"}, {"id": "1", "key": "APP"}]
    assert in_scope(projects, ()) == [1, 2]
    assert in_scope(projects, ("web", "1")) == [1, 2]
    with pytest.raises(UnknownProjectError, match="NOPE"):
        in_scope(projects, ("APP", "NOPE"))
