"""What tests may ask for: a broker, a database, the optional recorded data."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.backing import Backing, NoWayError
from tests.support import servers

ROOT = Path(__file__).parent.parent
DATA = Path(os.environ.get("FLOWSTATE_DATA", ROOT.parent / "shared" / "data"))


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "recorded_data: needs the folder of recorded Jira data")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, with a word, what needs recorded data that is not here; in CI it must be."""
    needing = [item for item in items if item.get_closest_marker("recorded_data")]
    if not needing or DATA.is_dir():
        return
    if os.environ.get("CI"):
        raise pytest.UsageError(f"CI needs the recorded data, and {DATA} is not there")
    config.hook.pytest_deselected(items=needing)
    items[:] = [item for item in items if item not in needing]
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None:
        reporter.write_line(f"{len(needing)} tests need recorded Jira data, which is not here")


@pytest.fixture(scope="session")
def data_folder() -> Path:
    return DATA


@pytest.fixture(scope="session")
def backing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backing]:
    try:
        with servers.started(tmp_path_factory.mktemp("backing")) as found:
            yield found
    except NoWayError as error:
        pytest.exit(str(error), returncode=1)


@pytest.fixture(scope="session")
def template(backing: Backing) -> Iterator[str]:
    with servers.template_database(backing) as name:
        yield name


@pytest.fixture
def database_url(backing: Backing, template: str) -> Iterator[str]:
    """The URL of a fresh, migrated database of the test's own."""
    with servers.database(backing, template) as url:
        yield url


@pytest.fixture
def empty_database_url(backing: Backing) -> Iterator[str]:
    with servers.database(backing, "template1") as url:
        yield url


@pytest.fixture
def amqp_url(backing: Backing) -> Iterator[str]:
    """The URL of a fresh virtual host: a broker of the test's own."""
    with servers.vhost(backing) as url:
        yield url
