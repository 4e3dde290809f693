"""Messages as they were once sent must still be understood; and topology's rules hold."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from libs.contracts import topology
from libs.contracts.issues_fetched import IssuesFetched
from libs.contracts.sync_requested import SyncRequested

GOLDEN = Path(__file__).parents[2] / "data" / "messages"
FILES = sorted(GOLDEN.glob("*.json"))


def test_there_is_a_golden_message_for_every_kind():
    kinds = {subscription.message.topic for subscription in topology.SUBSCRIPTIONS}
    assert {place.name.rpartition(".")[0].partition("~")[0] for place in FILES} == kinds


@pytest.mark.parametrize("place", FILES, ids=lambda place: place.name)
def test_a_golden_message_decodes_and_says_the_same_again(place):
    topic = place.name.removesuffix(".json").partition("~")[0]
    kind = next(s.message for s in topology.SUBSCRIPTIONS if s.message.topic == topic)
    message = kind.model_validate_json(place.read_bytes())
    assert kind.model_validate_json(message.model_dump_json()) == message
    told = json.loads(place.read_bytes())
    assert message.connection == told["connection"]
    assert kind.model_validate(told | {"a_later_addition": 1}) == message


def test_every_routing_key_reaches_exactly_the_queues_meant_for_it():
    for place in FILES:
        topic = place.name.removesuffix(".json").partition("~")[0]
        kind = next(s.message for s in topology.SUBSCRIPTIONS if s.message.topic == topic)
        key = kind.model_validate_json(place.read_bytes()).routing_key.split(".")
        reached = [s for s in topology.SUBSCRIPTIONS if matches(s.pattern.split("."), key)]
        assert len(reached) == 1
        assert reached[0].message is kind


def matches(pattern, key):
    return len(pattern) == len(key) and all(
        word in ("*", other) for word, other in zip(pattern, key, strict=True)
    )


def test_what_webhooks_cause_travels_apart_from_what_a_run_asked_for():
    live = IssuesFetched(connection="acme", fetched_at="2026-01-01T00:00:00Z")
    bulk = live.model_copy(update={"run": "7d0c3c52-6f0b-4f5e-9a2e-0c8f4f6f6a11"})
    assert (live.lane, bulk.lane) == ("live", "bulk")


@pytest.mark.parametrize(
    ("scope", "everything"),
    [("all", True), ({}, True), ({"projects": ["A"]}, False), ({"issues": ["A-1"]}, False)],
)
def test_a_scope_is_all_or_projects_or_issues(scope, everything):
    wish = SyncRequested.model_validate({"connection": "acme", "scope": scope})
    assert wish.scope.everything == everything


@pytest.mark.parametrize(
    "wrong", [{"projects": ["A"], "issues": ["A-1"]}, {"project": ["A"]}, "some", {"issues": [""]}]
)
def test_a_scope_that_could_mean_two_things_is_refused(wrong):
    with pytest.raises(ValidationError):
        SyncRequested.model_validate({"connection": "acme", "scope": wrong})


@given(st.text())
def test_a_connections_name_is_one_word_of_a_routing_key_or_refused(name):
    try:
        message = SyncRequested(connection=name)
    except ValidationError:
        return
    assert len(message.routing_key.split(".")) == 3
    assert not set(name) & set("*#. ")
