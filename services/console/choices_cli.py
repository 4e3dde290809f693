"""admin → console: the command line of what to sync as what."""

from typing import Annotated

import typer

from services.console import show
from services.console.actions import Actions
from services.console.chosen import lists_said
from services.console.command import Json, Slug, run
from services.console.errors import BadInputError

choices_app = typer.Typer(no_args_is_help=True, help="What to sync as what.")
roadmap_app = typer.Typer(no_args_is_help=True, help="Roadmap projects, and what links to them.")


@choices_app.command("mode")
def mode(slug: Slug, chosen: Annotated[str, typer.Argument(help="projects or epics.")]) -> None:
    """Make Jira projects, or epics, the PMS projects; links are kept for the day back."""

    async def act(actions: Actions) -> int:
        if chosen not in ("projects", "epics"):
            raise BadInputError(f"{chosen!r} is no mode: projects or epics.")
        changed = await actions.choose_mode(slug, chosen)
        show.out.print(f"{slug}: {chosen} {'from now on' if changed else 'as before'}.")
        return 0

    run(act)


@choices_app.command("lists")
def lists(
    slug: Slug,
    include: Annotated[list[str] | None, typer.Option(help="Only these; repeatable.")] = None,
    exclude: Annotated[list[str] | None, typer.Option(help="Not these; repeatable.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All count: clear the lists.")] = False,
    as_json: Json = False,
) -> None:
    """Say which Jira projects count, by key: the lists anew; without any option, show them."""

    async def act(actions: Actions) -> int:
        if everything and (include or exclude):
            raise BadInputError("--all clears the lists: it goes with neither of the others.")
        if everything or include or exclude:
            await actions.choose_lists(slug, include or (), exclude or ())
        connection = await actions.connection(slug)
        listed = await actions.chosen.lists(connection.id)
        if as_json:
            show.as_json(listed)
        else:
            show.out.print(f"{slug}: {lists_said(listed)}.", markup=False)
        return 0

    run(act)


@choices_app.command("schedule")
def schedule(
    slug: Slug,
    at: Annotated[str | None, typer.Option(help="Local time of the daily sync, HH:MM.")] = None,
    zone: Annotated[str | None, typer.Option(help="Its time zone, Europe/Berlin say.")] = None,
    as_json: Json = False,
) -> None:
    """Change when the daily sync is due; without any option, show it and when it comes next."""

    async def act(actions: Actions) -> int:
        now = await actions.schedule(slug, at, zone)
        if as_json:
            show.as_json(now)
        else:
            show.out.print(f"{slug}: {show.schedule(now)}", markup=False)
        return 0

    run(act)


@choices_app.command("confirm")
def confirm(
    slug: Slug,
    deleted: Annotated[
        bool | None,
        typer.Option("--deleted/--access-lost", help="What became of the missing issues."),
    ] = None,
) -> None:
    """Say what became of the issues that the last sync doubts."""

    async def act(actions: Actions) -> int:
        if deleted is None:
            raise BadInputError(
                "Say what became of them: --deleted, or --access-lost if only the permission to "
                "see them was taken away."
            )
        number = await actions.confirm(slug, deleted=deleted)
        show.out.print(f"Run {number}: the missing issues are noted as told.", markup=False)
        return 0

    run(act)


@roadmap_app.command("add")
def add(names: list[str]) -> None:
    """Add roadmap projects; PMS projects whose mapped field names one are linked."""

    async def act(actions: Actions) -> int:
        show.out.print(f"{await actions.add_roadmap_projects(names)} added.")
        return 0

    run(act)


@roadmap_app.command("list")
def listing(
    slug: Slug,
    unlinked: Annotated[bool, typer.Option(help="Only those without a roadmap project.")] = False,
    as_json: Json = False,
) -> None:
    """List a connection's PMS projects and their roadmap projects."""

    async def act(actions: Actions) -> int:
        connection = await actions.connection(slug)
        found = await actions.choices.projects(connection.id)
        shown = [project for project in found if not (unlinked and project.roadmap)]
        if as_json:
            show.as_json(shown)
        for project in shown if not as_json else ():
            named = f", named {project.named!r}" if project.named and not project.roadmap else ""
            link = f"{project.roadmap} ({project.linked_by})" if project.roadmap else "unlinked"
            show.out.print(f"{project.key}  {project.name}: {link}{named}", markup=False)
        return 0

    run(act)


@roadmap_app.command("projects")
def projects(as_json: Json = False) -> None:
    """List the projects of the roadmap."""

    async def act(actions: Actions) -> int:
        found = await actions.roadmap.listed()
        if as_json:
            show.as_json(found)
        for project in found if not as_json else ():
            show.out.print(f"{project.name}: {project.linked} linked", markup=False)
        if not found and not as_json:
            show.out.print("There is no roadmap project yet. `roadmap add` makes one.")
        return 0

    run(act)


@roadmap_app.command("remove")
def remove(name: Annotated[str, typer.Argument(help="One that nothing links to.")]) -> None:
    """Remove a roadmap project to which nothing links."""

    async def act(actions: Actions) -> int:
        show.out.print(f"{await actions.roadmap.remove(name)} is removed.", markup=False)
        return 0

    run(act)


@roadmap_app.command("link")
def link(
    slug: Slug,
    key: Annotated[str, typer.Argument(help="The PMS project's key or name.")],
    name: Annotated[str | None, typer.Argument(help="The roadmap project; none to unlink.")] = None,
) -> None:
    """Link a PMS project by hand: names do not change that any more."""

    async def act(actions: Actions) -> int:
        connection = await actions.connection(slug)
        await actions.links.link(connection, [key], name)
        show.out.print(f"{key} links to {name or 'nothing'}.", markup=False)
        return 0

    run(act)


@roadmap_app.command("bulk")
def bulk(
    slug: Slug,
    projects: Annotated[
        list[str] | None, typer.Argument(help="PMS projects by key or name; none: all unlinked.")
    ] = None,
    to: Annotated[str | None, typer.Option(help="All to this one; else each to its name.")] = None,
) -> None:
    """Link many PMS projects by hand, to one roadmap project or each to the one of its name."""

    async def act(actions: Actions) -> int:
        connection = await actions.connection(slug)
        if to is not None and not projects:
            raise BadInputError("Say which PMS projects to link to it.")
        if to is not None:
            done = await actions.links.link(connection, projects or (), to)
        else:
            done = await actions.links.link_namesakes(connection, projects or ())
        show.out.print(f"{len(done.moved)} linked anew.")
        if done.left:
            show.out.print(f"Without a namesake: {', '.join(done.left)}.", markup=False)
        return 0

    run(act)


@roadmap_app.command("promote")
def promote(
    slug: Slug, projects: Annotated[list[str], typer.Argument(help="PMS projects, by key or name.")]
) -> None:
    """Make PMS projects roadmap projects of the same name, and link them."""

    async def act(actions: Actions) -> int:
        connection = await actions.connection(slug)
        names = await actions.links.promote(connection, projects)
        show.out.print(f"On the roadmap now: {', '.join(names)}.", markup=False)
        return 0

    run(act)
