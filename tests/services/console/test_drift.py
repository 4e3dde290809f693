from datetime import UTC, datetime

import pytest

from services.console.drift import ChosenOption, MappedField, said

GONE = datetime(2026, 10, 5, 2, tzinfo=UTC)


def field(then="Is Capitalised", now="Is Capitalised", since=None):
    return MappedField("capex", "customfield_10050", then, now, since)


def option(then="Yes", now="Yes", issues=7):
    return ChosenOption("capex", "10100", then, now, issues)


def test_nothing_is_said_where_all_is_as_it_was_chosen():
    assert list(said([field()], [option()])) == []
    assert list(said([], [])) == []


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (
            field(since=GONE),
            'customfield_10050 "Is Capitalised" is not in Jira any more since 2026',
        ),
        (field(then=None, now=None), "customfield_10050 is not in Jira any more; map another"),
        (field(now="CapEx?"), 'customfield_10050 "Is Capitalised" is now called "CapEx?"; `map-'),
    ],
)
def test_a_deleted_or_renamed_field_is_said(seen, words):
    (told,) = said([seen], [])
    assert told.startswith(f"capex: the mapped field {words}")


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (option(now="Capitalised"), '10100 "Yes" is now labelled "Capitalised"; `map-field`'),
        (option(now=None, issues=0), '10100 "Yes" is carried by no issue any more; `fields`'),
        (option(then=None, now=None, issues=0), "10100 is carried by no issue; `fields`"),
    ],
)
def test_a_relabelled_option_or_one_that_no_issue_carries_is_said(seen, words):
    (told,) = said([field()], [seen])
    assert told.startswith(f"capex: the chosen option {words}")


@pytest.mark.parametrize("seen", [option(then=None), option(now=None)])
def test_a_label_that_is_not_known_is_not_called_another(seen):
    assert list(said([field()], [seen])) == []


def test_of_a_field_that_is_gone_the_options_are_not_said_to_be_carried_by_nobody():
    assert len(list(said([field(since=GONE)], [option(now=None, issues=0)]))) == 1


def test_a_field_that_jira_lists_no_more_is_not_also_said_to_be_renamed():
    (words,) = said([field(now="Other", since=GONE)], [])
    assert "not in Jira" in words
