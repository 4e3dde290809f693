"""Calendars, employment and rules at work; the stories are in `test_stories`."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from services.mapper.effort.attribution import days, days_of_many, explain
from services.mapper.effort.percent import coverage, minutes_by_project, percentages
from services.mapper.effort.person import Person
from services.mapper.effort.timeline import Edge
from services.mapper.effort.week import weeks
from services.mapper.effort.working_time import Calendar
from tests.support.effort_stories import (
    NOW,
    OFFICE,
    RULES,
    WORKED_EXAMPLE,
    day,
    grid,
    instant,
    person,
    tasks,
)


def told(given, who=None, rules=RULES, now=NOW):
    who = who or person()
    found = days(given, who, rules, first=day("Mo-3"), last=day("Su+6"), now=now)
    return grid(found, given)


def test_the_worked_example_of_the_design():
    given = tasks(WORKED_EXAMPLE)
    found = days(given, person(), RULES, first=day("Mo"), last=day("Su"), now=NOW)
    rows = percentages(minutes_by_project(found, {(1, 1): 10, (1, 2): 20}))
    assert [(row.project, row.minutes, row.percent) for row in rows] == [
        (10, 600_000, Decimal("83.33")),
        (20, 120_000, Decimal("16.67")),
    ]
    assert coverage(found) == Fraction(12, 40)
    assert [len(of_week) for of_week in weeks(found).values()] == [5]


def test_a_task_counts_up_to_now():
    story = tasks("A  Mo 09:00 doing @ann")
    assert told(story, now=instant("Tu 10:30")) == "Mo A 480; Tu A 90"
    assert told(story, now=instant("Mo 09:00")) == ""


def test_what_will_be_gone_is_there_up_to_now():
    story = tasks("A  Mo 09:00 doing @ann, We 10:00 gone")
    assert told(story, now=instant("Tu 10:00")) == "Mo A 480; Tu A 60"


def test_a_change_of_the_future_has_not_happened():
    story = tasks("A  Mo 09:00 doing @ann, Tu 10:00 done")
    assert told(story, now=instant("Mo 12:00")) == "Mo A 180"


def test_a_day_that_is_not_over_is_available_as_a_whole():
    [today] = days(
        tasks("A  Mo 09:00 doing @ann"), person(), RULES,
        first=day("Mo"), last=day("Mo"), now=instant("Mo 10:00"),
    )  # fmt: skip
    assert (today.available, today.attributed) == (480_000, 60_000)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"starts": day("We")}, "We A 480; Th A 480; Fr A 60"),
        ({"ends": day("Tu")}, "Mo A 480; Tu A 480"),
        ({"starts": day("Tu"), "ends": day("Tu")}, "Tu A 480"),
        ({"starts": date.min, "ends": date.max}, "Mo A 480; Tu A 480; We A 480; Th A 480; Fr A 60"),
    ],
)
def test_employment_bounds_what_counts(given, expected):
    story = tasks("A  Mo 09:00 doing @ann, Fr 10:00 done")
    assert told(story, person(**given)) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"starts": day("Tu")}, "Tu A 30"),
        ({"ends": day("Tu")}, "Mo A 30; Tu A 30"),
        ({"ends": day("Mo")}, ""),
        ({"starts": day("We")}, ""),
    ],
)
def test_done_without_work_is_of_the_employment_that_it_happened_in(given, expected):
    story = tasks("A  Mo 08:00 todo @ann, Tu 09:30 done")
    assert told(story, person(**given)) == expected


def test_a_public_holiday_is_no_working_day():
    berlin = Calendar(ZoneInfo("UTC"), country="DE")
    story = tasks("A  Fr-2 16:00 doing @ann, Tu-1 10:00 done")  # 25 May 2026 is Whit Monday
    assert told(story, person(calendar=berlin)) == "Fr-2 A 60; Tu-1 A 60"


def test_a_holiday_lengthens_what_is_idle_by_a_day():
    berlin, two = Calendar(ZoneInfo("UTC"), country="DE"), replace(RULES, idle_days=2)
    story = tasks("A  Fr-2 12:00 doing @ann")
    assert told(story, rules=two) == "Fr-2 A 300; Mo-1 A 480; Tu-1 A 180"
    assert told(story, person(calendar=berlin), two) == "Fr-2 A 300; Tu-1 A 480; We-1 A 180"


def test_a_lunch_break_is_nobodys():
    hours = ((time(8), time(12)), (time(13), time(16)))
    who = person(calendar=replace(OFFICE, hours=hours))
    assert told(tasks("A  Mo 07:00 doing @ann, Mo 14:00 done"), who) == "Mo A 300"
    assert told(tasks("A  Mo 07:00 todo @ann, Mo 13:20 done"), who) == "Mo A 60"


def test_two_accounts_of_one_person_are_one_person():
    both = Person(1, OFFICE, frozenset({(1, "ann"), (1, "bob")}))
    story = tasks("A  Mo 09:00 doing @ann, Mo 10:00 @bob, Mo 11:00 @zoe, Mo 12:00 done")
    assert told(story, both) == "Mo A 120"


def test_an_account_of_another_site_with_the_same_id_is_somebody_else():
    [task] = tasks("A  Mo 09:00 doing @ann, Mo 10:00 done")
    rules = replace(RULES, meanings={(1, "doing"): "working", (2, "doing"): "working"})
    assert told([replace(task, connection_id=2)], rules=rules) == ""


def test_rules_with_a_length_of_nothing_are_off():
    off = replace(RULES, done_without_work=timedelta(), idle_days=0)
    assert told(tasks("A  Mo 08:00 todo @ann, Mo 11:00 done"), rules=off) == ""
    everything = days(
        tasks("A  Mo 09:00 doing @ann"), person(), off,
        first=day("Mo"), last=day("Fr+3"), now=NOW,
    )  # fmt: skip
    assert {found.attributed for found in everything} == {480_000}


def test_a_task_active_since_years_stopped_years_ago():
    [task] = tasks("A  Mo 09:00 doing @ann")
    old = replace(task, created=datetime(2011, 6, 1, 9, tzinfo=UTC))
    assert told([old]) == ""
    kept = days([old], person(), RULES, first=date(2011, 6, 1), last=date(2026, 7, 1), now=NOW)
    assert sum(found.attributed for found in kept) == 10 * 480_000


def test_a_change_that_clocks_put_before_the_creation_holds_from_the_creation_on():
    [task] = tasks("A  Mo 08:00 todo @ann, Mo 09:00 doing, Mo 12:00 done")
    assert told([replace(task, created=instant("Mo 10:00"))]) == "Mo A 120"


def test_explaining_tells_who_opened_and_closed_each_portion():
    found = explain(
        tasks(WORKED_EXAMPLE), person(), RULES, first=day("Mo"), last=day("Su"), now=NOW
    )
    opened = Edge(instant("Mo 09:00"), "change", 100, "boss")
    closed = Edge(instant("Tu 13:00"), "change", 101, "boss")
    assert [(p.key, p.start, p.end, p.tasks) for p in found] == [
        ("A", instant("Mo 09:00"), instant("Mo 13:00"), 1),
        ("A", instant("Mo 13:00"), instant("Mo 17:00"), 2),
        ("B", instant("Mo 13:00"), instant("Mo 17:00"), 2),
        ("A", instant("Tu 09:00"), instant("Tu 13:00"), 1),
    ]
    assert {(p.opened, p.closed) for p in found if p.key == "A"} == {(opened, closed)}


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ("A  Mo 09:00 doing @ann", ("created", "idle")),
        ("A  Tu+5 09:00 doing @ann", ("created", "now")),
        ("A  Mo 09:00 doing @ann, Mo 12:00 gone", ("created", "gone")),
        ("A  Mo 08:00 todo @ann, Mo 09:00 doing, Mo 12:00 done", ("change", "change")),
        ("A  Mo 08:00 todo @ann, Mo 12:00 done", ("done_without_work", "change")),
        ("A  Fr-1 08:00 doing @ann, Mo 12:00 done", ("employment", "change")),
        ("A  Tu+6 08:00 doing @ann, Fr+6 12:00 done", ("created", "employment")),
    ],
)
def test_explaining_names_the_rule_that_cut(story, expected):
    who = person(starts=day("Mo"), ends=day("We+6"))
    now = instant("Th+5 09:00") if "+6" not in story else instant("Mo+7 09:00")
    found = explain(tasks(story), who, RULES, first=day("Mo-3"), last=day("Su+6"), now=now)
    assert {(p.opened.why, p.closed.why) for p in found} == {expected}


def test_many_people_have_what_each_has_alone():
    given = tasks(WORKED_EXAMPLE + "C  Mo 09:00 doing @bob, Tu 12:00 @ann, We 12:00 done")
    who = [person(), Person(2, OFFICE, frozenset({(1, "bob")}), ends=day("Mo"))]
    first, last = day("Mo"), day("Su")
    found = dict(days_of_many(given, who, RULES, first=first, last=last, now=NOW))
    assert found == {one: days(given, one, RULES, first=first, last=last, now=NOW) for one in who}
    assert grid(found[who[1]], given) == "Mo C 480"
