"""Employees and their accounts, in a real database, and as the command line tells them."""

import asyncio
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from libs import connections
from libs.connections import Connection, Secrets
from libs.postgres.pool import open_pool
from services.console.audit import Audit
from services.console.employee import Employee
from services.console.errors import BadInputError, UnreachableError
from services.console.people import Imported, People
from tests.support.fixtures import KEY

ROOT = Path(__file__).parents[3]
ADA = Employee(
    "ada@example.com", "Ada Lovelace", date(2024, 1, 31), None, Decimal("85000.50"), "EUR",
    "Research", "Europe/London", "GB",
)  # fmt: skip
BOB = Employee("bob@example.com", "Bob Jones")
ACCOUNTS = (
    ("a1", "Lovelace, ADA", None, "atlassian", True),
    ("a2", "Bob Jones", "bob@example.com", None, False),
    ("a3", "Deploy bot", None, "app", True),
    ("a4", "Ada Customer", None, "customer", True),
    ("a5", None, None, "atlassian", None),
)


@pytest.fixture
async def pool(database_url):
    async with open_pool(database_url, application_name="test") as opened:
        for slug in ("acme", "other"):
            await connections.write(
                opened, Secrets([KEY]), Connection(0, slug, "https://x", "a@b", "t")
            )
        await opened.executemany(
            "insert into jira.account (connection_id, account_id, display_name, email, "
            "account_type, active, fetched_at) select id, $1, $2, $3, $4, $5, now() "
            "from sync.connection",
            ACCOUNTS,
        )
        yield opened


@pytest.fixture
def people(pool):
    return People(pool, Audit(pool, "ada"))


@pytest.fixture
async def acme(pool):
    return await connections.read(pool, Secrets([KEY]), "acme")


async def stored(pool, email="ada@example.com"):
    row = await pool.fetchrow(
        "select e.email, e.name, start_date, end_date, annual_cost, currency, c.name as centre, "
        "zone, country from pms.employee as e "
        "left join pms.cost_centre as c on c.id = e.cost_centre_id where e.email = $1",
        email,
    )
    return Employee(*row) if row is not None else None


async def test_employees_are_added_changed_or_left_and_cost_centres_are_made(people, pool):
    assert await people.import_employees([ADA, BOB]) == Imported(2, 0, 0)
    assert await stored(pool) == ADA
    moved = replace(BOB, cost_centre=" RESEARCH ")
    assert await people.import_employees([ADA, moved]) == Imported(0, 1, 1)
    assert (await stored(pool, "bob@example.com")).cost_centre == "Research"
    assert await pool.fetchval("select count(*) from pms.cost_centre") == 1
    assert await people.import_employees([]) == Imported(0, 0, 0)


async def test_what_is_not_told_overwrites_nothing(people, pool):
    await people.import_employees([ADA])
    less = Employee("ADA@example.com", "Ada King", end_date=date(2026, 1, 1))
    assert await people.import_employees([less]) == Imported(0, 1, 0)
    now = replace(ADA, email="ADA@example.com", name="Ada King", end_date=date(2026, 1, 1))
    assert await stored(pool, "ADA@example.com") == now
    assert await people.import_employees([less]) == Imported(0, 0, 1)


async def test_a_currency_alone_never_says_a_known_cost_anew(people, pool):
    await people.import_employees([ADA, BOB])
    dollars = [Employee(one.email, one.name, currency="USD") for one in (ADA, BOB)]
    assert await people.import_employees(dollars) == Imported(0, 1, 1)
    assert (await stored(pool)).currency == "EUR"
    assert (await stored(pool, "bob@example.com")).currency == "USD"
    renamed = replace(dollars[0], name="Ada King")
    assert await people.import_employees([renamed]) == Imported(0, 1, 0)
    assert await stored(pool) == replace(ADA, name="Ada King")
    paid = replace(ADA, annual_cost=Decimal("90000.00"), currency="USD")
    assert await people.import_employees([paid]) == Imported(0, 1, 0)
    assert await stored(pool) == paid


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("email", "Ada@example.com"),
        ("name", "Ada King"),
        ("start_date", date(2024, 2, 1)),
        ("end_date", date(2026, 1, 1)),
        ("annual_cost", Decimal("1.00")),
        ("currency", "GBP"),
        ("cost_centre", "Platform"),
        ("zone", "Europe/Berlin"),
        ("country", "DE"),
    ],
)
async def test_each_column_alone_makes_a_change(people, pool, column, value):
    await people.import_employees([ADA])
    new = replace(ADA, **{column: value})
    assert await people.import_employees([new]) == Imported(0, 1, 0)
    assert await stored(pool, new.email) == new


async def test_dots_in_an_address_of_gmail_make_no_second_employee(people):
    await people.import_employees([Employee("a.d.a@gmail.com", "Ada")])
    again = [Employee("ada@googlemail.com", "Ada")]
    assert await people.import_employees(again) == Imported(0, 1, 0)


async def test_a_dry_run_counts_and_leaves_nothing(people, pool):
    assert await people.import_employees([ADA, BOB], dry_run=True) == Imported(2, 0, 0)
    assert await stored(pool) is None
    assert await pool.fetchval("select count(*) from pms.cost_centre") == 0


@pytest.mark.parametrize(
    ("employees", "words"),
    [
        ([BOB, replace(ADA, start_date=None, end_date=date(2023, 1, 1))], "ada@example.com would"),
        ([BOB, replace(BOB, email="BOB@example.com")], "same e-mail address"),
    ],
)
async def test_employees_are_imported_all_or_none(people, pool, employees, words):
    await people.import_employees([ADA])
    new = [replace(one, cost_centre="New") for one in employees]
    with pytest.raises(BadInputError, match=words):
        await people.import_employees(new)
    assert await stored(pool) == ADA
    assert await stored(pool, "bob@example.com") is None
    assert await pool.fetchval("select count(*) from pms.cost_centre") == 1


async def test_two_imports_at_once_both_end_well(people, pool):
    many = [replace(ADA, email=f"{n}@x.org", cost_centre=f"Centre {n % 7}") for n in range(500)]
    done = await asyncio.gather(*(people.import_employees(part) for part in (many, many[::-1])))
    assert sum(imported.added for imported in done) == 500
    assert await pool.fetchval("select count(*) from pms.cost_centre") == 7


async def test_a_hundred_thousand_employees_are_imported_in_one_go(people):
    many = [
        replace(ADA, email=f"{n}@x.org", cost_centre=f"Centre {n % 99}") for n in range(100_000)
    ]
    assert await people.import_employees(many) == Imported(100_000, 0, 0)
    assert await people.import_employees(many) == Imported(0, 0, 100_000)


async def test_an_account_is_mapped_by_hand_said_to_be_nobody_and_let_go_again(people, acme):
    await people.import_employees([ADA, BOB])
    await people.map_account(acme, "a1", "ADA@example.com")
    await people.map_account(acme, "a2", None)
    said = {one.account_id: one for one in await people.mapped(acme.id)}
    assert (said["a1"].employee_name, said["a1"].method) == ("Ada Lovelace", "manual")
    assert (said["a2"].employee_email, said["a2"].active) == (None, False)
    assert [one.account_id for one in await people.unmatched(acme.id)] == ["a5"]
    await people.map_account(acme, "a1", "bob@example.com")
    await people.unmap(acme, "a2")
    (only,) = await people.mapped(acme.id)
    assert (only.account_id, only.employee_email) == ("a1", "bob@example.com")


async def test_an_account_let_go_is_said_to_be_whom_its_address_says_if_anybody(people, acme):
    assert "Jira does not show its e-mail address" in await people.by_email(acme.id, "a1")
    assert "none has the address bob@example.com" in await people.by_email(acme.id, "a2")
    await people.import_employees([BOB])
    assert await people.by_email(acme.id, "a2") == "a2 is Bob Jones (bob@example.com), by e-mail."


async def test_what_is_said_of_an_account_counts_for_its_connection_only(people, acme, pool):
    await people.import_employees([ADA])
    await people.map_account(acme, "a1", ADA.email)
    other = await pool.fetchval("select id from sync.connection where slug = 'other'")
    assert await people.mapped(other) == []


async def test_a_mapping_by_email_is_overruled_by_hand_and_not_undone_by_unmap(people, acme, pool):
    await people.import_employees([ADA, BOB])
    await pool.execute(
        "insert into pms.employee_mapping (connection_id, account_id, employee_id, method) "
        "select $1, 'a2', id, 'email' from pms.employee where name = 'Bob Jones'",
        acme.id,
    )
    with pytest.raises(BadInputError, match="by hand"):
        await people.unmap(acme, "a2")
    await people.map_account(acme, "a2", None)
    assert [(one.employee_name, one.method) for one in await people.mapped(acme.id)] == [
        (None, "manual")
    ]


@pytest.mark.parametrize(
    ("account", "email", "words"),
    [
        ("zz", "ada@example.com", "No account has the id 'zz'"),
        ("zz", None, "No account has the id 'zz'"),
        ("a1", "eve@example.com", "No employee has the e-mail address 'eve@example.com'"),
        ("a1", "", "No employee has the e-mail address ''"),
    ],
)
async def test_an_unknown_account_or_address_is_said(people, acme, account, email, words):
    await people.import_employees([ADA])
    with pytest.raises(BadInputError, match=words):
        await people.map_account(acme, account, email)
    assert await people.mapped(acme.id) == []


async def test_accounts_of_people_come_with_employees_of_like_names_never_applied(people, acme):
    await people.import_employees(
        [ADA, BOB, *(Employee(f"ada{n}@x.org", f"Ada Lovelace{'e' * n}") for n in range(1, 5))]
    )
    found = {one.account_id: one for one in await people.unmatched(acme.id)}
    assert list(found) == ["a2", "a1", "a5"]
    assert [(s.email, s.likeness) for s in found["a1"].suggestions] == [
        ("ada@example.com", 100), ("ada1@x.org", 96), ("ada2@x.org", 92),
    ]  # fmt: skip
    assert [s.email for s in found["a2"].suggestions] == ["bob@example.com"]
    assert found["a2"].active is False
    assert found["a5"].suggestions == []
    assert await people.mapped(acme.id) == []


async def test_a_database_that_is_away_is_said_as_everywhere(database_url):
    async with open_pool(database_url, application_name="test") as closed:
        pass
    with pytest.raises(UnreachableError, match="PostgreSQL does not answer"):
        await People(closed, Audit(closed, "ada")).unmatched(1)
