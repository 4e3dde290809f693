"""Employees and their accounts as the command line tells them."""

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from libs.contracts.topology import MAPPER_MAPPING
from tests.services.console.test_people import ADA, BOB, people, pool, stored
from tests.support.fixtures import KEY, take

__all__ = ["people", "pool"]

ROOT = Path(__file__).parents[3]


@pytest.fixture
def console(database_url, amqp_url, pool):
    async def run(*arguments):
        settings = {"DATABASE_URL": database_url, "AMQP_URL": amqp_url, "SECRET_KEYS": KEY}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "services.console.cli", "people", *arguments,
            cwd=ROOT, env=os.environ | settings,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, err = await asyncio.wait_for(process.communicate(), 60)
        assert "Traceback" not in out.decode() + err.decode()
        return process.returncode, out.decode(), err.decode()

    return run


async def test_an_import_is_told_to_the_mapper_for_every_connection(console, amqp_url, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("Name;E-Mail;Shoe size\nAda Lovelace;ada@example.com;42\n")
    code, out, err = await console("import", str(file), "--dry-run")
    assert (code, out) == (0, "1 added, 0 changed, 0 as before; a dry run: nothing was stored.\n")
    assert err == "Not read: 'Shoe size'.\n"
    code, out, _ = await console("import", str(file))
    assert (code, out) == (0, "1 added, 0 changed, 0 as before.\n")
    told = await take(amqp_url, MAPPER_MAPPING)
    assert [(one.connection, one.changed) for one in told] == [
        ("acme", "people"), ("other", "people"),
    ]  # fmt: skip


async def test_a_file_with_problems_is_told_by_line_and_column_and_not_imported(
    console, pool, tmp_path
):
    file = tmp_path / "people.csv"
    file.write_text("name,email\nAda,ada@example.com\n" + "Bob,bob\n" * 30)
    code, out, err = await console("import", str(file))
    assert (code, out) == (2, "")
    assert err.startswith("line 3, column email: 'bob' is no e-mail address")
    assert "and 39 more.\nNothing was imported" in err
    assert await stored(pool) is None
    code, _, err = await console("import", str(tmp_path))
    assert (code, err) == (2, "The file cannot be read: Is a directory.\n")


async def test_accounts_are_listed_mapped_and_unmapped_at_the_command_line(
    console, people, amqp_url
):
    await people.import_employees([ADA, BOB])
    code, out, _ = await console("list", "acme")
    assert code == 0
    assert (
        "Lovelace, ADA (a1): no employee yet\n  → perhaps Ada Lovelace, ada@example.com (100 %)"
        in out
    )
    assert "Bob Jones (a2, deactivated): no employee yet" in out
    assert "bot" not in out
    assert (await console("map", "acme", "a1", "ada@example.com"))[:2] == (
        0, "a1 is ada@example.com.\n",
    )  # fmt: skip
    assert (await console("nobody", "acme", "a5"))[:2] == (0, "a5 is nobody.\n")
    _, out, _ = await console("list", "acme")
    assert "Lovelace, ADA (a1): Ada Lovelace, ada@example.com, by hand\n" in out
    assert "without a name (a5): nobody, by hand\n" in out
    _, out, _ = await console("list", "acme", "--unmatched", "--json")
    told = json.loads(out)
    assert list(told) == ["unmatched"]
    assert told["unmatched"][0]["suggestions"][0]["email"] == "bob@example.com"
    assert (await console("unmap", "acme", "a5"))[0] == 0
    _, out, _ = await console("list", "acme", "--json")
    assert [one["account_id"] for one in json.loads(out)["mapped"]] == ["a1"]
    told = await take(amqp_url, MAPPER_MAPPING)
    assert [(one.connection, one.changed) for one in told] == [("acme", "people")] * 3
    code, _, err = await console("map", "nowhere", "a1", "ada@example.com")
    assert (code, "no connection named 'nowhere'" in err) == (2, True)
