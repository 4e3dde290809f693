"""What is done in the stand-in is what Jira would then say."""

# mypy: allow-untyped-defs, allow-untyped-calls

import random

import pytest

from tests.simulator.asking import get, post
from tests.simulator.generate import generate
from tests.simulator.mutate import Mutator
from tests.simulator.world import CAPITALISED, CAPITALISED_YES


async def read(http, name):
    _, told = await get(http, f"issue/{name}?expand=changelog")
    return told["fields"], told["changelog"]["histories"]


async def test_a_transition_is_in_the_issue_and_in_its_history(http, jira):
    (deed,) = jira.do("transition", issue="10001", status="Done")
    fields, histories = await read(http, "10001")
    (item, *_), *_ = (history["items"] for history in histories)
    assert fields["status"]["name"] == item["toString"] == "Done"
    assert fields["resolutiondate"] == fields["updated"] == histories[0]["created"]
    assert histories[0]["id"] == str(deed.change.id)


async def test_an_assignment_may_take_away(http, jira):
    jira.do("assign", issue="10001", account=next(iter(jira.world.users)))
    jira.do("assign", issue="10001", account=None)
    fields, histories = await read(http, "10001")
    assert fields["assignee"] is None
    assert histories[0]["items"][0]["from"] == next(iter(jira.world.users))
    assert histories[0]["items"][0]["to"] is None


async def test_a_new_parent_is_told_without_a_field_id(http, jira):
    jira.do("reparent", issue="10009", parent="10001")
    fields, histories = await read(http, "10009")
    assert fields["parent"]["id"] == "10001"
    assert histories[0]["items"][0]["field"] == "IssueParentAssociation"
    assert "fieldId" not in histories[0]["items"][0]


async def test_a_moved_issue_takes_types_and_statuses_of_its_new_project(http, jira):
    issue = next(i for i in jira.world.issues.values() if i.project.key == "APP")
    jira.do("move", issue=issue.key, project="WEB")
    fields, histories = await read(http, str(issue.id))
    names = [item["field"] for item in histories[0]["items"]]
    assert names == ["project", "Key", "issuetype", "status"]
    assert fields["status"]["scope"]["project"]["id"] == fields["project"]["id"] == "10001"


async def test_sub_tasks_move_with_their_parent(jira):
    child = next(i for i in jira.world.issues.values() if i.type.level == -1)
    parent = jira.world.issues[child.parent_id]
    deeds = jira.do("move", issue=parent.key)
    assert child.project is parent.project
    assert child.id in {deed.issue.id for deed in deeds}


async def test_a_deleted_epic_leaves_its_children_without_a_parent(http, jira):
    child = next(
        i for i in jira.world.issues.values() if i.type.level == 0 and i.parent_id is not None
    )
    epic = child.parent_id
    jira.do("delete", issue=str(epic))
    assert (await get(http, f"issue/{epic}"))[0] == 404
    fields, histories = await read(http, str(child.id))
    assert "parent" not in fields
    assert histories[0]["items"][0]["from"] == str(epic)


async def test_an_archived_issue_is_nowhere_until_it_is_restored(http, jira):
    jira.do("archive", issue="10009")
    assert (await get(http, "issue/10009"))[0] == 404
    _, told = await post(http, "issue/bulkfetch", issueIdsOrKeys=["10009"], fields=["summary"])
    assert told == {"issues": [], "issueErrors": []}
    jira.do("restore", issue="10009")
    assert (await get(http, "issue/10009"))[0] == 200


async def test_a_renamed_project_key_changes_keys_but_no_history_and_no_update(http, jira):
    issue = next(i for i in jira.world.issues.values() if i.project.key == "APP")
    before, old_key = await read(http, issue.key), issue.key
    jira.do("rename_project_key", project="APP", key="APPS")
    after = await read(http, old_key)
    assert issue.key == old_key.replace("APP", "APPS")
    assert after[0]["updated"] == before[0]["updated"]
    assert after[1] == before[1]
    _, counted = await post(http, "search/approximate-count", jql="project = APP")
    assert counted["count"] > 0, "the old key still finds the project"


async def test_a_renamed_option_is_shown_at_once_while_histories_keep_its_old_name(http, jira):
    issue = next(i for i in jira.world.issues.values() if not i.capitalised)
    jira.do("capitalise", issue=issue.key)
    before = await read(http, issue.key)
    assert jira.do("rename_option", option=CAPITALISED_YES, name="Capitalised")[0].event == ""
    after = await read(http, issue.key)
    assert [option["value"] for option in before[0][CAPITALISED]] == ["Yes"]
    assert [option["value"] for option in after[0][CAPITALISED]] == ["Capitalised"]
    assert (after[0]["updated"], after[1]) == (before[0]["updated"], before[1])
    jira.do("capitalise", issue=issue.key)
    _, histories = await read(http, issue.key)
    assert histories[0]["items"][0]["fromString"] == "Capitalised"
    assert histories[1]["items"][0]["toString"] == "Yes"


async def test_of_a_deleted_option_no_issue_carries_anything_and_none_can_be_given_it(http, jira):
    issue = next(i for i in jira.world.issues.values() if i.capitalised)
    before = await read(http, issue.key)
    jira.do("rename_option", option=CAPITALISED_YES, name="")
    after = await read(http, issue.key)
    assert after[0][CAPITALISED] is None
    assert (after[0]["updated"], after[1]) == (before[0]["updated"], before[1])
    with pytest.raises(KeyError):
        jira.do("capitalise", issue=issue.key)
    with pytest.raises(ValueError, match="deleted"):
        jira.do("rename_option", option=CAPITALISED_YES, name="Yes")


async def test_a_renamed_field_has_its_new_name_and_a_deleted_one_is_nowhere(http, jira):
    jira.do("rename_field", field=CAPITALISED, name="CapEx?")
    names = {told["id"]: told["name"] for told in (await get(http, "field"))[1]}
    assert names[CAPITALISED] == "CapEx?"
    jira.do("rename_field", field=CAPITALISED, name="")
    assert CAPITALISED not in {told["id"] for told in (await get(http, "field"))[1]}
    assert CAPITALISED not in (await read(http, "10001"))[0]
    _, told = await post(http, "issue/bulkfetch", issueIdsOrKeys=["10001"], fields=[CAPITALISED])
    assert CAPITALISED not in told["issues"][0].get("fields", {})


async def test_a_comment_moves_updated_but_is_not_in_the_history(http, jira):
    before = await read(http, "10009")
    jira.do("comment", issue="10009")
    after = await read(http, "10009")
    assert after[0]["updated"] > before[0]["updated"]
    assert after[1] == before[1]


async def test_work_and_links_are_in_the_history_without_field_ids(http, jira):
    jira.do("worklog", issue="10009")
    jira.do("link", issue="10009", to="10010")
    _, histories = await read(http, "10009")
    assert [history["items"][0]["field"] for history in histories[:2]] == ["Link", "WorklogId"]
    assert all("fieldId" not in history["items"][0] for history in histories[:2])


async def test_a_created_issue_is_there_at_once(http, jira):
    (deed,) = jira.do("create", project="WEB", summary="Brand new", type="Task", parent="10001")
    fields, histories = await read(http, deed.issue.key)
    assert (fields["summary"], fields["issuetype"]["name"]) == ("Brand new", "Task")
    assert fields["parent"]["id"] == "10001"
    assert histories == []


async def test_every_update_of_an_issue_is_later_than_the_one_before(jira):
    deeds = [jira.do("edit", issue="10001")[0] for _ in range(50)]
    moments = [deed.change.at for deed in deeds]
    assert moments == sorted(set(moments))


async def test_an_unknown_deed_or_issue_is_refused(jira):
    with pytest.raises(KeyError):
        jira.do("levitate", issue="10001")
    with pytest.raises(KeyError):
        jira.do("edit", issue="99999999")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_deeds_of_every_kind_leave_a_whole_site(seed):
    verbs = dict.fromkeys(
        ("transition", "assign", "edit", "capitalise", "describe", "comment", "worklog", "create",
         "reparent", "retype", "move", "delete", "archive", "restore"), 1.0,
    )  # fmt: skip
    world = generate(300, seed)
    deeds = Mutator(world, random.Random(seed)).bulk(500, verbs=verbs)
    numbers = [change.id for issue in world.issues.values() for change in issue.changes]
    assert len(deeds) >= 500
    assert len(numbers) == len(set(numbers))
    for issue in world.issues.values():
        assert issue.id in world.members[issue.project.id]
        assert issue.status in world.statuses_of(issue.project)
        assert issue.parent_id is None or issue.parent_id in world.issues
        assert world.keys[issue.key] == issue.id
        moments = [change.at for change in issue.changes]
        assert moments == sorted(moments)
        assert not moments or issue.created <= moments[0] <= moments[-1] <= issue.updated


def test_the_same_seed_does_the_same_things():
    told = []
    for _ in range(2):
        world = generate(200, 4)
        deeds = Mutator(world, random.Random(9)).bulk(100)
        told.append(
            [(deed.told["id"], deed.kind, deed.change and deed.change.items) for deed in deeds]
        )
    assert told[0] == told[1]
