"""a person → console: the command line of effort's evidence: what is behind it, and in doubt."""

import asyncio
import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer

from libs.connections import Connection
from services.console import effort_show, show
from services.console.actions import Actions
from services.console.command import Json, run
from services.console.grid import Page
from services.console.week import monday_of

evidence_app = typer.Typer()

PAGE: int = 50

Somebody = Annotated[
    str | None, typer.Option("--employee", help="Only of this e-mail address; else everybody.")
]
Site = Annotated[str | None, typer.Argument(help="Only of this connection.")]
Number = Annotated[int, typer.Option("--page", min=1, help="Which page, from 1.")]
Size = Annotated[int, typer.Option("--size", min=1, max=10_000, help="How many a page.")]


@evidence_app.command("explain")
def explain(
    employee: Annotated[str, typer.Option(help="The employee's e-mail address.")],
    week: Annotated[str, typer.Option(help="2026-W23, or a date in it.")],
    project: Annotated[
        str | None, typer.Option(help="Only this roadmap project, or Unlinked.")
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    as_json: Json = False,
) -> None:
    """Explain a week: the time behind each figure, and who opened and closed it by what."""

    async def act(actions: Actions) -> int:
        person = await actions.weeks.person(employee)
        found = await actions.explaining.week(person, monday_of(week), project)
        if as_json:
            show.as_json(effort_show.explained_json(found))
        elif as_csv:
            sys.stdout.write(effort_show.explained_csv(found))
        else:
            for line in effort_show.explanation(found):
                show.out.print(line, markup=False)
        return 0

    run(act)


@evidence_app.command("check")
def check(as_json: Json = False) -> None:
    """Hold every figure of everybody against what it is the sum of; ends with 1 on a difference."""

    async def act(actions: Actions) -> int:
        found = await actions.proof.check()
        differences = sum(each.differences for each in found)
        if as_json:
            figures = sum(each.figures for each in found)
            show.as_json({"figures": figures, "differences": differences, "checked": found})
        for each in found if not as_json else ():
            show.out.print(effort_show.checked(each), markup=False)
        return 1 if differences else 0

    run(act)


@evidence_app.command("notices")
def notices(
    employee: Somebody = None,
    seen: Annotated[list[int] | None, typer.Option(help="Note these as seen; repeatable.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also those seen, or over.")] = False,
    as_json: Json = False,
) -> None:
    """List weeks that stand although their draft would be another by now."""

    async def act(actions: Actions) -> int:
        if seen:
            show.out.print(f"{await actions.grid.see(seen)} noted as seen.")
            return 0
        person = await actions.weeks.person(employee) if employee is not None else None
        found = await actions.grid.notices(person, everything=everything)
        if as_json:
            show.as_json(found)
        for notice in found if not as_json else ():
            show.out.print(effort_show.notice(notice), markup=False)
        return 0

    run(act)


@evidence_app.command("recompute")
def recompute(
    employee: Somebody = None,
    wait: Annotated[int, typer.Option(min=0, help="Seconds to wait for the end.")] = 600,
) -> None:
    """Reckon everything anew from the evidence; weeks that stand get a notice at most."""

    async def act(actions: Actions) -> int:
        person = await actions.weeks.person(employee) if employee is not None else None
        await actions.grid.recompute(person)
        count = 0
        try:
            async with asyncio.timeout(wait):
                async for left in actions.grid.waiting(person):
                    count = left
        except TimeoutError:
            show.out.print(f"{count} people wait to be reckoned; is the mapper running?")
            return 1
        show.out.print("Everything is reckoned.")
        return 0

    run(act)


@evidence_app.command("doubts")
def doubts(slug: Site = None, number: Number = 1, size: Size = PAGE, as_json: Json = False) -> None:
    """List what does not fit together in histories that effort follows from."""

    async def act(actions: Actions) -> int:
        found = await actions.grid.doubts(await _site(actions, slug), number, size)
        _print(found, number, size, effort_show.doubt, as_json=as_json)
        return 0

    run(act)


@evidence_app.command("review")
def review(slug: Site = None, number: Number = 1, size: Size = PAGE, as_json: Json = False) -> None:
    """Ticket Review: tasks that lead to no roadmap project, those with most minutes first."""

    async def act(actions: Actions) -> int:
        found = await actions.grid.tickets(await _site(actions, slug), number, size)
        _print(found, number, size, effort_show.ticket, as_json=as_json)
        if not as_json:
            waiting = effort_show.minutes(found.thousandths)
            show.out.print(f"{waiting} minutes wait in all.")
        return 0

    run(act)


async def _site(actions: Actions, slug: str | None) -> Connection | None:
    return await actions.connection(slug) if slug is not None else None


def _print(
    found: Page, number: int, size: int, line: Callable[[Any], str], *, as_json: bool
) -> None:
    if as_json:
        show.as_json(found)
        return
    for entry in found.entries:
        show.out.print(line(entry), markup=False)
    show.out.print(effort_show.page(found, number, size))
