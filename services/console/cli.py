"""admin → console: the command line: `python -m services.console.cli --help`.

Exit codes: 0 well, 1 a check or run failed, 2 wrong input, 3 PostgreSQL or RabbitMQ is away.
"""

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from pydantic import ValidationError

from libs.contracts.sync_requested import Scope
from libs.runtime.settings import complaint
from services.console import show
from services.console.actions import Actions
from services.console.checks import Found
from services.console.choices_cli import choices_app, roadmap_app
from services.console.command import Json, Slug, act_as, run
from services.console.effort_cli import effort_app
from services.console.errors import BadInputError
from services.console.fields_cli import fields_app
from services.console.finance_cli import finance_app
from services.console.people_cli import people_app
from services.console.wish import Wish

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
parked_app = typer.Typer(no_args_is_help=True, help="What could not be handled and was put aside.")
app.add_typer(parked_app, name="parked")
app.add_typer(choices_app)
app.add_typer(fields_app)
app.add_typer(roadmap_app, name="roadmap")
app.add_typer(people_app, name="people")
app.add_typer(finance_app, name="finance")
app.add_typer(effort_app, name="effort")


@app.callback()
def everything(
    by: Annotated[
        str | None, typer.Option(help="Who acts, for the audit log; else your user's name.")
    ] = None,
) -> None:
    """Connect Jira, choose what becomes what, and follow the effort."""
    act_as(by)


@app.command()
def connect(
    slug: Slug,
    url: Annotated[str, typer.Option(help="https://<name>.atlassian.net")],
    email: Annotated[str, typer.Option(help="The account's e-mail address.")],
    token_file: Annotated[
        Path | None, typer.Option(help="File with the API token; else JIRA_TOKEN, else asked.")
    ] = None,
    mode: Annotated[str | None, typer.Option(help="projects (at first) or epics.")] = None,
    daily_at: Annotated[
        str | None, typer.Option(help="Local time of the daily sync, HH:MM; at first 02:00.")
    ] = None,
    zone: Annotated[str | None, typer.Option(help="Its zone; at first the account's.")] = None,
    new_webhook: Annotated[bool, typer.Option(help="Make a new webhook address.")] = False,
    as_json: Json = False,
) -> None:
    """Connect & Test, then store: a new connection, or a new token for a known one.

    What is not said of a known one stays as it is.
    """
    wish = Wish(slug, url, email, _token(token_file), _mode(mode), daily_at, zone)

    async def act(actions: Actions) -> int:
        drafted = await actions.connecting.draft(wish)
        found = Found()
        passed = await _checked(actions, drafted, found, as_json=as_json)
        if not passed:
            sys.stderr.write("Nothing was stored: mend what failed and connect again.\n")
            return 1
        stored = replace(
            drafted, account_zone=found.zone, daily_zone=drafted.daily_zone or found.zone
        )
        webhook = await actions.connect(stored, new_webhook=new_webhook)
        if as_json:
            show.as_json({"slug": slug, "webhook": webhook})
        elif webhook is not None:
            show.out.print(WEBHOOK.format(url=webhook.url, secret=webhook.secret), markup=False)
        else:
            show.out.print("Stored; the webhook stays as it is.")
        return 0

    run(act)


WEBHOOK = """
In Jira, under Settings → System → WebHooks, create one with this URL and secret, and the events
"Issue created", "updated" and "deleted" (more do no harm). They are shown only now:

  URL     {url}
  Secret  {secret}
"""


@app.command()
def test(slug: Slug, as_json: Json = False) -> None:
    """Connect & Test a stored connection: named checks, and what to do about each that fails."""

    async def act(actions: Actions) -> int:
        connection = await actions.connection(slug)
        return 0 if await _checked(actions, connection, Found(), as_json=as_json) else 1

    run(act)


@app.command()
def sync(
    slug: Slug,
    project: Annotated[list[str] | None, typer.Option(help="Only this one; repeatable.")] = None,
    issue: Annotated[list[str] | None, typer.Option(help="Only this issue; repeatable.")] = None,
    deep: Annotated[bool, typer.Option(help="Read every issue again.")] = False,
    wait: Annotated[bool, typer.Option(help="Show the progress and wait for the end.")] = False,
    as_json: Json = False,
) -> None:
    """Ask for a sync now."""
    try:
        scope = Scope(projects=tuple(project or ()), issues=tuple(issue or ()))
    except ValidationError as error:
        sys.stderr.write(f"{complaint(error)}\n")
        raise SystemExit(2) from error

    async def act(actions: Actions) -> int:
        number = await actions.sync(slug, scope, deep=deep)
        if not wait:
            if as_json:
                show.as_json({"run": number})
            else:
                show.out.print(f"Asked for: run {number}.")
            return 0
        return await _waited(actions, slug, number, as_json=as_json)

    run(act)


async def _waited(actions: Actions, slug: str, number: UUID, *, as_json: bool) -> int:
    """Show a run's progress until its end; give the exit status."""
    connection = await actions.connection(slug)
    if connection.state == "needs_attention":
        show.out.print(f"{slug} needs attention: {connection.state_reason}", markup=False)
    ended = await show.progress(actions.watch(number))
    if ended is None:
        return 1
    if as_json:
        show.as_json(ended)
    else:
        joined = "joined the sync under way; " if ended.run != number else ""
        show.out.print(f"{joined}{show.run_line(ended)}", markup=False)
    return 0 if ended.phase == "done" else 1


@app.command()
def status(
    slug: Annotated[str | None, typer.Argument(help="Only this connection.")] = None,
    as_json: Json = False,
) -> None:
    """Show connections, their last runs, what to look after, and what waits in the queues."""

    async def act(actions: Actions) -> int:
        if slug is not None:
            await actions.connection(slug)
        seen = [
            (
                connection,
                await actions.store.runs(connection.id),
                await actions.fields.notices(connection.id),
            )
            for connection in await actions.store.connections()
            if slug in (None, connection.slug)
        ]
        depths = await actions.depths()
        if as_json:
            show.as_json({"connections": seen, "queues": depths})
        else:
            show.overview(seen, depths)
        return 0

    run(act)


@parked_app.command("list")
def parked_list(
    queue: Annotated[str, typer.Argument(help="A queue that `status` names, mapper.live say.")],
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 100,
    as_json: Json = False,
) -> None:
    """List what is parked of a queue, with the reason."""

    async def act(actions: Actions) -> int:
        messages = await actions.parked(queue, limit)
        if as_json:
            show.as_json(messages)
        else:
            show.parked(messages)
        return 0

    run(act)


@parked_app.command("show")
def parked_show(queue: str, message_id: str) -> None:
    """Show one parked message whole."""

    async def act(actions: Actions) -> int:
        for message in await actions.parked(queue, 10_000):
            if message.id == message_id:
                show.parked_whole(message)
                return 0
        raise BadInputError(f"Nothing with the id {message_id!r} is parked of {queue}.")

    run(act)


@parked_app.command("replay")
def parked_replay(
    queue: str,
    message_ids: Annotated[list[str] | None, typer.Argument(help="All when none is named.")] = None,
) -> None:
    """Put parked messages back into their queue, to be handled as new."""

    async def act(actions: Actions) -> int:
        show.out.print(f"{await actions.replay(queue, message_ids or None)} put back.")
        return 0

    run(act)


@parked_app.command("discard")
def parked_discard(queue: str, message_ids: list[str]) -> None:
    """Throw parked messages away."""

    async def act(actions: Actions) -> int:
        show.out.print(f"{await actions.discard(queue, message_ids)} thrown away.")
        return 0

    run(act)


async def _checked(actions: Actions, connection: Any, found: Found, *, as_json: bool) -> bool:
    """Run the checks, showing each; say whether what a sync needs is well."""
    done = []
    async for check in actions.connecting.test(connection, found):
        done.append(check)
        if not as_json:
            show.check(check)
    if as_json:
        show.as_json({"checks": done})
    needed = {"reachable", "authenticated", "projects", "issues"}
    return {check.name for check in done if check.passed} >= needed


def _token(place: Path | None) -> str:
    try:
        token = place.read_text().strip() if place else os.environ.get("JIRA_TOKEN", "")
    except OSError as error:
        sys.stderr.write(f"The token file cannot be read: {error.strerror}.\n")
        raise SystemExit(2) from error
    token = token or typer.prompt("API token", hide_input=True)
    return token.strip()


def _mode(given: str | None) -> Any:
    if given not in (None, "projects", "epics"):
        sys.stderr.write(f"{given!r} is no mode: projects or epics.\n")
        raise SystemExit(2)
    return given


if __name__ == "__main__":
    app()
