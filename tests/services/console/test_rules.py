"""What counts as effort, changed: checked, stored, and whoever it concerns marked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs import connections
from libs.connections import Secrets
from services.console.effort_rules import EffortRules
from services.console.errors import BadInputError
from services.console.working_rules import READ, Rules, changed
from tests.services.console.worked import DRAFT, desk
from tests.services.mapper.test_reckoner import ada, catalogue, reckon
from tests.services.mapper.test_store import pool
from tests.support.fixtures import KEY

__all__ = ["ada", "catalogue", "desk", "pool"]

USUAL = Rules("UTC", ["09:00"], ["17:00"], [1, 2, 3, 4, 5], None, None, 10, 60, "1 mon", "3 days")


@pytest.fixture
def rules(desk):
    return EffortRules(desk.pool, desk.audit)


async def test_other_hours_are_stored_and_everybody_is_reckoned_by_them(rules, desk):
    found, anew = await rules.change({"hours": "08:00-12:00,13:00-24:00", "country": "de"})
    assert (found.starts, found.ends, found.country) == (
        ["08:00", "13:00"], ["12:00", "00:00"], "DE",
    )  # fmt: skip
    assert anew
    assert await rules.read() == found
    assert await desk.waiting()
    await reckon(desk.pool)
    assert (await desk.week()).available == 5 * 15 * 60 * 1000
    # P-1: 3 h, half of 4 h, 7 h; then 4 h on Tuesday. P-2: half of 4 h.
    assert await desk.figures() == {"Roadmap 1": "88.89", "Roadmap 2": "11.11"}


async def test_when_a_week_is_due_changes_nobodys_effort(rules, desk):
    _, anew = await rules.change({"due_after": "12 hours"})
    assert (anew, await desk.waiting()) == (False, [])
    (logged,) = await desk.logged()
    assert (logged["act"], logged["what"]["due_after"]) == ("effort.rules", "12 hours")
    assert logged["what"]["due_after_before"] == "3 days"


async def test_a_status_that_waits_counts_no_more_until_it_does_again(rules, desk):
    acme = await connections.read(desk.pool, Secrets([KEY]), "acme")
    assert await rules.set_statuses(acme, {"in progress": "waiting"}) == 1
    found = {status.name: (status.meaning, status.chosen) for status in await rules.statuses(acme)}
    assert found["In Progress"] == ("waiting", True)
    assert found["Done"] == ("done", False)
    await reckon(desk.pool)
    assert await desk.figures() != DRAFT
    await rules.set_statuses(acme, {"3": None})
    await reckon(desk.pool)
    assert await desk.figures() == DRAFT
    with pytest.raises(BadInputError, match="no status 'Nothing'"):
        await rules.set_statuses(acme, {"In Progress": "done", "Nothing": "done"})
    assert await desk.figures() == DRAFT


@pytest.mark.parametrize(
    ("name", "told", "words"),
    [
        ("zone", "Berlin", "no time zone"),
        ("hours", "9-17", "no hours"),
        ("hours", "09:00-09:00", "in order"),
        ("hours", "17:00-09:00", "in order"),
        ("hours", "09:00-13:00,12:00-17:00", "in order"),
        ("hours", "00:00-24:00,08:00-09:00", "in order"),
        ("hours", "٠٩:00-17:00", "no hours"),
        ("weekdays", "", "no weekdays"),
        ("weekdays", "fri-mon", "ends before it begins"),
        ("weekdays", "mo", "no weekdays"),
        ("country", "XX", "No public holidays"),
        ("country", "Germany", "No public holidays"),
        ("subdivision", "BY", "has no part"),
        ("idle_days", "-1", "whole number"),
        ("idle_days", "9" * 30, "whole number"),
        ("unworked_minutes", "1.5", "whole number"),
        ("lock_after", "0 days", "no length of time"),
        ("lock_after", "5 minutes", "no length of time"),
        ("due_after", "tomorrow", "no length of time"),
    ],
)
def test_what_cannot_be_meant_is_refused(name, told, words):
    with pytest.raises(BadInputError, match=words):
        changed(USUAL, {name: told})


def test_a_part_belongs_to_its_country_and_goes_with_it():
    bavaria = changed(USUAL, {"country": "DE", "subdivision": "BY"})
    assert (bavaria.country, bavaria.subdivision) == ("DE", "BY")
    assert changed(bavaria, {"country": "FR"}).subdivision is None
    assert changed(bavaria, {"country": "none"}).country is None
    assert changed(bavaria, {"subdivision": "none"}).country == "DE"
    assert changed(bavaria, {"country": "DE"}).subdivision == "BY"
    with pytest.raises(BadInputError, match="FR has no part 'BY'"):
        changed(bavaria, {"country": "FR", "subdivision": "BY"})


@pytest.mark.parametrize(
    ("told", "days"),
    [("mon-fri", [1, 2, 3, 4, 5]), ("Sun,mon", [1, 7]), ("monday-WED, sat", [1, 2, 3, 6])],
)
def test_weekdays_are_names_and_stretches(told, days):
    assert changed(USUAL, {"weekdays": told}).weekdays == days


@given(st.sampled_from(sorted(READ)), st.text(max_size=20))
def test_whatever_is_typed_is_taken_or_refused(name, told):
    try:
        found = changed(USUAL, {name: told})
    except BadInputError:
        return
    assert len(found.starts) == len(found.ends) > 0
    assert found.weekdays
