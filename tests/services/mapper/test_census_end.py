"""How a run ends: what its census and the reads after it say of what is stored."""

from datetime import timedelta
from uuid import uuid4

from libs.bus import Received
from libs.contracts.issues_fetched import IssuesFetched
from libs.contracts.issues_listed import Finished, Ids, Roster, Started
from services.mapper.listed import MapListed
from services.mapper.store import Store
from tests.services.mapper.test_catalogued import catalogued
from tests.services.mapper.test_reading import told
from tests.services.mapper.test_store import AT, ENVELOPE, all_of, fetched, mapper, pool

__all__ = ["pool"]

HOUR = timedelta(hours=1)
PROJECT = {"id": "10000", "key": "APP", "name": "App"}
STATES = "select state, count(*) from pms.task group by 1 order by 1"


async def census(pool, at, *, live=(), archived=(), ids=(), account="me", refused=(), mid=None):
    """Take a census; give its run."""
    run, listed = uuid4(), MapListed(Store(pool))
    parts = [
        Roster(state="live", projects=live),
        Roster(state="archived", projects=archived),
        Roster(state="deleted", projects=()),
        *(Ids(project=project, page=0, issues=issues) for project, issues in ids),
    ]
    await all_of(listed, Started(started_at=at, authenticated_as=account), run)
    for part in parts:
        await all_of(listed, part, run)
    if mid is not None:
        await mid()
    end = Finished(
        pages=len(parts),
        authenticated_as=account,
        finished_at=at + timedelta(seconds=30),
        refused=refused,
    )
    await all_of(listed, end, run)
    return run


async def absent(pool, run, ids, at, account="me"):
    message = IssuesFetched(
        connection="acme", run=run, fetched_at=at, absent=tuple(ids), authenticated_as=account
    )
    assert not (await mapper(pool)([Received(message, ENVELOPE)])).failures


async def many(pool, count):
    """Have a project of so many issues."""
    issues = [told() | {"id": str(10_100 + n), "key": f"APP-{n}"} for n in range(count)]
    await mapper(pool)([fetched(*issues, at=AT - HOUR)])
    await catalogued(pool, AT - HOUR, projects=[PROJECT])
    return [(10_100 + n, f"APP-{n}") for n in range(count)]


async def phase(pool, run):
    return await pool.fetchval("select phase from sync.run where run = $1", run)


async def states(pool):
    return {row["state"]: row["count"] for row in await pool.fetch(STATES)}


async def test_a_small_project_that_vanishes_whole_waits_for_a_person(pool):
    issues = await many(pool, 20)
    run = await census(pool, AT, live=(10_000,), ids=[(10_000, ())])
    await absent(pool, run, [number for number, _ in issues], AT + HOUR)
    assert await phase(pool, run) == "needs_confirmation"
    assert await states(pool) == {"present": 20}


async def test_what_another_account_does_not_see_waits_for_a_person(pool):
    issues = await many(pool, 200)
    await census(pool, AT, live=(10_000,), ids=[(10_000, tuple(issues))])
    run = await census(
        pool, AT + 20 * HOUR, live=(10_000,), ids=[(10_000, tuple(issues[4:]))], account="other"
    )
    await absent(pool, run, range(10_100, 10_104), AT + 21 * HOUR, "other")
    assert await phase(pool, run) == "needs_confirmation"
    assert await states(pool) == {"present": 200}


async def test_nothing_of_a_project_that_jira_would_not_list_to_the_end_is_absent(pool):
    issues = await many(pool, 10)
    run = await census(
        pool, AT, live=(10_000,), ids=[(10_000, tuple(issues[:5]))], refused=(10_000,)
    )
    assert await phase(pool, run) == "done"
    assert await states(pool) == {"present": 10}


async def test_an_issue_that_came_back_for_a_day_goes_with_its_archived_project_again(pool):
    await mapper(pool)([fetched(told(), at=AT - HOUR)])
    await catalogued(pool, AT - HOUR, projects=[PROJECT])
    await census(pool, AT, archived=(10_000,))
    assert await states(pool) == {"archived": 1}
    back = told(updated="2026-11-01T10:00:00.000+0000")
    await mapper(pool)([fetched(back, at=AT + 10 * HOUR)])
    assert await states(pool) == {"present": 1}
    await census(pool, AT + 24 * HOUR, archived=(10_000,))
    assert await states(pool) == {"archived": 1}


async def test_a_project_made_during_a_census_is_not_out_of_sight(pool):
    await mapper(pool)([fetched(told(), at=AT - HOUR)])

    async def made():
        new = {"id": "20000", "key": "NEW", "name": "New"}
        await catalogued(pool, AT + timedelta(seconds=5), projects=[new])

    ids = [(10_000, ((10_021, "APP-1"),))]
    await census(pool, AT, live=(10_000,), ids=ids, mid=made)
    state = "select state from jira.project where id = 20000"
    assert await pool.fetchval(state) == "live"


async def test_a_page_that_comes_again_after_the_end_asks_for_nothing_and_leaves_nothing(pool):
    await mapper(pool)([fetched(told(), at=AT - HOUR)])
    page = Ids(project=10_000, page=0, deep=True, issues=((10_021, "APP-1"),))
    run = await census(pool, AT, live=(10_000,), ids=[(10_000, page.issues)])
    assert await phase(pool, run) == "done"
    assert await all_of(MapListed(Store(pool)), page, run) == []
    left = "select (select count(*) from sync.wanted) + (select count(*) from sync.run_part)"
    assert await pool.fetchval(left) == 0


async def test_a_read_of_the_second_in_which_an_issue_went_does_not_bring_it_back(pool):
    await mapper(pool)([fetched(told(), at=AT - HOUR)])
    gone = IssuesFetched(
        connection="acme", fetched_at=AT, absent=(10_021,), deleted=(10_021,), authenticated_as="me"
    )
    await mapper(pool)([Received(gone, ENVELOPE)])
    await mapper(pool)([fetched(told(), at=AT)])
    assert await states(pool) == {"deleted": 1}
    await mapper(pool)([fetched(told(), at=AT + timedelta(seconds=1))])
    assert await states(pool) == {"present": 1}
