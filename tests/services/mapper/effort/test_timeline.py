from dataclasses import replace

from services.mapper.effort.timeline import Edge, states
from tests.support.effort_stories import instant, tasks


def story(text):
    [task] = tasks("A  " + text)
    return task


def told(task):
    return [(state.status, state.assignee) for state in states(task)]


def test_without_history_a_task_always_was_as_it_is():
    task = story("Mo 09:00 doing @ann")
    assert told(task) == [("doing", "ann")]
    assert states(task)[0].edge == Edge(instant("Mo 09:00"), "created")


def test_before_the_first_change_holds_what_it_changed_from():
    task = replace(story("Mo 08:00 todo @ann, Mo 09:00 doing, Mo 10:00 @bob"), status="strange")
    assert told(task) == [("todo", "ann"), ("doing", "ann"), ("doing", "bob")]


def test_items_of_one_entry_are_one_state():
    task = story("Mo 08:00 todo, Mo 09:00 doing @ann")
    assert told(task) == [("todo", None), ("doing", "ann")]
    assert states(task)[1].edge == Edge(instant("Mo 09:00"), "change", 100, "boss")


def test_empty_ids_are_nobody():
    task = story("Mo 08:00 todo @ann, Mo 09:00 @-, Mo 10:00 @bob")
    empty = replace(task, history=tuple(
        replace(change, from_id=change.from_id or "", to_id=change.to_id or "")
        for change in task.history
    ))  # fmt: skip
    assert told(empty) == [("todo", "ann"), ("todo", None), ("todo", "bob")]


def test_where_a_change_does_not_follow_the_earlier_one_holds_until_it():
    task = story("Mo 08:00 todo @ann, Mo 09:00 doing, Mo 10:00 done")
    gap = replace(task.history[1], from_id="waiting")
    assert told(replace(task, history=(task.history[0], gap))) == [
        ("todo", "ann"), ("doing", "ann"), ("done", "ann"),
    ]  # fmt: skip


def test_the_last_change_holds_against_the_value_of_now():
    task = replace(story("Mo 08:00 todo @ann, Mo 09:00 doing"), status="done", assignee="bob")
    assert told(task) == [("todo", "bob"), ("doing", "bob")]


def test_changes_at_one_instant_follow_their_ids_not_their_place_in_what_was_given():
    task = story("Mo 08:00 todo @ann, Mo 09:00 doing, Mo 09:00 waiting, Mo 09:00 done")
    backwards = replace(task, history=task.history[::-1])
    assert told(backwards) == [(s, "ann") for s in ("todo", "doing", "waiting", "done")]


def test_items_of_one_entry_follow_their_places():
    task = story("Mo 08:00 todo @ann, Mo 09:00 doing done")
    backwards = replace(task, history=task.history[::-1])
    assert told(backwards) == [("todo", "ann"), ("done", "ann")]


def test_a_change_before_the_creation_holds_from_the_creation_on():
    task = replace(story("Mo 08:00 todo @ann, Mo 09:00 doing"), created=instant("Mo 10:00"))
    assert [state.edge.at for state in states(task)] == [instant("Mo 10:00")] * 2
