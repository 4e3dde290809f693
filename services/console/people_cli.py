"""admin → console: the command line of people: employees, and which accounts they are."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from services.console import show
from services.console.actions import Actions
from services.console.command import Json, Slug, run
from services.console.people import Mapped, Unmatched
from services.console.roster import LARGEST, Roster, read_roster

people_app = typer.Typer(no_args_is_help=True, help="Employees, and which accounts they are.")

PROBLEMS_SHOWN = 20

AccountId = Annotated[str, typer.Argument(help="The account's id, as `people list` shows it.")]


@people_app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="CSV: email, name, and what else is known.")],
    *,
    dry_run: Annotated[bool, typer.Option(help="Only say what would happen.")] = False,
) -> None:
    """Add employees from a file, or change them; with any problem in it, nothing is imported."""
    roster = _roster(file)

    async def act(actions: Actions) -> int:
        done = await actions.people.import_employees(roster.employees, dry_run=dry_run)
        if not dry_run:
            await actions.people_changed()
        counts = f"{done.added} added, {done.changed} changed, {done.unchanged} as before"
        show.out.print(f"{counts}; a dry run: nothing was stored." if dry_run else f"{counts}.")
        return 0

    run(act)


@people_app.command("list")
def listing(
    slug: Slug,
    *,
    unmatched: Annotated[bool, typer.Option(help="Only those that are no employee yet.")] = False,
    as_json: Json = False,
) -> None:
    """List a connection's accounts, the employees they are, and whom the others may be."""

    async def act(actions: Actions) -> int:
        connection = await actions.connection(slug)
        mapped = [] if unmatched else await actions.people.mapped(connection.id)
        others = await actions.people.unmatched(connection.id)
        if as_json:
            show.as_json(({} if unmatched else {"mapped": mapped}) | {"unmatched": others})
            return 0
        for line in (*map(_mapped, mapped), *map(_unmatched, others)):
            show.out.print(line, markup=False)
        return 0

    run(act)


@people_app.command("map")
def map_account(
    slug: Slug,
    account_id: AccountId,
    email: Annotated[str, typer.Argument(help="The employee's e-mail address.")],
) -> None:
    """Say which employee an account is: e-mail addresses do not change that any more."""
    _say(slug, account_id, email, f"{account_id} is {email}.")


@people_app.command("nobody")
def nobody(slug: Slug, account_id: AccountId) -> None:
    """Say that an account is nobody here, whatever its e-mail address."""
    _say(slug, account_id, None, f"{account_id} is nobody.")


@people_app.command("unmap")
def unmap(slug: Slug, account_id: AccountId) -> None:
    """Take back what was said of an account by hand: its e-mail address counts again."""

    async def act(actions: Actions) -> int:
        connection = await actions.connection(slug)
        await actions.people.unmap(connection, account_id)
        await actions.people_changed([slug])
        show.out.print(await actions.people.by_email(connection.id, account_id), markup=False)
        return 0

    run(act)


def _say(slug: str, account_id: str, email: str | None, done: str) -> None:
    async def act(actions: Actions) -> int:
        connection = await actions.connection(slug)
        await actions.people.map_account(connection, account_id, email)
        await actions.people_changed([slug])
        show.out.print(done, markup=False)
        return 0

    run(act)


def _roster(file: Path) -> Roster:
    """Read the file; with any problem, say so and end."""
    try:
        with file.open("rb") as opened:
            roster = read_roster(opened.read(LARGEST + 1))
    except OSError as error:
        sys.stderr.write(f"The file cannot be read: {error.strerror}.\n")
        raise SystemExit(2) from error
    told = [f"line {p.line}, column {p.column}: {p.what}" for p in roster.problems]
    more = len(told) - PROBLEMS_SHOWN
    sys.stderr.writelines(f"{line}\n" for line in (*roster.notes, *told[:PROBLEMS_SHOWN]))
    if more > 0:
        sys.stderr.write(f"and {more} more.\n")
    if told:
        sys.stderr.write("Nothing was imported: mend the file and import it again.\n")
        raise SystemExit(2)
    return roster


def _mapped(account: Mapped) -> str:
    how = "by hand" if account.method == "manual" else "by e-mail"
    if account.employee_email is None:
        return f"{_account(account)}: nobody, {how}"
    return f"{_account(account)}: {account.employee_name}, {account.employee_email}, {how}"


def _unmatched(account: Unmatched) -> str:
    perhaps = [f"\n  → perhaps {s.name}, {s.email} ({s.likeness} %)" for s in account.suggestions]
    return f"{_account(account)}: no employee yet{''.join(perhaps)}"


def _account(account: Mapped | Unmatched) -> str:
    gone = ", deactivated" if account.active is False else ""
    return f"{account.display_name or 'without a name'} ({account.account_id}{gone})"
