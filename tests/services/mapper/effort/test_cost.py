"""What a month cost: by hand, and properties over anything."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.mapper.effort.capacity import Month, months
from services.mapper.effort.cost import (
    DAY,
    Books,
    Figure,
    Key,
    Minutes,
    Spent,
    costs,
    month_cents,
)
from services.mapper.effort.person import Person
from services.mapper.effort.working_time import Calendar

ADA = Person(1, Calendar(ZoneInfo("UTC")), frozenset())
TODAY = date(2026, 7, 31)
MONDAY = date(2026, 6, 1)
ANNUAL = 261 * 100_00
"""2026 has 261 weekdays: a hundred a day."""


def week(number: int) -> date:
    return MONDAY + timedelta(weeks=number)


def of(first: date = MONDAY, today: date = TODAY) -> list[Month]:
    return [month for month in months(ADA, first, today) if month.first == first]


def drafted(monday, *rows):
    return [Figure(monday, False, project, hundredths) for project, hundredths in rows]


def entered(monday, *rows):
    return [Figure(monday, True, project, hundredths) for project, hundredths in rows]


def table(found):
    """Give what there is by kind, project, cost centre and CapEx: days, and cents."""
    return {
        (cost.key.kind, cost.key.project, cost.key.centre, cost.key.capex): (
            Decimal(cost.days) / DAY,
            cost.cents,
        )
        for cost in found
    }


def test_a_weeks_days_go_where_its_percentages_say_and_the_others_to_nobody():
    found = costs(of(), Spent(drafted(MONDAY, (1, 83_33), (2, 16_67)), []), Books(), ANNUAL)
    assert table(found) == {
        ("project", 1, None, False): (Decimal("4.1665"), 416_65),
        ("project", 2, None, False): (Decimal("0.8335"), 83_35),
        ("unattributed", None, None, False): (Decimal(17), 1700_00),
    }


def test_capex_is_by_minutes_and_goes_to_the_cost_centre_of_capex_else_the_projects_else_ones_own():
    minutes = [
        Minutes(MONDAY, 1, True, 70, 3000),
        Minutes(MONDAY, 1, True, None, 1000),
        Minutes(MONDAY, 1, False, None, 4000),
        Minutes(MONDAY, None, False, None, 500),
    ]
    spent = Spent(drafted(MONDAY, (1, 80_00), (None, 20_00)), minutes)
    found = costs(of(), spent, Books(own=5, of_project={1: 60}), ANNUAL)
    assert table(found) == {
        ("project", 1, 70, True): (Decimal("1.5"), 150_00),
        ("project", 1, 60, True): (Decimal("0.5"), 50_00),
        ("project", 1, 60, False): (Decimal("2.0"), 200_00),
        ("unlinked", None, 5, False): (Decimal("1.0"), 100_00),
        ("unattributed", None, 5, False): (Decimal(17), 1700_00),
    }
    assert {cost.key.order: cost.thousandths for cost in found if cost.thousandths} == {
        ("project", 1, 60, False): 4000,
        ("project", 1, 60, True): 1000,
        ("project", 1, 70, True): 3000,
        ("unlinked", 0, 5, False): 500,
    }


@pytest.mark.parametrize(("classed", "capex"), [(frozenset(), False), (frozenset({60}), True)])
def test_what_was_entered_and_no_task_tells_is_opex_unless_the_cost_centre_is_capex(classed, capex):
    books = Books(own=5, of_project={1: 60}, capex=classed)
    found = costs(of(), Spent(entered(MONDAY, (1, 100_00)), []), books, ANNUAL)
    assert table(found)["project", 1, 60, capex] == (Decimal(5), 500_00)


def test_minutes_of_a_project_that_was_not_entered_are_told_and_cost_nothing():
    spent = Spent(entered(MONDAY, (1, 100_00)), [Minutes(MONDAY, 2, False, None, 60_000)])
    found = {cost.key.project: cost for cost in costs(of(), spent, Books(), ANNUAL)}
    assert (found[2].thousandths, found[2].days, found[2].cents) == (60_000, 0, 0)
    assert found[1].cents == 500_00


STRADDLING = date(2026, 6, 29)
"""Two days of June, three of July."""


def test_a_drafted_week_of_two_months_tells_by_date_what_was_done_in_each():
    minutes = [
        Minutes(STRADDLING, 1, False, None, 60_000),
        Minutes(STRADDLING + timedelta(days=3), 2, True, None, 180_000),
    ]
    spent = Spent(drafted(STRADDLING, (1, 25_00), (2, 75_00)), minutes)
    june = table(costs(of(), spent, Books(), ANNUAL))
    july = table(costs(of(date(2026, 7, 1)), spent, Books(), ANNUAL))
    assert june["project", 1, None, False] == (Decimal(2), 200_00)
    assert july["project", 2, None, True] == (Decimal(3), 300_00)
    assert ("project", 2, None, True) not in june


def test_an_entered_week_of_two_months_splits_alike_in_both():
    minutes = [Minutes(STRADDLING, 1, True, None, 60_000)]
    spent = Spent(entered(STRADDLING, (1, 50_00), (2, 50_00)), minutes)
    june = table(costs(of(), spent, Books(), ANNUAL))
    july = table(costs(of(date(2026, 7, 1)), spent, Books(), ANNUAL))
    assert june["project", 1, None, True] == june["project", 2, None, False] == (1, 100_00)
    assert july["project", 1, None, True] == july["project", 2, None, False]
    assert july["project", 2, None, False] == (Decimal("1.5"), 150_00)


def test_a_part_of_a_drafted_week_without_minutes_goes_by_the_percentages():
    minutes = [Minutes(STRADDLING + timedelta(days=2), 1, True, None, 60_000)]
    spent = Spent(drafted(STRADDLING, (1, 100_00)), minutes)
    assert table(costs(of(), spent, Books(), ANNUAL))["project", 1, None, True] == (2, 200_00)


def test_without_a_yearly_cost_there_are_days_and_no_cost():
    found = costs(of(), Spent(drafted(MONDAY, (1, 100_00)), []), Books(), None)
    assert [(cost.key.kind, cost.days, cost.cents) for cost in found] == [
        ("project", 5 * DAY, None),
        ("unattributed", 17 * DAY, None),
    ]


def test_a_month_that_goes_on_costs_what_has_gone_by():
    found = costs(of(today=date(2026, 6, 3)), Spent([], []), Books(), ANNUAL)
    assert [(cost.key.kind, cost.days, cost.cents) for cost in found] == [
        ("unattributed", 3 * DAY, 300_00)
    ]


PROJECTS = st.none() | st.integers(1, 4)
DATES = st.dates(date(2026, 5, 25), date(2026, 7, 5))
MINUTES = st.builds(
    Minutes,
    DATES,
    PROJECTS,
    st.booleans(),
    st.none() | st.integers(70, 72),
    st.integers(1, 480_000),
)
BOOKS = st.builds(
    Books,
    st.none() | st.integers(50, 52),
    st.dictionaries(st.integers(1, 4), st.integers(60, 62)),
    st.frozensets(st.integers(60, 62)),
)


@st.composite
def weeks(draw):
    found = []
    for number in range(-1, 5):
        rows = draw(st.dictionaries(PROJECTS, st.integers(1, 100), max_size=4))
        if rows:
            said, total, left = draw(st.booleans()), sum(rows.values()), 100_00
            for place, (project, weight) in enumerate(rows.items()):
                part = left if place == len(rows) - 1 else 100_00 * weight // total
                left -= part
                found.append(Figure(week(number), said, project, part))
    return found


@given(weeks(), st.lists(MINUTES, max_size=20), BOOKS, st.integers(0, 10**9), DATES)
def test_the_parts_of_a_month_sum_to_it_to_the_cent(figures, minutes, books, annual, today):
    found = costs(of(today=today), Spent(figures, minutes), books, annual)
    for month in of(today=today):
        parts = [cost for cost in found if cost.month == month.first]
        assert sum(cost.cents or 0 for cost in parts) == month_cents(month, annual)
        assert sum(cost.days for cost in parts) == len(month.dates) * DAY
        told = sum(one.thousandths for one in minutes if one.date.month == month.first.month)
        assert sum(cost.thousandths for cost in parts) == told
        assert len({cost.key for cost in parts}) == len(parts)


@given(weeks(), st.lists(MINUTES, max_size=12), BOOKS, st.randoms())
def test_neither_the_order_of_minutes_nor_their_division_counts(figures, minutes, books, chance):
    twice = [
        part
        for one in minutes
        for part in (
            Minutes(one.date, one.project, one.capex, one.capex_centre, one.thousandths),
            Minutes(one.date, one.project, one.capex, one.capex_centre, one.thousandths),
        )
    ]
    doubled = [
        Minutes(one.date, one.project, one.capex, one.capex_centre, 2 * one.thousandths)
        for one in minutes
    ]
    chance.shuffle(twice)
    assert costs(of(), Spent(figures, twice), books, 7_777_777) == costs(
        of(), Spent(figures, doubled), books, 7_777_777
    )


@given(st.integers(0, 10**10), st.integers(2024, 2027))
def test_the_months_of_a_year_sum_to_the_yearly_cost_each_within_a_cent(annual, year):
    year_of = months(ADA, date(year, 1, 1), date(year, 12, 31))
    cents = [month_cents(month, annual) for month in year_of]
    assert sum(cents) == annual
    for month, told in zip(year_of, cents, strict=True):
        assert abs(told - Fraction(annual * month.days, month.year_days)) <= 1


@given(st.integers(0, 10**10))
def test_the_first_month_of_a_year_is_rounded_as_people_do(annual):
    (january,) = of(date(2026, 1, 1), date(2026, 1, 31))
    exact = Decimal(annual) * january.days / january.year_days
    assert month_cents(january, annual) == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def test_a_part_that_is_nothing_at_all_is_left_out():
    spent = Spent(drafted(MONDAY, (1, 100_00), (2, 0)), [])
    assert Key("project", 2, None, capex=False) not in {
        cost.key for cost in costs(of(), spent, Books(), ANNUAL)
    }
