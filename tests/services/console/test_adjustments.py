"""What differs of a closed month is an adjustment of the first open one, with its cause."""

from decimal import Decimal

from tests.services.console.test_periods import (
    AUGUST,
    JULY,
    JUNE,
    LATE,
    LATER,
    again,
    booked,
    periods,
    worked,
)
from tests.services.mapper.test_costs import paid
from tests.services.mapper.test_reading import history, item
from tests.services.mapper.test_reckoner import (
    DOING,
    DONE,
    MONDAY,
    TO_DO,
    ada,
    at,
    catalogue,
    issue,
    moved,
    reckon,
)
from tests.services.mapper.test_store import fetched, mapper, pool

__all__ = ["ada", "catalogue", "paid", "periods", "pool", "worked"]


async def test_late_work_is_an_adjustment_of_the_first_open_month_with_the_task_behind_it(
    pool, worked, periods
):
    await periods.close(JUNE, "fin")
    july = await booked(pool, JULY)
    await mapper(pool)([LATE])
    await reckon(pool, LATER)
    assert await booked(pool, JUNE) == [
        (JUNE, "Roadmap 1", "4.1665", "416.65"),
        (JUNE, "Roadmap 2", "0.8335", "83.35"),
        (JUNE, "Unattributed", "17.0000", "1700.00"),
    ]
    assert await booked(pool, JULY) == [
        (JUNE, "Roadmap 1", "-1.3885", "-138.85"),
        (JUNE, "Roadmap 2", "1.3885", "138.85"),
        *july,
    ]
    first, second = await periods.adjustments()
    assert (first.period, first.project, second.project) == (JULY, "Roadmap 1", "Roadmap 2")
    assert (second.old_minutes, second.new_minutes) == (120, 480)
    assert (second.old_cost, second.new_cost) == (Decimal("83.35"), Decimal("222.20"))
    (cause,) = second.causes
    assert (cause.cause, cause.key, cause.old, cause.new) == ("minutes", "P-3", "0.000", "360.000")
    assert (cause.change_id, cause.kind, cause.to_text) == (32, "status", "5")


async def test_what_was_adjusted_is_booked_with_the_next_closing_and_not_twice(
    pool, worked, periods
):
    await periods.close(JUNE, "fin")
    await mapper(pool)([LATE])
    await reckon(pool, LATER)
    before = await booked(pool, JULY)
    await periods.close(JULY, "fin")
    assert await booked(pool, JULY) == before
    assert await periods.adjustments() == []
    await pool.execute("update pms.annual_cost set annual_cost = 52200")
    await again(pool)
    found = await periods.adjustments()
    assert {one.period for one in found} == {AUGUST}
    assert {one.month for one in found} == {JUNE, JULY}
    assert {cause.cause for one in found for cause in one.causes} == {"yearly cost"}


async def test_all_periods_together_are_what_is_known_now(pool, worked, periods):
    async def sums():
        return [
            tuple(row)
            for view in ("finance.ledger", "effort.cost")
            for row in await pool.fetch(
                f"select month, sum(cost), sum(days) from {view} group by 1 order by 1"  # noqa: S608
            )
        ]

    await periods.close(JUNE, "fin")
    await mapper(pool)([LATE])
    await reckon(pool, LATER)
    await periods.close(JULY, "fin")
    await pool.execute("update pms.annual_cost set annual_cost = 30000.01")
    await pool.execute("update pms.employee set start_date = '2026-06-02'")
    await again(pool)
    found = await sums()
    assert found[: len(found) // 2] == found[len(found) // 2 :]
    assert len(found) > 4


async def test_another_yearly_cost_or_another_currency_is_told_as_the_cause(pool, worked, periods):
    await periods.close(JUNE, "fin")
    await pool.execute("update pms.annual_cost set currency = 'USD'")
    await again(pool)
    found = await periods.adjustments()
    assert sum(one.new_cost - one.old_cost for one in found if one.currency == "EUR") == -2200
    assert sum(one.new_cost - one.old_cost for one in found if one.currency == "USD") == 2200
    assert [(c.cause, c.old, c.new) for c in found[0].causes] == [
        ("yearly cost", "26100.00 EUR", "26100.00 USD")
    ]


async def test_working_days_and_cost_centres_are_told_as_causes(pool, worked, periods):
    await periods.close(JUNE, "fin")
    await pool.execute(
        "with c as (insert into pms.cost_centre (name) values ('Lab') returning id)"
        " update pms.employee set cost_centre_id = c.id from c"
    )
    await again(pool)
    assert {c.cause for one in await periods.adjustments() for c in one.causes} == {"cost centre"}
    await pool.execute("update pms.employee set cost_centre_id = null, start_date = '2026-06-02'")
    await again(pool)
    causes = {(c.cause, c.old, c.new) for one in await periods.adjustments() for c in one.causes}
    assert ("working days", "22 of 261", "21 of 261") in causes


async def test_what_a_person_enters_late_is_told_as_the_cause(pool, worked, periods):
    await periods.close(JUNE, "fin")
    await pool.execute(
        "insert into effort.entry (employee_id, monday, source, roadmap_project_id, percent)"
        " select $1, $2, 'manager', id, 100 from pms.roadmap_project where name = 'Roadmap 2'",
        worked, MONDAY,
    )  # fmt: skip
    await reckon(pool, LATER)
    (cause,) = (await periods.adjustments())[0].causes
    assert (cause.cause, cause.source, cause.project) == ("entered", "manager", "Roadmap 2")
    assert (cause.monday, cause.old, cause.new) == (MONDAY, "0", "100.00")


async def test_a_flipped_field_is_told_with_who_flipped_it_and_when(pool, worked, periods):
    await pool.execute(
        "insert into sync.field_mapping (connection_id, behaviour, field_id)"
        " select id, 'capex', 'customfield_1' from sync.connection"
    )
    await periods.close(JUNE, "fin")
    flipped = history(
        13, item("customfield_1", "customfield_1", None, "1") | {"toString": "Yes"},
        created="2026-08-03T10:00:00.000+0000",
    )  # fmt: skip
    late = issue(1, DONE, customfield_1=[{"id": "1", "value": "Yes"}])
    late["fields"]["updated"] = "2026-08-03T10:00:00.000+0000"
    moves = (moved(11, at(1, 9), TO_DO, DOING), moved(12, at(2, 13), DOING, DONE))
    await mapper(pool)([fetched(late, histories=(*moves, flipped))])
    await reckon(pool, LATER)
    opex, capex = sorted(await periods.adjustments(), key=lambda one: one.capex)
    assert (opex.project, opex.new_cost, capex.new_cost) == ("Roadmap 1", 0, Decimal("416.65"))
    found = {(c.cause, c.key, c.change_id, c.kind, c.to_text) for c in capex.causes}
    assert found == {("capex", "P-1", 13, "field", "Yes")}
