"""What holds in any world, and that the slow way comes to the same."""

from collections import Counter, defaultdict
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.mapper.effort.attribution import days, days_of_many, explain
from services.mapper.effort.percent import minutes_by_project, percentages
from services.mapper.effort.person import Person
from services.mapper.effort.quality import doubts
from services.mapper.effort.task import Change
from services.mapper.effort.timeline import states
from services.mapper.effort.week import weeks
from tests.support.effort_by_the_minute import by_the_minute
from tests.support.effort_world import DAY, MINUTE, World, worlds

SLOW = settings(deadline=None, max_examples=300, suppress_health_check=list(HealthCheck))
QUICK = settings(deadline=None, max_examples=300, suppress_health_check=list(HealthCheck))


def days_of(world: World, first=None, last=None):
    return days(world.tasks, world.person, world.rules,
                first=first or world.first, last=last or world.last, now=world.now)  # fmt: skip


def portions_of(world: World):
    return explain(world.tasks, world.person, world.rules,
                   first=world.first, last=world.last, now=world.now)  # fmt: skip


@SLOW
@given(worlds())
def test_the_slow_way_comes_to_the_same(world):
    minutes, available = by_the_minute(
        world.tasks, world.person, world.rules, world.window, world.now
    )
    found = days_of(world)
    asked = {day for day in available if world.first <= day <= world.last}
    assert {day.date: day.available for day in found} == {
        day: available[day] * 1000 for day in asked
    }
    assert {(day.date, task): part for day in found for task, part in day.minutes} == {
        (day, task): part for (day, task), part in minutes.items() if day in asked
    }


@QUICK
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_tasks_and_of_their_history_does_not_matter(world, chance):
    mixed = []
    for task in world.tasks:
        history = list(task.history)
        chance.shuffle(history)
        mixed.append(replace(task, history=tuple(history)))
    chance.shuffle(mixed)
    other = replace(world, tasks=tuple(mixed))
    assert days_of(other) == days_of(world)
    assert portions_of(other) == portions_of(world)
    assert doubts(mixed, world.rules, world.now) == doubts(world.tasks, world.rules, world.now)


@QUICK
@given(worlds(), st.integers(0, 4))
def test_a_range_in_parts_has_the_days_of_the_whole(world, after):
    cut = world.first + after * DAY
    assert days_of(world) == days_of(world, last=cut) + days_of(world, first=cut + DAY)


@QUICK
@given(worlds())
def test_shares_sum_to_one_at_every_attributed_instant(world):
    found = portions_of(world)
    for start, end in pairwise(sorted({edge for p in found for edge in (p.start, p.end)})):
        shares = [Fraction(1, p.tasks) for p in found if p.start <= start and end <= p.end]
        assert sum(shares) in (0, 1)


@QUICK
@given(worlds())
def test_a_day_never_has_more_minutes_than_it_has(world):
    assert all(0 <= day.attributed <= day.available for day in days_of(world))


@QUICK
@given(worlds())
def test_every_portion_is_in_working_time_and_its_task_was_worked_on_and_assigned(world):
    hours = {day.date: day.hours for day in world.person.workdays(world.first, world.last)}
    tasks = {task.id: task for task in world.tasks}
    for portion in portions_of(world):
        assert any(a <= portion.start and portion.end <= b for a, b in hours[portion.date])
        assert portion.opened.at <= portion.start < portion.end <= portion.closed.at
        if portion.opened.why == "done_without_work":
            continue
        then = [s for s in states(tasks[portion.task]) if s.edge.at < portion.end]
        within = [s for s in then if s.edge.at > portion.start]
        for state in [[s for s in then if s.edge.at <= portion.start][-1], *within]:
            # What did not last counts as little as what was not.
            lasting = [s for s in then if s.edge.at == state.edge.at][-1]
            assert world.rules.meaning(1, lasting.status) == "working"
            assert (1, lasting.assignee) in world.person.accounts


@QUICK
@given(worlds())
def test_portions_sum_to_the_minutes_but_for_the_rounding(world):
    sums = defaultdict[Any, Fraction](Fraction)
    for p in portions_of(world):
        sums[p.date, p.task] += Fraction((p.end - p.start) // (MINUTE / 1000), p.tasks)
    found = {(day.date, task): part for day in days_of(world) for task, part in day.minutes}
    assert all(abs(found.get(place, 0) - exact) < 1 for place, exact in sums.items())
    assert found.keys() <= sums.keys()
    totals, given_to = defaultdict[Any, Fraction](Fraction), Counter[Any]()
    for (day, _), exact in sums.items():
        totals[day] += exact
    for (day, _), part in found.items():
        given_to[day] += part
    assert totals == given_to


@QUICK
@given(worlds())
def test_every_week_sums_to_a_hundred_or_is_empty(world):
    project_of = {(1, issue): project for issue, project in ((1, 5), (2, 5), (3, 6))}
    for of_week in weeks(days_of(world)).values():
        rows = percentages(minutes_by_project(of_week, project_of))
        assert sum(row.percent for row in rows) in ((100,) if rows else (0,))


@QUICK
@given(worlds(), st.integers(0, 2), st.integers(0, 6 * 24 * 12))
def test_a_task_that_is_cut_in_two_by_a_change_to_the_same_has_what_it_had(world, place, at):
    """A change to the value that holds anyway; the idle rule is off, as any change is a touch."""
    world = replace(world, rules=replace(world.rules, idle_days=0))
    task = world.tasks[place % len(world.tasks)]
    when = task.created + at * 5 * MINUTE
    before = [state for state in states(task) if state.edge.at <= when][-1]
    same = Change(10**9, 0, when, None, "status", before.status, before.status)
    cut = replace(task, history=(*task.history, same))
    others = tuple(cut if one is task else one for one in world.tasks)
    assert days_of(replace(world, tasks=others)) == days_of(world)


@QUICK
@given(worlds())
def test_many_people_have_what_each_has_alone(world):
    other = Person(8, world.person.calendar, frozenset({(1, "bob")}))
    found = days_of_many(
        world.tasks, [world.person, other], world.rules,
        first=world.first, last=world.last, now=world.now,
    )  # fmt: skip
    assert [days for _, days in found] == [
        days_of(world),
        days_of(replace(world, person=other)),
    ]
