from dataclasses import replace

import pytest

from services.mapper.effort.quality import Doubt, doubts
from tests.support.effort_stories import NOW, RULES, instant, tasks


def story(text):
    [task] = tasks("A  " + text)
    return task


def told(*given, now=NOW):
    return [(doubt.kind, doubt.change_id) for doubt in doubts(given, RULES, now)]


@pytest.mark.parametrize(
    "text",
    [
        "Mo 08:00 todo",
        "Mo 08:00 todo @ann, Mo 09:00 doing, Mo 10:00 @bob, Mo 10:00 waiting, Mo 11:00 done @-",
        "Mo 08:00 todo @ann, Mo 09:00 doing done",
        "Mo 08:00 todo @ann, Mo 09:00 doing, Mo 09:00 gone",
        "Mo 08:00 todo @ann, Mo 08:00 doing, Mo 11:00 touched, Mo 12:00 gone",
    ],
)
def test_of_a_history_that_fits_together_there_is_nothing_to_tell(text):
    assert told(story(text)) == []


def test_a_change_that_does_not_follow_is_a_contradiction():
    task = story("Mo 08:00 todo @ann, Mo 09:00 doing, Mo 10:00 done, Mo 11:00 @bob, Mo 12:00 @ann")
    history = [
        replace(change, from_id="waiting" if change.kind == "status" else "zoe")
        if change.change_id in {101, 103} else change
        for change in task.history
    ]  # fmt: skip
    assert doubts([replace(task, history=tuple(history))], RULES, NOW) == [
        Doubt((1, 1), "contradiction", 101, instant("Mo 10:00"),
              "status was doing and changed from waiting: doing holds until then"),
        Doubt((1, 1), "contradiction", 103, instant("Mo 12:00"),
              "assignee was bob and changed from zoe: bob holds until then"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("now_is", "words"),
    [
        ({"status": "done"}, "status is done and last changed to doing: the change holds"),
        ({"assignee": "bob"}, "assignee is bob and last changed to none: the change holds"),
    ],
)
def test_a_last_change_to_something_else_than_now_is_told(now_is, words):
    task = replace(story("Mo 08:00 todo @ann, Mo 09:00 doing, Mo 10:00 @-"), **now_is)
    [found] = doubts([task], RULES, NOW)
    assert (found.kind, found.words) == ("differs_now", words)


def test_none_and_an_empty_id_are_the_same():
    task = story("Mo 08:00 todo @ann, Mo 09:00 @-, Mo 10:00 @bob, Mo 11:00 @-")
    history = tuple(replace(c, from_id=c.from_id or "") for c in task.history)
    assert told(replace(task, history=history, assignee="")) == []


def test_changes_out_of_time_are_told_once_an_entry():
    task = story("Mo 08:00 todo @ann, Mo 09:00 doing @bob, Mo 12:00 gone, Mo 13:00 done")
    assert told(replace(task, created=instant("Mo 10:00"))) == [
        ("before_created", 100),
        ("after_gone", 102),
    ]


def test_the_future_is_told():
    task = story("Mo 08:00 todo @ann, Mo 09:00 doing")
    assert told(task, now=instant("Mo 09:00")) == []
    assert told(task, now=instant("Mo 08:30")) == [("after_now", 100)]
    assert told(task, now=instant("Mo 07:00")) == [("after_now", None), ("after_now", 100)]


def test_two_changes_of_one_kind_at_one_instant_are_told():
    task = story("Mo 08:00 todo @ann, Mo 09:00 doing, Mo 09:00 waiting, Mo 09:00 @bob")
    assert told(task) == [("same_instant", 101)]


def test_a_status_nobody_explained_is_told_each_time_it_is_entered():
    task = story("Mo 08:00 strange @ann, Mo 09:00 doing, Mo 10:00 strange")
    assert told(task) == [("unknown_status", None), ("unknown_status", 101)]
    assert told(replace(task, history=())) == [("unknown_status", None)]


def test_doubts_are_in_order_of_task_and_time():
    first, second = tasks("""
        A  Mo 12:00 strange @ann
        B  Mo 08:00 strange @ann, Mo 09:00 strange
    """)
    assert told(second, first) == [
        ("unknown_status", None), ("unknown_status", None), ("unknown_status", 200),
    ]  # fmt: skip
    assert [doubt.task for doubt in doubts([second, first], RULES, NOW)] == [(1, 1), (1, 2), (1, 2)]
