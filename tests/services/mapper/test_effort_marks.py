"""Whatever effort follows from, a change of it reaches the rows: as from scratch, every time."""

from datetime import UTC, datetime, timedelta

import pytest

from services.mapper.derive import derive_all
from services.mapper.store import Store
from tests.services.mapper.test_reading import history, item
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
    everything,
    grid,
    issue,
    moved,
    reckon,
)
from tests.services.mapper.test_store import fetched, mapper, pool

__all__ = ["ada", "catalogue", "pool"]

CAPEX = "customfield_1"
YES = {CAPEX: [{"id": "1", "value": "yes"}]}
WORK = (moved(11, at(1, 9), TO_DO, DOING), moved(12, at(2, 13), DOING, DONE))
LATER = datetime(2026, 11, 2, tzinfo=UTC)
EPIC = {"id": "77", "name": "Epic", "hierarchyLevel": 1}
STORY = {"id": "10", "name": "Story", "hierarchyLevel": 0}


@pytest.fixture(autouse=True)
async def meaning(pool):
    """A field says CapEx."""
    await pool.execute(
        "insert into sync.field_mapping (connection_id, behaviour, field_id)"
        " select id, 'capex', $1 from sync.connection",
        CAPEX,
    )


async def read(pool, *issues, histories=(), when=LATER):
    outcome = await mapper(pool)([fetched(*issues, histories=histories, at=when)])
    assert not outcome.failures


async def same_from_scratch(pool, now=NOW):
    """Give the rows, which are those that everything reckoned anew gives."""
    await reckon(pool, now)
    rows = await everything(pool)
    await pool.execute("truncate effort.portion, effort.day, effort.entry, effort.doubt")
    await Store(pool).mark_everybody()
    await reckon(pool, now)
    assert await everything(pool) == rows
    return rows


async def test_a_parent_told_after_its_history_entry_hands_its_capex_down(pool, ada):
    entry = history(13, item("Parent", "parent", None, "5"), created=at(5, 12))
    await read(pool, issue(5, TO_DO, assignee=None, **YES))
    await read(pool, issue(1, DONE), histories=(*WORK, entry))
    await reckon(pool)
    child = issue(1, DONE, parent={"id": "5"})
    await read(pool, child, histories=(*WORK, entry), when=LATER + timedelta(hours=1))
    rows = await same_from_scratch(pool)
    assert len(rows["day"]) == 2
    assert await pool.fetchval("select bool_and(capex) from effort.day")


async def test_an_epic_link_known_late_hands_capex_down(pool, ada):
    await read(pool, issue(5, TO_DO, assignee=None, **YES))
    await read(pool, issue(1, DONE, customfield_9="P-5"), histories=WORK)
    await reckon(pool)
    await pool.execute(
        "insert into jira.field (connection_id, id, name, custom, schema_custom, fetched_at)"
        " select id, 'customfield_9', 'Epic Link', true,"
        " 'com.pyxis.greenhopper.jira:gh-epic-link', now() from sync.connection"
    )
    await derive_all(Store(pool), "acme")
    await same_from_scratch(pool)
    assert await pool.fetchval("select bool_and(capex) from effort.day")


async def test_an_epic_that_moves_into_an_excluded_project_takes_its_link_along(pool, ada):
    await pool.execute("update sync.connection set mode = 'epics'")
    await read(pool, issue(5, TO_DO, project=2, assignee=None, issuetype=EPIC))
    await pool.execute(
        "update pms.project set roadmap_project_id = (select min(id) from pms.roadmap_project),"
        " linked_by = 'manual' where source_kind = 'epic'"
    )
    await read(pool, issue(1, DONE, issuetype=STORY, parent={"id": "5"}), histories=WORK)
    await read(pool, issue(300, TO_DO, project=3, assignee=None))
    await pool.execute(
        "insert into sync.project_rule (connection_id, project_id, rule)"
        " select id, 10003, 'exclude' from sync.connection"
    )
    await reckon(pool)
    assert await grid(pool) == {"Roadmap 1": "100.00"}
    epic = issue(5, TO_DO, project=3, assignee=None, issuetype=EPIC)
    await read(pool, epic, when=LATER + timedelta(hours=1))
    await same_from_scratch(pool)
    assert await grid(pool) == {"Unlinked": "100.00"}


async def test_what_was_worked_long_ago_on_a_task_that_is_excluded_now_goes(pool, ada):
    old = {"created": "2023-06-01T08:00:00.000+0000"}
    work = (
        moved(21, "2023-06-01T09:00:00.000+0000", TO_DO, DOING),
        moved(22, "2023-06-02T13:00:00.000+0000", DOING, DONE),
    )
    task = issue(2, DONE)
    task["fields"] |= old
    await read(pool, task, histories=work)
    await read(pool, issue(1, DONE), histories=WORK)
    await reckon(pool)
    await pool.execute(
        "insert into sync.project_rule (connection_id, project_id, rule)"
        " select id, 10002, 'exclude' from sync.connection"
    )
    task = issue(2, DONE, project=2)
    task["fields"] |= old
    await read(pool, task, histories=work, when=LATER + timedelta(hours=1))
    await same_from_scratch(pool)
    assert await pool.fetchval("select min(date) from effort.day") == MONDAY
    assert await pool.fetchval("select min(monday) from effort.week") == MONDAY


async def test_a_task_that_stays_open_says_in_every_portion_what_closed_it_in_the_end(pool, ada):
    await read(pool, issue(1, DOING), histories=WORK[:1])
    for day in (4, 9, 16, 23):
        now = datetime(2026, 6, day, 12, tzinfo=UTC)
        await Store(pool).mark_accruing(now, timedelta(hours=1))
        await reckon(pool, now)
    await same_from_scratch(pool, now)
    why = await pool.fetch("select distinct closed_why from effort.portion")
    assert [row["closed_why"] for row in why] == ["idle"]


async def test_beside_what_somebody_entered_the_minutes_go_on_and_nothing_is_noticed(pool, ada):
    await read(pool, issue(1, DOING), histories=WORK[:1])
    await reckon(pool, datetime(2026, 6, 1, 12, tzinfo=UTC))
    await pool.execute(
        "insert into effort.entry (employee_id, monday, source, roadmap_project_id, percent)"
        " select $1, $2, 'self', max(id), 100 from pms.roadmap_project",
        ada,
        MONDAY,
    )
    now = datetime(2026, 6, 1, 16, tzinfo=UTC)
    await Store(pool).mark_accruing(now, timedelta(hours=1))
    await reckon(pool, now)
    assert await pool.fetchval("select sum(thousandths) from effort.day") == 7 * 60_000
    counts = await pool.fetch("select source, percent from effort.figure")
    assert [tuple(row) for row in counts] == [("self", 100)]
    assert await pool.fetchval("select count(*) from effort.notice") == 0


async def test_a_notice_nobody_has_seen_is_kept_up_to_date_rather_than_repeated(pool, ada):
    await read(pool, issue(1, DOING), histories=WORK[:1])
    await reckon(pool, datetime(2026, 6, 1, 12, tzinfo=UTC))
    await pool.execute("update effort.week set status = 'submitted'")
    second = (moved(21, at(2, 9), TO_DO, DOING),)
    await read(pool, issue(2, DOING, project=2), histories=second)
    for hour in (10, 12, 15):
        now = datetime(2026, 6, 3, hour, tzinfo=UTC)
        await Store(pool).mark_accruing(now, timedelta(hours=1))
        await reckon(pool, now)
    (notice,) = await pool.fetch("select before, after from effort.notice")
    assert [row["percent"] for row in notice["before"]] == ["100.00"]
    # 8 h alone and half of 14 h against half of 14 h.
    assert [row["percent"] for row in notice["after"]] == ["68.18", "31.82"]


async def test_whom_a_change_concerns_goes_before_whom_a_setting_does(pool, ada):
    ids = [
        await pool.fetchval(
            "insert into pms.employee (email, name) values ($1, $1) returning id", f"{n}@x.org"
        )
        for n in range(60)
    ]
    await pool.executemany(
        "insert into effort.stale (employee_id, since, bulk) values ($1, '-infinity', true)",
        [(number,) for number in ids],
    )
    await read(pool, issue(1, DOING), histories=WORK[:1])
    assert (await Store(pool).stale_employees(5))[0] == ada


async def test_a_week_that_was_locked_stays_so_when_weeks_lock_later(pool, ada):
    await mapper(pool)(WORKED[:1])
    await reckon(pool)
    before = await grid(pool)
    await pool.execute("update effort.week set drafted_at = now() - interval '40 days'")
    await Store(pool).lock_weeks()
    await pool.execute("update effort.rule set lock_after = '1 year'")
    await mapper(pool)(WORKED[1:])
    await Store(pool).mark_everybody()
    await reckon(pool)
    assert await grid(pool) == before
