"""admin → console: the command line of what counts as effort: rules, and what statuses mean."""

from typing import Annotated

import typer

from services.console import show
from services.console.actions import Actions
from services.console.command import Json, Slug, run
from services.console.effort_rules import MEANINGS, Meaning
from services.console.errors import BadInputError
from services.console.working_rules import DAYS, NONE, Rules

rules_app = typer.Typer()


@rules_app.command("rules")
def rules(
    zone: Annotated[str | None, typer.Option(help="Where people work, Europe/Berlin say.")] = None,
    hours: Annotated[str | None, typer.Option(help="09:00-12:30,13:15-17:00 say.")] = None,
    weekdays: Annotated[str | None, typer.Option(help="mon-fri, or mon,tue,thu say.")] = None,
    country: Annotated[
        str | None, typer.Option(help="Whose holidays are off: DE, or none.")
    ] = None,
    subdivision: Annotated[str | None, typer.Option(help="A part of it: BY, or none.")] = None,
    idle_days: Annotated[
        str | None, typer.Option(help="Working days untouched after which a task rests; 0: never.")
    ] = None,
    unworked_minutes: Annotated[
        str | None, typer.Option(help="What a task done without work counts for; 0: nothing.")
    ] = None,
    lock_after: Annotated[str | None, typer.Option(help="1 month say; then weeks stand.")] = None,
    due_after: Annotated[
        str | None, typer.Option(help="3 days say; then weeks are overdue.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show what counts as effort, or change it: then everybody is reckoned anew."""
    told = {
        "zone": zone,
        "hours": hours,
        "weekdays": weekdays,
        "country": country,
        "subdivision": subdivision,
        "idle_days": idle_days,
        "unworked_minutes": unworked_minutes,
        "lock_after": lock_after,
        "due_after": due_after,
    }

    async def act(actions: Actions) -> int:
        anew = False
        if any(value is not None for value in told.values()):
            found, anew = await actions.effort_rules.change(told)
        else:
            found = await actions.effort_rules.read()
        if as_json:
            show.as_json(found)
            return 0
        for line in _rules(found):
            show.out.print(line, markup=False)
        if anew:
            show.out.print("Everybody is reckoned anew.")
        return 0

    run(act)


@rules_app.command("statuses")
def statuses(
    slug: Slug,
    meanings: Annotated[
        list[str] | None,
        typer.Argument(help='"In Review=waiting": working, waiting, done, or category.'),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show what each status says about a task, or say so: working ones count as effort."""

    async def act(actions: Actions) -> int:
        connection = await actions.connection(slug)
        if meanings:
            told = dict(_meaning(meaning) for meaning in meanings)
            count = await actions.effort_rules.set_statuses(connection, told)
            show.out.print(f"{count} statuses told; whoever has tasks here is reckoned anew.")
            return 0
        found = await actions.effort_rules.statuses(connection)
        if as_json:
            show.as_json(found)
        for status in found if not as_json else ():
            how = "said so" if status.chosen else f"its category is {status.category}"
            of = f", of {status.project}" if status.project else ""
            show.out.print(
                f"{status.id}  {status.name}{of}: {status.meaning} ({how})", markup=False
            )
        return 0

    run(act)


def _meaning(told: str) -> tuple[str, Meaning | None]:
    name, _, meaning = told.rpartition("=")
    for known in MEANINGS:
        if name and meaning == known:
            return name, known
    if name and meaning == "category":
        return name, None
    raise BadInputError(
        f'{told!r} is not understood: write "In Review=waiting", or working, done, or category.'
    )


def _rules(found: Rules) -> list[str]:
    spans = ", ".join(
        f"{start} to {'24:00' if end == '00:00' else end}"
        for start, end in zip(found.starts, found.ends, strict=True)
    )
    part = f", {found.subdivision}" if found.subdivision else ""
    days = ", ".join(DAYS[day - 1] for day in found.weekdays)
    return [
        f"working time: {spans} on {days}, {found.zone}",
        f"public holidays: {found.country or NONE}{part}",
        f"untouched for {found.idle_days} working days a task rests (0: never)",
        f"done without work counts for {found.unworked_minutes} minutes (0: nothing)",
        f"weeks are overdue {found.due_after} after their end, and locked {found.lock_after} after",
    ]
