"""console → admin: how findings, runs and parked messages look at a terminal or as JSON."""

import json
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from libs.bus.parked import Parked, Queues
from services.console.actions import ENDED, STALLED
from services.console.checks import Check
from services.console.schedule import Schedule
from services.console.store import Overview, Run

out = Console(file=None, highlight=False, soft_wrap=True)
LONG: float = 60
"""Seconds after which a wish that nobody took is spoken of."""
NOT_TAKEN = (
    "Nothing took the wish yet: the fetcher does not run, is busy, or Jira does not answer. "
    "`status` names queues that nobody reads, `test` says how Jira is, the fetcher's log the rest."
)


def as_json(value: Any) -> None:
    """Print a value for a program."""
    sys.stdout.write(json.dumps(value, default=_plain) + "\n")


def check(done: Check) -> None:
    """Print one check as it is done."""
    mark = "[green]✓[/]" if done.passed else "[red]✗[/]"
    out.print(f"{mark} {done.name}: ", end="")
    out.print(done.finding, markup=False)
    if done.remedy:
        out.print(f"  → {done.remedy}", markup=False)


async def progress(states: AsyncIterator[Run | None]) -> Run | None:
    """Show a run's progress until it ends; give it as it ended."""
    last: Run | None = None
    begun, spoken = monotonic(), False
    out.print("asked for; waiting for it to begin")
    with Progress(
        TextColumn("{task.description:<10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=out,
        disable=not out.is_terminal,
    ) as bar:
        task = bar.add_task("asked for", total=None)
        async for run in states:
            if run is None:
                if not spoken and monotonic() - begun > LONG:
                    out.print(NOT_TAKEN, markup=False)
                    spoken = True
                continue
            _say(last, run)
            last = run
            done, total = run.step or (0, None)
            bar.update(task, description=run.phase, completed=done, total=total)
    return last


async def silently(states: AsyncIterator[Run | None]) -> Run | None:
    """Wait until a run ends; give it as it ended."""
    last: Run | None = None
    async for run in states:
        last = run
    return last


def _say(before: Run | None, now: Run) -> None:
    """Print a line at each new phase, where no bar can be drawn."""
    if not out.is_terminal and (before is None or before.phase != now.phase):
        listed = [f"{now.listed} listed"] if now.listed else []
        read = [f"{now.step[0]} of {now.step[1]} read"] if now.step else []
        told = ", ".join(listed + read)
        out.print(f"{now.phase}: {told}" if told else now.phase, markup=False)


def run_line(run: Run) -> str:
    """Say in a line how a run went."""
    state = "stalled" if stalled(run) else run.phase
    took = (run.finished_at or run.progressed_at) - run.created_at
    if run.error:
        return f"{state}: {run.error}"
    if run.phase == "needs_confirmation":
        return (
            f"needs_confirmation: more issues than usual are gone ({run.doubted}); "
            "say with `confirm` whether they were deleted"
        )
    more = {
        "missed by webhooks": run.missed,
        "deleted": run.deleted,
        "archived": run.archived,
        "out of sight": run.access_lost,
    }
    told = "".join(f"{number} {what}, " for what, number in more.items() if number)
    far = (
        f"{int(run.fraction * 100)} %, "
        if run.fraction is not None and run.phase not in ENDED
        else ""
    )
    return (
        f"{state}: {far}{f'{run.listed} listed, ' if run.listed else ''}"
        f"{run.wanted} wanted, {run.fetched} read, "
        f"{run.absent} not there, {told}{took / timedelta(seconds=1):.1f} s"
        + (f" ({run.note})" if run.note else "")
    )


def stalled(run: Run) -> bool:
    """Whether a run that should get on does not."""
    return run.phase not in ENDED and run.quiet > STALLED


def overview(
    connections: Sequence[tuple[Overview, Sequence[Run], Sequence[str]]], queues: Queues
) -> None:
    """Print connections, their last runs, notices about them, and the queues not empty."""
    if not connections:
        out.print("There is no connection yet. `connect` makes one.")
    for connection, runs, notices in connections:
        out.print(f"{connection.slug}  {connection.url}  {connection.state}", markup=False)
        if connection.state_reason:
            out.print(f"  needs attention: {connection.state_reason}", markup=False)
        out.print(
            f"  {connection.issues} issues, {connection.changes} history entries, "
            f"{connection.tasks} tasks; daily at {connection.daily_at} "
            f"{connection.daily_zone}",
            markup=False,
        )
        for notice in notices:
            out.print(f"  {notice}", markup=False)
        for run in runs:
            kind = f"{run.reason}, " if run.reason else ""
            out.print(f"  {run.created_at:%Y-%m-%d %H:%M} {kind}{run_line(run)}", markup=False)
    _queues(queues)


def _queues(queues: Queues) -> None:
    """Print the queues not empty, and what to do about some."""
    busy = {name: depth for name, depth in queues.depths.items() if depth}
    table = Table("queue", "waiting", box=None)
    for name, depth in busy.items():
        table.add_row(name, str(depth))
    out.print(table if busy else "All queues are empty.")
    for name in queues.unread:
        service = name.partition(".")[0]
        out.print(f"Nobody reads {name}: does the {service} run?")
    for name in busy:
        if name.endswith(".parked"):
            out.print(f"`parked list {name.removesuffix('.parked')}` says what was put aside.")


def schedule(setting: Schedule) -> str:
    """Say when the daily sync is due, and when next."""
    due = setting.next_due
    when = f"{due:%Y-%m-%d %H:%M %Z} ({due.astimezone(UTC):%H:%M} UTC)"
    told = "the next is due now" if setting.waits else f"the next is due {when}"
    return f"daily at {setting.daily_at} {setting.daily_zone}; {told}."


def parked(messages: Sequence[Parked]) -> None:
    """Print what is parked, a line each."""
    if not messages:
        out.print("Nothing is parked of it.")
    for message in messages:
        out.print(f"{message.id}  {message.queue}  {message.why}", markup=False)


def parked_whole(message: Parked) -> None:
    """Print a parked message with its body and traceback."""
    out.print(f"id: {message.id}", markup=False)
    out.print(f"queue: {message.queue}, key {message.routing_key}", markup=False)
    out.print(f"attempt: {message.attempt}, parked at {message.at}", markup=False)
    out.print(f"why: {message.why}", markup=False)
    out.print(message.body.decode(errors="replace"), markup=False)
    if message.traceback:
        out.print(message.traceback, markup=False)


def _plain(value: Any) -> Any:
    if isinstance(value, Run):
        return asdict(value) | {"fraction": value.fraction}
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)
