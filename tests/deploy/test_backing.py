"""Backing services: found in their order, started privately, gone without a trace."""

import os
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from deploy.backing import NoWayError, find, found
from deploy.backing.process import alive, listens
from libs.bus import connect
from libs.contracts.sync_requested import SyncRequested
from libs.contracts.topology import FETCHER_SYNC
from tests.support.fixtures import take

ROOT = Path(__file__).parents[2]


@pytest.fixture
def private(monkeypatch):
    monkeypatch.setenv("FLOWSTATE_BACKING", "private")


async def test_a_given_url_is_used_as_it_is(monkeypatch, tmp_path):
    monkeypatch.setenv("FLOWSTATE_BACKING", "given")
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/x")
    monkeypatch.setenv("AMQP_URL", "amqp://guest:guest@somewhere/")
    backing = find(tmp_path)
    assert (backing.database_url, backing.amqp_url) == (
        "postgresql://somewhere/x",
        "amqp://guest:guest@somewhere/",
    )
    assert backing.management_url == "http://somewhere:15672"
    assert backing.stops == []


@pytest.mark.parametrize(("missing", "word"), [("database", "PostgreSQL"), ("broker", "RabbitMQ")])
def test_where_there_is_no_way_one_sentence_says_what_to_do(monkeypatch, tmp_path, missing, word):
    monkeypatch.setenv("FLOWSTATE_BACKING", "none")
    with pytest.raises(NoWayError, match=f"{word} is needed .* install"):
        find(tmp_path, database=missing == "database", broker=missing == "broker")


def test_a_test_run_that_finds_no_way_fails_with_that_sentence():
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider",
         "tests/libs/postgres/test_migrate.py"],
        cwd=ROOT,
        env=os.environ | {"FLOWSTATE_BACKING": "none"},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "PostgreSQL is needed and was not found" in done.stdout + done.stderr


async def test_private_servers_of_two_checkouts_live_side_by_side_and_leave_nothing(
    private, tmp_path
):
    one, other = find(tmp_path / "one", broker=False), find(tmp_path / "two", broker=False)
    for backing in (one, other):
        connection = await asyncpg.connect(backing.database_url)
        assert await connection.fetchval("select 1") == 1
        await connection.close()
    assert one.database_url != other.database_url
    pids = [backing.postgres.pid for backing in (one, other) if backing.postgres]
    for backing in (one, other):
        backing.discard()
        assert not (backing.place / "postgres").exists()
    assert len(pids) == 2
    assert not any(alive(pid) for pid in pids)


@pytest.mark.timeout(120)
def test_a_private_broker_leaves_no_process_behind_not_even_epmd(private, tmp_path):
    backing = find(tmp_path, database=False)
    node = backing.rabbitmq
    assert node is not None
    pids = [node.pid, int((node._directory / "epmd.pid").read_text())]
    assert all(alive(pid) for pid in pids)
    assert "flowstate" in node.control("-n", node._name, "cluster_status")
    backing.stop()
    assert not any(alive(pid) for pid in pids)
    assert not listens(node.ports["amqp"])
    assert not listens(node.ports["epmd"])
    backing.discard()


async def test_a_database_that_was_killed_comes_back_with_what_was_committed(private, tmp_path):
    backing = find(tmp_path, broker=False)
    server = backing.postgres
    assert server is not None
    connection = await asyncpg.connect(server.url)
    await connection.execute("create table t as select 7 as x")
    server.kill()
    with pytest.raises(OSError, match=r".*"):
        await asyncpg.connect(server.url)
    server.start()
    connection = await asyncpg.connect(server.url)
    assert await connection.fetchval("select x from t") == 7
    await connection.close()
    backing.discard()


def test_a_place_that_the_servers_user_cannot_reach_is_replaced_by_one_it_can(
    monkeypatch, tmp_path
):
    monkeypatch.setattr(found, "reachable_by_owner", lambda _: False)
    one, other = found.private_place(tmp_path / "a"), found.private_place(tmp_path / "b")
    assert one != other
    assert one == found.private_place(tmp_path / "a")


def test_a_server_that_a_killed_run_left_behind_is_stopped_by_the_next(private, tmp_path):
    left = find(tmp_path, broker=False)
    assert left.postgres is not None
    pid = left.postgres.pid
    again = find(tmp_path, broker=False)
    assert again.postgres is not None
    assert not alive(pid)
    assert again.postgres.pid not in (None, pid)
    again.discard()


@pytest.mark.timeout(120)
async def test_what_the_broker_holds_is_there_after_a_stop_and_a_start(private, tmp_path):
    backing = find(tmp_path, database=False)
    async with connect(backing.amqp_url, source="test") as bus:
        await bus.publish(SyncRequested(connection="acme"))
    backing.stop()
    backing = find(tmp_path, database=False)
    messages = await take(backing.amqp_url, FETCHER_SYNC)
    assert [message.connection for message in messages] == ["acme"]
    backing.discard()
