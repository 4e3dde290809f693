"""A setting that changes while somebody writes with the one before counts for what they write."""

import asyncio

import pytest

from libs.contracts.issues_fetched import FetchedIssue
from libs.contracts.mapping_changed import MappingChanged
from services.mapper import jira_issue, save
from services.mapper.derive import Derive
from services.mapper.store import Store
from tests.services.mapper.test_reading import told
from tests.services.mapper.test_store import AT, ENVELOPE, fetched, mapper, pool

__all__ = ["pool"]

EXCLUDE = "insert into sync.project_rule select connection_id, id, 'exclude' from jira.project"


@pytest.mark.parametrize(
    ("change", "what", "expected"),
    [
        ("update sync.connection set mode = 'epics'", "mode", (None, "present")),
        (EXCLUDE, "projects", ("project", "excluded")),
    ],
)
async def test_what_a_writer_wrote_with_the_setting_of_before_is_derived_again(
    pool, change, what, expected
):
    await mapper(pool)([fetched(told() | {"id": "1", "key": "APP-9"}, at=AT)])
    store = Store(pool)

    async def derive():
        await pool.execute(change)
        message = MappingChanged(connection="acme", changed=what)
        return [wish async for wish in Derive(store)(message, ENVELOPE)]

    async with store.transaction() as writer:
        number = await writer.connection_id("acme")
        settings = await writer.settings(number)
        deriving = asyncio.create_task(derive())
        await asyncio.sleep(0.3)
        assert not deriving.done(), "it waits for whoever writes"
        issue = jira_issue.read_issue(FetchedIssue(issue=told()), AT)
        await writer.save(number, save.gather([issue]), settings)
    await deriving
    found = await pool.fetch(
        "select p.source_kind, t.state from pms.task t"
        " left join pms.project p on p.id = t.pms_project_id order by t.issue_id"
    )
    assert [tuple(row) for row in found] == [expected, expected]


async def test_a_child_written_beside_its_epic_is_linked_when_the_settings_are_followed(pool):
    await pool.execute(
        "insert into jira.field (connection_id, id, name, custom, schema_custom, fetched_at)"
        " select id, 'customfield_1', 'Epic Link', true, 'com.pyxis.greenhopper.jira:gh-epic-link',"
        " now() from sync.connection"
    )
    epic = told(issuetype={"id": "5", "name": "Epic", "hierarchyLevel": 1})
    child = told(customfield_1="EP-1")
    await mapper(pool)([fetched(told(), at=AT)])
    store = Store(pool)
    async with store.transaction() as one:
        number = await one.connection_id("acme")
        settings = await one.settings(number)
        for issue in (child | {"id": "2", "key": "APP-2"},):
            await one.save(
                number,
                save.gather([jira_issue.read_issue(FetchedIssue(issue=issue), AT)]),
                settings,
            )
        await asyncio.gather(beside(store, number, settings, epic | {"id": "1", "key": "EP-1"}))
    assert await pool.fetchval("select parent_issue_id from pms.task where issue_id = 2") is None
    await store.follow_all("acme")
    assert await pool.fetchval("select parent_issue_id from pms.task where issue_id = 2") == 1


async def beside(store, number, settings, issue):
    read = jira_issue.read_issue(FetchedIssue(issue=issue), AT)
    async with store.transaction() as other:
        await other.save(number, save.gather([read]), settings)
