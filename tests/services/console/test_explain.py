"""Every figure is the sum of its portions, and each says who opened and closed it by what."""

import csv
import json
from decimal import Decimal
from fractions import Fraction
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs import connections
from libs.connections import Secrets
from services.console import effort_show
from services.console.csv_cells import cell, table
from services.console.errors import BadInputError
from services.console.explained import UnevenError, apportioned
from services.console.week import Row
from tests.services.console.worked import ADMIN, DRAFT, desk
from tests.services.mapper.test_reckoner import (
    ADA,
    DOING,
    DONE,
    MONDAY,
    TO_DO,
    ada,
    at,
    catalogue,
    issue,
    moved,
    reckon,
)
from tests.services.mapper.test_store import fetched, mapper, pool
from tests.support.fixtures import KEY

__all__ = ["ada", "catalogue", "desk", "pool"]


def sums(found):
    totals: dict[str, int] = {}
    for part in found.parts:
        totals[part.project] = totals.get(part.project, 0) + part.thousandths
    return totals


async def test_the_worked_example_is_explained_to_the_change_and_its_author(desk):
    by_ada = [
        moved(21, at(1, 13), TO_DO, DOING) | {"author": ADA},
        moved(22, at(1, 17), DOING, DONE) | {"author": ADA},
    ]
    await desk.tell(fetched(issue(2, DONE, project=2), histories=by_ada))
    found = await desk.explaining.week(desk.person, MONDAY)
    assert sums(found) == {"Roadmap 1": 600_000, "Roadmap 2": 120_000}
    assert {total.project: total.thousandths for total in found.totals} == sums(found)
    told = [
        (part.key, f"{part.start:%a %H:%M}", f"{part.end:%H:%M}", part.share, part.thousandths)
        for part in found.parts
    ]
    assert told == [
        ("P-1", "Mon 09:00", "13:00", "1/1", 240_000),
        ("P-1", "Mon 13:00", "17:00", "1/2", 120_000),
        ("P-2", "Mon 13:00", "17:00", "1/2", 120_000),
        ("P-1", "Tue 09:00", "13:00", "1/1", 240_000),
    ]
    opened, closed = found.parts[2].opened, found.parts[2].closed
    assert (opened.words, closed.words) == ("status 1 → 3", "status 3 → 5")
    assert (opened.why, closed.why) == ("change", "change")
    assert f"{opened.at:%H:%M} {closed.at:%H:%M}" == "13:00 17:00"
    assert (opened.by, closed.by, found.parts[0].opened.by) == ("Ada", "Ada", None)


async def test_one_row_is_explained_and_an_unknown_one_refused(desk):
    found = await desk.explaining.week(desk.person, MONDAY, "roadmap  2")
    assert [part.key for part in found.parts] == ["P-2"]
    with pytest.raises(BadInputError, match="has no row 'Nothing'"):
        await desk.explaining.week(desk.person, MONDAY, "Nothing")
    with pytest.raises(BadInputError, match="Nothing is known of 2020-W01"):
        await desk.explaining.week(desk.person, MONDAY.replace(year=2019, month=12, day=30))


@pytest.mark.parametrize(
    "broken",
    [
        "update effort.portion set ends = ends - interval '1 minute' where issue_id = 2",
        "update effort.day set thousandths = thousandths + 2 where issue_id = 2",
        "update effort.entry set thousandths = thousandths + 1 where percent < 20",
        "update effort.entry set percent = percent + 0.01 where percent < 20",
        "update effort.week set attributed = attributed + 1",
        "delete from effort.portion where issue_id = 2",
    ],
)
async def test_a_figure_that_is_not_the_sum_of_its_portions_is_an_error(desk, broken):
    await desk.explaining.week(desk.person, MONDAY)
    await desk.pool.execute(broken)
    with pytest.raises(UnevenError):
        await desk.explaining.week(desk.person, MONDAY)


async def test_a_closed_week_is_explained_as_it_was_linked_when_it_was_closed(desk):
    await desk.move("submit")
    acme = await connections.read(desk.pool, Secrets([KEY]), "acme")
    await desk.links.link(acme, ["P1", "P2"], None)
    await reckon(desk.pool)
    found = await desk.explaining.week(desk.person, MONDAY)
    assert sums(found) == {"Roadmap 1": 600_000, "Roadmap 2": 120_000}


async def test_entered_figures_are_told_with_who_entered_them_beside_the_draft(desk):
    await desk.weeks.enter(desk.person, MONDAY, [Row("Unlinked", Decimal(100))], "manager", ADMIN)
    found = await desk.explaining.week(desk.person, MONDAY)
    assert [(total.source, total.project, total.counts) for total in found.totals] == [
        ("manager", "Unlinked", True), ("pms", "Roadmap 1", False), ("pms", "Roadmap 2", False),
    ]  # fmt: skip
    assert [(each.source, each.by) for each in found.entered] == [("manager", "grace")]
    words = "\n".join(effort_show.explanation(found))
    assert "by grace" in words
    assert "does not count" in words


async def test_csv_and_json_tell_the_same_minutes_and_no_title_is_a_formula(desk):
    nasty = issue(2, DONE, project=2, summary='=HYPERLINK("http://x")')  # fmt: skip
    await mapper(desk.pool)([fetched(nasty)])
    found = await desk.explaining.week(desk.person, MONDAY)
    rows = list(csv.DictReader(StringIO(effort_show.explained_csv(found))))
    assert {row["title"] for row in rows if row["task"] == "P-2"} == {'\'=HYPERLINK("http://x")'}
    portions = json.loads(json.dumps(effort_show.explained_json(found), default=str))["portions"]
    assert [row["minutes"] for row in rows] == [portion["minutes"] for portion in portions]
    assert sum(Fraction(row["minutes"]) for row in rows) == 720
    assert "240.000 minutes" in "\n".join(effort_show.explanation(found))
    assert await desk.figures() == DRAFT


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d"])
def test_a_cell_never_begins_as_a_formula_does(first):
    assert cell(f"{first}1+1") == f"'{first}1+1"
    assert cell(f"a{first}1") == f"a{first}1"
    assert cell(None) == ""
    assert table(["x"], [[f'{first}"a"']]).splitlines()[1].lstrip('"').startswith("'")


@given(st.integers(0, 10**6), st.lists(st.fractions(0, 1000), min_size=1, max_size=9))
def test_parts_sum_to_the_whole_and_are_less_than_one_away_from_their_share(whole, weights):
    parts = apportioned(whole, weights)
    total = sum(weights)
    assert sum(parts) == (whole if total else 0)
    assert all(not total or abs(part - weight * whole / total) < 1
               for part, weight in zip(parts, weights, strict=True))  # fmt: skip
