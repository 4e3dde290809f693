"""Exports: every row once, text is never a formula, numbers stay numbers, memory stays flat."""

import csv
import io
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from services.console.csv_cells import FORMULA, cell
from services.console.errors import BadInputError
from services.console.exporting import Exporting, opened
from services.console.exports import EXPORTS, Column, rounded
from services.console.periods import Periods
from tests.services.mapper.test_costs import paid
from tests.services.mapper.test_reckoner import NOW, WORKED, ada, catalogue, reckon
from tests.services.mapper.test_store import mapper, pool

__all__ = ["ada", "catalogue", "paid", "pool"]

ALL = (date.min, date.max)


@pytest.fixture
async def worked(pool, paid):
    await mapper(pool)(WORKED)
    await reckon(pool, NOW.replace(month=7, day=2))
    return Exporting(pool)


async def written(exporting, what, form, place, span=ALL):
    with opened(form, place, EXPORTS[what]) as sink:
        count = await exporting.export(what, *span, sink)
    if form == "csv":
        with place.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
    else:
        rows = parquet.read_table(place).to_pylist()
    assert len(rows) == count
    return rows


@pytest.mark.parametrize("what", EXPORTS)
async def test_both_formats_tell_the_same(worked, tmp_path, pool, what):
    await pool.execute("update effort.day set capex = true where issue_id = 1")
    await pool.execute("update effort.cost set capex = true where thousandths = 600000")
    as_csv = await written(worked, what, "csv", tmp_path / "a.csv")
    as_parquet = await written(worked, what, "parquet", tmp_path / "a.parquet")
    assert as_csv
    assert [{name: cell(value) for name, value in row.items()} for row in as_parquet] == as_csv


async def test_days_and_weeks_are_those_from_and_to_both_included(worked, tmp_path):
    monday, tuesday = date(2026, 6, 1), date(2026, 6, 2)
    rows = await written(worked, "day", "csv", tmp_path / "d", (monday, monday))
    assert [(row["date"], row["key"], row["minutes"]) for row in rows] == [
        ("2026-06-01", "P-1", "360.000"),
        ("2026-06-01", "P-2", "120.000"),
    ]
    assert len(await written(worked, "day", "csv", tmp_path / "d", (monday, tuesday))) == 3
    assert await written(worked, "week", "csv", tmp_path / "w", (tuesday, date.max)) == []


async def test_the_capitalisation_schedule_adds_up_over_closed_months_and_open_ones(
    worked, tmp_path, pool
):
    await pool.execute("update effort.cost set capex = true where kind = 'unattributed'")
    await Periods(pool).close(date(2026, 6, 1), "fin")
    rows = await written(worked, "capitalisation", "parquet", tmp_path / "c.parquet")
    assert [(row["period"], row["closed"], row["capitalised"]) for row in rows] == [
        (date(2026, 6, 1), True, Decimal(1700)),
        (date(2026, 7, 1), False, Decimal(200)),
    ]
    assert [row["capitalised_to_date"] for row in rows] == [Decimal(1700), Decimal(1900)]


async def test_costs_of_an_export_sum_to_the_ledger(worked, tmp_path, pool):
    total = await pool.fetchval("select sum(cost) from finance.ledger")
    for what in ("project", "cost-centre"):
        rows = await written(worked, what, "parquet", tmp_path / "p.parquet")
        assert sum(row["cost"] for row in rows) == total
        assert sum(row["capex_cost"] + row["opex_cost"] for row in rows) == total


async def test_a_name_that_looks_like_a_formula_stays_text(worked, tmp_path, pool):
    evil = '=HYPERLINK("http://x","y")'
    await pool.execute("update pms.roadmap_project set name = $1 where name = 'Roadmap 1'", evil)
    rows = await written(worked, "project", "csv", tmp_path / "p.csv")
    assert f"'{evil}" in {row["project"] for row in rows}
    rows = await written(worked, "project", "parquet", tmp_path / "p.parquet")
    assert evil in {row["project"] for row in rows}, "nothing takes Parquet for a formula"


@given(st.text(max_size=9))
def test_no_text_begins_as_a_formula_and_none_is_lost(text):
    told = cell(text)
    assert not told.startswith(FORMULA)
    assert told.removeprefix("'") == text.removeprefix("'") or told == f"'{text}"
    file = io.StringIO(newline="")
    csv.writer(file).writerow([told, "next"])
    file.seek(0)
    assert next(csv.reader(file)) == [told, "next"]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (Decimal("-138.85"), "-138.85"),
        (Decimal("1E+3"), "1000"),
        (-5, "-5"),
        (None, ""),
        (True, "true"),
        (date(2026, 6, 1), "2026-06-01"),
        (datetime(2026, 6, 1, 9), "2026-06-01T09:00:00"),  # noqa: DTZ001
        ("+49", "'+49"),
        ("\tx", "'\tx"),
        ("@x", "'@x"),
        ("plain", "plain"),
    ],
)
def test_numbers_stay_numbers(value, told):
    assert cell(value) == told


def test_a_number_has_the_decimals_of_its_column():
    assert rounded(Decimal("1.5"), Column("minutes", "decimal", 3)) == Decimal("1.500")
    assert str(rounded(Decimal(-2), Column("cost", "decimal", 2))) == "-2.00"
    assert rounded("text", Column("key", "text")) == "text"


async def test_a_file_is_whole_or_as_before(worked, tmp_path):
    place = tmp_path / "a.csv"
    place.write_text("before")

    def fail():
        with opened("csv", place, EXPORTS["day"]) as sink:
            sink.write([["x"] * 9])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("a.csv", "before")]


@pytest.mark.parametrize(
    ("form", "place", "words"),
    [("xlsx", "a", "no format"), ("parquet", "-", "needs a file"), ("csv", "no/a", "cannot be")],
)
def test_what_cannot_be_written_is_said(tmp_path, monkeypatch, form, place, words):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadInputError, match=words):
        with opened(form, Path(place), EXPORTS["day"]):
            raise AssertionError("nothing is opened")


async def test_a_long_export_needs_hardly_more_memory_than_a_short_one(
    worked, pool, database_url, tmp_path
):
    await pool.execute(
        "insert into effort.day (employee_id, date, connection_id, issue_id, thousandths, capex)"
        " select e.id, '2025-01-01'::date + n % 300, c.id, n, 1000, false"
        " from pms.employee e, sync.connection c, generate_series(1000, 301000) n"
    )
    program = (
        "import asyncio, resource, sys\n"
        "from datetime import date\n"
        "from pathlib import Path\n"
        "from libs.postgres.pool import open_pool\n"
        "from services.console.exporting import Exporting, opened\n"
        "from services.console.exports import EXPORTS\n"
        "async def main(url, form, place, last):\n"
        "    async with open_pool(url, application_name='test') as pool:\n"
        "        with opened(form, Path(place), EXPORTS['day']) as sink:\n"
        "            span = date.min, date.fromisoformat(last)\n"
        "            print(await Exporting(pool).export('day', *span, sink))\n"
        "    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
        "asyncio.run(main(*sys.argv[1:]))\n"
    )

    def measured(form, last):
        told = subprocess.run(
            [sys.executable, "-c", program, database_url, form, str(tmp_path / "out"), last],
            capture_output=True, text=True, check=True,
        ).stdout.split()  # fmt: skip
        unit = 1 if sys.platform == "darwin" else 1024
        return int(told[0]), int(told[1]) * unit

    for form in ("csv", "parquet"):
        few, little = measured(form, "2025-01-20")
        many, much = measured(form, "2026-12-31")
        assert (many, many // few) == (300_004, 15)
        assert much < little + 40_000_000
