import pytest

from services.mapper.effort.capex import Classification, classify

SUB_TASK, STORY, EPIC, ALONE = (1, 1), (1, 2), (1, 3), (1, 4)
PARENTS = {SUB_TASK: STORY, STORY: EPIC, EPIC: None}


@pytest.mark.parametrize(
    ("own", "capex", "said_by"),
    [
        ({}, False, None),
        ({EPIC: True}, True, EPIC),
        ({EPIC: False}, False, EPIC),
        ({STORY: False, EPIC: True}, False, STORY),
        ({SUB_TASK: True, STORY: False, EPIC: False}, True, SUB_TASK),
        ({SUB_TASK: None, STORY: None, EPIC: True}, True, EPIC),
        ({ALONE: True}, False, None),
    ],
)
def test_a_sub_task_says_itself_else_its_story_else_the_epic(own, capex, said_by):
    assert classify(SUB_TASK, own, PARENTS) == Classification(capex, said_by)


@pytest.mark.parametrize("circle", [{SUB_TASK: SUB_TASK}, {SUB_TASK: STORY, STORY: SUB_TASK}])
def test_parents_in_a_circle_end(circle):
    assert classify(SUB_TASK, {}, circle) == Classification(capex=False, said_by=None)
    assert classify(STORY, {SUB_TASK: True}, circle | {STORY: SUB_TASK}).capex


def test_a_parent_that_is_not_known_says_nothing():
    assert not classify(SUB_TASK, {}, {SUB_TASK: (1, 99)}).capex
