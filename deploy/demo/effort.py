"""demo: the stand-in's people become employees, and every figure about them is checked.

All of it by the command line, as an admin would: the field that says CapEx, a CSV file of whoever
shows an e-mail address, two projects of three on the roadmap, and `effort check`.
"""

import asyncio
import csv
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import asyncpg

from deploy.demo.command_line import said, told
from tests.simulator.world import CAPITALISED, CAPITALISED_YES

PLACES = (("Europe/Berlin", "DE"), ("Europe/London", "GB"), ("America/New_York", "US"))
COLUMNS = ("email", "name", "annual_cost", "currency", "cost_centre", "zone", "country")
RECKONED = """
select
    exists (select from effort.week)
    and not exists (select from effort.stale)
    and not exists (
        select
        from jira.account as a
        join pms.employee as e on e.email_key = a.email_key
        left join pms.employee_mapping as m
            on m.connection_id = a.connection_id and m.account_id = a.account_id
        where m.account_id is null
            and coalesce(a.account_type, 'atlassian') not in ('app', 'customer')
    )
"""
READ = """
select not exists (
    select
    from jira.issue as i
    join sync.field_mapping as f on f.connection_id = i.connection_id
    where i.state = 'present' and not i.fields ? f.field_id
)
"""
PATIENCE: float = 300


def capitalise(environment: Mapping[str, str], slug: str) -> str:
    """Say which field tells CapEx; give what was said."""
    meaning = ("capex", CAPITALISED, "--yes", CAPITALISED_YES, "--cost-centre", "R&D assets")
    return said(environment, "map-field", slug, *meaning)


def employ(environment: Mapping[str, str], slug: str, directory: Path) -> str:
    """Import everybody with an e-mail address, and promote projects; give what was said."""
    (people,) = told(environment, "people", "list", slug, "--unmatched", "--json")
    file = directory / "employees.csv"
    with file.open("w", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(COLUMNS)
        writer.writerows(_rows(people["unmatched"]))
    imported = said(environment, "people", "import", str(file.resolve()))
    (projects,) = told(environment, "roadmap", "list", slug, "--json")
    keys = [project["key"] for number, project in enumerate(projects) if number % 3 < 2]  # noqa: PLR2004 - two of three
    return imported + said(environment, "roadmap", "promote", slug, *keys)


def _rows(people: Iterable[Mapping[str, Any]]) -> Iterable[tuple[object, ...]]:
    known = {person["email"]: person["display_name"] for person in people if person["email"]}
    for number, (email, name) in enumerate(known.items()):
        zone, country = PLACES[number % len(PLACES)]
        cost = 48_000 + number % 40 * 1_000
        yield email, name or email, cost, "EUR", f"Team {number % 5 + 1}", zone, country


async def until(database_url: str, true: str) -> None:
    """Wait until a query answers yes; when it never does, say so and end."""
    sql = await asyncpg.connect(database_url)
    try:
        async with asyncio.timeout(PATIENCE):
            while not await sql.fetchval(true):  # noqa: ASYNC110 - other processes set it
                await asyncio.sleep(0.2)
    except TimeoutError:
        sys.exit("Effort was not level in time; the logs are in .run/demo/log.")
    finally:
        await sql.close()


def check(environment: Mapping[str, str]) -> dict[str, Any]:
    """Hold every figure against what it is the sum of; give what `effort check` told."""
    (found,) = told(environment, "effort", "check", "--json", also=1)
    checked: dict[str, Any] = found
    return checked
