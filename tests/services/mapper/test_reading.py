"""Jira's JSON → values: every shape that was recorded, nothing invented."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import from_json

from libs.contracts.issues_fetched import FetchedIssue
from libs.jira.instants import read_instant
from services.mapper import mapping, rows, save
from services.mapper.errors import UnreadableIssueError
from services.mapper.jira_issue import encode, read_issue

AT = datetime(2026, 11, 1, tzinfo=UTC)


def told(**fields):
    usual = {
        "summary": "A title",
        "status": {"id": "3", "name": "进行中", "statusCategory": {"key": "indeterminate"}},
        "issuetype": {"id": "10", "name": "Story", "subtask": False},
        "project": {"id": "10000", "key": "APP", "name": "App"},
        "created": "2024-05-01T12:34:56.789+0530",
        "updated": "2024-05-02T12:34:56.789+0000",
    }
    return {"id": "10021", "key": "APP-1", "fields": usual | fields}


def read(issue, *histories):
    return read_issue(FetchedIssue(issue=issue, histories=histories), AT)


def history(number, *items, created="2024-05-02T10:00:00.000+0000"):
    return {"id": str(number), "created": created, "items": list(items)}


def item(field, field_id, before, after):
    given = {"field": field, "from": before, "fromString": before, "to": after, "toString": after}
    return given if field_id is None else given | {"fieldId": field_id}


def test_an_issue_is_read_with_ids_as_numbers_and_instants_in_utc():
    issue = read(told())
    assert (issue.id, issue.project.id, issue.type.id, issue.status.id) == (10021, 10000, 10, 3)
    assert issue.created == datetime(2024, 5, 1, 7, 4, 56, 789000, UTC)
    assert issue.status.category == "indeterminate"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2024-05-01T12:34:56.789+0530", datetime(2024, 5, 1, 7, 4, 56, 789000, UTC)),
        ("2024-05-01T12:34:56.789-0330", datetime(2024, 5, 1, 16, 4, 56, 789000, UTC)),
        ("2024-05-01T12:34:56Z", datetime(2024, 5, 1, 12, 34, 56, tzinfo=UTC)),
        (1492070429, datetime(2017, 4, 13, 8, 0, 29, tzinfo=UTC)),
        (1492070429123, datetime(2017, 4, 13, 8, 0, 29, 123000, UTC)),
        ("1492070429123", datetime(2017, 4, 13, 8, 0, 29, 123000, UTC)),
    ],
)
def test_an_instant_is_read_however_jira_writes_it(given, expected):
    assert read_instant(given) == expected


@pytest.mark.parametrize("given", ["2024-05-01T12:34:56", "soon", "", 10**30])
def test_what_is_no_instant_is_refused_rather_than_guessed(given):
    with pytest.raises(ValueError, match=r".*"):
        read_instant(given)


@pytest.mark.parametrize("email", [None, "", "absent"])
def test_a_hidden_email_is_not_told_rather_than_empty(email):
    user = {"accountId": "a1", "displayName": "Ada"}
    if email != "absent":
        user["emailAddress"] = email
    assert read(told(assignee=user)).assignee == rows.Account("a1", "Ada")


def test_a_title_may_be_missing_and_a_category_unknown():
    status = {"id": "3", "name": "?", "statusCategory": {"key": "fresh-invention"}}
    issue = read(told(summary=None, status=status))
    assert (issue.summary, issue.status.category) == ("", "undefined")


@pytest.mark.parametrize("missing", ["status", "issuetype", "project", "created", "updated"])
def test_an_issue_without_what_every_issue_has_is_refused_by_name_without_values(missing):
    issue = told()
    del issue["fields"][missing]
    with pytest.raises(UnreadableIssueError, match=missing) as caught:
        read(issue)
    assert "A title" not in str(caught.value)


def test_the_nul_character_never_reaches_the_database():
    issue = read(told(summary="a\x00b"))
    assert issue.summary == "ab"
    assert "\\u0000" not in issue.raw_fields
    assert from_json(encode({"a": "\\u0000 spelt out", "b": ["\x00"]})) == {
        "a": "\\u0000 spelt out",
        "b": [""],
    }


@given(st.recursive(st.text(st.characters(exclude_categories=["Cs"])), st.lists))
def test_what_is_stored_of_json_is_what_was_told_but_for_nul(value):
    assert encode(value) == encode(json.loads(encode(value)))


def test_only_status_assignee_parent_type_project_and_mapped_fields_are_activity():
    issue = read(
        told(),
        history(1, item("status", "status", "1", "3"), item("description", "description", "", "x")),
        history(2, item("IssueParentAssociation", None, "5", "6")),
        history(3, item("Epic Link", "customfield_10014", None, "7")),
        history(4, item("Is Capitalised", "customfield_10050", None, "[1]")),
        history(5, item("Rank", "customfield_10019", None, "x"), item("Key", None, "A-1", "B-1")),
        history(
            6, item("assignee", "assignee", None, "a1"), item("issuetype", "issuetype", "1", "2")
        ),
    )
    found = [
        (a.change_id, a.item, a.kind)
        for a in mapping.activity_of(issue.changes, {"customfield_10050"})
    ]
    assert found == [
        (1, 0, "status"), (2, 0, "parent"), (3, 0, "parent"), (4, 0, "field"),
        (6, 0, "assignee"), (6, 1, "type"),
    ]  # fmt: skip


def test_a_localised_field_name_does_not_hide_a_status_change():
    change = read(told(), history(1, item("状态", "status", "1", "3"))).changes
    assert [a.kind for a in mapping.activity_of(change, ())] == ["status"]


@given(st.permutations(range(4)))
def test_of_several_reads_the_newest_counts_whatever_their_order(order):
    reads = [
        read_issue(
            FetchedIssue(
                issue=told(summary=str(n), updated=f"2024-05-0{1 + n // 2}T00:00:00.000+0000"),
                histories=(history(n + 1, item("status", "status", "1", "3")),),
            ),
            AT + timedelta(seconds=n),
        )
        for n in range(4)
    ]
    batch = save.gather(reads[n] for n in order)
    assert [issue.summary for issue in batch.issues] == ["3"]
    assert [change.id for change in save.changes_of(batch.issues)] == [1, 2, 3, 4]


def test_rows_are_written_in_the_order_of_their_keys_so_that_two_mappers_cannot_deadlock():
    issues = [read({**told(), "id": str(number)}) for number in (30, 10, 20)]
    assert [issue.id for issue in save.gather(issues).issues] == [10, 20, 30]
