"""The command line on a database and a broker of the test's own, and a connection to choose for."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from libs import connections
from libs.bus import connect
from libs.connections import Connection, Secrets
from libs.postgres.pool import open_pool
from tests.support.fixtures import KEY

ROOT = Path(__file__).parents[3]


@pytest.fixture
def console(database_url, amqp_url):
    async def run(*arguments):
        settings = {"DATABASE_URL": database_url, "AMQP_URL": amqp_url, "SECRET_KEYS": KEY}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "services.console.cli", *arguments,
            cwd=ROOT, env=os.environ | settings,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, err = await asyncio.wait_for(process.communicate(), 60)
        assert "Traceback" not in out.decode() + err.decode()
        return process.returncode, out.decode(), err.decode()

    return run


@pytest.fixture
async def acme(database_url, amqp_url):
    """The pool of a database where acme is connected; the broker has its queues."""
    made = Connection(0, "acme", "https://acme.atlassian.net", "a@example.com", "t", state="ok")
    async with open_pool(database_url, application_name="test") as pool:
        await connections.write(pool, Secrets([KEY]), made)
        async with connect(amqp_url, source="test") as bus:
            await bus.ready()
        yield pool
