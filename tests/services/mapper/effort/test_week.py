from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.mapper.effort.minutes import Day
from services.mapper.effort.week import Week, weeks


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2026, 12, 31), Week(2026, 53)),
        (date(2027, 1, 3), Week(2026, 53)),
        (date(2027, 1, 4), Week(2027, 1)),
        (date(2024, 12, 30), Week(2025, 1)),
        (date(2025, 12, 29), Week(2026, 1)),
        (date(2023, 1, 1), Week(2022, 52)),
    ],
)
def test_a_week_over_new_year_is_of_the_year_of_its_thursday(day, week):
    assert Week.of(day) == week


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_every_date_is_in_one_week_from_monday_to_sunday(day):
    week = Week.of(day)
    assert week.first <= day <= week.last
    assert (week.first.isoweekday(), week.last - week.first) == (1, timedelta(days=6))
    assert Week.of(week.last + timedelta(days=1)) > week


def test_days_are_parted_into_weeks_not_into_years():
    found = [Day(date(2026, 12, 28) + timedelta(days=n), 480_000, ()) for n in (0, 3, 4, 7)]
    assert weeks(found) == {Week(2026, 53): found[:3], Week(2027, 1): found[3:]}
