"""Bounds that a quadratic would break and a slow machine keeps; `tests.bench.effort` measures."""

from dataclasses import replace
from datetime import timedelta
from time import process_time

from services.mapper.effort.attribution import days
from tests.bench import effort
from tests.support.effort_stories import NOW, RULES, day, instant, person, tasks


def test_a_year_of_an_organisation_takes_a_while_and_no_more():
    assert effort.measure(number=3_000, changes=12_000, employees=200)["value"] < 5


def test_hundreds_of_tasks_at_once_for_months_take_no_square():
    [one] = tasks("A  Mo 09:00 doing @ann")
    many = [
        replace(one, issue_id=n, created=instant("Mo 09:00") + timedelta(minutes=n))
        for n in range(600)
    ]
    rules = replace(RULES, idle_days=0)
    start = process_time()
    found = days(
        many, person(), rules, first=day("Mo"), last=day("Mo+25"), now=NOW.replace(year=2027)
    )
    assert process_time() - start < 10
    assert len(found[-1].minutes) == 600
