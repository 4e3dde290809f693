from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.mapper.effort.working_time import (
    Calendar,
    thousandths,
    workdays,
    worked_after,
    worked_before,
)

UTC_ZONE, BERLIN = ZoneInfo("UTC"), ZoneInfo("Europe/Berlin")
OFFICE = Calendar(UTC_ZONE)
HOUR = timedelta(hours=1)
LONG_AGO, FAR = datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)


def at(text):
    return datetime.fromisoformat(text).astimezone(UTC)


def dates(calendar, first, last):
    return [day.date.isoformat() for day in workdays(calendar, first, last)]


def test_working_days_are_monday_to_friday_without_holidays_over_new_year():
    berlin = Calendar(BERLIN, country="DE")
    assert dates(berlin, date(2026, 12, 24), date(2027, 1, 5)) == [
        "2026-12-24", "2026-12-28", "2026-12-29", "2026-12-30", "2026-12-31",
        "2027-01-04", "2027-01-05",
    ]  # fmt: skip


def test_a_part_of_a_country_has_holidays_of_its_own():
    epiphany = date(2026, 1, 6)
    assert dates(Calendar(BERLIN, country="DE"), epiphany, epiphany) == ["2026-01-06"]
    assert dates(Calendar(BERLIN, country="DE", subdivision="BY"), epiphany, epiphany) == []


def test_hours_and_weekdays_are_chosen():
    part_time = Calendar(UTC_ZONE, ((time(8), time(12)), (time(13), time(15))), frozenset({2, 7}))
    found = workdays(part_time, date(2026, 6, 1), date(2026, 6, 7))
    assert [day.date.isoweekday() for day in found] == [2, 7]
    assert found[0].hours == (
        (at("2026-06-02T08:00Z"), at("2026-06-02T12:00Z")),
        (at("2026-06-02T13:00Z"), at("2026-06-02T15:00Z")),
    )
    assert {day.available for day in found} == {360_000}
    assert part_time.day_length == 6 * HOUR


def test_hours_may_end_at_midnight():
    late = Calendar(UTC_ZONE, ((time(22), time(0)),))
    assert late.day_length == 2 * HOUR
    [monday] = workdays(late, date(2026, 6, 1), date(2026, 6, 1))
    assert monday.hours == ((at("2026-06-01T22:00Z"), at("2026-06-02T00:00Z")),)


@pytest.mark.parametrize(
    ("zone", "day", "minutes"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 7 * 60),
        ("Europe/Berlin", date(2026, 10, 25), 9 * 60),
        ("America/New_York", date(2026, 3, 8), 7 * 60),
        ("America/New_York", date(2026, 11, 1), 9 * 60),
        ("Australia/Lord_Howe", date(2026, 10, 4), 7 * 60 + 30),
        ("Australia/Lord_Howe", date(2026, 4, 5), 8 * 60 + 30),
    ],
)
def test_a_day_on_which_clocks_change_within_hours_has_its_real_length(zone, day, minutes):
    nights = Calendar(ZoneInfo(zone), ((time(1), time(9)),), frozenset({7}))
    assert [found.available for found in workdays(nights, day, day)] == [minutes * 1000]


def test_hours_that_clocks_show_twice_are_in_order_of_time():
    breaks = ((time(2), time(2, 20)), (time(2, 40), time(3)))
    [day] = workdays(Calendar(BERLIN, breaks, frozenset({7})), *[date(2026, 10, 25)] * 2)
    assert [start.strftime("%H:%M") for start, _ in day.hours] == [
        "00:00", "00:40", "01:00", "01:40",
    ]  # fmt: skip
    assert day.available == 80_000


@pytest.mark.parametrize(
    "hours",
    [
        (),
        ((time(17), time(9)),),
        ((time(9), time(9)),),
        ((time(9), time(13)), (time(12), time(17))),
        ((time(13), time(17)), (time(9), time(12))),
        ((time(9), time(0)), (time(1), time(2))),
    ],
)
def test_hours_that_are_none_are_refused(hours):
    with pytest.raises(ValueError, match="in order and apart"):
        Calendar(UTC_ZONE, hours)


@pytest.mark.parametrize("weekdays", [(), (0,), (1, 8)])
def test_weekdays_that_are_none_are_refused(weekdays):
    with pytest.raises(ValueError, match="Weekdays"):
        Calendar(UTC_ZONE, weekdays=frozenset(weekdays))


@pytest.mark.parametrize(
    ("before", "length", "expected"),
    [
        ("2026-06-02T11:00Z", HOUR, "2026-06-02T10:00Z"),
        ("2026-06-02T09:15Z", HOUR, "2026-06-01T16:15Z"),
        ("2026-06-02T09:00Z", HOUR, "2026-06-01T16:00Z"),
        ("2026-06-01T09:30Z", HOUR, "2026-05-29T16:30Z"),
        ("2026-05-30T12:00Z", HOUR, "2026-05-29T16:00Z"),
        ("2026-06-02T20:00Z", 9 * HOUR, "2026-06-01T16:00Z"),
        ("2026-01-01T12:00Z", 80 * HOUR, "2025-12-18T12:00Z"),
    ],
)
def test_working_time_before_an_instant_reaches_over_nights_weekends_and_years(
    before, length, expected
):
    assert worked_before(OFFICE, at(before), length, LONG_AGO) == at(expected)


def test_working_time_before_an_instant_ends_where_it_is_told_to():
    since = at("2026-06-02T09:30Z")
    assert worked_before(OFFICE, at("2026-06-02T10:00Z"), HOUR, since) == since
    assert worked_before(OFFICE, at("2026-06-02T10:00Z"), 9 * HOUR, since) == since


@pytest.mark.parametrize(
    ("after", "length", "expected"),
    [
        ("2026-06-01T10:00Z", HOUR, "2026-06-01T11:00Z"),
        ("2026-06-01T16:30Z", HOUR, "2026-06-02T09:30Z"),
        ("2026-06-01T16:00Z", HOUR, "2026-06-01T17:00Z"),
        ("2026-06-05T20:00Z", HOUR, "2026-06-08T10:00Z"),
        ("2025-12-30T09:00Z", 80 * HOUR, "2026-01-12T17:00Z"),
    ],
)
def test_working_time_after_an_instant_ends_as_early_as_it_may(after, length, expected):
    assert worked_after(OFFICE, at(after), length, FAR) == at(expected)


def test_working_time_that_is_not_over_by_then_is_none():
    start = at("2026-06-01T10:00Z")
    assert worked_after(OFFICE, start, HOUR, at("2026-06-01T10:59Z")) is None
    assert worked_after(OFFICE, start, HOUR, at("2026-06-01T11:00Z")) is None


def test_of_a_time_without_work_there_is_none_before_or_after():
    sundays = Calendar(UTC_ZONE, weekdays=frozenset({7}))
    monday, saturday = at("2026-06-01T09:00Z"), at("2026-06-06T09:00Z")
    assert workdays(sundays, monday.date(), saturday.date()) == []
    assert worked_before(sundays, saturday, HOUR, monday) == monday
    assert worked_after(sundays, monday, HOUR, saturday) is None


@given(
    start=st.integers(0, 40 * 24 * 60),
    length=st.integers(1, 60 * 60),
    calendar=st.sampled_from([
        OFFICE,
        Calendar(BERLIN, ((time(0), time(4)), (time(6), time(0))), frozenset(range(1, 8))),
    ]),
)  # fmt: skip
def test_after_is_the_way_back_of_before(start, length, calendar):
    begin = at("2026-10-01T00:00Z") + timedelta(minutes=start)
    wished = timedelta(minutes=length)
    end = worked_after(calendar, begin, wished, FAR)
    assert end
    assert worked_before(calendar, end, wished, LONG_AGO) >= begin
    again = worked_before(calendar, end, wished, LONG_AGO)
    assert worked_after(calendar, again, wished, FAR) == end


@pytest.mark.parametrize(
    ("microseconds", "expected"),
    [(0, 0), (29_999, 0), (30_000, 1), (60_000, 1), (89_999, 1), (90_000, 2)],
)
def test_thousandths_of_a_minute_are_rounded_half_up(microseconds, expected):
    assert thousandths(timedelta(microseconds=microseconds)) == expected
