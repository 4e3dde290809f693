"""Migrations: once, in order, forward only, however many run at the same time."""

import asyncio

import asyncpg
import pytest

from libs.postgres.errors import ChangedMigrationError, UnknownMigrationError
from libs.postgres.migrate import known, migrate

TWO = {"0001_a.sql": "create table a (x int)", "0002_b.sql": "create table b (x int)"}


async def test_this_releases_migrations_apply_to_an_empty_database_and_only_once(
    empty_database_url,
):
    assert await migrate(empty_database_url) == list(known())
    assert await migrate(empty_database_url) == []


async def test_runners_at_the_same_time_apply_each_migration_once(empty_database_url):
    applied = await asyncio.gather(*(migrate(empty_database_url, TWO) for _ in range(4)))
    assert sorted(name for names in applied for name in names) == list(TWO)


async def test_a_migration_that_fails_leaves_nothing_of_itself_and_keeps_those_before(
    empty_database_url,
):
    broken = TWO | {"0002_b.sql": "create table b (x int); select 1/0"}
    with pytest.raises(asyncpg.DivisionByZeroError):
        await migrate(empty_database_url, broken)
    assert await migrate(empty_database_url, TWO) == ["0002_b.sql"]


async def test_a_changed_or_unknown_migration_is_refused_before_anything_is_done(
    empty_database_url,
):
    await migrate(empty_database_url, TWO)
    with pytest.raises(ChangedMigrationError, match="0001_a"):
        await migrate(empty_database_url, TWO | {"0001_a.sql": "select 1"})
    with pytest.raises(UnknownMigrationError, match="0002_b"):
        await migrate(empty_database_url, {"0001_a.sql": TWO["0001_a.sql"]})


async def test_what_was_there_before_costs_gets_its_projects_rates_and_marks(empty_database_url):
    before = {name: text for name, text in known().items() if name < "0010"}
    await migrate(empty_database_url, before)
    connection = await asyncpg.connect(empty_database_url)
    try:
        await connection.execute(
            "insert into sync.connection (slug, url, email, token_encrypted)"
            " values ('a', 'x', 'x', '');"
            "insert into pms.roadmap_project (name) values ('R');"
            "insert into pms.project (connection_id, source_kind, jira_id, key, name,"
            " roadmap_project_id) values (1, 'project', 1, 'P', 'P', 1);"
            "insert into pms.task (connection_id, issue_id, pms_project_id, key, title, type_id,"
            " type_name, status_id, status_name, status_category, created, updated)"
            " values (1, 7, 1, 'P-7', 't', 1, 't', 1, 's', 'done', now(), now());"
            "insert into pms.employee (email, name, annual_cost, currency)"
            " values ('a@x', 'A', 5, 'EUR');"
            "insert into effort.day"
            " (employee_id, date, connection_id, issue_id, thousandths, capex)"
            " values (1, '2026-06-01', 1, 7, 60000, true);"
            "insert into effort.reckoned values (1, now())"
        )
        await migrate(empty_database_url)
        assert await connection.fetchval("select roadmap_project_id from effort.day") == 1
        assert await connection.fetchval("select annual_cost from pms.annual_cost") == 5
        assert await connection.fetchval("select since::text from effort.stale") == "-infinity"
    finally:
        await connection.close()
