"""Months are closed in order and once; later differences are adjustments, each with its cause."""

import asyncio
from datetime import date

import pytest

from services.console.errors import BadInputError
from services.console.periods import Periods, not_to_close
from services.console.reports import Reports
from services.mapper.store import Store
from tests.services.mapper.test_costs import paid
from tests.services.mapper.test_reckoner import (
    DOING,
    DONE,
    MONDAY,
    NOW,
    TO_DO,
    WORKED,
    ada,
    at,
    catalogue,
    issue,
    moved,
    reckon,
)
from tests.services.mapper.test_store import fetched, mapper, pool

__all__ = ["ada", "catalogue", "paid", "pool"]

JUNE, JULY, AUGUST = (date(2026, month, 1) for month in (6, 7, 8))
LATER = NOW.replace(month=9, day=2)
LATE = fetched(
    issue(3, DONE, project=2),
    histories=(moved(31, at(3, 9), TO_DO, DOING), moved(32, at(3, 15), DOING, DONE)),
)


@pytest.fixture
def periods(pool):
    return Periods(pool)


@pytest.fixture
async def worked(pool, paid):
    """Ada worked on two projects in June; it is September."""
    await mapper(pool)(WORKED)
    await reckon(pool, LATER)
    return paid


async def again(pool):
    await Store(pool).mark_everybody()
    await reckon(pool, LATER)


async def frozen(pool):
    return await pool.fetch(
        "select month, employee_id, project, cost_centre, capex, minutes, days, cost, currency"
        " from finance.ledger where closed order by 1, 2, 3, 4, 5"
    )


async def booked(pool, period):
    """Give what is booked in a period by month and project."""
    rows = await pool.fetch(
        "select month, project, days, cost from finance.ledger where period = $1 order by 1, 2",
        period,
    )
    return [(row["month"], row["project"], str(row["days"]), str(row["cost"])) for row in rows]


@pytest.mark.parametrize(
    ("month", "last", "first", "current", "words"),
    [
        (AUGUST, JUNE, JUNE, AUGUST, "2026-08 is not over"),
        (JUNE, JUNE, JUNE, AUGUST, "closed already"),
        (JULY, None, JUNE, AUGUST, "turn of 2026-06"),
        (date(2026, 9, 1), JUNE, JUNE, date(2026, 12, 1), "turn of 2026-07"),
        (JUNE, None, None, AUGUST, "no effort yet"),
        (JULY, JUNE, JUNE, AUGUST, None),
        (JUNE, None, JUNE, AUGUST, None),
        (date(2026, 1, 1), date(2025, 12, 1), JUNE, AUGUST, None),
    ],
)
def test_months_close_in_order_once_and_when_they_are_over(month, last, first, current, words):
    said = not_to_close(month, last, first, current)
    assert said is None if words is None else words in (said or "")


async def test_a_closed_month_stays_as_it_was_whatever_comes(pool, worked, periods):
    before = await booked(pool, JUNE)
    closed = await periods.close(JUNE, "fin")
    assert [(week.employee, week.monday) for week in closed.unsubmitted] == [("Ada", MONDAY)]
    assert closed.stale == 0
    assert await booked(pool, JUNE) == before
    figures = await frozen(pool)
    await mapper(pool)([LATE])
    await pool.execute("update pms.annual_cost set annual_cost = 52200")
    await again(pool)
    assert await frozen(pool) == figures
    assert await booked(pool, JUNE) == before


async def test_only_the_last_closed_month_is_reopened_and_both_are_logged(pool, worked, periods):
    await periods.close(JUNE, "fin")
    await periods.close(JULY, "fin")
    with pytest.raises(BadInputError, match="2026-07 is the last closed month"):
        await periods.reopen(JUNE, "fin", "a mistake")
    await periods.reopen(JULY, "cfo", "rates were wrong")
    await periods.reopen(JUNE, "cfo", "the same")
    with pytest.raises(BadInputError, match="no month is closed"):
        await periods.reopen(JUNE, "cfo", "again")
    logged = await pool.fetch("select by, act, what from sync.audit order by id")
    assert [(row["by"], row["act"], row["what"]["month"]) for row in logged] == [
        ("fin", "period.closed", "2026-06"), ("fin", "period.closed", "2026-07"),
        ("cfo", "period.reopened", "2026-07"), ("cfo", "period.reopened", "2026-06"),
    ]  # fmt: skip
    assert logged[0]["what"]["cost"] == {"EUR": "2200.00"}
    assert logged[2]["what"]["reason"] == "rates were wrong"
    kept = await pool.fetchval("select count(*) from effort.closed_cost")
    assert kept >= 4
    await periods.close(JUNE, "fin")
    newest, *older = await periods.closings()
    assert (newest.month, newest.reopened_at) == (JUNE, None)
    assert [one.reopened_by for one in older] == ["cfo", "cfo"]


async def test_a_reopened_month_follows_again_and_its_adjustments_are_gone(pool, worked, periods):
    await periods.close(JUNE, "fin")
    await mapper(pool)([LATE])
    await reckon(pool, LATER)
    await periods.reopen(JUNE, "cfo", "late work")
    assert await periods.adjustments() == []
    assert (JUNE, "Roadmap 2", "2.2220", "222.20") in await booked(pool, JUNE)


async def test_of_many_who_close_a_month_at_once_one_does(pool, worked, periods):
    done = await asyncio.gather(
        *(periods.close(JUNE, f"fin {n}") for n in range(5)), return_exceptions=True
    )
    refused = [one for one in done if isinstance(one, BadInputError)]
    assert len(refused) == 4
    assert all("closed already" in str(one) for one in refused)
    assert await pool.fetchval("select count(*) from effort.closing") == 1
    assert await pool.fetchval("select sum(cost) from effort.closed_cost") == 2200


async def test_a_closing_sees_one_state_while_effort_is_reckoned(pool, worked, periods):
    async def back_and_forth():
        for meaning in ("working", "waiting") * 8:
            await pool.execute(
                "insert into sync.status_rule select id, 3, $1 from sync.connection"
                " on conflict (connection_id, status_id) do update set meaning = excluded.meaning",
                meaning,
            )
            await again(pool)

    going_on = asyncio.create_task(back_and_forth())
    while not going_on.done():
        await periods.close(JUNE, "fin")
        await periods.reopen(JUNE, "fin", "again")
    await going_on
    seen = await pool.fetch(
        "select c.id, coalesce(sum(t.thousandths), 0) as evidence, ("
        " select sum(k.thousandths) from effort.closed_cost k where k.closing_id = c.id) as told"
        " from effort.closing c left join effort.closed_task t on t.closing_id = c.id group by c.id"
    )
    assert [row for row in seen if row["evidence"] != row["told"]] == []
    assert len({row["told"] for row in seen}) > 1, "effort changed in between"


async def test_a_month_closed_before_it_was_reckoned_says_so(pool, paid, periods):
    await mapper(pool)(WORKED)
    await reckon(pool)
    assert (await periods.close(JUNE, "fin")).stale == 1


async def test_every_breakdown_sums_to_the_total_and_minutes_to_the_portions(pool, worked, periods):
    reports = Reports(pool)
    await periods.close(JUNE, "fin")
    await mapper(pool)([LATE])
    await reckon(pool, LATER)
    (total,) = await reports.report(date.min, date.max, [])
    for by in ("month", "quarter", "project", "cost_centre", "employee", "capex"):
        lines = await reports.report(date.min, date.max, [by])
        assert sum(line.cost or 0 for line in lines) == total.cost
        assert sum(line.days for line in lines) == total.days
        assert sum(line.minutes for line in lines) == total.minutes
    explained = await pool.fetchval(
        "select sum(extract(epoch from ends - starts) / shared / 60) from effort.portion"
    )
    assert total.minutes == explained
    assert total.cost == await pool.fetchval("select sum(cost) from effort.cost")
    quarters = await reports.report(JUNE, JULY, ["quarter", "capex"])
    assert [(line.quarter, line.capex) for line in quarters] == [
        ("2026-Q2", False),
        ("2026-Q3", False),
    ]
