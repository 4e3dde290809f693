import importlib
import re
from pathlib import Path

import asyncpg
import pytest

from libs.postgres import statements
from libs.postgres.errors import NoSuchStatementError

ROOT = Path(__file__).parents[3]
FILES = sorted(
    place.relative_to(ROOT)
    for top in ("libs", "services")
    for place in ROOT.glob(f"{top}/*/sql/*.sql")
)


def test_every_package_with_sql_is_looked_at():
    assert {path.parts[1] for path in FILES} == {
        "connections", "console", "fetcher", "ingress", "mapper", "scheduler",
    }  # fmt: skip


async def test_every_statement_prepares_against_the_migrated_schema(database_url):
    connection = await asyncpg.connect(database_url)
    wrong = {}
    try:
        for path in FILES:
            try:
                await connection.prepare((ROOT / path).read_text())
            except asyncpg.PostgresError as error:
                wrong[str(path)] = str(error)
    finally:
        await connection.close()
    assert wrong == {}


@pytest.mark.parametrize("path", FILES, ids=str)
def test_every_statement_begins_by_naming_its_parameters(path):
    text = (ROOT / path).read_text()
    assert text.startswith("-- ")
    numbers = {int(word) for word in re.findall(r"\$(\d+)", text.split("\n\n")[0])}
    assert all(
        f"${number}" in "\n".join(line for line in text.splitlines() if line.startswith("--"))
        for number in numbers
    )


def test_every_statement_is_used():
    sources = {
        package: " ".join(place.read_text() for place in (ROOT / package).glob("*.py"))
        for package in {path.parents[1] for path in FILES}
    }
    unused = [str(p) for p in FILES if f'SQL["{p.stem}"]' not in sources[p.parents[1]]]
    assert unused == []


def test_a_missing_statement_is_an_error_that_names_the_file():
    assert importlib.import_module("libs.connections")
    with pytest.raises(NoSuchStatementError, match=r"sql/nothing\.sql"):
        statements.load("libs.connections")["nothing"]
