"""Links to the roadmap: minutes of open weeks move, those of closed ones are noticed."""

import pytest

from libs import connections
from libs.connections import Secrets
from libs.contracts.mapping_changed import MappingChanged
from services.console.errors import BadInputError
from services.mapper.derive import Derive
from services.mapper.store import Store
from tests.services.console.worked import DRAFT, desk
from tests.services.mapper.test_reckoner import (
    DONE,
    MONDAY,
    TO_DO,
    WORKED,
    ada,
    catalogue,
    issue,
    reckon,
)
from tests.services.mapper.test_store import ENVELOPE, fetched, pool
from tests.support.fixtures import KEY

__all__ = ["ada", "catalogue", "desk", "pool"]


@pytest.fixture
async def acme(pool):
    return await connections.read(pool, Secrets([KEY]), "acme")


async def links(desk):
    rows = await desk.pool.fetch(
        "select p.key, r.name, p.linked_by from pms.project p"
        " left join pms.roadmap_project r on r.id = p.roadmap_project_id order by p.key"
    )
    return {row["key"]: (row["name"], row["linked_by"]) for row in rows}


async def test_another_link_moves_the_minutes_of_open_weeks_and_leaves_closed_ones(desk, acme):
    moved = await desk.links.link(acme, ["p2"], "roadmap 1")
    assert moved.moved == ["P2"]
    assert [row["employee_id"] for row in await desk.waiting()] == [desk.person.id]
    await reckon(desk.pool)
    assert await desk.figures() == {"Roadmap 1": "100.00"}
    await desk.move("submit")
    await desk.links.link(acme, ["P1", "P2"], None)
    await reckon(desk.pool)
    assert await desk.figures() == {"Roadmap 1": "100.00"}
    (notice,) = await desk.grid.notices()
    assert notice.before == [{"project": "Roadmap 1", "percent": "100.00"}]
    assert notice.after == [{"project": "Unlinked", "percent": "100.00"}]
    assert await desk.grid.see([notice.id]) == 1
    assert await desk.grid.notices() == []
    assert len(await desk.grid.notices(everything=True)) == 1


async def test_only_whom_a_link_concerns_is_reckoned_anew(desk, acme):
    other = await desk.pool.fetchval(
        "insert into pms.employee (email, name) values ('bob@example.com', 'Bob') returning id"
    )
    await desk.pool.execute(
        "insert into pms.employee_mapping select id, 'bob', $1, 'manual' from sync.connection",
        other,
    )
    await desk.links.link(acme, ["P1"], "Roadmap 1")
    assert await desk.waiting() == [], "as before"
    await desk.links.link(acme, ["P1"], None)
    assert [row["employee_id"] for row in await desk.waiting()] == [desk.person.id]


async def test_names_linked_by_the_mapper_mark_only_whom_they_concern(desk, acme):
    await desk.pool.execute(
        "update pms.project set named = 'New', linked_by = null, roadmap_project_id = null"
        " where key = 'P2'"
    )
    await desk.pool.execute("insert into pms.roadmap_project (name) values ('New')")
    derive = Derive(Store(desk.pool))
    for expected in (1, 0):
        told = MappingChanged(connection="acme", changed="roadmap")
        assert [wish async for wish in derive(told, ENVELOPE)] == []
        assert len(await desk.waiting()) == expected
        await reckon(desk.pool)
    assert await desk.figures() == {"Roadmap 1": "83.33", "New": "16.67"}


async def test_projects_are_promoted_under_their_own_names_all_or_none(desk, acme):
    await desk.links.link(acme, ["P1", "P2"], None)
    assert await desk.links.promote(acme, ["P1", "Project 2"]) == ["Project 1", "Project 2"]
    assert await links(desk) == {
        "P1": ("Project 1", "manual"), "P2": ("Project 2", "manual"),
    }  # fmt: skip
    with pytest.raises(BadInputError, match="is there already"):
        await desk.links.promote(acme, ["P1"])
    await reckon(desk.pool)
    assert await desk.figures() == {"Project 1": "83.33", "Project 2": "16.67"}


async def test_many_are_linked_each_to_its_namesake(desk, acme):
    await desk.links.link(acme, ["P1", "P2"], None)
    await desk.pool.execute("insert into pms.roadmap_project (name) values ('project  1')")
    done = await desk.links.link_namesakes(acme, [])
    assert (done.moved, done.left) == (["P1"], ["P2"])


@pytest.mark.parametrize(
    ("projects", "name", "words"),
    [
        (["P1", "P9"], "Roadmap 1", "no PMS project 'P9'"),
        (["P1"], "Nothing", "no roadmap project 'Nothing'"),
        (["Twin"], "Roadmap 1", "may be P1, P2"),
    ],
)
async def test_what_cannot_be_linked_is_said_and_nothing_is(desk, acme, projects, name, words):
    if projects == ["Twin"]:
        await desk.pool.execute("update pms.project set name = 'Twin'")
    before = await links(desk)
    with pytest.raises(BadInputError, match=words):
        await desk.links.link(acme, projects, name)
    assert await links(desk) == before
    assert (await desk.logged(), await desk.figures()) == ([], DRAFT)


async def test_ticket_review_lists_what_leads_nowhere_with_the_minutes_that_wait(desk, acme):
    assert (await desk.grid.tickets(acme, 1, 50)).total == 0
    await desk.links.link(acme, ["P2"], None)
    await reckon(desk.pool)
    page = await desk.grid.tickets(acme, 1, 2)
    assert (page.total, page.thousandths) == (4, 120_000)
    assert (page.entries[0].key, page.entries[0].thousandths) == ("P-2", 120_000)
    assert [each.thousandths for each in (await desk.grid.tickets(acme, 2, 2)).entries] == [0, 0]
    unlinked = (await desk.week(MONDAY)).figures[-1]
    assert (unlinked.project, unlinked.percent) == ("Unlinked", "16.67")


async def test_an_epic_that_names_a_roadmap_project_is_linked_as_soon_as_it_is_read(desk):
    await desk.pool.execute("update sync.connection set mode = 'epics'")
    await desk.pool.execute(
        "insert into sync.field_mapping (connection_id, behaviour, field_id)"
        " select id, 'project_name', 'customfield_2' from sync.connection"
    )
    kind = {"id": "77", "name": "Epic", "hierarchyLevel": 1, "subtask": False}
    epic = issue(50, TO_DO, assignee=None, issuetype=kind, customfield_2="roadmap 2")
    child = issue(1, DONE, parent={"id": "50"})
    await desk.tell(fetched(child, histories=WORKED[0].message.issues[0].histories))
    assert await desk.figures() == {"Roadmap 2": "16.67", "Unlinked": "83.33"}
    await desk.tell(fetched(epic))
    assert await desk.figures() == {"Roadmap 2": "100.00"}
