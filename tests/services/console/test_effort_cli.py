"""Effort on the command line: shown, acted upon, explained; and who did it is logged."""

import csv
import getpass
import json
from io import StringIO

import pytest

from libs.bus import connect
from libs.contracts.topology import MAPPER_ABSENCE
from tests.services.console.worked import desk
from tests.services.mapper.test_reckoner import ada, catalogue, reckon
from tests.services.mapper.test_store import pool
from tests.support.fixtures import take

__all__ = ["ada", "catalogue", "desk", "pool"]

ADA = ("--employee", "ada@example.com", "--week", "2026-W23")


@pytest.fixture
async def effort(console, desk):
    async def run(*arguments):
        return await console("--by", "Grace Hopper", "effort", *arguments)

    return run


async def test_a_week_is_shown_submitted_approved_and_shown_again(effort, desk):
    code, out, _ = await effort("show", "--week", "2026-06-03")
    assert code == 0
    assert "2026-W23  Ada (ada@example.com): overdue, drafted, covered 30%; seen " in out
    assert "   83.33  Roadmap 1\n   16.67  Roadmap 2\n" in out
    seen = out.splitlines()[0].rpartition(" ")[2]
    assert (await effort("submit", *ADA, "--seen", seen))[0] == 0
    assert (await effort("send", *ADA))[0] == 0
    code, _, err = await effort("submit", *ADA)
    assert (code, err) == (1, "2026-W23 is pending approval: it cannot be submitted.\n")
    code, out, _ = await effort("approve", *ADA)
    assert (code, "2026-W23 of Ada is approved." in out) == (0, True)
    _, out, _ = await effort("show", "--week", "2026-W23", "--json")
    (week,) = json.loads(out)
    assert (week["status"], week["decided_by"], week["seen"]) == ("approved", "Grace Hopper", seen)
    assert {row["by"] for row in await desk.logged()} == {"Grace Hopper"}
    assert (await effort("reopen", *ADA, "--reason", "late news"))[0] == 0
    assert await desk.status() == "not_submitted"


async def test_figures_are_entered_and_cleared(effort, desk):
    code, out, _ = await effort("enter", *ADA, "Roadmap 1=62.5", "unlinked=37.50")
    assert (code, "entered by the employee" in out) == (0, True)
    assert await desk.figures() == {"Roadmap 1": "62.50", "Unlinked": "37.50"}
    code, _, err = await effort("enter", *ADA, "Roadmap 1=62.5")
    assert (code, err) == (2, "The rows sum to 62.50, not to 100.00.\n")
    code, _, err = await effort("enter", *ADA, "Roadmap 1=1e2")
    assert (code, "is no row" in err) == (2, True)
    assert (await effort("clear", *ADA, "--as", "manager"))[0] == 1
    assert (await effort("clear", *ADA))[0] == 0
    code, _, err = await effort("show", "--week", "2026-W60")
    assert (code, "is no week" in err) == (2, True)
    code, _, err = await effort("show", "--employee", "nobody@example.com")
    assert (code, "No employee has" in err) == (2, True)


async def test_all_figures_are_checked_and_one_that_is_off_fails_the_command(effort, pool):
    code, out, _ = await effort("check", "--json")
    told = json.loads(out)
    assert (code, told["differences"]) == (0, 0)
    assert told["figures"] == sum(each["figures"] for each in told["checked"]) > 0
    await pool.execute("update effort.week set attributed = attributed + 1")
    code, out, _ = await effort("check")
    assert code == 1
    assert "rows: 2 of 6 differ" in out


async def test_a_week_is_explained_as_text_csv_and_json(effort):
    _, out, _ = await effort("explain", *ADA)
    assert "Mon 2026-06-01  13:00:00-17:00:00    1/2    120.000 minutes  P-2" in out
    assert "from 13:00:00: status 1 → 3" in out
    _, out, _ = await effort("explain", *ADA, "--project", "Roadmap 2", "--csv")
    (row,) = csv.DictReader(StringIO(out))
    assert (row["task"], row["minutes"], row["from"]) == (
        "P-2", "120.000", "2026-06-01T13:00:00+00:00",
    )  # fmt: skip
    _, out, _ = await effort("explain", *ADA, "--json")
    told = json.loads(out)
    assert told["attributed_minutes"] == "720.000"
    assert [row["minutes"] for row in told["figures"]] == ["600.000", "120.000"]


async def test_review_doubts_and_notices_are_listed(effort, desk):
    await desk.move("submit")
    await desk.pool.execute("update pms.project set roadmap_project_id = null where key = 'P2'")
    await desk.grid.recompute(None)
    await reckon(desk.pool)
    _, out, _ = await effort("review", "acme", "--size", "1")
    assert "acme  P-2" in out
    assert "1 to 1 of 4" in out
    assert "stands as Roadmap 1 83.33, Roadmap 2 16.67; would be" in (await effort("notices"))[1]
    _, out, _ = await effort("notices", "--json")
    number = json.loads(out)[0]["id"]
    assert "1 noted as seen" in (await effort("notices", "--seen", str(number)))[1]
    assert (await effort("notices"))[1] == ""
    await desk.pool.execute(
        "insert into effort.doubt select connection_id, issue_id, 'contradiction', 11, now(), 'odd'"
        " from pms.task where issue_id = 1"
    )
    assert "acme  P-1, change 11: odd" in (await effort("doubts", "acme"))[1]


async def test_recompute_marks_and_says_when_nobody_reckons(effort, desk):
    code, out, _ = await effort("recompute", "--employee", "ada@example.com", "--wait", "1")
    assert (code, "1 people wait" in out) == (1, True)
    assert [row["employee_id"] for row in await desk.waiting()] == [desk.person.id]
    await reckon(desk.pool)
    assert "Nothing was reckoned" in (await effort("show", "--week", "2020-W01"))[1]


async def test_rules_and_statuses_are_shown_and_changed(effort):
    code, out, _ = await effort("rules", "--hours", "08:00-24:00", "--weekdays", "mon-thu")
    assert (code, "08:00 to 24:00 on mon, tue, wed, thu, UTC" in out) == (0, True)
    assert "Everybody is reckoned anew." in out
    assert "reckoned anew" not in (await effort("rules"))[1]
    code, _, err = await effort("rules", "--country", "Atlantis")
    assert (code, "No public holidays are known" in err) == (2, True)
    assert (await effort("statuses", "acme", "In Progress=waiting"))[0] == 0
    assert "3  In Progress: waiting (said so)" in (await effort("statuses", "acme"))[1]
    assert (await effort("statuses", "acme", "In Progress=idle"))[0] == 2


async def test_whatever_is_chosen_is_logged_with_who_chose_it_and_no_secret(
    console, desk, amqp_url
):
    async with connect(amqp_url, source="test") as bus:
        await bus.ready()
    await desk.pool.execute(
        "insert into jira.field (connection_id, id, name, custom, schema_custom, fetched_at)"
        " select id, 'customfield_1', 'Capital', true,"
        " 'com.atlassian.jira.plugin.system.customfieldtypes:multicheckboxes', now()"
        " from sync.connection"
    )
    await desk.pool.execute(
        "insert into sync.run (run, connection_id, phase, doubted) select gen_random_uuid(), id,"
        " 'needs_confirmation', '{}' from sync.connection"
    )
    for words in (
        "mode acme epics", "lists acme --exclude P1", "map-field acme capex customfield_1",
        "people map acme ada ada@example.com", "people nobody acme ada", "people unmap acme ada",
        "confirm acme --deleted", "roadmap add Plan", "roadmap bulk acme P1 --to Plan",
        "roadmap promote acme P2", "schedule acme --at 03:00",
    ):  # fmt: skip
        code, _, err = await console("--by", "grace", *words.split())
        if words != "roadmap bulk acme P1 --to Plan":
            assert (words, code, err) == (words, 0, "")
    acts = [(row["by"], row["act"]) for row in await desk.logged()]
    assert acts == [
        ("grace", name)
        for name in (
            "mode", "lists", "map-field", "people.map", "people.map", "people.unmap", "confirm",
            "roadmap.add", "roadmap.link", "roadmap.promote", "schedule",
        )
    ]  # fmt: skip
    (decided,) = await take(amqp_url, MAPPER_ABSENCE)
    assert decided.by == "grace"
    await console("schedule", "acme", "--at", "04:00")
    assert (await desk.logged())[-1]["by"] == getpass.getuser()
    assert (await console("--by", " ", "schedule", "acme"))[0] == 2
