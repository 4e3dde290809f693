"""a person → console: the command line of effort: the grid, and what is done with weeks.

Whoever has the command line may do all that an admin may.
"""

import asyncio
from typing import Annotated

import typer

from services.console import effort_show, show
from services.console.actions import Actions
from services.console.command import Json, run
from services.console.errors import RefusedError
from services.console.evidence_cli import evidence_app
from services.console.rules_cli import rules_app
from services.console.week import Actor, Source, Verb, monday_of, row_of
from services.console.weeks import Person

effort_app = typer.Typer(no_args_is_help=True, help="Who worked on what: weeks and evidence.")
effort_app.add_typer(evidence_app)
effort_app.add_typer(rules_app)

ADMIN = Actor("admin")
SETTLE_SECONDS: float = 30

Email = Annotated[str, typer.Option("--employee", help="The employee's e-mail address.")]
WeekName = Annotated[str, typer.Option("--week", help="2026-W23, or a date in it.")]
Seen = Annotated[
    str | None,
    typer.Option(help="The word `show` ends with: other figures are refused. Else those of now."),
]
Reason = Annotated[str, typer.Option(help="Why; it is kept.")]
Hand = Annotated[str, typer.Option("--as", help="Whose figures: self or manager.")]


@effort_app.command("show")
def show_weeks(
    week: Annotated[str | None, typer.Option(help="2026-W23; else the week of now.")] = None,
    employee: Annotated[str | None, typer.Option(help="Only this e-mail address.")] = None,
    team: Annotated[str | None, typer.Option(help="Only people of this cost centre.")] = None,
    weeks: Annotated[int, typer.Option(min=1, max=520, help="So many, up to that.")] = 1,
    as_json: Json = False,
) -> None:
    """Show weeks: status, figures, coverage, and the word by which to say what was seen."""

    async def act(actions: Actions) -> int:
        person = await actions.weeks.person(employee) if employee is not None else None
        last = monday_of(week) if week is not None else await actions.grid.this_week()
        found = await actions.grid.weeks(last, weeks, person, team)
        if as_json:
            show.as_json(found)
            return 0
        for each in found:
            for line in effort_show.week(each):
                show.out.print(line, markup=False)
        if not found:
            show.out.print("Nothing was reckoned or entered there.")
        return 0

    run(act)


@effort_app.command("submit")
def submit(employee: Email, week: WeekName, seen: Seen = None) -> None:
    """Submit a week: from then on its figures stand."""
    _move("submit", employee, week, "submitted", seen)


@effort_app.command("take-back")
def take_back(employee: Email, week: WeekName) -> None:
    """Take a submitted week back, while nobody decides about it."""
    _move("take_back", employee, week, "taken back")


@effort_app.command("send")
def send(employee: Email, week: WeekName, seen: Seen = None) -> None:
    """Send a submitted week for approval."""
    _move("send", employee, week, "sent for approval", seen)


@effort_app.command("approve")
def approve(employee: Email, week: WeekName, seen: Seen = None) -> None:
    """Approve a week that was sent for approval."""
    _move("approve", employee, week, "approved", seen)


@effort_app.command("reject")
def reject(employee: Email, week: WeekName, reason: Reason) -> None:
    """Reject a week with a reason: it is brought up to date, and may be submitted again."""
    _move("reject", employee, week, "rejected", reason=reason)


@effort_app.command("reopen")
def reopen(employee: Email, week: WeekName, reason: Reason) -> None:
    """Reopen an approved week with a reason: as if it had not been submitted."""
    _move("reopen", employee, week, "reopened", reason=reason)


@effort_app.command("enter")
def enter(
    employee: Email,
    week: WeekName,
    rows: Annotated[
        list[str], typer.Argument(help="Payments=62.50, Unlinked=37.50: in all exactly 100.")
    ],
    hand: Hand = "self",
) -> None:
    """Enter a week's figures: a manager's count before the employee's, and those before drafts."""
    source = _source(hand)

    async def act(actions: Actions) -> int:
        person, monday = await actions.weeks.person(employee), monday_of(week)
        told = [row_of(row) for row in rows]
        await actions.weeks.enter(person, monday, told, source, ADMIN)
        await _print(actions, person, week)
        return 0

    run(act)


@effort_app.command("clear")
def clear(employee: Email, week: WeekName, hand: Hand = "self") -> None:
    """Take figures entered by hand away."""
    source = _source(hand)

    async def act(actions: Actions) -> int:
        person = await actions.weeks.person(employee)
        await actions.weeks.clear(person, monday_of(week), source, ADMIN)
        await _print(actions, person, week)
        return 0

    run(act)


def _move(
    verb: Verb, employee: str, week: str, done: str, seen: str | None = None, reason: str = ""
) -> None:
    async def act(actions: Actions) -> int:
        person = await actions.weeks.person(employee)
        word = seen
        if word is None and verb in ("submit", "send", "approve"):
            await _settled(actions, person)
            word = await _print(actions, person, week)
        await actions.weeks.move(verb, person, monday_of(week), ADMIN, seen=word, reason=reason)
        show.out.print(f"{week} of {person.name} is {done}.", markup=False)
        return 0

    run(act)


async def _print(actions: Actions, person: Person, week: str) -> str:
    """Show a week as it stands; give the word for what was shown."""
    word = "empty"
    for found in await actions.grid.weeks(monday_of(week), 1, person):
        word = found.seen
        for line in effort_show.week(found):
            show.out.print(line, markup=False)
    return word


async def _settled(actions: Actions, person: Person) -> None:
    """Wait until what is known by now is in the person's weeks; raise RefusedError if it is not."""
    try:
        async with asyncio.timeout(SETTLE_SECONDS):
            async for _ in actions.grid.waiting(person):
                pass
    except TimeoutError as error:
        raise RefusedError(
            f"{person.name}'s weeks are still being reckoned: is the mapper running? With --seen "
            "the figures that were shown count."
        ) from error


def _source(hand: str) -> Source:
    if hand == "self":
        return "self"
    if hand == "manager":
        return "manager"
    raise typer.BadParameter(f"{hand!r} is neither self nor manager.", param_hint="--as")
