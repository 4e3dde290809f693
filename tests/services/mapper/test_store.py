"""What a transaction leaves: guards, nothing overwritten by less, the end of a run."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from libs import connections
from libs.bus import Envelope, Received
from libs.connections import Connection, Secrets
from libs.contracts.issues_fetched import FetchedIssue, IssuesFetched
from libs.contracts.issues_listed import Changed, Finished, Ids, IssuesListed, Started
from libs.contracts.mapping_changed import MappingChanged
from libs.postgres.pool import open_pool
from libs.runtime import clock
from services.mapper.derive import Derive
from services.mapper.errors import UnknownConnectionError, UnreadableIssueError
from services.mapper.handler import MapIssues
from services.mapper.listed import MapListed
from services.mapper.store import Store
from tests.services.mapper.test_reading import history, item, told
from tests.support.fixtures import KEY

AT = datetime(2026, 11, 1, tzinfo=UTC)
ENVELOPE = Envelope("id", "test", "x", AT, "id")


@pytest.fixture
async def pool(database_url):
    async with open_pool(database_url, application_name="test") as opened:
        stored = Connection(0, "acme", "https://x", "a@b", "t")
        await connections.write(opened, Secrets([KEY]), stored)
        yield opened


def fetched(*issues, at=AT, run=None, absent=(), histories=()):
    found = tuple(FetchedIssue(issue=issue, histories=histories) for issue in issues)
    message = IssuesFetched(connection="acme", run=run, fetched_at=at, issues=found, absent=absent)
    return Received(message, ENVELOPE)


def mapper(pool):
    return MapIssues(Store(pool), clock.now, "live")


async def all_of(handler, part, run):
    message = IssuesListed(connection="acme", run=run, part=part)
    return [wanted async for wanted in handler(message, ENVELOPE)]


async def title(pool):
    return await pool.fetchval("select title from pms.task where issue_id = 10021")


async def test_an_older_read_never_replaces_a_newer_one(pool):
    newer = told(summary="newer", updated="2024-05-03T00:00:00.000+0000")
    older = told(summary="older", updated="2024-05-02T00:00:00.000+0000")
    for issue, at in ((newer, AT), (older, AT + timedelta(hours=1))):
        assert not (await mapper(pool)([fetched(issue, at=at)])).failures
    assert await title(pool) == "newer"


async def test_of_two_reads_of_one_state_the_later_by_jiras_clock_counts(pool):
    await mapper(pool)([fetched(told(summary="later"), at=AT + timedelta(seconds=1))])
    await mapper(pool)([fetched(told(summary="earlier"), at=AT)])
    assert await title(pool) == "later"


async def test_the_history_of_a_read_that_was_overtaken_is_kept_all_the_same(pool):
    newer = told(updated="2024-05-03T00:00:00.000+0000")
    change = history(5, item("status", "status", "1", "3"))
    await mapper(pool)([fetched(newer)])
    await mapper(pool)([fetched(told(), histories=(change,))])
    assert await pool.fetchval("select count(*) from pms.task_activity where change_id = 5") == 1


async def test_writing_the_same_again_changes_nothing(pool):
    batch = [fetched(told(), histories=(history(5, item("status", "status", "1", "3")),))]
    tables = ("jira.change", "pms.task_activity", "pms.project", "jira.status", "jira.project")
    await mapper(pool)(batch)
    before = [await pool.fetch(f"select xmin::text, * from {table}") for table in tables]  # noqa: S608
    await mapper(pool)(batch)
    assert [await pool.fetch(f"select xmin::text, * from {table}") for table in tables] == before  # noqa: S608


async def test_a_missing_email_never_overwrites_a_known_one(pool):
    shown = {"accountId": "a1", "displayName": "Ada", "emailAddress": "ada@example.com"}
    hidden = {"accountId": "a1", "displayName": "Ada L."}
    await mapper(pool)([fetched(told(assignee=shown))])
    await mapper(pool)([fetched(told(reporter=hidden), at=AT + timedelta(minutes=1))])
    row = await pool.fetchrow("select display_name, email from jira.account")
    assert tuple(row) == ("Ada L.", "ada@example.com")


async def test_an_unreadable_issue_fails_its_message_and_not_its_neighbours(pool):
    broken = {"id": "10099", "key": "APP-9", "fields": {}}
    neighbour = {**told(), "id": "10022"}
    outcome = await mapper(pool)([fetched(told()), fetched(broken, neighbour)])
    assert list(outcome.failures) == [1]
    assert isinstance(outcome.failures[1], UnreadableIssueError)
    ids = await pool.fetch("select issue_id from pms.task order by 1")
    assert [row["issue_id"] for row in ids] == [10021, 10022]


async def test_a_message_of_an_unknown_connection_fails_alone(pool):
    stranger = IssuesFetched(connection="nobody", fetched_at=AT)
    outcome = await mapper(pool)([Received(stranger, ENVELOPE), fetched(told())])
    assert isinstance(outcome.failures[0], UnknownConnectionError)
    assert await title(pool) == "A title"


async def test_a_census_asks_for_what_is_new_stale_or_renamed_and_nothing_else(pool):
    await mapper(pool)([fetched(told(), {**told(), "id": "10022", "key": "APP-2"})])
    run, handler = uuid4(), MapListed(Store(pool))
    ids = Ids(project=10000, page=0, issues=((10021, "APP-1"), (10022, "NEW-2"), (10023, "APP-3")))
    found = await all_of(handler, ids, run)
    assert [(w.why, w.ids) for w in found] == [("new", (10023,)), ("stale", (10022,))]
    later, same = AT, datetime(2024, 5, 2, 12, 34, 56, 789000, UTC)
    changed = Changed(project=10000, page=0, issues=((10021, later), (10022, same)))
    assert [w.ids for w in await all_of(handler, changed, run)] == [(10021,)]


async def test_a_page_that_comes_again_asks_only_for_what_is_outstanding(pool):
    run, handler = uuid4(), MapListed(Store(pool))
    ids = Ids(project=10000, page=0, deep=True, issues=((10021, "APP-1"), (10022, "APP-2")))
    assert [w.ids for w in await all_of(handler, ids, run)] == [(10021, 10022)]
    await mapper(pool)([fetched(told(), run=run)])
    assert [w.ids for w in await all_of(handler, ids, run)] == [(10022,)]
    row = await pool.fetchrow("select listed, wanted, fetched from sync.run")
    assert tuple(row) == (2, 2, 1)


async def test_a_run_is_done_when_every_page_and_every_wanted_issue_has_come_in_any_order(pool):
    run, handler = uuid4(), MapListed(Store(pool))
    phase = "select phase from sync.run"
    await all_of(handler, Finished(pages=1, authenticated_as="me", finished_at=AT), run)
    assert await pool.fetchval(phase) == "fetching"
    ids = Ids(project=10000, page=0, issues=((10021, "APP-1"), (10022, "APP-2")))
    await all_of(handler, ids, run)
    await mapper(pool)([fetched(told(), run=run)])
    assert await pool.fetchval(phase) == "fetching"
    await mapper(pool)([fetched(run=run, absent=(10022,))])
    assert await pool.fetchval(phase) == "done"
    await all_of(handler, Started(started_at=AT, authenticated_as="me"), run)
    row = await pool.fetchrow("select phase, fetched, absent, census_started_at from sync.run")
    assert tuple(row) == ("done", 1, 1, AT)
    assert await pool.fetchval("select count(*) from sync.wanted") == 0


async def test_a_mapped_field_becomes_activity_from_the_mirror_without_asking_jira(pool):
    change = history(5, item("Is Capitalised", "customfield_10050", None, "[1]"))
    await mapper(pool)([fetched(told(), histories=(change,))])
    count = "select count(*) from pms.task_activity where kind = 'field'"
    assert await pool.fetchval(count) == 0
    await pool.execute(
        "insert into sync.field_mapping"
        " select id, 'capex', 'customfield_10050' from sync.connection"
    )
    again = Derive(Store(pool))(MappingChanged(connection="acme", changed="fields"), ENVELOPE)
    wanted = [message async for message in again]
    assert [(wish.ids, wish.why, wish.fields) for wish in wanted] == [
        ((10021,), "field", ("customfield_10050",))
    ]
    assert await pool.fetchval(count) == 1
    await pool.execute("delete from sync.field_mapping")
    again = Derive(Store(pool))(MappingChanged(connection="acme", changed="fields"), ENVELOPE)
    assert [message async for message in again] == []
    assert await pool.fetchval(count) == 0


async def test_a_part_of_an_issue_that_tells_less_than_is_stored_counts(pool):
    await pool.execute(
        "insert into sync.field_mapping (connection_id, behaviour, field_id)"
        " select id, 'capex', 'customfield_1' from sync.connection"
    )
    ticked = told(customfield_1=[{"id": "1", "value": "Yes"}])
    whole = fetched(ticked).message.model_copy(update={"asked": ("customfield_1",)})
    await mapper(pool)([Received(whole, ENVELOPE)])
    assert await pool.fetchval("select capex from pms.task")
    emptied = FetchedIssue(issue={"id": "10021", "key": "APP-1", "fields": {"customfield_1": []}})
    part = whole.model_copy(
        update={"partial": True, "issues": (emptied,), "fetched_at": AT + timedelta(hours=1)}
    )
    await mapper(pool)([Received(part, ENVELOPE)])
    assert not await pool.fetchval("select capex from pms.task")
