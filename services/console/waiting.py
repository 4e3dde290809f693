"""admin → console: waiting at the terminal for a run that was asked for."""

from uuid import UUID

from services.console import show
from services.console.actions import ENDED, Actions


async def waited(actions: Actions, slug: str, number: UUID, *, as_json: bool) -> int:
    """Show a run's progress until its end; give the exit status."""
    states = actions.watch(slug, number)
    ended = await (show.silently(states) if as_json else show.progress(states))
    connection = await actions.connection(slug)
    if as_json:
        show.as_json(ended)
    elif ended is not None and ended.phase in ENDED:
        joined = "joined the sync under way; " if ended.run != number else ""
        show.out.print(f"{joined}{show.run_line(ended)}", markup=False)
    elif connection.state == "needs_attention":
        show.out.print(
            f"{slug} needs attention: {connection.state_reason} Connect again, with a new token; "
            "nothing is lost, the sync goes on then.",
            markup=False,
        )
    elif ended is not None:
        show.out.print(show.run_line(ended), markup=False)
    else:
        show.out.print("The wish still waits; it is not asked for again.")
    return 0 if ended is not None and ended.phase == "done" else 1
