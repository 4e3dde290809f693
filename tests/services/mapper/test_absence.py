"""What a census did not find: usual losses are deletions, anything else is for a person."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.mapper.absence import Rosters, Stored, find, usual


def stored(number=1, **told):
    usual_one: dict[str, Any] = {
        "state": "live",
        "present": 100,
        "listed": True,
        "gone": 0,
        "found": 0,
    }
    return Stored(number, **(usual_one | told))


LIVE = Rosters(told=True, live=frozenset({1, 2}))


def test_a_usual_loss_is_a_deletion_and_a_greater_one_a_doubt():
    assert find([stored(gone=20)], LIVE).delete == [1]
    assert find([stored(gone=21)], LIVE).doubt == {1: 21}


def test_a_project_that_lost_everything_is_doubted_however_small():
    assert find([stored(present=20, gone=20)], LIVE).doubt == {1: 20}
    assert find([stored(present=3, gone=3)], LIVE).delete == [1]


def test_many_usual_losses_at_once_are_an_unusual_one():
    many = [stored(n, present=60, gone=15) for n in range(1, 11)]
    rosters = Rosters(told=True, live=frozenset(range(1, 11)))
    assert find(many, rosters).doubt == dict.fromkeys(range(1, 11), 15)
    assert find(many[:1], rosters).delete == [1]


def test_what_another_account_does_not_see_is_doubted():
    assert find([stored(gone=1)], LIVE, same_account=False).doubt == {1: 1}


def test_a_project_on_no_roster_is_out_of_sight_when_none_of_a_sample_is_there():
    assert find([stored(3, listed=False, gone=9)], LIVE).states == {3: "access_lost"}
    assert find([stored(3, listed=False, gone=9, found=1)], LIVE).states == {}
    assert find([stored(3, listed=False, present=0)], LIVE).states == {3: "access_lost"}
    assert find([stored(3, listed=False)], LIVE).states == {}, "all of the sample was read since"


def test_a_project_first_told_during_the_census_is_left_for_the_next():
    assert find([stored(3, listed=False, present=0, newer=True)], LIVE).states == {}


def test_without_rosters_nothing_is_said_of_projects():
    assert find([stored(3, listed=False, gone=9)], Rosters()).states == {}


@given(
    st.lists(
        st.tuples(st.integers(0, 500), st.integers(0, 500), st.booleans(), st.integers(0, 5)),
        max_size=8,
    ),
    st.booleans(),
)
def test_whatever_was_lost_more_than_a_fifth_is_never_deleted(told, same):
    projects = [
        stored(n, present=max(present, gone), gone=gone, listed=listed, found=found)
        for n, (present, gone, listed, found) in enumerate(told)
    ]
    findings = find(projects, LIVE, same_account=same)
    lost = {p.project_id: p.gone for p in projects if p.listed and p.gone}
    assert set(findings.delete) | set(findings.doubt) == set(lost)
    assert not set(findings.delete) & set(findings.doubt)
    present = sum(p.present for p in projects if p.listed)
    assert sum(lost[n] for n in findings.delete) <= usual(present)
    assert same or not findings.delete
