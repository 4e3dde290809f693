"""The command line of costs, as finance types it."""

import csv
import json
from datetime import UTC, datetime

import pytest

from tests.services.mapper.test_costs import paid
from tests.services.mapper.test_reading import history, item
from tests.services.mapper.test_reckoner import DONE, WORKED, ada, catalogue, issue, reckon
from tests.services.mapper.test_store import fetched, mapper, pool

__all__ = ["ada", "catalogue", "paid", "pool"]

LATER = datetime(2026, 9, 2, 8, tzinfo=UTC)


@pytest.fixture
async def finance(console, pool, paid):
    await mapper(pool)(WORKED)
    await reckon(pool, LATER)

    async def run(*arguments):
        return await console("finance", *arguments)

    return run


async def test_a_month_is_closed_listed_and_reopened_with_a_reason(finance, pool):
    code, out, _ = await finance("close", "2026-06", "--as", "fin")
    assert code == 0
    assert "2026-06 is closed." in out
    assert "Ada, week of 2026-06-01: not_submitted" in out
    code, _, err = await finance("close", "2026-06")
    assert (code, "closed already" in err) == (2, True)
    code, _, err = await finance("close", "2026-08")
    assert (code, "turn of 2026-07" in err) == (2, True)
    code, _, err = await finance("reopen", "2026-06", "--reason", " ")
    assert (code, "reason is needed" in err) == (2, True)
    assert (await finance("reopen", "2026-06", "--reason", "wrong rates", "--as", "cfo"))[0] == 0
    _, out, _ = await finance("months")
    assert "by fin, 3 rows; reopened" in out
    assert "by cfo: wrong rates" in out
    assert (await finance("close", "June"))[0] == 2


async def test_adjustments_are_listed_with_their_cause(finance, pool):
    await finance("close", "2026-06")
    code, out, _ = await finance("pay", "Ada@example.com", "52200", "EUR", "--as", "fin")
    assert (code, out) == (0, "Ada: from ever on.\n")
    await reckon(pool, LATER)
    _, out, _ = await finance("adjustments")
    assert "Ada, Roadmap 1, no cost centre, OpEx: 416.65 → 833.30 EUR" in out
    assert "→ yearly cost: 26100.00 EUR → 52200.00 EUR" in out
    _, out, _ = await finance("adjustments", "--json")
    assert json.loads(out)[0]["causes"][0]["cause"] == "yearly cost"


async def test_a_report_sums_by_what_is_asked_and_refuses_what_it_does_not_know(finance):
    code, out, _ = await finance("report", "--by", "project", "--to", "2026-06")
    assert code == 0
    assert [line.split() for line in out.splitlines()][1:] == [
        ["Roadmap", "1", "10.00", "4.17", "416.65", "EUR"],
        ["Roadmap", "2", "2.00", "0.83", "83.35", "EUR"],
        ["Unattributed", "0.00", "17.00", "1,700.00", "EUR"],
        ["total", "12.00", "22.00", "2,200.00", "EUR"],
    ]
    _, out, _ = await finance("report", "--from", "2026-07", "--to", "2026-07", "--json")
    assert [(line["month"], line["capex"]) for line in json.loads(out)] == [("2026-07-01", False)]
    for wrong in (("--by", "moon"), ("--from", "soon"), ("--from", "2026-07", "--to", "2026-06")):
        assert (await finance("report", *wrong))[0] == 2


async def test_an_export_is_written_to_a_file_or_printed(finance, tmp_path):
    place = tmp_path / "days.parquet"
    code, _, err = await finance("export", "day", "--format", "parquet", "-o", str(place))
    assert (code, err) == (0, "3 rows.\n")
    assert place.read_bytes()[:4] == b"PAR1"
    code, out, _ = await finance("export", "week", "-o", "-", "--from", "2026-06")
    assert [row["percent"] for row in csv.DictReader(out.splitlines())] == ["83.33", "16.67"]
    code, _, err = await finance("export", "moons", "-o", "-")
    assert (code, "no export" in err) == (2, True)


async def test_a_classification_tells_who_says_so_and_who_changed_it(finance, pool):
    await pool.execute(
        "insert into sync.field_mapping (connection_id, behaviour, field_id)"
        " select id, 'capex', 'customfield_1' from sync.connection"
    )
    flipped = history(
        13,
        item("customfield_1", "customfield_1", None, "1") | {"fromString": "No", "toString": "Yes"},
    )
    parent = issue(7, DONE, assignee=None, customfield_1=[{"id": "1", "value": "Yes"}])
    child = issue(1, DONE, parent={"id": "7"})
    await mapper(pool)([fetched(parent, histories=(flipped,)), fetched(child)])
    code, out, _ = await finance("classification", "acme", "p-1")
    assert code == 0
    lines = out.splitlines()
    assert lines[0] == "p-1: CapEx, as P-7 says"
    assert [line.split(": ")[-1] for line in lines[1:3]] == [
        "says nothing",
        "says CapEx, and counts",
    ]
    assert lines[3].endswith("P-7 says Yes instead of No")
    _, out, _ = await finance("classification", "acme", "P-2")
    assert out.startswith("P-2: OpEx, for nothing says otherwise")
    assert (await finance("classification", "acme", "NO-1"))[0] == 2


async def test_cost_centres_are_classed_and_projects_placed_and_whoever_worked_is_reckoned(
    finance, pool
):
    code, out, _ = await finance("place", "roadmap 1", "Assets", "--as", "fin")
    assert (code, out) == (0, "Roadmap 1 belongs to Assets.\n")
    assert await pool.fetchval("select count(*) from effort.stale") == 1
    await reckon(pool, LATER)
    assert (await finance("centre", "assets", "--class", "capex", "--as", "fin"))[0] == 0
    assert await pool.fetchval("select count(*) from effort.stale") == 1
    await reckon(pool, LATER)
    _, out, _ = await finance("report", "--by", "cost_centre", "--to", "2026-06", "--json")
    assert [(line["cost_centre"], line["cost"]) for line in json.loads(out)] == [
        ("Assets", "416.65"),
        (None, "1783.35"),
    ]
    assert (await finance("centre", "assets", "--class", "capex"))[0] == 0
    assert await pool.fetchval("select count(*) from effort.stale") == 0, "nothing changed"
    acts = await pool.fetch("select by, act, what from sync.audit order by id")
    assert [(row["by"], row["act"]) for row in acts] == [
        ("fin", "project.placed"),
        ("fin", "cost_centre.classed"),
    ]
    assert acts[0]["what"] == {"project": "Roadmap 1", "before": None, "after": "Assets"}
    for wrong in (("centre", "x", "--class", "capex"), ("centre", "assets", "--class", "x"),
                  ("place", "nothing", "Assets")):  # fmt: skip
        assert (await finance(*wrong))[0] == 2


async def test_a_rise_counts_from_its_month_on_and_the_months_before_stay(finance, pool):
    code, _, _ = await finance("pay", "ada@example.com", "52200", "EUR", "--since", "2026-07")
    assert code == 0
    await reckon(pool, LATER)
    _, out, _ = await finance("report", "--by", "month", "--to", "2026-07", "--json")
    assert [line["cost"] for line in json.loads(out)] == ["2200.00", "4600.00"]
    told = await pool.fetch("select act, what ->> 'since' as since from sync.audit")
    assert [tuple(row) for row in told] == [("employee.paid", "2026-07-01")]
    ada = "ada@example.com"
    for wrong in (("nobody@x.org", "1", "EUR"), (ada, "-1", "EUR"), (ada, "1", "euros"),
                  (ada, "1", "EUR", "--since", "x")):  # fmt: skip
        assert (await finance("pay", *wrong))[0] == 2
