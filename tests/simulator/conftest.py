"""A stand-in of four hundred issues for each test, and somebody logged in."""

# mypy: allow-untyped-defs, allow-untyped-calls

import aiohttp
import pytest

from tests.simulator import Simulator
from tests.simulator.asking import login
from tests.simulator.generate import generate


@pytest.fixture
async def jira():
    async with Simulator.start(generate(400)) as made:
        yield made


@pytest.fixture
async def http(jira):
    async with aiohttp.ClientSession(jira.url, headers=login(jira.email, jira.token)) as session:
        yield session
