from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from services.mapper.effort.minutes import Day
from services.mapper.effort.percent import Row, coverage, minutes_by_project, percentages

MONDAY = Day(date(2026, 6, 1), 480_000, (((1, 1), 300_000), ((1, 2), 60_000)))
TUESDAY = Day(date(2026, 6, 2), 480_000, (((1, 1), 120_000), ((1, 3), 1)))


def told(minutes):
    return [(row.project, str(row.percent)) for row in percentages(minutes)]


def test_minutes_are_summed_by_project_and_a_task_without_one_is_unlinked():
    project_of = {(1, 1): 10, (1, 2): None}
    assert minutes_by_project([MONDAY, TUESDAY], project_of) == {10: 420_000, None: 60_001}


def test_percentages_have_two_decimals_and_unlinked_comes_last():
    assert told({None: 1, 20: 2, 10: 3}) == [(10, "50.00"), (20, "33.33"), (None, "16.67")]


def test_among_equal_remainders_the_lower_id_is_rounded_up():
    assert told({None: 5, 30: 5, 9: 5}) == [(9, "33.34"), (30, "33.33"), (None, "33.33")]


def test_project_zero_is_a_project():
    assert told({None: 1, 0: 1}) == [(0, "50.00"), (None, "50.00")]


def test_a_project_without_minutes_has_no_row_and_no_minutes_no_rows():
    assert told({1: 0, 2: 7}) == [(2, "100.00")]
    assert told({}) == told({1: 0}) == []


def test_a_project_with_next_to_nothing_keeps_its_row_and_its_minutes():
    assert percentages({1: 1, 2: 2_400_000})[0] == Row(1, 1, Decimal("0.00"))


@given(st.dictionaries(st.none() | st.integers(1, 99), st.integers(0, 10**9)))
def test_percentages_sum_to_a_hundred_whatever_their_order(minutes):
    rows = percentages(minutes)
    assert sum(row.percent for row in rows) == (100 if any(minutes.values()) else 0)
    assert percentages(dict(reversed(minutes.items()))) == rows


def test_coverage_is_what_was_given_of_what_there_was():
    assert coverage([MONDAY, TUESDAY]) == Fraction(480_001, 960_000)
    assert coverage([]) is None
