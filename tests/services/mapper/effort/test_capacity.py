from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from services.mapper.effort.capacity import months
from services.mapper.effort.person import Person
from services.mapper.effort.working_time import Calendar

BERLIN = Calendar(ZoneInfo("Europe/Berlin"), country="DE")
DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))


def person(starts=None, ends=None):
    return Person(1, BERLIN, frozenset(), starts, ends)


def test_holidays_and_weekends_are_no_working_days():
    (may,) = months(person(), date(2026, 5, 20), date(2026, 5, 31))
    # 21 weekdays less Labour Day, Ascension Day and Whit Monday; the year has 261 less 7
    assert (may.first, may.days, len(may.dates)) == (date(2026, 5, 1), 18, 18)
    assert may.available == 18 * 8 * 60_000
    assert may.year_days == 254


def test_employment_cuts_the_month_and_not_the_year():
    joined = person(starts=date(2026, 6, 16))
    june, july = months(joined, date(2026, 6, 1), date(2026, 7, 31))
    assert (june.days, june.before, june.year_days) == (11, 0, 254)
    assert (july.days, july.before) == (23, 11)


def test_a_month_that_goes_on_tells_what_has_begun_of_it():
    (june,) = months(person(), date(2026, 6, 1), date(2026, 6, 3))
    assert june.dates == (date(2026, 6, 1), date(2026, 6, 2), date(2026, 6, 3))
    assert june.days == 22


def test_after_the_last_day_there_are_no_months():
    gone = person(ends=date(2026, 5, 31))
    found = months(gone, date(2026, 5, 1), date(2026, 8, 1))
    assert [month.first for month in found] == [date(2026, 5, 1)]


@given(DAYS, DAYS, st.none() | DAYS, st.none() | DAYS)
def test_months_have_each_working_day_of_the_employment_once(first, today, starts, ends):
    one = person(starts, ends)
    found = months(one, first, today)
    dates = [day for month in found for day in month.dates]
    expected = one.workdays(first.replace(day=1), today) if first.replace(day=1) <= today else []
    assert dates == [day.date for day in expected]
    for before, month in pairwise(found):
        if month.first.year == before.first.year:
            assert month.before == before.before + before.days
