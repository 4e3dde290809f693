"""How runs look: a fraction that is honest, and lines that say what happened."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.console import show
from services.console.store import Run

AT = datetime(2026, 10, 5, 2, tzinfo=UTC)


def run(phase, *, wanted=0, fetched=0, absent=0, verifying=0, listed_at=AT, quiet=1):
    return Run(
        UUID(int=1), "manual", False, phase, 300, wanted, verifying, fetched, absent, 0, 0, 0, 0,
        None, None, None, AT, AT + timedelta(seconds=9), listed_at, None, timedelta(seconds=quiet),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("seen", "step", "fraction"),
    [
        (run("catalogue", listed_at=None), None, None),
        (run("census", wanted=40, fetched=30, listed_at=None), None, None),
        (run("needs_attention", wanted=40, fetched=30, listed_at=None), None, None),
        (run("fetching", wanted=40, fetched=28, absent=2), (30, 40), 0.75),
        (run("fetching", wanted=40, fetched=10, listed_at=None), (10, 40), 0.25),
        (run("fetching"), (0, 0), 1.0),
        (run("needs_attention", wanted=40, fetched=30), (30, 40), 0.75),
        (run("verifying", wanted=50, fetched=40, verifying=10), (0, 10), 0.0),
        (run("verifying", wanted=50, fetched=41, absent=4, verifying=10), (5, 10), 0.5),
        (run("done", wanted=50, fetched=41, absent=9, verifying=10), (50, 50), 1.0),
        (run("done", listed_at=None), (0, 0), 1.0),
        (run("failed", listed_at=None), None, None),
    ],
    ids=lambda value: value.phase if isinstance(value, Run) else None,
)
def test_a_phase_is_measured_by_itself_and_listing_has_no_measure(seen, step, fraction):
    assert (seen.step, seen.fraction) == (step, fraction)


async def states(*seen):
    for state in seen:
        yield state


async def test_where_no_bar_can_be_drawn_each_phase_is_a_line(capsys):
    ended = run("done", wanted=45, fetched=45, verifying=5)
    last = await show.progress(
        states(
            None,
            run("census", wanted=10, listed_at=None),
            run("fetching", wanted=40, fetched=10),
            run("fetching", wanted=40, fetched=20),
            run("verifying", wanted=45, fetched=40, verifying=5),
            ended,
        )
    )
    assert last is ended
    assert capsys.readouterr().out.splitlines() == [
        "asked for; waiting for it to begin",
        "census: 300 listed",
        "fetching: 300 listed, 10 of 40 read",
        "verifying: 300 listed, 0 of 5 read",
        "done: 300 listed, 45 of 45 read",
    ]


async def test_nothing_is_said_to_be_listed_before_anything_is(capsys):
    begun = replace(run("catalogue", listed_at=None), listed=0)
    await show.progress(states(begun))
    assert capsys.readouterr().out.splitlines()[1:] == ["catalogue"]
    assert show.run_line(begun).startswith("catalogue: 0 wanted")


async def test_a_wish_that_nobody_takes_is_spoken_of_once(capsys, monkeypatch):
    monkeypatch.setattr(show, "LONG", 0.0)
    assert await show.progress(states(None, None, None)) is None
    assert capsys.readouterr().out.count("Nothing took the wish yet") == 1


@pytest.mark.parametrize(
    ("seen", "begin"),
    [
        (run("fetching", wanted=1000, fetched=999), "fetching: 99 %, 300 listed"),
        (run("fetching", wanted=1000, fetched=5, quiet=3600), "stalled: 0 %, 300 listed"),
        (run("verifying", wanted=9, fetched=4, verifying=5), "verifying: 0 %, 300 listed"),
        (run("census", wanted=9, listed_at=None), "census: 300 listed, 9 wanted"),
        (run("done", wanted=9, fetched=9), "done: 300 listed, 9 wanted, 9 read, 0 not there, 9.0"),
    ],
    ids=lambda value: value.phase if isinstance(value, Run) else None,
)
def test_a_run_under_way_says_how_far_it_is_never_rounded_up(seen, begin):
    assert show.run_line(seen).startswith(begin)


def test_a_program_is_told_the_fraction(capsys):
    show.as_json([run("fetching", wanted=40, fetched=10)])
    assert '"fraction": 0.25' in capsys.readouterr().out
