"""From weeks and calendars to costs, stored in the same transaction and made anew by each mark."""

from datetime import date

import pytest

from services.mapper.store import Store
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

__all__ = ["ada", "catalogue", "pool"]

JUNE = date(2026, 6, 1)


@pytest.fixture
async def paid(pool, ada):
    """Ada, who costs a hundred euros a working day of 2026."""
    await pool.execute("update pms.employee set annual_cost = 26100, currency = 'EUR'")
    return ada


async def costs(pool):
    rows = await pool.fetch(
        "select c.kind, r.name, t.name as centre, c.capex, c.days, c.cost"
        " from effort.cost c left join pms.roadmap_project r on r.id = c.roadmap_project_id"
        " left join pms.cost_centre t on t.id = c.cost_centre_id where c.month = $1"
        " order by c.kind, r.name, c.capex, t.name",
        JUNE,
    )
    return [
        (
            row["name"] or row["kind"],
            row["centre"],
            row["capex"],
            str(row["days"]),
            str(row["cost"]),
        )
        for row in rows
    ]


async def rows(pool, tables):
    return [
        await pool.fetch(f"select * from {name} order by 1, 2, 3, 4, 5, 6")  # noqa: S608
        for name in tables
    ]


async def test_a_weeks_costs_are_stored_with_its_days_and_the_rest_is_unattributed(pool, paid):
    await mapper(pool)(WORKED)
    await reckon(pool)
    assert await costs(pool) == [
        ("Roadmap 1", None, False, "4.1665", "416.65"),
        ("Roadmap 2", None, False, "0.8335", "83.35"),
        ("unattributed", None, False, "1.0000", "100.00"),
    ]
    capacity = await pool.fetchrow("select * from effort.capacity where month = $1", JUNE)
    assert (capacity["days"], capacity["elapsed"], capacity["year_days"]) == (22, 6, 261)
    assert capacity["available"] == 22 * 8 * 60_000
    assert await pool.fetchval("select count(*) from effort.cost where month <> $1", JUNE) == 0


async def test_minutes_of_costs_are_those_of_the_portions(pool, paid):
    await mapper(pool)(WORKED)
    await reckon(pool)
    explained = await pool.fetch(
        "select p.roadmap_project_id as id,"
        " sum(extract(epoch from o.ends - o.starts) / o.shared / 60 * 1000)::bigint as n"
        " from effort.portion o join pms.task t using (connection_id, issue_id)"
        " join pms.project p on p.id = t.pms_project_id group by 1 order by 1"
    )
    told = await pool.fetch(
        "select roadmap_project_id as id, sum(thousandths)::bigint as n from effort.cost"
        " where kind <> 'unattributed' group by 1 order by 1"
    )
    assert told == explained
    assert len(told) == 2


async def test_recomputing_everything_gives_the_same_rows(pool, paid):
    tables = ("effort.cost", "effort.capacity", "effort.day")
    for message in reversed(WORKED):
        await mapper(pool)([message])
        await reckon(pool)
    before = await rows(pool, tables)
    await pool.execute("truncate effort.cost, effort.capacity")
    await Store(pool).mark_everybody()
    await reckon(pool)
    after = [await pool.fetch(f"select * from {name} order by 1, 2, 3, 4, 5, 6") for name in tables]  # noqa: S608
    assert after == before
    versions = await pool.fetch("select xmin::text from effort.cost order by 1")
    await Store(pool).mark_everybody()
    await reckon(pool)
    assert await pool.fetch("select xmin::text from effort.cost order by 1") == versions


@pytest.mark.parametrize("source", ["self", "manager"])
async def test_what_a_person_enters_counts_instead_of_the_draft(pool, paid, source):
    await mapper(pool)(WORKED)
    await reckon(pool)
    await pool.execute(
        "insert into effort.entry (employee_id, monday, source, roadmap_project_id, percent)"
        " select $1, $2, $3, id, 100 from pms.roadmap_project where name = 'Roadmap 2'",
        paid, MONDAY, source,
    )  # fmt: skip
    await reckon(pool)
    assert await costs(pool) == [
        ("Roadmap 1", None, False, "0.0000", "0.00"),
        ("Roadmap 2", None, False, "5.0000", "500.00"),
        ("unattributed", None, False, "1.0000", "100.00"),
    ]
    await pool.execute("delete from effort.entry where source = $1", source)
    await reckon(pool)
    assert (await costs(pool))[0] == ("Roadmap 1", None, False, "4.1665", "416.65")


async def test_a_managers_rows_count_before_ones_own_and_those_before_the_draft(pool, paid):
    await mapper(pool)(WORKED)
    await reckon(pool)
    for source, name in (("self", "Roadmap 1"), ("manager", "Roadmap 2")):
        await pool.execute(
            "insert into effort.entry (employee_id, monday, source, roadmap_project_id, percent)"
            " select $1, $2, $3, id, 100 from pms.roadmap_project where name = $4",
            paid, MONDAY, source, name,
        )  # fmt: skip
    rows = await pool.fetch(
        "select f.source, r.name from effort.figure f"
        " join pms.roadmap_project r on r.id = f.roadmap_project_id"
    )
    assert [tuple(row) for row in rows] == [("manager", "Roadmap 2")]


async def test_a_cost_centre_of_capex_gets_what_is_capex_and_the_project_and_the_person_the_rest(
    pool, paid
):
    centres = {
        name: await pool.fetchval(
            "insert into pms.cost_centre (name) values ($1) returning id", name
        )
        for name in ("Assets", "Payments", "People")
    }
    await pool.execute(
        "insert into sync.field_mapping (connection_id, behaviour, field_id, cost_centre_id)"
        " select id, 'capex', 'customfield_1', $1 from sync.connection",
        centres["Assets"],
    )
    await pool.execute("update pms.employee set cost_centre_id = $1", centres["People"])
    await pool.execute(
        "update pms.roadmap_project set cost_centre_id = $1 where name = 'Roadmap 2'",
        centres["Payments"],
    )
    yes = {"customfield_1": [{"id": "1", "value": "Yes"}]}
    capital = fetched(
        issue(1, DONE, **yes),
        histories=(moved(11, at(1, 9), TO_DO, DOING), moved(12, at(2, 13), DOING, DONE)),
    )
    await mapper(pool)([capital, WORKED[1]])
    await reckon(pool)
    assert [row[:3] for row in await costs(pool)] == [
        ("Roadmap 1", "Assets", True),
        ("Roadmap 2", "Payments", False),
        ("unattributed", "People", False),
    ]


async def test_a_kept_week_keeps_the_project_of_its_minutes_when_the_link_moves(pool, paid):
    await mapper(pool)(WORKED)
    await reckon(pool)
    await pool.execute("update effort.week set status = 'submitted'")
    before = await costs(pool)
    await pool.execute("update pms.project set roadmap_project_id = null, linked_by = null")
    await Store(pool).mark_everybody()
    await reckon(pool)
    assert await costs(pool) == before
    await pool.execute("update effort.week set status = 'not_submitted'")
    await Store(pool).mark_everybody()
    await reckon(pool)
    assert [row[0] for row in await costs(pool)] == ["unattributed", "unlinked"]


async def test_without_a_yearly_cost_there_are_days_only(pool, ada):
    await mapper(pool)(WORKED)
    await reckon(pool)
    assert [row[3:] for row in await costs(pool)] == [
        ("4.1665", "None"), ("0.8335", "None"), ("1.0000", "None"),
    ]  # fmt: skip


async def test_a_month_gone_by_is_counted_whole_when_time_goes_on(pool, paid):
    await mapper(pool)(WORKED)
    await reckon(pool)
    await Store(pool).mark_everybody()
    await reckon(pool, NOW.replace(month=7, day=2))
    assert (await costs(pool))[-1] == ("unattributed", None, False, "17.0000", "1700.00")
    july = await pool.fetchval("select sum(cost) from effort.cost where month = '2026-07-01'")
    assert july == 200


async def test_effort_that_is_gone_leaves_no_cost(pool, paid):
    await mapper(pool)(WORKED)
    await reckon(pool)
    await pool.execute("update pms.task set state = 'excluded'")
    await Store(pool).mark_everybody()
    await reckon(pool)
    assert await pool.fetchval("select count(*) from effort.cost") == 0
    assert await pool.fetchval("select count(*) from effort.capacity") == 0


async def test_another_yearly_cost_of_an_import_counts_from_the_month_on_it_is_told_in(pool, paid):
    await pool.execute("update pms.employee set annual_cost = 52200, currency = 'USD'")
    rates = await pool.fetch(
        "select since, annual_cost, currency,"
        " since = date_trunc('month', now() at time zone 'UTC') as now"
        " from pms.annual_cost order by since"
    )
    assert [(row["annual_cost"], row["currency"], row["now"]) for row in rates] == [
        (26100, "EUR", False),
        (52200, "USD", True),
    ]
    assert rates[0]["since"] == date.min
    await pool.execute("update pms.employee set annual_cost = 60000, name = 'Ada King'")
    await pool.execute("update pms.employee set name = 'Ada'")
    assert await pool.fetchval(
        "select array_agg(annual_cost order by since) from pms.annual_cost"
    ) == [
        26100,
        60000,
    ]
    await mapper(pool)(WORKED)
    await reckon(pool)
    assert {row["currency"] for row in await pool.fetch("select currency from effort.cost")} == {
        "EUR"
    }
