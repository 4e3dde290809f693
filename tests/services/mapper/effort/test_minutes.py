from dataclasses import replace
from datetime import timedelta

from services.mapper.effort.attribution import days, explain
from tests.support.effort_stories import NOW, RULES, day, instant, person, tasks


def on_monday(given):
    [monday] = days(given, person(), RULES, first=day("Mo"), last=day("Mo"), now=NOW)
    return monday


def test_parts_are_whole_thousandths_that_sum_to_what_was_given():
    given = tasks("\n".join(f"T{n}  Mo 09:00 doing @ann, Mo 10:00 done" for n in range(7)))
    monday = on_monday(given)
    assert [part for _, part in monday.minutes] == [8572, 8572, 8572, 8571, 8571, 8571, 8571]
    assert monday.attributed == 60_000


def test_parts_of_a_second_are_not_lost():
    [task] = tasks("A  Mo 09:00 doing @ann, Mo 10:00 done")
    end = instant("Mo 09:00") + timedelta(seconds=1, milliseconds=515)
    assert on_monday([replace(task, history=(replace(task.history[0], at=end),))]).minutes == (
        ((1, 1), 25),
    )


def test_a_task_whose_part_rounds_to_nothing_is_not_there():
    [task] = tasks("A  Mo 09:00 doing @ann, Mo 10:00 done")
    end = instant("Mo 09:00") + timedelta(milliseconds=29)
    assert on_monday([replace(task, history=(replace(task.history[0], at=end),))]).minutes == ()


def test_hundreds_of_tasks_at_once_that_come_and_go_are_exact():
    lines = [
        f"T{n}  Mo {9 + n // 60:02}:{n % 60:02} doing @ann, Mo {13 + n // 60:02}:{n % 60:02} done"
        for n in range(240)
    ]
    monday = on_monday(tasks("\n".join(lines)))
    assert len(monday.minutes) == 240
    assert monday.attributed == 480_000 - 1000  # the last one ends at 16:59
    assert max(part for _, part in monday.minutes) == dict(monday.minutes)[1, 1]


def test_another_task_that_makes_way_for_a_third_cuts_no_portion():
    given = tasks("""
        A  Mo 09:00 doing @ann, Mo 17:00 done
        B  Mo 09:00 doing @ann, Mo 12:00 done
        C  Mo 12:00 doing @ann, Mo 17:00 done
    """)
    found = explain(given, person(), RULES, first=day("Mo"), last=day("Mo"), now=NOW)
    assert [(p.key, p.start, p.end, p.tasks) for p in found] == [
        ("A", instant("Mo 09:00"), instant("Mo 17:00"), 2),
        ("B", instant("Mo 09:00"), instant("Mo 12:00"), 2),
        ("C", instant("Mo 12:00"), instant("Mo 17:00"), 2),
    ]
