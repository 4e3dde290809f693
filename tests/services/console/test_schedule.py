"""The daily sync, changed on the command line without a token: it counts at the next look."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from libs import connections
from libs.bus import connect
from libs.connections import Secrets
from libs.contracts.topology import FETCHER_SYNC
from services.console.audit import Audit
from services.console.errors import BadInputError
from services.console.schedule import Schedules, time_of, zone_of
from services.scheduler.store import Store
from services.scheduler.ticker import Ticker
from tests.support.fixtures import KEY, take

MADE = datetime(2026, 5, 1, 10, tzinfo=UTC)
NOON = datetime(2026, 5, 5, 12, tzinfo=UTC)


@pytest.fixture
async def connection(acme):
    await acme.execute("update sync.connection set created_at = $1", MADE)
    return await connections.read(acme, Secrets([KEY]), "acme")


@pytest.fixture
def schedules(acme):
    return Schedules(acme, Audit(acme, "ada"))


async def test_time_and_zone_are_changed_one_by_one_or_together_and_shown(console, acme):
    code, out, _ = await console("schedule", "acme")
    assert (code, out.startswith("acme: daily at 02:00 UTC; the next is due ")) == (0, True)
    code, out, _ = await console("schedule", "acme", "--at", "03:30", "--zone", "Europe/Berlin")
    assert (code, "daily at 03:30 Europe/Berlin" in out) == (0, True)
    assert "daily at 23:05 Europe/Berlin" in (await console("schedule", "acme", "--at", "23:05"))[1]
    _, out, _ = await console("schedule", "acme", "--zone", "Asia/Kolkata", "--json")
    told = json.loads(out)
    assert (told["daily_at"], told["daily_zone"]) == ("23:05", "Asia/Kolkata")
    assert datetime.fromisoformat(told["next_due"]) > datetime.now(UTC)  # noqa: TID251
    assert told["next_due"].endswith("T23:05:00+05:30")
    row = await acme.fetchrow("select token_encrypted is not null as kept from sync.connection")
    assert row["kept"]


@pytest.mark.parametrize(
    "told", ["9", "9:30", "24:00", "12:60", "03:30:00", "03:30+01:00", "", "٠٣:٣٠"]
)
def test_what_is_no_time_of_day_is_said(told):
    with pytest.raises(BadInputError, match="write HH:MM"):
        time_of(told)


@pytest.mark.parametrize("told", ["Berlin", "America", "../etc/passwd", "", "localtime", "a\0b"])
def test_what_is_no_time_zone_is_said(told):
    with pytest.raises(BadInputError, match="no time zone named"):
        zone_of(told)


async def test_with_a_wrong_time_or_zone_nothing_is_changed(console, acme):
    code, _, err = await console("schedule", "acme", "--at", "25:00", "--zone", "Europe/Berlin")
    assert (code, err) == (2, "'25:00' is no time of day: write HH:MM, 03:30 say.\n")
    code, _, err = await console("schedule", "acme", "--at", "03:30", "--zone", "Berlin")
    assert (code, "no time zone named 'Berlin'" in err) == (2, True)
    assert "daily at 02:00 UTC" in (await console("schedule", "acme"))[1]
    code, _, err = await console("schedule", "nowhere")
    assert (code, "no connection named 'nowhere'" in err) == (2, True)


async def test_a_changed_time_counts_at_the_schedulers_next_look(
    acme, connection, schedules, amqp_url
):
    async with connect(amqp_url, source="scheduler") as bus:
        ticker = Ticker(Store(acme), bus, lambda: NOON)
        assert await ticker.look() == 1, "today's, of 02:00"
        assert await ticker.look() == 0
        await acme.execute("update sync.tick set due_at = due_at - interval '1 day'")
        await schedules.change(connection, "14:05", None)
        assert await ticker.look() == 0
        await schedules.change(connection, "13:55", "Europe/Berlin")
        assert await ticker.look() == 1
    assert len(await take(amqp_url, FETCHER_SYNC)) == 2


async def test_what_is_shown_next_is_what_fires_next(acme, connection, schedules):
    await schedules.change(connection, "13:00", "Europe/Berlin")
    shown = await schedules.read(connection.id, NOON)
    assert (shown.next_due, shown.waits) == (NOON - timedelta(hours=1), True)
    await acme.execute(
        "insert into sync.tick (connection_id, due_at, run) values ($1, $2, gen_random_uuid())",
        connection.id, shown.next_due,
    )  # fmt: skip
    await schedules.change(connection, "18:00", None)
    shown = await schedules.read(connection.id, NOON)
    assert shown.next_due.isoformat() == "2026-05-06T18:00:00+02:00"
    assert shown.waits is False, "today had its sync"


async def test_a_zone_this_machine_does_not_know_counts_as_utc_as_for_the_scheduler(
    acme, connection, schedules
):
    await acme.execute("update sync.connection set daily_zone = 'Mars/Olympus'")
    shown = await schedules.read(connection.id, MADE)
    assert (shown.daily_zone, shown.next_due.isoformat()) == (
        "Mars/Olympus", "2026-05-02T02:00:00+00:00",
    )  # fmt: skip
