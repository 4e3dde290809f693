"""Bytes in, rows out: what someone does in Jira is in the database a moment later."""

import asyncio

import pytest

from tests.simulator.generate import generate
from tests.support.system import connected


@pytest.mark.parametrize(
    ("verb", "column", "expected"),
    [
        ("transition", "status_id", lambda issue: issue.status.id),
        ("assign", "assignee", lambda issue: issue.assignee.account_id),
        ("edit", "title", lambda issue: issue.summary),
    ],
)
async def test_a_change_is_a_row_within_seconds(site, verb, column, expected):
    await site.sync()
    issue = next(iter(site.jira.world.issues.values()))
    (deed,) = site.jira.do(verb, issue=issue.key)
    await site.until(
        "select updated = $2 from jira.issue i join sync.connection c on c.id = i.connection_id"
        " where c.slug = $1 and i.id = $3",
        site.slug,
        deed.issue.updated,
        issue.id,
        seconds=5,
    )
    stored = await site.pool.fetchval(
        f"select t.{column} from pms.task t join sync.connection c on c.id = t.connection_id"  # noqa: S608
        " where c.slug = $1 and t.issue_id = $2",
        site.slug,
        issue.id,
    )
    assert stored == expected(issue)
    assert (await site.until_level()).divergence == 0


async def test_a_new_issue_appears_with_everything_about_it_before_any_sync(site):
    (deed,) = site.jira.do("create", summary="Brand new")
    own = (await site.number(), deed.issue.id)
    await site.until(
        "select title = 'Brand new' from pms.task where connection_id = $1 and issue_id = $2",
        *own,
        seconds=5,
    )
    name = await site.pool.fetchval(
        "select p.name from pms.task t join pms.project p on p.id = t.pms_project_id"
        " where t.connection_id = $1 and t.issue_id = $2",
        *own,
    )
    assert name == deed.issue.project.name


async def test_a_moved_issue_keeps_its_id_and_changes_key_and_project(site):
    await site.sync()
    issue = next(iter(site.jira.world.issues.values()))
    home = next(p for p in site.jira.world.projects.values() if p is not issue.project)
    site.jira.do("move", issue=issue.key, project=home.key)
    found = await site.until_level()
    assert found.divergence == 0, found.examples


async def test_a_new_parent_told_without_a_field_id_is_task_activity(site):
    await site.sync()
    issues = list(site.jira.world.issues.values())
    child, parent = issues[-1], issues[0]
    site.jira.do("reparent", issue=child.key, parent=parent.key)
    assert (await site.until_level()).divergence == 0
    kinds = await site.pool.fetch(
        "select kind, to_id from pms.task_activity"
        " where connection_id = $1 and issue_id = $2 and kind = 'parent' order by at, change_id",
        await site.number(),
        child.id,
    )
    assert [(row["kind"], row["to_id"]) for row in kinds][-1] == ("parent", str(parent.id))


async def test_two_thousand_webhooks_for_five_hundred_issues_need_few_reads(system):
    async with connected(system, generate(1_000)) as site:
        await site.sync()
        site.jira.gate.reset()
        site.jira.faults.change({"webhook_duplicates": 0.2, "webhook_shuffle_seconds": 1.0})
        site.jira.do("bulk", count=2_000, issues=500)
        found = await site.until_level(60)
        assert found.divergence == 0, found.examples
        assert site.jira.sender.sent.delivered > 2_000
        assert site.jira.gate.counts["POST /rest/api/3/issue/bulkfetch"] < 1_000
        assert site.jira.gate.writes == 0


async def test_a_webhook_that_is_lost_is_made_up_for_by_the_next_sync(site):
    await site.sync()
    site.jira.faults.change({"webhook_losses": 1.0})
    site.jira.do("bulk", count=100)
    for _ in range(5):
        site.jira.do("create")
    await asyncio.sleep(0.5)
    assert (await site.compared()).divergence > 0
    await site.sync()
    found = await site.until_level()
    assert found.divergence == 0, found.examples
