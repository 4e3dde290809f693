from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from libs.connections.due import coming, due, instant_of, latest_due, next_due

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata")


def at(text):
    return datetime.fromisoformat(text).astimezone(UTC)


def test_a_time_that_daylight_saving_skips_is_due_when_the_gap_ends():
    assert instant_of(at("2026-03-29T12:00Z").date(), time(2, 30), BERLIN) == at(
        "2026-03-29T01:00Z"
    )


def test_a_time_that_daylight_saving_repeats_is_due_the_first_time():
    assert instant_of(at("2026-10-25T12:00Z").date(), time(2, 30), BERLIN) == at(
        "2026-10-25T00:30Z"
    )


def test_a_new_connection_waits_for_its_first_set_time():
    made = at("2026-05-05T10:00Z")
    assert due(made + timedelta(hours=1), made, None, time(2), BERLIN) is None
    assert due(at("2026-05-06T00:01Z"), made, None, time(2), BERLIN) == at("2026-05-06T00:00Z")


def test_downtime_of_a_week_fires_once_for_the_latest_day():
    made, last = at("2026-05-01T10:00Z"), at("2026-05-05T00:00Z")
    now = at("2026-05-12T09:00Z")
    fired = due(now, made, last, time(2), BERLIN)
    assert fired == at("2026-05-12T00:00Z")
    assert due(now, made, fired, time(2), BERLIN) is None


def test_a_changed_time_counts_at_once_but_a_day_that_had_its_sync_has_had_it():
    made, last = at("2026-05-01T10:00Z"), at("2026-05-05T00:00Z")
    now = at("2026-05-05T12:00Z")
    assert due(now, made, last, time(13), BERLIN) is None
    assert due(at("2026-05-06T11:00Z"), made, last, time(13), BERLIN) == at("2026-05-06T11:00Z")


@given(
    zone=st.sampled_from(ZONES),
    hour=st.integers(0, 23),
    minute=st.integers(0, 59),
    start=st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001 - made aware below
)
def test_in_four_weeks_each_local_day_fires_exactly_once(zone, hour, minute, start):
    place, moment = ZoneInfo(zone), time(hour, minute)
    now = made = start.replace(tzinfo=UTC)
    last, fired = None, []
    for _ in range(28 * 24 * 2):
        now += timedelta(minutes=30)
        found = due(now, made, last, moment, place)
        if found is not None:
            fired.append(found.astimezone(place).date())
            last = found
    assert len(fired) == len(set(fired))
    assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(fired))
    assert len(fired) in (27, 28)


@given(
    zone=st.sampled_from(ZONES),
    hour=st.integers(0, 23),
    now=st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001 - made aware below
)
def test_the_next_due_is_never_further_than_a_day_and_a_shift_away(zone, hour, now):
    moment = now.replace(tzinfo=UTC)
    found = next_due(moment, time(hour), ZoneInfo(zone))
    assert timedelta() < found - moment <= timedelta(hours=25)


def test_what_comes_next_is_tomorrow_when_today_had_its_sync_and_now_when_it_waits_to_fire():
    made, last = at("2026-05-01T10:00Z"), at("2026-05-05T00:00Z")
    noon = at("2026-05-05T12:00Z")
    assert coming(noon, made, last, time(13), BERLIN) == at("2026-05-06T11:00Z")
    assert coming(noon, made, last - timedelta(days=1), time(13), BERLIN) == at("2026-05-05T11:00Z")
    assert coming(made, made, None, time(2), BERLIN) == at("2026-05-02T00:00Z")


@given(
    zone=st.sampled_from(ZONES),
    minutes=st.integers(0, 24 * 60 - 1),
    now=st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001 - made aware below
    ago=st.none() | st.integers(0, 72 * 60),
    step=st.integers(1, 24 * 60),
)
def test_what_comes_next_fires_then_and_nothing_fires_before(zone, minutes, now, ago, step):
    place, moment = ZoneInfo(zone), time(minutes // 60, minutes % 60)
    present = now.replace(tzinfo=UTC)
    made = present - timedelta(days=30)
    last = None if ago is None else latest_due(present - timedelta(minutes=ago), moment, place)
    found = coming(present, made, last, moment, place)
    assert due(max(found, present), made, last, moment, place) == found
    between = present + timedelta(minutes=step)
    if found > present and between < found:
        assert due(between, made, last, moment, place) is None
