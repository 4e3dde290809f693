"""Flowstate's page about Jira, row by row ("What syncs") and paragraph by paragraph."""

from datetime import UTC, datetime, timedelta

from libs.contracts.mapping_changed import MappingChanged


async def test_jira_projects_become_pms_projects(site):
    await site.sync()
    rows = await site.pool.fetch(
        "select jira_id, key, name, source_kind from api.pms_project where connection_id = $1",
        await site.number(),
    )
    world = site.jira.world
    assert {(row["jira_id"], row["key"], row["name"]) for row in rows} == {
        (project.id, project.key, project.name) for project in world.projects.values()
    }
    assert {row["source_kind"] for row in rows} == {"project"}


async def test_epics_become_pms_projects_where_that_is_chosen(site):
    await site.pool.execute("update sync.connection set mode = 'epics' where slug = $1", site.slug)
    await site.sync()
    rows = await site.pool.fetch(
        "select jira_id, name, source_kind from api.pms_project where connection_id = $1",
        await site.number(),
    )
    epics = {i.id: i.summary for i in site.jira.world.issues.values() if i.type.level == 1}
    assert {row["jira_id"]: row["name"] for row in rows if row["source_kind"] == "epic"} == epics


async def test_issues_become_pms_tasks(site):
    await site.sync()
    rows = await site.pool.fetch(
        "select issue_id, key, title, type, status_category from api.task where connection_id = $1",
        await site.number(),
    )
    assert {tuple(row.values()) for row in rows} == {
        (i.id, i.key, i.summary, i.type.name, i.status.category)
        for i in site.jira.world.issues.values()
    }


async def test_status_changes_become_task_activity(site):
    await site.sync()
    rows = await site.pool.fetch(
        "select change_id, issue_id, from_id, to_id from api.task_activity"
        " where connection_id = $1 and kind = 'status'",
        await site.number(),
    )
    assert {tuple(row.values()) for row in rows} == {
        (change.id, issue.id, item.from_id, item.to_id)
        for issue in site.jira.world.issues.values()
        for change in issue.changes
        for item in change.items
        if item.field_id == "status"
    }


async def test_assignees_and_reporters_become_employee_mappings(site):
    await site.sync()
    world = site.jira.world
    concerned = [i.assignee for i in world.issues.values() if i.assignee]
    concerned += [i.reporter for i in world.issues.values() if i.reporter]
    people = {
        user.account_id: user
        for user in concerned
        if user.email and not user.hidden and user.account_type == "atlassian"
    }
    await site.pool.executemany(
        "insert into pms.employee (email, name) values ($1, $2) on conflict do nothing",
        [(user.email, user.name) for user in people.values()],
    )
    await site.send(MappingChanged(connection=site.slug, changed="people"))
    await site.until(
        "select count(*) = $2 from api.employee_mapping"
        " where connection_id = $1 and method = 'email' and account_id = any($3::text[])",
        await site.number(), len(people), list(people),
    )  # fmt: skip


async def test_changes_are_visible_within_seconds_of_the_webhook(site):
    await site.sync()
    issue = next(iter(site.jira.world.issues.values()))
    site.jira.do("edit", issue=issue.key, summary="Seen at once")
    await site.until(
        "select title = 'Seen at once' from api.task where connection_id = $1 and issue_id = $2",
        await site.number(), issue.id, seconds=3,
    )  # fmt: skip


async def test_the_daily_sync_catches_what_webhooks_missed(site):
    await site.sync()
    site.jira.faults.change({"webhook_losses": 1.0})
    issue = next(iter(site.jira.world.issues.values()))
    site.jira.do("edit", issue=issue.key, summary="Nobody told")
    # Due at local midnight: as if the connection had been made the day before yesterday.
    await site.pool.execute(
        "update sync.connection set created_at = now() - interval '2 days' where slug = $1",
        site.slug,
    )
    await site.until(
        "select title = 'Nobody told' from api.task where connection_id = $1 and issue_id = $2",
        await site.number(), issue.id, seconds=60,
    )  # fmt: skip
    reason = await site.pool.fetchval(
        "select reason from sync.run where connection_id = $1 order by created_at desc limit 1",
        await site.number(),
    )
    assert reason == "scheduled"


async def test_the_time_of_the_daily_sync_can_be_set_and_counts_at_once(site):
    soon = datetime.now(UTC) + timedelta(minutes=10)  # noqa: TID251 - a test's own clock
    await site.pool.execute(
        "update sync.connection set daily_at = $2, created_at = now() - interval '1 hour'"
        " where slug = $1",
        site.slug, soon.time(),
    )  # fmt: skip
    await site.sync()
    scheduled = "select count(*) from sync.run where connection_id = $1 and reason = 'scheduled'"
    assert await site.pool.fetchval(scheduled, await site.number()) == 0
    await site.pool.execute(
        "update sync.connection set daily_at = $2 where slug = $1",
        site.slug, (soon - timedelta(minutes=11)).time(),
    )  # fmt: skip
    await site.until(f"select ({scheduled}) = 1", await site.number(), seconds=60)


async def test_a_manual_sync_can_be_triggered_at_any_time(site):
    site.jira.faults.change({"webhook_losses": 1.0})
    await site.sync()
    issue = next(iter(site.jira.world.issues.values()))
    site.jira.do("edit", issue=issue.key, summary="Wanted now")
    await site.sync(scope={"issues": [issue.key]})
    title = await site.pool.fetchval(
        "select title from api.task where connection_id = $1 and issue_id = $2",
        await site.number(), issue.id,
    )  # fmt: skip
    assert title == "Wanted now"


async def test_people_whose_emails_differ_can_be_mapped_by_hand(site):
    await site.sync()
    user = next(u for u in site.jira.world.users.values() if u.account_type == "atlassian")
    employee = await site.pool.fetchval(
        "insert into pms.employee (email, name) values ($1, 'Another') returning id",
        f"another-{site.slug}@example.com",
    )
    await site.pool.execute(
        "insert into pms.employee_mapping (connection_id, account_id, employee_id, method)"
        " values ($1, $2, $3, 'manual') on conflict (connection_id, account_id)"
        " do update set employee_id = excluded.employee_id, method = 'manual'",
        await site.number(), user.account_id, employee,
    )  # fmt: skip
    await site.sync(deep=True)
    row = await site.pool.fetchrow(
        "select employee_id, method from api.employee_mapping"
        " where connection_id = $1 and account_id = $2",
        await site.number(), user.account_id,
    )  # fmt: skip
    assert tuple(row) == (employee, "manual")


async def test_jira_is_only_ever_read(site):
    await site.sync(deep=True)
    site.jira.do("bulk", count=30)
    assert (await site.until_level()).divergence == 0
    assert site.jira.gate.writes == 0
