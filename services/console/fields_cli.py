"""admin → console: the command line of fields: what they hold, and what they mean here."""

import sys
from collections.abc import Iterator
from typing import Annotated
from uuid import uuid4

import typer

from services.console import show
from services.console.actions import Actions
from services.console.command import Json, Slug, run
from services.console.fields import Contents, Field
from services.console.fitting import check_wish, doubts
from services.console.waiting import waited

fields_app = typer.Typer(no_args_is_help=True, help="What fields hold, and what they mean here.")


@fields_app.command("fields")
def fields(
    slug: Slug,
    field_id: Annotated[str | None, typer.Argument(help="Only this field, in detail.")] = None,
    search: Annotated[str | None, typer.Option(help="Only with this in the name or id.")] = None,
    as_json: Json = False,
) -> None:
    """List Jira's custom fields; of one, the options and values seen in issues."""

    async def act(actions: Actions) -> int:
        connection = await actions.connection(slug)
        if field_id is not None:
            found = await actions.fields.contents(connection.id, field_id)
            lines = [_field(found.field), *(f"  {line}" for line in _contents(found))]
        else:
            listed = await actions.fields.listed(connection.id, search)
            lines = [_field(field) for field in listed] or ["No custom field is known by that."]
        if as_json:
            show.as_json(found if field_id is not None else listed)
        for line in lines if not as_json else ():
            show.out.print(line, markup=False)
        return 0

    run(act)


@fields_app.command("map-field")
def map_field(
    slug: Slug,
    behaviour: Annotated[str, typer.Argument(help="capex or project_name.")],
    field_id: Annotated[str, typer.Argument(help="The Jira field's id, customfield_10050 say.")],
    yes: Annotated[
        list[str] | None, typer.Option(help="Id of an option that means yes; repeatable.")
    ] = None,
    cost_centre: Annotated[str | None, typer.Option(help="The CapEx cost centre's name.")] = None,
    wait: Annotated[bool, typer.Option(help="Show the progress and wait for the end.")] = False,
) -> None:
    """Give a custom field of Jira a meaning; only what the mirror lacks of it is read."""

    async def act(actions: Actions) -> int:
        check_wish(behaviour, field_id, yes or (), cost_centre)
        connection = await actions.connection(slug)
        found = await actions.fields.contents(connection.id, field_id)
        number = uuid4()
        name = await actions.map_field(
            slug, behaviour, field_id, yes or (), cost_centre, run=number
        )
        show.out.print(f"{name} ({field_id}) now means {behaviour}.", markup=False)
        for doubt in doubts(found, behaviour, yes or ()):
            sys.stderr.write(f"But {doubt}.\n")
        lacking = found.issues - found.asked
        if not lacking:
            show.out.print("Every issue was read with it already; what follows is derived now.")
            return 0
        show.out.print(f"{lacking} issues are read again for it: run {number}.")
        return await waited(actions, slug, number, as_json=False) if wait else 0

    run(act)


@fields_app.command("unmap-field")
def unmap_field(
    slug: Slug, behaviour: Annotated[str, typer.Argument(help="capex or project_name.")]
) -> None:
    """Take a field's meaning back."""

    async def act(actions: Actions) -> int:
        gone = await actions.unmap_field(slug, behaviour)
        show.out.print(f"{gone} does not mean {behaviour} any more.", markup=False)
        return 0

    run(act)


def _field(field: Field) -> str:
    of = f" of {field.items}" if field.items else ""
    kind = f" ({field.kind.rpartition(':')[2]})" if field.kind else ""
    means = f", means {' and '.join(field.means)}" if field.means else ""
    gone = f"; not in Jira since {field.missing_since:%Y-%m-%d}" if field.missing_since else ""
    return f"{field.id}  {field.name}: {field.type or 'of no known type'}{of}{kind}{means}{gone}"


def _contents(found: Contents) -> Iterator[str]:
    """Say what was read of a field, a line each."""
    if not found.asked:
        yield "Nothing is known of its values, for it has no meaning here: `map-field` reads them."
        return
    yield f"{found.filled} of {found.asked} issues say something in it"
    if found.asked < found.issues:
        yield f"{found.issues - found.asked} more issues were not read with it"
    for option in found.options:
        chosen = ", means yes" if option.chosen else ""
        label = option.label if option.label is not None else "without a label"
        yield f"option {option.id}  {label}: {option.issues} issues{chosen}"
    for sample in found.samples:
        yield f"{sample.value!r}: {sample.issues} issues"
