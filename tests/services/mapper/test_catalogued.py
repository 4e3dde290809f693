"""The catalogue: newest by Jira's clock, part of its run, one bad entry never spoils the rest."""

from datetime import timedelta
from uuid import uuid4

import pytest

from libs.bus import Envelope
from libs.contracts.catalogue_fetched import CatalogueFetched
from libs.contracts.issues_listed import Finished, Started
from services.mapper.catalogued import MapCatalogue
from services.mapper.errors import UnreadableCatalogueError
from services.mapper.listed import MapListed
from services.mapper.store import Store
from tests.services.mapper.test_reading import told
from tests.services.mapper.test_store import AT, ENVELOPE, all_of, fetched, mapper, pool

__all__ = ["pool"]


def user(name):
    return {"accountId": "a1", "displayName": name, "active": True}


async def catalogued(pool, at=AT, envelope: Envelope = ENVELOPE, **members):
    message = CatalogueFetched(connection="acme", fetched_at=at, **members)
    return [wish async for wish in MapCatalogue(Store(pool))(message, envelope)]


async def name(pool):
    return await pool.fetchval("select display_name from jira.account where account_id = 'a1'")


async def test_a_persons_name_is_as_new_as_the_read_that_told_it_not_as_its_batch(pool):
    old = told(assignee=user("Before")) | {"id": "1"}
    new = told(assignee=None) | {"id": "2"}
    later = AT + timedelta(seconds=9)
    assert not (await mapper(pool)([fetched(old), fetched(new, at=later)])).failures
    assert await name(pool) == "Before"
    await catalogued(pool, AT + timedelta(seconds=5), users=[user("After")])
    assert await name(pool) == "After"
    await catalogued(pool, AT + timedelta(seconds=4), users=[user("Outdated")])
    assert await name(pool) == "After"


async def test_an_entry_that_is_none_is_said_and_the_others_are_written(pool):
    with pytest.raises(UnreadableCatalogueError, match="project 4, user 7"):
        await catalogued(
            pool,
            users=[{"accountId": None, "id": "7"}, user("Mia")],
            projects=[{"id": "4"}, {"id": "3", "key": "C", "name": "Third"}],
        )
    assert await name(pool) == "Mia"
    assert await pool.fetchval("select name from jira.project where id = 3") == "Third"


async def test_an_entry_told_twice_is_written_once(pool):
    await catalogued(pool, users=[user("Mia"), user("Mia Two")])
    assert await name(pool) == "Mia Two"


async def test_a_run_is_not_done_before_its_catalogue_is_written(pool):
    run, listed = uuid4(), MapListed(Store(pool))
    await all_of(listed, Started(started_at=AT, authenticated_as="me"), run)
    await all_of(listed, Finished(pages=2, authenticated_as="me", finished_at=AT), run)
    phase = "select phase from sync.run where run = $1"
    await catalogued(pool, run=run, part=0, users=[user("Mia")])
    assert await pool.fetchval(phase, run) == "fetching"
    await catalogued(pool, run=run, part=0, users=[user("Mia")])
    assert await pool.fetchval(phase, run) == "fetching", "the same part twice is one"
    with pytest.raises(UnreadableCatalogueError):
        await catalogued(pool, run=run, part=1, users=[{"accountId": None}])
    assert await pool.fetchval(phase, run) == "done"


async def test_a_status_that_is_renamed_and_moved_to_another_category_is_so_on_every_task(pool):
    await mapper(pool)([fetched(told())])
    status = told()["fields"]["status"] | {"name": "Shipped", "statusCategory": {"key": "done"}}
    await catalogued(pool, AT + timedelta(seconds=1), statuses=[status])
    task = "select status, status_category from api.task"
    assert tuple(await pool.fetchrow(task)) == ("Shipped", "done")
    await mapper(pool)([fetched(told(summary="Read before"), at=AT)])
    assert tuple(await pool.fetchrow(task)) == ("Shipped", "done"), (
        "an older read says the old name"
    )
