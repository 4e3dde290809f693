"""`python -m tests.simulator`: the stand-in alone, on a loopback port."""

import asyncio
import signal
import sys
from pathlib import Path
from typing import Annotated

import typer
import uvloop

from tests.simulator.faults import Faults
from tests.simulator.gate import EMAIL, TOKEN
from tests.simulator.generate import generate
from tests.simulator.recorded import load
from tests.simulator.server import ZONE, Simulator
from tests.simulator.world import World


def main(
    port: Annotated[int, typer.Option(help="Loopback port; 0 for any free one.")] = 8090,
    data: Annotated[Path | None, typer.Option(help="A recorded issue set, .jsonl.gz.")] = None,
    issues: Annotated[int, typer.Option(help="Issues to generate without --data.")] = 30_000,
    seed: Annotated[int, typer.Option(help="Of everything that is random.")] = 1,
    latency_ms: Annotated[float, typer.Option(help="Added to every answer.")] = 0,
    zone: Annotated[str, typer.Option(help="The account's time zone.")] = ZONE,
    email: Annotated[str, typer.Option(help="The account's e-mail address.")] = EMAIL,
    token: Annotated[str, typer.Option(help="The API token it accepts.")] = TOKEN,
    scoped_token: Annotated[str | None, typer.Option(help="One for the gateway only.")] = None,
    webhook_url: Annotated[str | None, typer.Option(help="Where webhooks go.")] = None,
    webhook_secret: Annotated[str | None, typer.Option(help="What they are signed with.")] = None,
    time_scale: Annotated[float, typer.Option(help="Of the waits before retries.")] = 0.001,
) -> None:
    """Run a stand-in for Jira Cloud until Ctrl-C; it can only be read, save under /_control/."""
    world = load(data, seed) if data is not None else generate(issues, seed)
    faults = Faults(seed=seed, latency_ms=latency_ms)

    async def serve() -> None:
        async with Simulator.start(
            world, port=port, faults=faults, zone=zone, time_scale=time_scale
        ) as jira:
            jira.gate.email, jira.gate.token = email, token
            jira.gate.scoped_token = scoped_token
            jira.sender.url, jira.sender.secret = webhook_url, webhook_secret
            sys.stdout.write(
                f"{summary(world)} at {jira.url}\nlog in as {jira.email} with token {jira.token}\n"
            )
            sys.stdout.flush()
            stop = asyncio.Event()
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, stop.set)
            await stop.wait()

    try:
        uvloop.run(serve())
    except OSError as error:
        sys.exit(f"Port {port} cannot be had: {error.strerror}. Choose another with --port.")


def summary(world: World) -> str:
    """Say what the world holds."""
    return f"{len(world.issues)} issues, {len(world.projects)} projects, {len(world.users)} people"


if __name__ == "__main__":
    typer.run(main)
