"""Mode, lists, field meanings and people: what an admin chooses, derived from the mirror."""

from libs.contracts.mapping_changed import MappingChanged
from tests.simulator.generate import generate
from tests.simulator.world import CAPITALISED, PRODUCT_AREA
from tests.support.epics import misplaced_tasks
from tests.support.system import connected

BULK = "POST /rest/api/3/issue/bulkfetch"


async def change(site, what):
    """Tell that a setting changed; wait until the mapper took it."""
    await site.send(MappingChanged(connection=site.slug, changed=what))


async def choose_mode(site, mode):
    await site.pool.execute("update sync.connection set mode = $2 where slug = $1", site.slug, mode)
    await change(site, "mode")


async def until_epics_are_level(site):
    for _ in range(100):
        if not await misplaced_tasks(site):
            return True
        await site.until("select pg_sleep(0.1) is not null")
    return False


async def test_epics_become_pms_projects_without_a_call_to_jira_and_back_without_loss(site):
    await site.sync()
    number = await site.number()
    site.jira.gate.reset()
    roadmap = await site.pool.fetchval(
        "insert into pms.roadmap_project (name) values ($1) returning id", f"Plan {site.slug}"
    )
    await site.pool.execute(
        "update pms.project set roadmap_project_id = $2, linked_by = 'manual'"
        " where connection_id = $1 and jira_id = 10000",
        number, roadmap,
    )  # fmt: skip
    await choose_mode(site, "epics")
    assert await until_epics_are_level(site)
    kinds = await site.pool.fetch(
        "select distinct source_kind from pms.project where connection_id = $1 and active", number
    )
    assert [row["source_kind"] for row in kinds] == ["epic"]
    await choose_mode(site, "projects")
    await site.until(
        "select bool_and(p.source_kind = 'project') from pms.task t"
        " join pms.project p on p.id = t.pms_project_id where t.connection_id = $1",
        number,
    )
    assert (await site.compared()).divergence == 0
    assert site.jira.gate.total == 0
    link = "select roadmap_project_id from pms.project where connection_id = $1 and jira_id = 10000"
    assert await site.pool.fetchval(link, number) == roadmap


async def test_in_epics_mode_a_new_parent_and_a_deleted_epic_move_what_hangs_below(site):
    await site.sync()
    await choose_mode(site, "epics")
    assert await until_epics_are_level(site)
    world = site.jira.world
    epics = [issue for issue in world.issues.values() if issue.type.level == 1]
    story = next(i for i in world.issues.values() if i.type.level == 0 and world.children(i))
    site.jira.do("reparent", issue=story.key, parent=epics[0].key)
    assert await until_epics_are_level(site)
    site.jira.do("reparent", issue=story.key, parent=epics[1].key)
    (made,) = site.jira.do("create", parent=epics[1].key)
    await site.until(
        "select exists (select from pms.task where connection_id = $1 and issue_id = $2)",
        await site.number(), made.issue.id,
    )  # fmt: skip
    assert await until_epics_are_level(site)
    site.jira.do("delete", issue=epics[1].key)
    await site.jira.sender.settle()
    assert await until_epics_are_level(site)
    await site.until(
        "select state = 'deleted' from pms.project where connection_id = $1 and jira_id = $2",
        await site.number(), epics[1].id,
    )  # fmt: skip


async def test_children_that_came_first_are_linked_when_their_epic_arrives(site):
    await site.pool.execute("update sync.connection set mode = 'epics' where slug = $1", site.slug)
    world = site.jira.world
    child = next(i for i in world.issues.values() if i.type.level == 0 and i.parent_id)
    epic = world.issues[child.parent_id]
    await site.sync(scope={"issues": [child.key]})
    await site.sync(scope={"issues": [epic.key]})
    found = await site.pool.fetchval(
        "select p.jira_id from pms.task t join pms.project p on p.id = t.pms_project_id"
        " where t.connection_id = $1 and t.issue_id = $2",
        await site.number(), child.id,
    )  # fmt: skip
    assert found == epic.id


async def test_excluded_projects_leave_the_lists_and_come_back_whole(site):
    await site.sync()
    number = await site.number()
    await site.pool.execute("insert into sync.project_rule values ($1, 10000, 'exclude')", number)
    await change(site, "projects")
    count = "select count(*) from pms.task where connection_id = $1 and state = 'excluded'"
    size = len(site.jira.world.members[10_000])
    await site.until(f"select ({count}) = $2", number, size)
    await site.pool.execute("delete from sync.project_rule where connection_id = $1", number)
    await site.pool.execute("insert into sync.project_rule values ($1, 10001, 'include')", number)
    await change(site, "projects")
    await site.until(f"select ({count}) = $2", number, 300 - len(site.jira.world.members[10_001]))
    await site.pool.execute("delete from sync.project_rule where connection_id = $1", number)
    await change(site, "projects")
    await site.until(f"select ({count}) = 0", number)
    assert (await site.compared()).divergence == 0


async def test_is_capitalised_is_read_for_all_issues_once_it_has_a_meaning(site):
    await site.sync()
    number = await site.number()
    site.jira.gate.reset()
    await site.pool.execute(
        "insert into sync.field_mapping (connection_id, behaviour, field_id, options)"
        " values ($1, 'capex', $2, '{10100}')",
        number, CAPITALISED,
    )  # fmt: skip
    await change(site, "fields")
    true = {issue.id for issue in site.jira.world.issues.values() if issue.capitalised}
    told = "select count(*) from pms.task where connection_id = $1 and capex"
    await site.until(f"select ({told}) = $2", number, len(true))
    await site.until(
        "select phase = 'done' from sync.run where connection_id = $1 and reason = 'mapping'",
        number,
    )
    rows = await site.pool.fetch(
        "select issue_id from pms.task where connection_id = $1 and capex", number
    )
    assert {row["issue_id"] for row in rows} == true
    assert site.jira.gate.counts[BULK] <= 5, "three hundred issues, one field"
    issue = next(i for i in site.jira.world.issues.values() if not i.capitalised)
    site.jira.do("capitalise", issue=issue.key)
    await site.until(
        "select capex from pms.task where connection_id = $1 and issue_id = $2", number, issue.id
    )
    await site.until(
        "select count(*) > 0 from pms.task_activity where connection_id = $1 and kind = 'field'"
        " and issue_id = $2",
        number, issue.id,
    )  # fmt: skip


LINKS = (
    "select p.jira_id, p.named, r.name from pms.project p"
    " left join pms.roadmap_project r on r.id = p.roadmap_project_id"
    " where p.connection_id = $1 and p.active"
)


async def test_an_epics_product_area_links_it_to_the_roadmap_project_of_that_name(site):
    await site.pool.execute(
        "insert into pms.roadmap_project (name) values ('  reporting ') on conflict do nothing"
    )
    number = await site.number()
    await site.pool.execute(
        "insert into sync.field_mapping (connection_id, behaviour, field_id)"
        " values ($1, 'project_name', $2)",
        number, PRODUCT_AREA,
    )  # fmt: skip
    await site.pool.execute("update sync.connection set mode = 'epics' where id = $1", number)
    await site.sync()
    rows = await site.pool.fetch(LINKS, number)
    world = site.jira.world
    areas = {n: i.area for n, i in world.issues.items() if i.type.level == 1}
    assert {row["jira_id"]: row["named"] for row in rows} == areas
    linked = {row["jira_id"] for row in rows if row["name"]}
    assert linked >= {n for n, area in areas.items() if area == "Reporting"} != set()
    assert not linked & {n for n, area in areas.items() if area is None}
    epic = next(world.issues[n] for n, area in areas.items() if area == "Reporting")
    epic.area = "Nobody's"
    site.jira.do("edit", issue=epic.key)
    await site.until(
        "select named = 'Nobody''s' and roadmap_project_id is null from pms.project"
        " where connection_id = $1 and jira_id = $2",
        number, epic.id,
    )  # fmt: skip


async def test_epics_that_only_the_legacy_field_tells_of_are_found_in_a_first_sync(system):
    async with connected(system, generate(600)) as site:
        site.jira.faults.change({"epic_link_only": True})
        await site.pool.execute(
            "update sync.connection set mode = 'epics' where slug = $1", site.slug
        )
        await site.sync()
        assert await until_epics_are_level(site)
        await site.until(
            "select not exists (select from sync.run where connection_id = $1 and phase <> 'done')",
            await site.number(),
        )


async def test_people_are_matched_by_email_and_a_manual_mapping_survives_every_sync(site):
    await site.sync()
    number = await site.number()
    people = [u for u in site.jira.world.users.values() if u.email and not u.hidden][:3]
    for place, user in enumerate(people):
        await site.pool.execute(
            "insert into pms.employee (email, name) values ($1, $2) on conflict do nothing",
            user.email.upper() if place else f"other-{site.slug}@example.com", user.name,
        )  # fmt: skip
    await change(site, "people")
    mapped = (
        "select e.email_key from pms.employee_mapping m join pms.employee e on e.id = m.employee_id"
        " where m.connection_id = $1 and m.account_id = $2"
    )
    for user in people[1:]:
        await site.until(f"select ({mapped}) = $3", number, user.account_id, user.email)
    await site.pool.execute(
        "insert into pms.employee_mapping (connection_id, account_id, employee_id, method)"
        " select $1, $2, id, 'manual' from pms.employee where name = $3"
        " on conflict (connection_id, account_id) do update"
        " set employee_id = excluded.employee_id, method = 'manual'",
        number, people[1].account_id, people[2].name,
    )  # fmt: skip
    await site.sync(deep=True)
    assert await site.pool.fetchval(mapped, number, people[1].account_id) == people[2].email
    site.jira.faults.change({"hide_emails": True})
    await site.sync(deep=True)
    assert await site.pool.fetchval(mapped, number, people[2].account_id) == people[2].email


async def test_a_mapped_field_that_jira_does_not_list_any_more_is_noticed(site):
    await site.sync()
    number = await site.number()
    missing = "select missing_since from jira.field where connection_id = $1 and id = $2"
    site.jira.do("rename_field", field=PRODUCT_AREA, name="")
    await site.sync()
    await site.until(f"select ({missing}) is not null", number, PRODUCT_AREA)
    site.jira.do("rename_field", field=PRODUCT_AREA, name="Product line")
    await site.sync()
    await site.until(f"select ({missing}) is null", number, PRODUCT_AREA)
    name = "select name from jira.field where connection_id = $1 and id = $2"
    assert await site.pool.fetchval(name, number, PRODUCT_AREA) == "Product line"
