"""One running system for all flows; each test connects a Jira of its own."""

import pytest

from tests.support import servers
from tests.support.system import connected, running_system


@pytest.fixture(scope="session")
def system(backing, template, tmp_path_factory):
    with (
        servers.database(backing, template) as database_url,
        servers.vhost(backing) as amqp_url,
        running_system(tmp_path_factory.mktemp("system"), database_url, amqp_url) as made,
    ):
        yield made


@pytest.fixture
async def site(system):
    async with connected(system) as made:
        yield made
