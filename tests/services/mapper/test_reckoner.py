"""From issues as Jira told them to days, portions and weeks; drafts touch nothing that is kept."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.mapper.reckoner import Reckoner
from services.mapper.store import Store
from tests.services.mapper.test_reading import history, item, told
from tests.services.mapper.test_store import fetched, mapper, pool

__all__ = ["pool"]

MONDAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 8, 8, tzinfo=UTC)
TO_DO = {"id": "1", "name": "To Do", "statusCategory": {"key": "new"}}
DOING = {"id": "3", "name": "In Progress", "statusCategory": {"key": "indeterminate"}}
DONE = {"id": "5", "name": "Done", "statusCategory": {"key": "done"}}
ADA = {"accountId": "ada", "displayName": "Ada", "emailAddress": "ada@example.com"}
TABLES = {
    "portion": "employee_id, date, connection_id, issue_id, starts",
    "day": "employee_id, date, connection_id, issue_id",
    "entry": "employee_id, monday, source, roadmap_project_id",
    "doubt": "connection_id, issue_id, at, kind, change_id",
}


def at(day: int, hour: int) -> str:
    return f"2026-06-{day:02}T{hour:02}:00:00.000+0000"


def issue(number, status, *, project=1, assignee=ADA, **fields):
    home = {"id": str(10_000 + project), "key": f"P{project}", "name": f"Project {project}"}
    more = {"status": status, "project": home, "created": at(1, 8), "assignee": assignee}
    return told(**more, updated=at(5, 12), **fields) | {"id": str(number), "key": f"P-{number}"}


def moved(number, when, before, after):
    return history(number, item("status", "status", before["id"], after["id"]), created=when)


WORKED = [
    fetched(
        issue(1, DONE),
        histories=(moved(11, at(1, 9), TO_DO, DOING), moved(12, at(2, 13), DOING, DONE)),
    ),
    fetched(
        issue(2, DONE, project=2),
        histories=(moved(21, at(1, 13), TO_DO, DOING), moved(22, at(1, 17), DOING, DONE)),
    ),
]


@pytest.fixture(autouse=True)
async def catalogue(pool):
    """All statuses, and two projects."""
    for number, status in enumerate((TO_DO, DOING, DONE)):
        unassigned = [
            issue(90 + 10 * project + number, status, project=project, assignee=None)
            for project in (1, 2)
        ]
        await mapper(pool)([fetched(*unassigned)])


@pytest.fixture
async def ada(pool):
    """Ada, and roadmap projects that the Jira projects link to."""
    for number in (1, 2):
        await pool.execute(
            "with r as (insert into pms.roadmap_project (name) values ($1) returning id)"
            " update pms.project set roadmap_project_id = r.id, linked_by = 'manual'"
            " from r where jira_id = $2",
            f"Roadmap {number}", 10_000 + number,
        )  # fmt: skip
    return await pool.fetchval(
        "insert into pms.employee (email, name) values ('ada@example.com', 'Ada') returning id"
    )


async def reckon(pool, now=NOW):
    """Reckon all that is marked, as the running mapper does."""
    reckoner = Reckoner(Store(pool), lambda: now, timedelta(hours=1))
    while await reckoner.catch_up():
        pass
    assert await pool.fetchval("select count(*) from effort.stale") == 0


async def everything(pool):
    return {
        name: [
            tuple(row)
            for row in await pool.fetch(f"select * from effort.{name} order by {key}")  # noqa: S608
        ]
        for name, key in TABLES.items()
    }


async def grid(pool, monday=MONDAY):
    rows = await pool.fetch(
        "select coalesce(r.name, 'Unlinked') as name, e.percent from effort.entry e"
        " left join pms.roadmap_project r on r.id = e.roadmap_project_id"
        " where e.monday = $1 and e.source = 'pms' order by 1",
        monday,
    )
    return {row["name"]: str(row["percent"]) for row in rows}


async def test_the_worked_example_of_the_design_comes_out_exactly(pool, ada):
    assert not (await mapper(pool)(WORKED)).failures
    await reckon(pool)
    assert await grid(pool) == {"Roadmap 1": "83.33", "Roadmap 2": "16.67"}
    week = await pool.fetchrow(
        "select available, attributed from effort.week where monday = $1", MONDAY
    )
    assert (week["attributed"], week["available"]) == (12 * 60_000, 40 * 60_000)
    days = await pool.fetch("select date, issue_id, thousandths from effort.day order by 1, 2")
    assert [tuple(row) for row in days] == [
        (MONDAY, 1, 360_000), (MONDAY, 2, 120_000), (MONDAY + timedelta(days=1), 1, 240_000),
    ]  # fmt: skip


async def test_the_portions_of_a_day_are_its_minutes_and_name_the_changes(pool, ada):
    await mapper(pool)(WORKED)
    await reckon(pool)
    wrong = await pool.fetchval(
        "select count(*) from effort.day d join (select employee_id, date, issue_id,"
        " sum(extract(epoch from ends - starts) / shared / 60 * 1000) as n from effort.portion"
        " group by 1, 2, 3) p using (employee_id, date, issue_id) where p.n <> d.thousandths"
    )
    assert wrong == 0
    rows = await pool.fetch(
        "select issue_id, shared, opened_change, closed_change from effort.portion"
        " order by issue_id, starts"
    )
    assert [tuple(row) for row in rows] == [
        (1, 1, 11, 12),
        (1, 2, 11, 12),
        (1, 1, 11, 12),
        (2, 2, 21, 22),
    ]


async def test_one_by_one_in_any_order_gives_the_same_rows_as_everything_at_once(pool, ada):
    for message in reversed(WORKED):
        await mapper(pool)([message])
        await reckon(pool)
    step_by_step = await everything(pool)
    await pool.execute("truncate effort.portion, effort.day, effort.entry, effort.doubt")
    await Store(pool).mark_everybody()
    await reckon(pool)
    assert await everything(pool) == step_by_step
    assert step_by_step["portion"]


async def test_somebody_unknown_gets_their_weeks_when_they_are_known(pool):
    await mapper(pool)(WORKED)
    await reckon(pool)
    assert await pool.fetchval("select count(*) from effort.day") == 0
    await pool.execute("insert into pms.employee (email, name) values ('ada@example.com', 'Ada')")
    await Store(pool).match_everybody("acme")
    await reckon(pool)
    assert await grid(pool) == {"Unlinked": "100.00"}


async def test_a_submitted_week_stands_and_what_changed_is_noticed_once(pool, ada):
    await mapper(pool)(WORKED)
    await reckon(pool)
    before = await everything(pool)
    await pool.execute("update effort.week set status = 'submitted' where monday = $1", MONDAY)
    late = fetched(
        issue(3, DONE, project=2),
        histories=(moved(31, at(3, 9), TO_DO, DOING), moved(32, at(3, 15), DOING, DONE)),
    )
    for _ in range(2):
        await mapper(pool)([late])
        await Store(pool).mark_everybody()
        await reckon(pool)
    after = await everything(pool)
    assert {name: after[name] for name in ("portion", "day", "entry")} == {
        name: before[name] for name in ("portion", "day", "entry")
    }
    (notice,) = await pool.fetch("select before, after from effort.notice")
    assert [row["percent"] for row in notice["before"]] == ["83.33", "16.67"]
    assert [row["percent"] for row in notice["after"]] == ["55.56", "44.44"]


async def test_a_week_that_is_old_enough_is_locked_but_not_before_it_was_drafted(pool, ada):
    await mapper(pool)(WORKED[:1])
    await reckon(pool)
    await mapper(pool)(WORKED[1:])
    await reckon(pool)
    assert await grid(pool) == {"Roadmap 1": "83.33", "Roadmap 2": "16.67"}, "drafted a moment ago"
    await pool.execute("update effort.week set drafted_at = '2026-06-08' where monday = $1", MONDAY)
    await pool.execute("update effort.rule set lock_after = '1 day'")
    await mapper(pool)([fetched(issue(4, DONE), histories=(moved(41, at(4, 9), TO_DO, DONE),))])
    await reckon(pool)
    assert await grid(pool) == {"Roadmap 1": "83.33", "Roadmap 2": "16.67"}
    assert await pool.fetchval("select count(*) from effort.notice") == 1


async def test_a_deleted_task_keeps_its_effort_and_ends_there(pool, ada):
    await mapper(pool)([fetched(issue(1, DOING), histories=(moved(11, at(1, 9), TO_DO, DOING),))])
    await pool.execute(
        "update jira.issue set state = 'deleted', state_at = '2026-06-02 11:00+0' where id = 1"
    )
    await Store(pool).follow_all("acme")
    await reckon(pool)
    total = await pool.fetchval("select sum(thousandths) from effort.day")
    assert total == 10 * 60_000


async def test_open_tasks_accrue(pool, ada):
    await mapper(pool)([fetched(issue(1, DOING), histories=(moved(11, at(1, 9), TO_DO, DOING),))])
    await reckon(pool, NOW.replace(day=1, hour=11))
    assert await pool.fetchval("select sum(thousandths) from effort.day") == 2 * 60_000
    store = Store(pool)
    await store.mark_accruing(NOW.replace(day=1, hour=11, minute=30), timedelta(hours=1))
    assert await store.stale_employees(9) == []
    await store.mark_accruing(NOW.replace(day=1, hour=13), timedelta(hours=1))
    await reckon(pool, NOW.replace(day=1, hour=13))
    assert await pool.fetchval("select sum(thousandths) from effort.day") == 4 * 60_000


async def test_a_parents_capex_counts_for_what_hangs_below_and_may_change(pool, ada):
    await pool.execute(
        "insert into sync.field_mapping (connection_id, behaviour, field_id)"
        " select id, 'capex', 'customfield_1' from sync.connection"
    )
    parent = issue(7, TO_DO, assignee=None, customfield_1=[{"id": "1", "value": "Yes"}])
    child = issue(1, DOING, parent={"id": "7"})
    await mapper(pool)([fetched(child, histories=(moved(11, at(1, 9), TO_DO, DOING),))])
    await reckon(pool)
    assert await pool.fetchval("select bool_or(capex) from effort.day") is False
    await mapper(pool)([fetched(parent)])
    await reckon(pool)
    assert await pool.fetchval("select bool_and(capex) from effort.day") is True
