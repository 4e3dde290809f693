"""Flowstate's page about Jira, row by row ("What syncs") and paragraph by paragraph."""

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


async def test_jira_is_only_ever_read(site):
    await site.sync(deep=True)
    site.jira.do("bulk", count=30)
    assert (await site.until_level()).divergence == 0
    assert site.jira.gate.writes == 0
