"""finance → console: the command line of costs: close months, report, export, explain CapEx."""

import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from services.console import show
from services.console.actions import Actions
from services.console.command import Json, Slug, run
from services.console.employee import employee_of
from services.console.errors import BadInputError
from services.console.exporting import opened
from services.console.exports import EXPORTS
from services.console.finance_show import adjustment, classified, closing, report_table
from services.console.periods import month_after

finance_app = typer.Typer(no_args_is_help=True, help="Costs: months are closed, and reported.")

WEEKS_SHOWN = 20

Month = Annotated[str, typer.Argument(help="The month, 2026-05 say.")]
By = Annotated[str | None, typer.Option("--as", help="Who does it; else as --by says.")]
From = Annotated[str | None, typer.Option("--from", help="First month, 2026-01 say; or date.")]
To = Annotated[str | None, typer.Option("--to", help="Last month, or date; at first the last.")]


@finance_app.command("close")
def close(month: Month, by: By = None, as_json: Json = False) -> None:
    """Freeze the figures of a month that is over; what changes later is an adjustment."""

    async def act(actions: Actions) -> int:
        done = await actions.periods.close(_month(month), by or actions.audit.by)
        if as_json:
            show.as_json(done)
            return 0
        show.out.print(f"{done.month:%Y-%m} is closed.")
        if done.unsubmitted:
            show.out.print(f"{len(done.unsubmitted)} weeks were not submitted:")
        for week in done.unsubmitted[:WEEKS_SHOWN]:
            line = f"  {week.employee}, week of {week.monday}: {week.status}"
            show.out.print(line, markup=False)
        if len(done.unsubmitted) > WEEKS_SHOWN:
            show.out.print(f"  and {len(done.unsubmitted) - WEEKS_SHOWN} more (--json).")
        if done.stale:
            show.out.print(f"{done.stale} people were still to be reckoned: see adjustments.")
        return 0

    run(act)


@finance_app.command("reopen")
def reopen(
    month: Month,
    reason: Annotated[str, typer.Option(help="Why; it is logged.")],
    by: By = None,
) -> None:
    """Take back the closing of the last closed month; what was frozen is kept for the auditor."""

    async def act(actions: Actions) -> int:
        if not reason.strip():
            raise BadInputError("A reason is needed.")
        await actions.periods.reopen(_month(month), by or actions.audit.by, reason.strip())
        show.out.print(f"{month} is open again.")
        return 0

    run(act)


@finance_app.command("months")
def months(as_json: Json = False) -> None:
    """List what was closed and reopened, by whom, when and why."""

    async def act(actions: Actions) -> int:
        found = await actions.periods.closings()
        if as_json:
            show.as_json(found)
        for one in found if not as_json else ():
            show.out.print(closing(one), markup=False)
        return 0

    run(act)


@finance_app.command("adjustments")
def adjustments(as_json: Json = False) -> None:
    """List what is different now of closed months, with what is behind it."""

    async def act(actions: Actions) -> int:
        found = await actions.periods.adjustments()
        if as_json:
            show.as_json(found)
        for one in found if not as_json else ():
            show.out.print(adjustment(one), markup=False)
        return 0

    run(act)


@finance_app.command("report")
def report(
    by: Annotated[
        list[str] | None,
        typer.Option(help="month, quarter, project, cost_centre, employee or capex; repeatable."),
    ] = None,
    first: From = None,
    last: To = None,
    as_json: Json = False,
) -> None:
    """Sum up what is booked in months, by anything; without --by, by month and CapEx."""

    async def act(actions: Actions) -> int:
        since, until = _range(first, last)
        lines = await actions.reports.report(since, until, by or ("month", "capex"))
        if as_json:
            show.as_json(lines)
        else:
            show.out.print(report_table(lines))
        return 0

    run(act)


@finance_app.command("classification")
def classification(
    slug: Slug,
    key: Annotated[str, typer.Argument(help="The task's key, APP-12 say.")],
    as_json: Json = False,
) -> None:
    """Say whether a task is CapEx, which task above it says so, and who changed that when."""

    async def act(actions: Actions) -> int:
        connection = await actions.connection(slug)
        found = await actions.reports.classification(connection.id, key)
        if as_json:
            show.as_json(found)
        for line in classified(key, found) if not as_json else ():
            show.out.print(line, markup=False)
        return 0

    run(act)


@finance_app.command("centre")
def centre(
    name: Annotated[str, typer.Argument(help="The cost centre's name.")],
    chosen: Annotated[str, typer.Option("--class", help="capex, opex or none.")],
    by: By = None,
) -> None:
    """Class a cost centre: it counts for effort that was entered and that no task tells of."""

    async def act(actions: Actions) -> int:
        if chosen not in ("capex", "opex", "none"):
            raise BadInputError(f"{chosen!r} is no class: capex, opex or none.")
        kind = chosen if chosen != "none" else None
        known = await actions.reports.class_centre(name, kind, by or actions.audit.by)
        show.out.print(f"{known}: {chosen}.", markup=False)
        return 0

    run(act)


@finance_app.command("place")
def place(
    project: Annotated[str, typer.Argument(help="The roadmap project's name.")],
    name: Annotated[str | None, typer.Argument(help="Its cost centre; none for none.")] = None,
    by: By = None,
) -> None:
    """Say which cost centre a roadmap project belongs to."""

    async def act(actions: Actions) -> int:
        known = await actions.reports.place_project(project, name, by or actions.audit.by)
        show.out.print(f"{known} belongs to {name or 'no cost centre'}.", markup=False)
        return 0

    run(act)


@finance_app.command("pay")
def pay(
    email: Annotated[str, typer.Argument(help="The employee's e-mail address.")],
    cost: Annotated[str, typer.Argument(help="What they cost a year, 85000 or 85000.50 say.")],
    currency: Annotated[str, typer.Argument(help="EUR say.")],
    since: Annotated[
        str | None, typer.Option(help="First month it counts, 2026-01 say; else always.")
    ] = None,
    by: By = None,
) -> None:
    """Say what somebody costs since when; an import's new cost counts from its own month on."""

    async def act(actions: Actions) -> int:
        _, wrong = employee_of(
            {"email": email, "name": email, "annual_cost": cost, "currency": currency}
        )
        if wrong:
            raise BadInputError(f"{wrong[0].what}.")
        first = _month(since) if since else None
        amount = Decimal(cost)
        known = await actions.reports.set_pay(
            email, amount, currency, first, by or actions.audit.by
        )
        show.out.print(f"{known}: from {since or 'ever'} on.", markup=False)
        return 0

    run(act)


@finance_app.command("export")
def export(
    what: Annotated[str, typer.Argument(help="day, week, project, cost-centre, capitalisation.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The file; - to print CSV.")],
    first: From = None,
    last: To = None,
    form: Annotated[str, typer.Option("--format", help="csv or parquet.")] = "csv",
) -> None:
    """Write a file: days, weeks, projects, cost centres or the capitalisation schedule."""

    async def act(actions: Actions) -> int:
        if what not in EXPORTS:
            raise BadInputError(f"{what!r} is no export: {', '.join(EXPORTS)}.")
        since, until = _range(first, last)
        with opened(form, output, EXPORTS[what]) as sink:
            count = await actions.exporting.export(what, since, until, sink)
        sys.stderr.write(f"{count} rows.\n")
        return 0

    run(act)


def _range(first: str | None, last: str | None) -> tuple[date, date]:
    """Give the first and the last date; a month as the last one counts whole."""
    since = _date(first, last=False) if first else date.min
    until = _date(last, last=True) if last else date.max
    if since > until:
        raise BadInputError(f"{first} is after {last}.")
    return since, until


def _date(told: str, *, last: bool) -> date:
    try:
        if len(told) > len("2026-05"):
            return date.fromisoformat(told)
        month = _month(told)
    except ValueError as error:
        raise BadInputError(f"{told!r} is no date: write 2026-05-31, or 2026-05.") from error
    return month_after(month) - timedelta(days=1) if last else month


def _month(told: str) -> date:
    """Give the first day of a month such as 2026-05."""
    try:
        return date.fromisoformat(f"{told}-01")
    except ValueError as error:
        raise BadInputError(f"{told!r} is no month: write 2026-05, say.") from error
