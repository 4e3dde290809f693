"""A table of stories: history in, minutes out. The notation is told in `effort_stories`."""

import pytest

from services.mapper.effort.attribution import days
from tests.support.effort_stories import NOW, RULES, WORKED_EXAMPLE, day, grid, person, tasks

DONE_AGAIN_AND_AGAIN = """
A  Mo 09:10 doing @ann, Mo 09:20 done, Mo 09:30 todo, Mo 09:40 done, Mo 09:45 todo, Mo 09:50 done
B  Mo 09:00 doing @ann, Mo 09:45 done
"""
TUESDAY_ON = "Tu A 480; We A 480; Th A 480; Fr A 480"
NEXT_WEEK = "Mo+1 A 480; Tu+1 A 480; We+1 A 480; Th+1 A 480; Fr+1 A 480"
STORIES = {
    "of_two_tasks_at_once_each_has_half": (WORKED_EXAMPLE, "Mo A 360 B 120; Tu A 240"),
    "of_three_tasks_at_once_each_has_a_third": (
        """
        A  Mo 09:00 doing @ann, Mo 12:00 done
        B  Mo 09:00 doing @ann, Mo 12:00 done
        C  Mo 09:00 doing @ann, Mo 12:00 done
        """,
        "Mo A 60 B 60 C 60",
    ),
    "a_third_of_a_hundred_minutes_goes_on_to_the_first": (
        """
        A  Mo 09:00 doing @ann, Mo 10:40 done
        B  Mo 09:00 doing @ann, Mo 10:40 done
        C  Mo 09:00 doing @ann, Mo 10:40 done
        """,
        "Mo A 33.334 B 33.333 C 33.333",
    ),
    "tasks_that_overlap_in_turns_share_what_overlaps": (
        """
        A  Mo 09:00 doing @ann, Mo 12:00 done
        B  Mo 10:00 doing @ann, Mo 13:00 done
        C  Mo 11:00 doing @ann, Mo 14:00 done
        """,
        "Mo A 110 B 80 C 110",
    ),
    "nights_and_the_weekend_are_nobodys": (
        "A  Fr 16:00 doing @ann, Mo+1 10:00 done",
        "Fr A 60; Mo+1 A 60",
    ),
    "work_on_a_saturday_is_not_counted": ("A  Sa 10:00 doing @ann, Sa 12:00 done", ""),
    "a_waiting_status_does_not_count": (
        "A  Mo 09:00 doing @ann, Mo 10:00 waiting, Mo 15:00 doing, Mo 16:00 done",
        "Mo A 120",
    ),
    "a_task_blocked_over_a_weekend_counts_on_either_side": (
        "A  Fr 09:00 doing @ann, Fr 11:00 waiting, Mo+1 15:00 doing, Mo+1 17:00 done",
        "Fr A 120; Mo+1 A 120",
    ),
    "a_task_that_changes_hands_counts_for_each_in_turn": (
        "A  Mo 09:00 doing @ann, Tu 12:00 @bob, We 12:00 done",
        "Mo A 480; Tu A 180",
    ),
    "the_taker_over_has_the_rest": (
        "A  Mo 09:00 doing @bob, Tu 12:00 @ann, We 12:00 done",
        "Tu A 300; We A 180",
    ),
    "two_changes_in_one_entry_hold_at_once": (
        "A  Mo 08:00 todo @bob, Mo 10:00 doing @ann, Mo 12:00 done @bob",
        "Mo A 120",
    ),
    "a_task_of_nobody_is_nobodys": (
        "A  Mo 09:00 doing @ann, Mo 10:00 @-, Mo 15:00 @ann, Mo 16:00 done",
        "Mo A 120",
    ),
    "a_task_of_somebody_unmatched_is_nobodys": ("A  Mo 09:00 doing @zoe, Mo 10:00 done", ""),
    "an_unexplained_status_does_not_count": (
        "A  Mo 09:00 doing @ann, Mo 10:00 strange, Mo 15:00 doing, Mo 16:00 done",
        "Mo A 120",
    ),
    "a_task_without_history_is_as_it_is_now_since_it_was_created": (
        "A  Fr+5 15:00 doing @ann",
        "Fr+5 A 120",
    ),
    "a_status_before_the_first_change_is_what_the_change_says": (
        "A  Mo 09:00 doing @ann, Mo 12:00 waiting",
        "Mo A 180",
    ),
    "a_task_that_is_gone_keeps_what_it_had": (
        "A  Mo 09:00 doing @ann, Tu 10:00 gone",
        "Mo A 480; Tu A 60",
    ),
    "what_changes_after_a_task_is_gone_counts_for_nothing": (
        "A  Mo 09:00 waiting @ann, Tu 10:00 gone, Tu 11:00 doing",
        "",
    ),
    "done_without_work_is_an_hour": ("A  Mo 08:00 todo @ann, Mo 11:00 done", "Mo A 60"),
    "done_without_work_on_a_morning_reaches_into_the_day_before": (
        "A  Mo 08:00 todo @ann, Tu 09:30 done",
        "Mo A 30; Tu A 30",
    ),
    "done_without_work_on_a_monday_reaches_over_the_weekend": (
        "A  Mo 08:00 todo @ann, Mo+1 09:15 done",
        "Fr A 45; Mo+1 A 15",
    ),
    "done_without_work_on_a_sunday_is_the_last_hour_of_friday": (
        "A  Mo 08:00 todo @ann, Su 20:00 done",
        "Fr A 60",
    ),
    "done_without_work_reaches_before_the_task_was_created": (
        "A  Mo 10:50 todo @ann, Mo 11:00 done",
        "Mo A 60",
    ),
    "done_without_work_is_shared_with_what_is_active": (
        """
        A  Mo 09:00 doing @ann, Mo 12:00 done
        B  Mo 08:00 todo @ann, Mo 11:00 done
        """,
        "Mo A 150 B 30",
    ),
    "the_one_who_finishes_without_work_is_who_the_change_leaves": (
        "A  Mo 08:00 todo @bob, Mo 11:00 done @ann",
        "Mo A 60",
    ),
    "an_assignee_taken_away_by_the_change_that_finishes_has_the_hour": (
        "A  Mo 08:00 todo @ann, Mo 11:00 done @-",
        "Mo A 60",
    ),
    "an_assignee_taken_away_before_has_not": (
        "A  Mo 08:00 todo @ann, Mo 10:59 @-, Mo 11:00 done",
        "",
    ),
    "a_task_worked_on_has_no_hour_besides": (
        "A  Mo 08:00 todo @ann, Mo 09:00 doing, Mo 09:10 waiting, Mo 16:00 done",
        "Mo A 10",
    ),
    "a_task_worked_on_by_another_has_no_hour_either": (
        "A  Mo 09:00 doing @bob, Mo 10:00 waiting @ann, Mo 16:00 done",
        "",
    ),
    "a_task_done_again_without_work_has_another_hour": (
        "A  Mo 09:00 doing @ann, Mo 10:00 done, Mo 12:00 todo, Mo 15:00 done",
        "Mo A 120",
    ),
    "a_task_done_twice_within_an_hour_has_that_time_once": (
        "A  Mo 08:00 todo @ann, Mo 11:00 done, Mo 11:10 todo, Mo 11:20 done",
        "Mo A 80",
    ),
    "an_hour_around_work_on_the_same_task_counts_that_work_once": (
        "A  Mo 09:10 doing @ann, Mo 09:20 done, Mo 09:30 todo, Mo 09:40 done",
        "Fr-1 A 20; Mo A 40",
    ),
    "hours_that_reach_over_each_other_and_over_work_count_once": (
        DONE_AGAIN_AND_AGAIN,
        "Fr-1 A 20; Mo A 27.5 B 22.5",
    ),
    "from_done_to_closed_is_no_second_finish": (
        "A  Mo 08:00 todo @ann, Mo 11:00 done, Mo 15:00 done",
        "Mo A 60",
    ),
    "created_as_done_is_no_work": ("A  Mo 11:00 done @ann", ""),
    "done_after_an_unexplained_status_is_not_known_to_be_without_work": (
        "A  Mo 08:00 todo @ann, Mo 10:00 strange, Mo 11:00 done",
        "",
    ),
    "a_task_untouched_for_ten_working_days_stops": (
        "A  Mo 12:00 doing @ann, Mo+5 10:00 done",
        f"Mo A 300; {TUESDAY_ON}; {NEXT_WEEK}; Mo+2 A 180",
    ),
    "a_touch_wakes_an_idle_task": (
        "A  Mo 09:00 doing @ann, We+3 16:00 touched, Th+3 10:00 done",
        f"Mo A 480; {TUESDAY_ON}; {NEXT_WEEK}; We+3 A 60; Th+3 A 60",
    ),
    "a_touch_in_time_keeps_a_task_awake": (
        "A  Mo 16:00 doing @ann, Mo+2 16:00 touched, Tu+2 10:00 done",
        f"Mo A 60; {TUESDAY_ON}; {NEXT_WEEK}; Mo+2 A 480; Tu+2 A 60",
    ),
    "an_idle_task_leaves_the_day_to_the_others": (
        """
        A  Mo 09:00 doing @ann, Mo+2 17:00 done
        B  Mo+2 09:00 doing @ann, Mo+2 11:00 done
        """,
        f"Mo A 480; {TUESDAY_ON}; {NEXT_WEEK}; Mo+2 B 120",
    ),
}


@pytest.mark.parametrize("name", STORIES)
def test_story(name):
    story, expected = STORIES[name]
    given = tasks(story)
    found = days(given, person(), RULES, first=day("Mo-3"), last=day("Su+6"), now=NOW)
    assert grid(found, given) == expected
