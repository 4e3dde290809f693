"""Fields, the options and values seen in issues, and what became of mapped ones."""

import json

import pytest

from libs.contracts.topology import MAPPER_MAPPING
from services.console.errors import BadInputError
from services.console.fields import Fields, Option, Sample
from tests.support.fixtures import take

CUSTOM = "com.atlassian.jira.plugin.system.customfieldtypes"
KINDS = (
    ("customfield_1", "Is Capitalised", "array", "option", f"{CUSTOM}:multicheckboxes"),
    ("customfield_2", "Product Area", "string", None, f"{CUSTOM}:textfield"),
    ("customfield_3", "Cascade 100 %", "option-with-child", None, f"{CUSTOM}:cascadingselect"),
    ("customfield_4", "Points", "number", None, f"{CUSTOM}:float"),
    ("customfield_5", "Owner", "user", None, f"{CUSTOM}:userpicker"),
    ("customfield_6", "Tags", "array", "string", f"{CUSTOM}:labels"),
    ("customfield_7", "Never asked", "option", None, f"{CUSTOM}:select"),
)
YES, NO = {"id": "10100", "value": "Yes"}, {"id": "10101", "value": "No"}
ISSUES: tuple[dict[str, object], ...] = (
    {
        "customfield_1": [YES, NO], "customfield_2": "Payments", "customfield_4": 3,
        "customfield_3": {"id": "1", "value": "R&D", "child": {"id": "2", "value": "Apps"}},
        "customfield_5": {"accountId": "a1", "displayName": "Ada"}, "customfield_6": ["a", "b"],
    },
    {
        "customfield_1": [YES], "customfield_2": "Payments", "customfield_4": 3.5,
        "customfield_3": {"id": "1", "value": "R&D"}, "customfield_5": None,
        "customfield_6": ["b"],
    },
    {
        "customfield_1": None, "customfield_2": "", "customfield_4": 3,
        "customfield_3": None, "customfield_5": {"accountId": "a1", "displayName": "Ada"},
        "customfield_6": [],
    },
    {"customfield_1": []},
)  # fmt: skip


@pytest.fixture
async def number(acme):
    found = await acme.fetchval("select id from sync.connection")
    await acme.executemany(
        "insert into jira.field (connection_id, id, name, custom, schema_type, schema_custom, raw,"
        " fetched_at) values ($1, $2, $3, true, $4, $6,"
        " jsonb_build_object('schema', jsonb_build_object('items', $5::text)), now())",
        [(found, *kind) for kind in KINDS],
    )
    await acme.execute(
        "insert into jira.field (connection_id, id, name, fetched_at) values ($1, 'summary',"
        " 'Summary', now())",
        found,
    )
    for place, fields in enumerate(ISSUES):
        await put(acme, found, place, fields)
    return found


async def put(pool, number, issue, fields, state="present", minute=0):
    await pool.execute(
        "insert into jira.issue (connection_id, id, key, project_id, updated, fields, fetched_at,"
        " state) values ($1, $2::bigint, 'X-' || $2, 1, now(), $3::text::jsonb,"
        " now() + make_interval(mins => $5), $4)",
        number, issue, json.dumps(fields), state, minute,
    )  # fmt: skip


@pytest.fixture
def fields(acme, number):
    return Fields(acme)


async def test_custom_fields_are_listed_by_name_and_found_by_a_part_of_it(fields, number):
    assert [field.id[-1] for field in await fields.listed(number)] == list("3175426")
    assert [field.name for field in await fields.listed(number, "CAPITAL")] == ["Is Capitalised"]
    assert [field.name for field in await fields.listed(number, "0 %")] == ["Cascade 100 %"]
    assert [field.name for field in await fields.listed(number, "FIELD_4")] == ["Points"]
    assert [field.name for field in await fields.listed(number, "%")] == ["Cascade 100 %"]


async def test_options_are_told_with_their_ids_how_many_issues_carry_them_and_which_mean_yes(
    fields, number, acme
):
    await acme.execute(
        "insert into sync.field_mapping (connection_id, behaviour, field_id, options)"
        " values ($1, 'capex', 'customfield_1', '{10100}')",
        number,
    )
    found = await fields.contents(number, "customfield_1")
    assert found.options == [Option("10100", "Yes", 2, True), Option("10101", "No", 1, False)]
    assert (found.issues, found.asked, found.filled, found.samples) == (4, 4, 2, [])
    assert found.field.means == ["capex"]


async def test_of_a_cascading_option_the_child_is_told_as_well(fields, number):
    found = await fields.contents(number, "customfield_3")
    assert found.options == [Option("1", "R&D", 2, False), Option("2", "R&D / Apps", 1, False)]
    assert (found.issues, found.asked, found.filled) == (4, 3, 2)


@pytest.mark.parametrize(
    ("field", "samples"),
    [
        ("customfield_2", [Sample("Payments", 2)]),
        ("customfield_4", [Sample("3", 2), Sample("3.5", 1)]),
        ("customfield_5", [Sample("Ada", 2)]),
        ("customfield_6", [Sample("b", 2), Sample("a", 1)]),
    ],
)
async def test_texts_numbers_labels_and_people_are_told_the_most_usual_first(
    fields, number, field, samples
):
    found = await fields.contents(number, field)
    assert (found.samples, found.options) == (samples, [])


async def test_a_label_is_that_of_the_newest_read_whichever_issue_it_was(fields, number, acme):
    await put(acme, number, 50, {"customfield_1": [YES | {"value": "Newest"}]}, minute=20)
    await put(acme, number, 60, {"customfield_1": [YES | {"value": "Newer"}]}, minute=10)
    found = await fields.contents(number, "customfield_1")
    assert found.options[0] == Option("10100", "Newest", 4, False)


async def test_issues_that_are_gone_do_not_count(fields, number, acme):
    await put(acme, number, 50, {"customfield_1": [YES], "customfield_2": "x"}, state="deleted")
    assert (await fields.contents(number, "customfield_1")).options[0].issues == 2
    assert (await fields.contents(number, "customfield_2")).samples == [Sample("Payments", 2)]


async def test_a_field_never_asked_for_is_said_to_be_read_once_it_is_mapped(console, number):
    code, out, _ = await console("fields", "acme", "customfield_7")
    assert code == 0
    assert out == (
        "customfield_7  Never asked: option (select)\n"
        "  Nothing is known of its values, for it has no meaning here: `map-field` reads them.\n"
    )


async def test_fields_are_shown_on_the_command_line_and_as_json(console, number, fields, acme):
    await acme.execute("update jira.field set missing_since = '2026-10-05Z' where id like '%2'")
    code, out, _ = await console("fields", "acme", "--search", "a")
    assert code == 0
    assert "customfield_1  Is Capitalised: array of option (multicheckboxes)\n" in out
    assert "customfield_2  Product Area: string (textfield); not in Jira since 2026-10-05\n" in out
    _, out, _ = await console("fields", "acme", "customfield_3")
    assert out.splitlines()[1:] == [
        "  2 of 3 issues say something in it",
        "  1 more issues were not read with it",
        "  option 1  R&D: 2 issues",
        "  option 2  R&D / Apps: 1 issues",
    ]
    _, out, _ = await console("fields", "acme", "customfield_1", "--json")
    assert json.loads(out)["options"][0] == {
        "id": "10100", "label": "Yes", "issues": 2, "chosen": False,
    }  # fmt: skip
    _, out, _ = await console("fields", "acme", "--search", "points", "--json")
    assert [told["id"] for told in json.loads(out)] == ["customfield_4"]
    code, out, _ = await console("fields", "acme", "--search", "nothing")
    assert (code, out) == (0, "No custom field is known by that.\n")


async def test_an_unknown_field_is_said(fields, number):
    for told in ("customfield_99", "customfield_", "summary", ""):
        with pytest.raises(BadInputError, match="No custom field has the id"):
            await fields.contents(number, told)


async def test_renames_and_losses_are_noticed_until_the_field_is_mapped_again(
    console, number, fields, acme, amqp_url
):
    mapping = ("map-field", "acme", "capex", "customfield_1", "--yes", "10100", "--yes", "10101")
    assert (await console(*mapping))[0] == 0
    assert await fields.notices(number) == []
    await acme.execute("update jira.field set name = 'CapEx?' where id = 'customfield_1'")
    await acme.execute("delete from jira.issue where id = 0")
    await put(acme, number, 50, {"customfield_1": [YES | {"value": "Ja"}]}, minute=5)
    renamed, relabelled, unused = await fields.notices(number)
    assert 'customfield_1 "Is Capitalised" is now called "CapEx?"' in renamed
    assert 'option 10100 "Yes" is now labelled "Ja"' in relabelled
    assert 'option 10101 "No" is carried by no issue any more' in unused
    _, out, _ = await console("status", "acme")
    assert f"\n  {renamed}\n  {relabelled}\n  {unused}\n" in out
    _, out, _ = await console("status", "acme", "--json")
    assert json.loads(out)["connections"][0]["notices"] == [renamed, relabelled, unused]
    assert (await console(*mapping[:-2]))[0] == 0
    assert await fields.notices(number) == []
    assert [told.changed for told in await take(amqp_url, MAPPER_MAPPING)] == ["fields"] * 2


async def test_what_was_not_read_yet_is_not_said_to_be_carried_by_nobody(fields, number, console):
    assert (await console("map-field", "acme", "capex", "customfield_7", "--yes", "5"))[0] == 0
    assert await fields.notices(number) == []


async def test_words_that_mean_yes_in_a_text_field_are_no_options(fields, number, console):
    assert (await console("map-field", "acme", "capex", "customfield_2", "--yes", "x"))[0] == 0
    assert await fields.notices(number) == []
