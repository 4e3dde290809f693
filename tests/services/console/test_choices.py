"""What to sync as what, chosen on the command line: stored, told to the mapper, or refused."""

import pytest

from libs.contracts.topology import MAPPER_ABSENCE, MAPPER_MAPPING
from tests.support.fixtures import take

SITE = """
insert into jira.project (connection_id, id, key, name, fetched_at)
select id, 10000, 'APP', 'App', now() from sync.connection;
insert into jira.field (connection_id, id, name, fetched_at)
select id, 'customfield_10050', 'Is Capitalised', now() from sync.connection;
insert into pms.project (connection_id, source_kind, jira_id, key, name)
select id, 'project', 10000, 'APP', 'App' from sync.connection;
"""


@pytest.fixture
async def connection(acme):
    """A database where acme has a project and a field."""
    await acme.execute(SITE)
    return acme


async def test_a_mode_is_stored_and_told(connection, console, amqp_url):
    code, out, _ = await console("mode", "acme", "epics")
    assert (code, "from now on" in out) == (0, True)
    assert await connection.fetchval("select mode from sync.connection") == "epics"
    (told,) = await take(amqp_url, MAPPER_MAPPING)
    assert told.changed == "mode"
    assert (await console("mode", "acme", "boards"))[0] == 2


async def test_lists_are_replaced_as_a_whole_and_unknown_projects_refused(connection, console):
    assert (await console("lists", "acme", "--exclude", "app"))[0] == 0
    rules = "select rule from sync.project_rule"
    assert await connection.fetchval(rules) == "exclude"
    code, _, words = await console("lists", "acme", "--include", "NOPE")
    assert (code, "NOPE" in words) == (2, True)
    assert (await console("lists", "acme"))[0] == 0
    assert await connection.fetchval(rules) is None


async def test_a_field_mapping_keeps_the_options_that_mean_yes(connection, console):
    code, out, _ = await console(
        "map-field", "acme", "capex", "customfield_10050", "--yes", "10100", "--cost-centre", "R&D"
    )
    assert (code, "Is Capitalised" in out) == (0, True)
    row = await connection.fetchrow(
        "select m.options, c.name from sync.field_mapping m"
        " join pms.cost_centre c on c.id = m.cost_centre_id"
    )
    assert (row["options"], row["name"]) == (["10100"], "R&D")
    assert (await console("map-field", "acme", "capex", "customfield_1"))[0] == 2


async def test_a_link_by_hand_stays_and_unlinked_projects_are_listed(connection, console):
    assert (await console("roadmap", "add", "Payments", " payments "))[1].startswith("1 added")
    assert "unlinked" in (await console("roadmap", "list", "acme", "--unlinked"))[1]
    assert (await console("roadmap", "link", "acme", "APP", "PAYMENTS"))[0] == 0
    assert "Payments (manual)" in (await console("roadmap", "list", "acme"))[1]
    assert (await console("roadmap", "link", "acme", "APP", "Nothing"))[0] == 2


async def test_a_word_about_missing_issues_is_told_only_when_a_run_waits(
    connection, console, amqp_url
):
    code, _, words = await console("confirm", "acme", "--deleted")
    assert (code, "waits" in words) == (2, True)
    await connection.execute(
        "insert into sync.run (run, connection_id, phase, doubted) select gen_random_uuid(), id,"
        " 'needs_confirmation', '{\"10000\": 40}' from sync.connection"
    )
    assert "APP 40" in (await console("status", "acme"))[1]
    assert (await console("confirm", "acme", "--access-lost"))[0] == 0
    (told,) = await take(amqp_url, MAPPER_ABSENCE)
    assert told.deleted is False
