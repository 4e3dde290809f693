"""Absence is not deletion: what is gone, out of sight, back again, or too much to believe."""

import asyncio
from uuid import uuid4

from libs.contracts.absence_decided import AbsenceDecided
from tests.simulator.generate import generate
from tests.support.system import connected


async def states(site, table="jira.issue"):
    rows = await site.pool.fetch(
        f"select state, count(*) as n from {table} where connection_id = $1 group by state",  # noqa: S608
        await site.number(),
    )
    return {row["state"]: row["n"] for row in rows}


def quiet(site):
    """Lose every webhook from now on."""
    site.jira.faults.change({"webhook_losses": 1.0})


def some(site, count, project=10_000):
    return [site.jira.world.issues[n] for n in list(site.jira.world.members[project])[:count]]


async def test_a_deletion_told_by_webhook_and_proven_by_a_read_leaves_the_lists_in_seconds(site):
    await site.sync()
    (issue,) = some(site, 1)
    site.jira.do("delete", issue=issue.key)
    await site.until(
        "select state = 'deleted' and state_at is not null from pms.task"
        " where connection_id = $1 and issue_id = $2",
        await site.number(), issue.id, seconds=5,
    )  # fmt: skip
    activity = await site.pool.fetchval(
        "select count(*) from pms.task_activity where connection_id = $1 and issue_id = $2",
        await site.number(), issue.id,
    )  # fmt: skip
    kept = await site.pool.fetchval(
        "select count(*) from jira.change where connection_id = $1 and issue_id = $2",
        await site.number(), issue.id,
    )  # fmt: skip
    assert (activity > 0) == (kept > 0), "what was done on it is kept"


async def test_an_update_webhook_of_an_issue_that_cannot_be_read_deletes_nothing(site):
    await site.sync()
    (issue,) = some(site, 1)
    site.jira.do("edit", issue=issue.key)
    site.jira.do("archive", issue=issue.key)
    await site.jira.sender.settle()
    assert "deleted" not in await states(site)


async def test_a_deletion_nobody_told_of_is_found_by_the_next_sync(site):
    await site.sync()
    quiet(site)
    for issue in some(site, 5):
        site.jira.do("delete", issue=issue.key)
    run = await site.sync()
    gone = len(site.jira.world.gone)
    row = await site.pool.fetchrow(
        "select deleted, absent, verifying from sync.run where run = $1", run
    )
    assert tuple(row.values()) == (gone, gone, gone)
    assert (await states(site))["deleted"] == (await states(site, "pms.task"))["deleted"] == gone
    assert (await site.compared()).divergence == 0


async def test_an_index_that_does_not_know_an_issue_yet_deletes_nothing(site):
    await site.sync()
    site.jira.do("create", summary="Too new for the index")
    await site.until(
        "select exists (select from pms.task where title = 'Too new for the index'"
        " and connection_id = $1)",
        await site.number(),
    )
    site.jira.faults.change({"index_lag_seconds": 60})
    await site.sync()
    assert await states(site) == {"present": 301}


async def test_an_archived_issue_that_is_restored_comes_back(site):
    await site.sync()
    (issue,) = some(site, 1)
    site.jira.do("archive", issue=issue.key)
    await site.sync()
    assert (await states(site)).get("deleted", 0) >= 1
    await asyncio.sleep(1.1)  # Jira's clock tells seconds: a read of the same one is not after
    site.jira.do("restore", issue=issue.key)
    await site.sync()
    assert await states(site) == {"present": 300}
    assert (await site.compared()).divergence == 0


async def test_a_project_that_may_only_be_administered_neither_stops_a_sync_nor_loses_a_task(site):
    await site.sync()
    site.jira.do("project_state", project=10_001, state="hidden")
    size = len(site.jira.world.members[10_001])
    await site.sync()
    assert await states(site) == {"present": 300 - size, "access_lost": size}
    site.jira.do("project_state", project=10_001, state="live")
    await site.sync()
    assert await states(site) == {"present": 300}


async def test_a_project_that_jira_refuses_to_list_is_said_and_the_others_are_synced(site):
    await site.sync()
    site.jira.faults.change({"refused_project": 10_001})
    site.jira.faults.change({"webhook_losses": 1.0})
    (issue,) = some(site, 1)
    site.jira.do("edit", issue=issue.key, summary="Found all the same")
    run = await site.sync()
    note = await site.pool.fetchval("select note from sync.run where run = $1", run)
    assert "project 10001 cannot be listed" in note
    assert await states(site) == {"present": 300}
    assert (await site.compared()).divergence == 0


async def test_permission_lost_for_two_of_five_projects_deletes_no_task_and_comes_back(site):
    await site.sync()
    for project in (10_000, 10_001):
        site.jira.do("project_state", project=project, state="lost")
    lost = sum(len(site.jira.world.members[p]) for p in (10_000, 10_001))
    for _ in range(2):
        await site.sync()
        assert await states(site) == {"present": 300 - lost, "access_lost": lost}
        assert "deleted" not in await states(site, "pms.task")
    for project in (10_000, 10_001):
        site.jira.do("project_state", project=project, state="live")
    await site.sync()
    assert await states(site) == {"present": 300}
    assert (await site.compared()).divergence == 0


async def test_archived_and_trashed_projects_take_their_issues_along_and_back(site):
    await site.sync()
    sizes = {p: len(site.jira.world.members[p]) for p in (10_000, 10_001)}
    site.jira.do("project_state", project=10_000, state="archived")
    site.jira.do("project_state", project=10_001, state="deleted")
    await site.sync()
    found = await states(site)
    assert (found["archived"], found["deleted"]) == (sizes[10_000], sizes[10_001])
    await asyncio.sleep(1.1)
    site.jira.do("project_state", project=10_000, state="live")
    site.jira.do("project_state", project=10_001, state="live")
    await site.sync()
    assert await states(site) == {"present": 300}
    assert (await site.compared()).divergence == 0


async def lose_many(site):
    """Have a project lose more than is usual; give the run that stops, and how many."""
    await site.sync()
    quiet(site)
    for issue in some(site, 40):
        if issue.id in site.jira.world.issues:
            site.jira.do("archive", issue=str(issue.id))
    run = uuid4()
    await site.ask(run=run)
    await site.until("select phase = 'needs_confirmation' from sync.run where run = $1", run)
    return run, len(site.jira.world.archived)


async def test_a_mass_absence_waits_for_a_person_who_says_that_it_is_a_deletion(site):
    run, gone = await lose_many(site)
    assert await states(site) == {"present": 300}
    await site.send(AbsenceDecided(connection=site.slug, run=run, deleted=True))
    await site.until("select phase = 'done' from sync.run where run = $1", run)
    assert await states(site) == {"present": 300 - gone, "deleted": gone}


async def test_a_mass_absence_that_is_lost_access_deletes_nothing(site):
    run, gone = await lose_many(site)
    await site.send(AbsenceDecided(connection=site.slug, run=run, deleted=False))
    await site.until("select phase = 'done' from sync.run where run = $1", run)
    assert await states(site) == {"present": 300 - gone, "access_lost": gone}


async def test_a_doubt_that_went_away_by_itself_is_settled_by_the_next_sync(site):
    run, _ = await lose_many(site)
    site.jira.world.archived.clear()
    await site.sync()
    assert await states(site) == {"present": 300}
    assert await site.pool.fetchval("select phase from sync.run where run = $1", run) == "failed"


async def test_a_renamed_project_key_changes_every_key_and_old_keys_are_remembered(site):
    await site.sync()
    (issue,) = some(site, 1)
    old = issue.key
    site.jira.do("rename_project_key", project=10_000, key="NEWKEY")
    await site.sync()
    assert (await site.compared()).divergence == 0
    found = await site.pool.fetchval(
        "select issue_id from jira.issue_alias where connection_id = $1 and key = $2",
        await site.number(), old,
    )  # fmt: skip
    assert found == issue.id


async def test_how_many_issues_webhooks_had_missed_is_counted(site):
    await site.sync()
    run = await site.sync()
    missed = "select missed from sync.run where run = $1"
    assert await site.pool.fetchval(missed, run) == 0
    quiet(site)
    for issue in some(site, 7):
        site.jira.do("edit", issue=issue.key)
    assert await site.pool.fetchval(missed, await site.sync()) == 7


async def test_a_twenty_eighth_of_what_did_not_change_is_read_again_each_day(site):
    await site.sync()
    number = await site.number()
    # Two days went by, and somebody tampered with a row that Jira never changed.
    await site.pool.execute(
        "update jira.issue set fetched_at = fetched_at - interval '2 days',"
        " updated = updated - interval '1 ms' where connection_id = $1",
        number,
    )
    slot = "floor(extract(epoch from now()) / 86400)::bigint % 28"
    due = await site.pool.fetchval(
        f"select count(*) from jira.issue where connection_id = $1 and id % 28 = {slot}",  # noqa: S608
        number,
    )
    run = await site.sync()
    row = await site.pool.fetchrow("select wanted, missed from sync.run where run = $1", run)
    assert row["wanted"] == due
    assert 5 <= due <= 20


async def test_a_census_of_one_project_says_nothing_about_the_others(system):
    async with connected(system, generate(200), webhooks=False) as site:
        await site.sync()
        for issue in some(site, 3, 10_001):
            site.jira.do("delete", issue=issue.key)
        await site.sync(scope={"projects": [site.jira.world.projects[10_000].key]})
        assert await states(site) == {"present": 200}
        await site.sync()
        assert (await states(site))["deleted"] == len(site.jira.world.gone)


async def test_issues_that_jira_failed_to_read_are_asked_for_again_and_not_taken_for_absent(system):
    async with connected(system, generate(300)) as site:
        site.jira.faults.change({"issue_errors": 0.1})
        await site.sync(seconds=60)
        assert (await site.compared()).divergence == 0
