"""operations → console: the command line of what could not be handled and was put aside."""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from services.console import show
from services.console.actions import Actions
from services.console.command import Json, run
from services.console.errors import BadInputError

parked_app = typer.Typer(no_args_is_help=True, help="What could not be handled and was put aside.")


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
        done = await actions.replay(queue, message_ids or None)
        return _settled(queue, done, message_ids or (), "put back")

    run(act)


@parked_app.command("discard")
def parked_discard(queue: str, message_ids: list[str]) -> None:
    """Throw parked messages away."""

    async def act(actions: Actions) -> int:
        return _settled(
            queue, await actions.discard(queue, message_ids), message_ids, "thrown away"
        )

    run(act)


def _settled(queue: str, done: int, ids: Sequence[str], what: str) -> int:
    """Say how many parked messages were settled, and that some were not found; give the status."""
    missing = len(set(ids)) - done
    show.out.print(f"{done} {what}.")
    if missing <= 0:
        return 0
    sys.stderr.write(
        f"{missing} of these ids {'is' if missing == 1 else 'are'} not parked of {queue}; "
        f"`parked list {queue}` shows which are.\n"
    )
    return 1
