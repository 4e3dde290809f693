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
