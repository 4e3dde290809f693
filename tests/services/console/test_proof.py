"""Every figure is held against what it is the sum of: whatever is tampered with is noticed."""

import pytest

from services.console.periods import Periods
from services.console.proof import Proof
from tests.services.console.test_periods import LATE, LATER, worked
from tests.services.mapper.test_costs import paid
from tests.services.mapper.test_reckoner import MONDAY, ada, catalogue, reckon
from tests.services.mapper.test_store import mapper, pool

__all__ = ["ada", "catalogue", "paid", "pool", "worked"]

pytestmark = pytest.mark.usefixtures("worked")

TAMPERED = {
    "update effort.portion set ends = ends - interval '1 second' where shared = 2": "days",
    "delete from effort.portion where date = '2026-06-02'": "days",
    "update effort.day set thousandths = thousandths + 1": "days",
    "delete from effort.day where date = '2026-06-02'": "days",
    "update effort.entry set thousandths = thousandths + 1": "rows",
    "update effort.entry set percent = 50": "rows",
    "update effort.week set attributed = attributed + 1": "rows",
    "delete from effort.entry": "rows",
    "update effort.cost set thousandths = thousandths + 1": "months",
    "update effort.cost set days = days + 0.0001": "months",
    "update effort.cost set cost = cost + 1": "months",
    "update effort.cost set capex = not capex": "months",
    "update effort.day set capex = not capex": "months",
}


async def differing(pool):
    return [found.name for found in await Proof(pool).check() if found.differences]


async def test_what_was_reckoned_is_the_sum_of_its_parts(pool):
    found = await Proof(pool).check()
    assert [(each.differences, each.example) for each in found] == [(0, None)] * len(found)
    assert all(each.figures for each in found)


@pytest.mark.parametrize("statement", TAMPERED)
async def test_whatever_is_not_the_sum_of_its_parts_is_noticed(pool, statement):
    await pool.execute(statement)
    assert TAMPERED[statement] in await differing(pool)


async def test_a_report_that_leaves_something_out_is_noticed(pool):
    definition = await pool.fetchval("select pg_get_viewdef('finance.ledger')")
    less = definition.rstrip().rstrip(";")
    await pool.execute(
        f"create or replace view finance.ledger as "  # noqa: S608 - the view as it was
        f"select * from ({less}) as l where l.project <> 'Roadmap 2'"
    )
    names = await differing(pool)
    assert {"reports", "report by project", "report by month"} <= set(names)


async def test_closed_months_with_adjustments_sum_up_too(pool):
    periods = Periods(pool)
    await periods.close(MONDAY.replace(day=1), "grace")
    await mapper(pool)([LATE])
    await reckon(pool, LATER)
    assert await pool.fetchval("select count(*) from finance.adjustment")
    assert await differing(pool) == []
