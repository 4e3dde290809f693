"""What to sync as what, chosen on the command line: stored, told to the mapper, or refused."""

import json

import pytest

from libs.contracts.topology import MAPPER_ABSENCE, MAPPER_MAPPING
from tests.support.fixtures import take

SITE = """
insert into jira.project (connection_id, id, key, name, fetched_at)
select id, 10000, 'APP', 'App', now() from sync.connection;
insert into jira.field (connection_id, id, name, custom, schema_type, raw, fetched_at)
select c.id, f.id, f.name, true, f.type, f.raw::jsonb, now()
from sync.connection as c, (values
    ('customfield_10050', 'Is Capitalised', 'array', '{"schema": {"items": "option"}}'),
    ('customfield_10051', 'Remark', 'string', '{}'),
    ('customfield_10052', 'Due', 'date', '{}')
) as f (id, name, type, raw);
insert into pms.project (connection_id, source_kind, jira_id, key, name)
select id, 'project', 10000, 'APP', 'App' from sync.connection;
"""

ISSUE = """
insert into jira.issue (connection_id, id, key, project_id, updated, fields, fetched_at)
select id, 1, 'APP-1', 10000, now(), $1::text::jsonb, now() from sync.connection
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
    _, out, _ = await console("lists", "acme")
    assert out == "acme: all Jira projects count but APP (App).\n"
    rules = "select rule from sync.project_rule"
    assert await connection.fetchval(rules) == "exclude"
    code, _, words = await console("lists", "acme", "--include", "NOPE")
    assert (code, "NOPE" in words) == (2, True)
    assert await connection.fetchval(rules) == "exclude"
    assert (await console("lists", "acme", "--all", "--include", "APP"))[0] == 2
    code, out, _ = await console("lists", "acme", "--all")
    assert (code, out) == (0, "acme: all Jira projects count.\n")
    assert await connection.fetchval(rules) is None
    _, out, _ = await console("lists", "acme", "--include", "APP")
    assert out == "acme: only APP (App) counts.\n"
    _, out, _ = await console("lists", "acme", "--json")
    assert json.loads(out) == [{"key": "APP", "name": "App", "rule": "include"}]


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


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("capex", "summary"), "'summary' is no custom field"),
        (("project_name", "customfield_10051", "--yes", "1"), "belong to capex"),
        (("project_name", "customfield_10051", "--cost-centre", "R&D"), "belong to capex"),
    ],
)
async def test_a_meaning_that_no_field_can_have_is_refused(connection, console, arguments, words):
    code, _, err = await console("map-field", "acme", *arguments)
    assert (code, words in err) == (2, True)
    assert await connection.fetchval("select count(*) from sync.field_mapping") == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("capex", "customfield_10050", "--yes", "99999"), "no issue carries an option '99999'"),
        (("capex", "customfield_10051", "--yes", "1"), "only what says exactly '1' means yes"),
        (("capex", "customfield_10052"), "neither yes nor no"),
        (("project_name", "customfield_10050"), "the first of them is taken"),
        (("capex", "customfield_10050"), ""),
        (("capex", "customfield_10050", "--yes", "10100"), ""),
        (("capex", "customfield_10051"), ""),
        (("project_name", "customfield_10051"), ""),
    ],
)
async def test_a_meaning_that_fits_badly_is_taken_with_a_warning(
    connection, console, arguments, words
):
    await connection.execute(ISSUE, '{"customfield_10050": [{"id": "10100", "value": "Yes"}]}')
    code, _, err = await console("map-field", "acme", *arguments)
    assert code == 0
    assert words in err
    assert bool(words) == bool(err)


async def test_a_field_given_a_meaning_says_what_is_read_again_as_which_run(
    connection, console, amqp_url
):
    await connection.execute(ISSUE, "{}")
    _, out, _ = await console("map-field", "acme", "project_name", "customfield_10051")
    (told,) = await take(amqp_url, MAPPER_MAPPING)
    assert f"1 issues are read again for it: run {told.run}." in out
    await connection.execute("update jira.issue set fields = '{\"customfield_10051\": null}'")
    _, out, _ = await console("map-field", "acme", "project_name", "customfield_10051", "--wait")
    assert "was read with it already" in out


async def test_a_meaning_is_taken_back(connection, console, amqp_url):
    await console("map-field", "acme", "capex", "customfield_10050")
    code, out, _ = await console("unmap-field", "acme", "capex")
    assert (code, out) == (0, "Is Capitalised (customfield_10050) does not mean capex any more.\n")
    assert await connection.fetchval("select count(*) from sync.field_mapping") == 0
    assert [told.changed for told in await take(amqp_url, MAPPER_MAPPING)] == ["fields"] * 2
    code, _, err = await console("unmap-field", "acme", "capex")
    assert (code, err) == (2, "No field means capex.\n")


async def test_roadmap_projects_are_listed_and_removed_once_nothing_links_to_them(
    connection, console
):
    assert "no roadmap project yet" in (await console("roadmap", "projects"))[1]
    for name, words in (("", "needs a name"), ("x" * 201, "longer than 200"), ("a\tb", "text")):
        code, _, err = await console("roadmap", "add", "Fine", name)
        assert (code, words in err) == (2, True)
    await console("roadmap", "add", "Payments", "x" * 200)
    await console("roadmap", "link", "acme", "APP", "Payments")
    _, out, _ = await console("roadmap", "projects")
    assert out == f"Payments: 1 linked\n{'x' * 200}: 0 linked\n"
    code, _, err = await console("roadmap", "remove", "payments")
    assert (code, "APP link to Payments" in err) == (2, True)
    await console("roadmap", "link", "acme", "APP")
    assert (await console("roadmap", "remove", " PAYMENTS "))[1] == "Payments is removed.\n"
    assert (await console("roadmap", "remove", "Payments"))[0] == 2
    _, out, _ = await console("roadmap", "projects", "--json")
    assert [project["name"] for project in json.loads(out)] == ["x" * 200]


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
    code, _, words = await console("confirm", "acme")
    assert (code, "--deleted, or --access-lost" in words) == (2, True)
    assert (await console("confirm", "acme", "--access-lost"))[0] == 0
    (told,) = await take(amqp_url, MAPPER_ABSENCE)
    assert told.deleted is False
