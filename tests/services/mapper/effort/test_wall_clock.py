from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.mapper.effort.wall_clock import offsets, shown, whole_day

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
LORD_HOWE, SAMOA = ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Pacific/Apia")
SAO_PAULO, ST_JOHNS = ZoneInfo("America/Sao_Paulo"), ZoneInfo("America/St_Johns")
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
ODD_DAYS = [
    (BERLIN, date(2026, 3, 29)),
    (BERLIN, date(2026, 10, 25)),
    (NEW_YORK, date(2026, 3, 8)),
    (NEW_YORK, date(2026, 11, 1)),
    (LORD_HOWE, date(2026, 4, 5)),
    (LORD_HOWE, date(2026, 10, 4)),
    (SAO_PAULO, date(2018, 11, 4)),  # midnight was skipped
    (SAO_PAULO, date(2018, 2, 17)),  # the hour before midnight was repeated
    (ST_JOHNS, date(2010, 11, 7)),  # a minute past midnight it was a minute past eleven again
    (SAMOA, date(2011, 12, 30)),  # the day was skipped
    (ZoneInfo("UTC"), date(2026, 6, 1)),
]


def at(text):
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        (BERLIN, date(2026, 3, 28), 8),
        (BERLIN, date(2026, 3, 29), 7),
        (BERLIN, date(2026, 10, 25), 9),
        (NEW_YORK, date(2026, 3, 8), 7),
        (NEW_YORK, date(2026, 11, 1), 9),
        (LORD_HOWE, date(2026, 4, 5), 8.5),
        (LORD_HOWE, date(2026, 10, 4), 7.5),
    ],
)
def test_eight_hours_across_a_change_are_as_long_as_they_really_are(zone, day, hours):
    [(start, end)] = shown(zone, day, time(1), time(9))
    assert end - start == timedelta(hours=hours)


@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK, LORD_HOWE])
def test_office_hours_are_eight_on_every_day_of_the_year(zone):
    for number in range(365):
        [(start, end)] = shown(zone, date(2026, 1, 1) + number * DAY, time(9), time(17))
        assert end - start == timedelta(hours=8)


def test_a_skipped_time_begins_when_the_gap_ends():
    assert shown(BERLIN, date(2026, 3, 29), time(2, 30), time(4)) == [
        (at("2026-03-29T01:00Z"), at("2026-03-29T02:00Z"))
    ]
    assert shown(BERLIN, date(2026, 3, 29), time(2), time(3)) == []


def test_a_repeated_time_is_twice():
    assert shown(BERLIN, date(2026, 10, 25), time(2, 15), time(2, 45)) == [
        (at("2026-10-25T00:15Z"), at("2026-10-25T00:45Z")),
        (at("2026-10-25T01:15Z"), at("2026-10-25T01:45Z")),
    ]


def test_a_day_ends_at_midnight_and_a_skipped_day_never_was():
    assert whole_day(BERLIN, date(2026, 6, 1)) == (at("2026-05-31T22:00Z"), at("2026-06-01T22:00Z"))
    assert whole_day(SAO_PAULO, date(2018, 11, 4))[0] == at("2018-11-04T03:00Z")
    assert shown(SAMOA, date(2011, 12, 30), time(), time()) == []
    assert whole_day(SAMOA, date(2011, 12, 30)) == (at("2011-12-30T10:00Z"),) * 2


@given(
    where=st.sampled_from(ODD_DAYS),
    near=st.integers(-1, 1),
    minutes=st.lists(st.integers(0, 24 * 60 - 1), min_size=2, max_size=2, unique=True).map(sorted),
)
def test_a_span_is_when_the_clock_on_the_wall_shows_it(where, near, minutes):
    zone, day = where[0], where[1] + near * DAY
    start, end = (time(*divmod(minute, 60)) for minute in minutes)
    found = shown(zone, day, start, end)
    middle = datetime.combine(day, time(12), UTC)
    for step in range(-48 * 60, 48 * 60, 7):
        moment = middle + step * MINUTE
        wall = moment.astimezone(zone)
        told = any(a <= moment < b for a, b in found)
        assert told == (wall.date() == day and start <= wall.time().replace(tzinfo=None) < end)


@given(where=st.sampled_from(ODD_DAYS), minute=st.integers(1, 24 * 60 - 1))
def test_a_span_in_two_is_as_long_as_the_whole(where, minute):
    cut = time(*divmod(minute, 60))
    zone, day = where
    parts = shown(zone, day, time(), cut) + shown(zone, day, cut, time())
    assert sum((end - start for start, end in parts), timedelta()) == sum(
        (end - start for start, end in shown(zone, day, time(), time())), timedelta()
    )


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Africa/Casablanca", "Asia/Kolkata", "UTC"])
@pytest.mark.parametrize("year", [1999, 2026])
def test_offsets_cover_a_year_without_gaps_and_are_what_the_zone_says(zone, year):
    place = ZoneInfo(zone)
    found = offsets(place, year)
    assert found[0][0] < datetime(year, 1, 1, tzinfo=UTC) - DAY
    assert found[-1][1] > datetime(year + 1, 1, 1, tzinfo=UTC) + DAY
    assert [end for _, end, _ in found[:-1]] == [start for start, _, _ in found[1:]]
    for start, end, offset in found:
        last = end - timedelta(seconds=1)
        for moment in (start, start + (end - start) / 2, last):
            assert moment.astimezone(place).utcoffset() == offset
