"""Weeks submitted, decided about and entered: who may do what when, and what follows from it."""

import asyncio
from contextlib import suppress
from decimal import Decimal

import pytest

from services.console.errors import BadInputError, RefusedError
from services.console.week import MOVES, Actor, Row
from tests.services.console.worked import ADMIN, DRAFT, MANAGER, desk, late
from tests.services.mapper.test_reckoner import MONDAY, ada, catalogue, reckon
from tests.services.mapper.test_store import mapper, pool

__all__ = ["ada", "catalogue", "desk", "pool"]

STATUSES = ("not_submitted", "submitted", "pending_approval", "approved", "rejected")
TO_APPROVAL = ("submit", "send", "approve")


def rows(**shares):
    return [Row(name.replace("_", " "), Decimal(share)) for name, share in shares.items()]


HALVES = rows(Roadmap_1="50", Unlinked="50.00")


@pytest.mark.parametrize("verb", MOVES)
async def test_a_transition_begins_where_it_may_and_nowhere_else(desk, verb):
    for status in STATUSES:
        await desk.pool.execute("update effort.week set status = $1", status)
        if status in MOVES[verb].before:
            await desk.move(verb)
            assert await desk.status() == MOVES[verb].after
        else:
            with pytest.raises(RefusedError, match=f"2026-W23 is {status.replace('_', ' ')}"):
                await desk.move(verb)
            assert await desk.status() == status


@pytest.mark.parametrize("verb", MOVES)
async def test_an_act_is_of_the_person_of_a_manager_or_of_an_admin_only(desk, verb):
    others = {
        "employee": (MANAGER, Actor("employee", desk.person.id + 1), Actor("employee")),
        "manager": (desk.own,),
        "admin": (desk.own, MANAGER),
    }
    await desk.pool.execute("update effort.week set status = $1", MOVES[verb].before[0])
    for actor in others[MOVES[verb].role]:
        with pytest.raises(RefusedError, match="Only "):
            await desk.move(verb, actor)
    own = {"employee": desk.own, "manager": MANAGER, "admin": ADMIN}[MOVES[verb].role]
    await desk.move(verb, own)
    assert await desk.status() == MOVES[verb].after


async def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told(desk):
    for _ in range(5):
        await desk.pool.execute("update effort.week set status = 'pending_approval'")
        came = await asyncio.gather(
            *(desk.move(verb) for verb in ("approve", "reject", "approve", "reject")),
            return_exceptions=True,
        )
        assert sum(one is None for one in came) == 1
        assert all("cannot be" in str(one) for one in came if one is not None)


async def test_a_week_submitted_while_it_is_reckoned_keeps_the_figures_that_were_seen(desk):
    seen = await desk.weeks.seen(desk.person, MONDAY)
    await mapper(desk.pool)([late()])
    assert (await desk.week()).waits
    with suppress(RefusedError):
        await asyncio.gather(reckon(desk.pool), desk.move("submit", seen=seen))
    await reckon(desk.pool)
    week = await desk.week()
    assert (week.status == "submitted") == (week.seen == seen)
    assert week.status == "overdue" or len(await desk.grid.notices()) == 1


async def test_figures_that_changed_since_they_were_seen_are_not_submitted(desk):
    seen = await desk.weeks.seen(desk.person, MONDAY)
    await desk.tell(late())
    with pytest.raises(RefusedError, match="are others by now: look again"):
        await desk.move("submit", seen=seen)
    await desk.move("submit")
    with pytest.raises(BadInputError, match="which figures were seen"):
        await desk.weeks.move("submit", desk.person, MONDAY, ADMIN)


async def test_figures_that_a_manager_changed_are_not_approved_unseen(desk):
    await desk.move("submit")
    await desk.move("send")
    seen = await desk.weeks.seen(desk.person, MONDAY)
    await desk.weeks.enter(desk.person, MONDAY, HALVES, "manager", MANAGER)
    with pytest.raises(RefusedError, match="look again"):
        await desk.move("approve", MANAGER, seen=seen)


@pytest.mark.parametrize(
    ("acts", "last"),
    [(("submit",), "take_back"), (("submit",), "reject"), (TO_APPROVAL, "reopen")],
)
async def test_a_week_that_is_free_again_is_brought_up_to_date(desk, acts, last):
    for verb in acts:
        await desk.move(verb)
    await desk.tell(late())
    assert await desk.figures() == DRAFT
    assert len(await desk.grid.notices()) == 1
    await desk.move(last)
    assert [tuple(row) for row in await desk.waiting()] == [(desk.person.id, MONDAY)]
    await reckon(desk.pool)
    assert await desk.figures() == {"Roadmap 1": "55.56", "Roadmap 2": "44.44"}
    assert await desk.grid.notices() == [], "what is in the draft needs no notice"


async def test_a_rejection_and_a_reopening_need_a_reason_and_keep_it(desk):
    await desk.move("submit")
    with pytest.raises(BadInputError, match="reason"):
        await desk.move("reject", reason=" ")
    await desk.move("reject", MANAGER, reason="Where is Tuesday?")
    week = await desk.week()
    assert (week.decided_by, week.reason) == ("grace", "Where is Tuesday?")
    await desk.move("submit", desk.own)
    assert (await desk.week()).reason is None


async def test_a_managers_figures_count_before_ones_own_and_these_before_the_draft(desk):
    await desk.weeks.enter(desk.person, MONDAY, rows(Roadmap_1="100"), "self", desk.own)
    assert ((await desk.week()).source, await desk.figures()) == ("self", {"Roadmap 1": "100.00"})
    await desk.weeks.enter(desk.person, MONDAY, HALVES, "manager", MANAGER)
    assert await desk.figures() == {"Roadmap 1": "50.00", "Unlinked": "50.00"}
    await desk.weeks.enter(desk.person, MONDAY, rows(Roadmap_2="100.00"), "manager", MANAGER)
    assert await desk.figures() == {"Roadmap 2": "100.00"}, "in place of the earlier ones"
    await desk.weeks.clear(desk.person, MONDAY, "manager", MANAGER)
    assert await desk.figures() == {"Roadmap 1": "100.00"}
    await desk.weeks.clear(desk.person, MONDAY, "self", desk.own)
    assert await desk.figures() == DRAFT
    with pytest.raises(RefusedError, match="Nothing is entered by the employee"):
        await desk.weeks.clear(desk.person, MONDAY, "self", desk.own)


async def test_entered_figures_stand_until_they_are_cleared_then_the_draft_is_of_now(desk):
    await desk.weeks.enter(desk.person, MONDAY, HALVES, "self", desk.own)
    await desk.tell(late())
    assert await desk.figures() == {"Roadmap 1": "50.00", "Unlinked": "50.00"}
    await desk.weeks.clear(desk.person, MONDAY, "self", desk.own)
    await reckon(desk.pool)
    assert await desk.figures() == {"Roadmap 1": "55.56", "Roadmap 2": "44.44"}


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (rows(Roadmap_1="99.99"), "sum to 99.99, not to 100.00"),
        (rows(Roadmap_1="50", Unlinked="50.01"), "sum to 100.01"),
        ([], "sum to 0.00"),
        (rows(Roadmap_1="-1", Unlinked="101"), "from 0 to 100"),
        (rows(Roadmap_1="33.333", Unlinked="66.667"), "two decimals"),
        (rows(Roadmap_1="NaN", Unlinked="100"), "from 0 to 100"),
        (rows(Roadmap_1="50", ROADMAP_1="50"), "is there twice"),
        (rows(unlinked="50", Unlinked="50"), "is there twice"),
        (rows(Nowhere="100"), "no roadmap project 'Nowhere'"),
    ],
)
async def test_rows_that_are_not_a_whole_are_refused_and_leave_no_trace(desk, told, words):
    with pytest.raises(BadInputError, match=words):
        await desk.weeks.enter(desk.person, MONDAY, told, "self", desk.own)
    assert (await desk.figures(), await desk.logged()) == (DRAFT, [])


async def test_a_project_may_be_named_by_its_id(desk):
    number = await desk.pool.fetchval("select id from pms.roadmap_project where name = 'Roadmap 2'")
    await desk.weeks.enter(desk.person, MONDAY, [Row(str(number), Decimal(100))], "self", desk.own)
    assert await desk.figures() == {"Roadmap 2": "100.00"}


@pytest.mark.parametrize("status", STATUSES)
async def test_figures_are_entered_while_nobody_answered_for_them(desk, status):
    await desk.pool.execute("update effort.week set status = $1", status)
    for source, actor, may in (
        ("self", desk.own, status in ("not_submitted", "rejected")),
        ("manager", MANAGER, status != "approved"),
    ):
        if may:
            await desk.weeks.enter(desk.person, MONDAY, HALVES, source, actor)
        else:
            with pytest.raises(RefusedError, match="it stands"):
                await desk.weeks.enter(desk.person, MONDAY, HALVES, source, actor)


async def test_a_locked_week_is_an_admins_only(desk):
    await desk.pool.execute("update effort.week set drafted_at = '2026-06-08'")
    await desk.pool.execute("update effort.rule set lock_after = '1 day'")
    assert (await desk.week()).locked
    with pytest.raises(RefusedError, match="is locked"):
        await desk.move("submit", desk.own)
    with pytest.raises(RefusedError, match="is locked"):
        await desk.weeks.enter(desk.person, MONDAY, HALVES, "manager", MANAGER)
    with pytest.raises(RefusedError, match="is locked"):
        await desk.weeks.clear(desk.person, MONDAY, "self", desk.own)
    await desk.weeks.enter(desk.person, MONDAY, HALVES, "manager", ADMIN)
    await desk.move("submit", ADMIN)
    assert (await desk.week()).status == "submitted"


async def test_a_week_without_any_draft_can_be_entered_but_not_one_that_has_not_begun(desk):
    early = MONDAY.replace(month=3, day=2)
    with pytest.raises(RefusedError, match="There is no week 2026-W10"):
        await desk.move("submit", monday=early)
    with pytest.raises(RefusedError, match="is locked"):
        await desk.weeks.enter(desk.person, early, HALVES, "self", desk.own)
    await desk.weeks.enter(desk.person, early, HALVES, "self", ADMIN)
    await desk.move("submit", monday=early)
    assert (await desk.week(early)).status == "submitted"
    assert (await desk.week(early)).coverage is None
    with pytest.raises(RefusedError, match="has not begun"):
        await desk.weeks.enter(
            desk.person, MONDAY.replace(year=2099, day=1), HALVES, "manager", ADMIN
        )


async def test_overdue_is_derived_and_never_stored(desk):
    assert (await desk.week()).status == "overdue"
    await desk.pool.execute("update effort.rule set due_after = '99 years'")
    assert (await desk.week()).status == "not_submitted"
    await desk.pool.execute("update effort.rule set due_after = '0'")
    await desk.move("submit")
    assert (await desk.week()).status == "submitted"


async def test_every_act_is_logged_with_who_what_and_the_figures(desk):
    await desk.weeks.enter(desk.person, MONDAY, HALVES, "manager", MANAGER)
    await desk.move("submit")
    await desk.move("reject", reason="no")
    with pytest.raises(RefusedError):
        await desk.move("approve")
    logged = await desk.logged()
    assert [(row["by"], row["act"]) for row in logged] == [
        ("grace", "week.enter"), ("grace", "week.submit"), ("grace", "week.reject"),
    ]  # fmt: skip
    submitted, rejected = logged[1]["what"], logged[2]["what"]
    assert (submitted["employee"], submitted["week"]) == ("ada@example.com", "2026-W23")
    assert [row["percent"] for row in submitted["figures"]] == ["50.00", "50.00"]
    assert (rejected["before"], rejected["after"], rejected["reason"]) == (
        "submitted", "rejected", "no",
    )  # fmt: skip


async def test_the_figures_that_count_are_of_one_source_in_the_view(desk):
    await desk.weeks.enter(desk.person, MONDAY, HALVES, "self", desk.own)
    found = await desk.pool.fetch(
        "select distinct source, sum(percent) from effort.figure group by 1"
    )
    assert [tuple(row) for row in found] == [("self", Decimal("100.00"))]
