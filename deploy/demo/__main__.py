"""`make demo`: everything started, a full sync, live changes; `--once` compares and ends."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import aiohttp
import asyncpg
import typer

from deploy.backing import Backing, NoWayError, find
from deploy.backing.found import remove_private
from deploy.demo.live import Watch, change, look, tell
from deploy.local.program import ROOT, NotReadyError, Program, free_ports, hold
from deploy.local.services import Services, running
from libs.postgres.migrate import migrate
from tests.support.compare import compare

RECORDED = ROOT.parent / "shared" / "data" / "titanium-issues.jsonl.gz"
SLUG = "demo"
TOKEN = "simulated-token"  # noqa: S105 - the stand-in's own
BURST, AMONG, STEADY = 2_000, 500, 1_000
A_SECOND = 50


@dataclass(frozen=True, slots=True)
class Demo:
    """What is up."""

    backing: Backing
    services: Services
    jira: Program
    jira_url: str


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(
    *,
    once: Annotated[
        bool, typer.Option(help="Compare everything, print one JSON line, end.")
    ] = False,
    issues: Annotated[
        int, typer.Option(help="Issues to generate where none are recorded.")
    ] = 30_000,
    latency_ms: Annotated[float, typer.Option(help="How slow the stand-in is.")] = 0,
    run_dir: Annotated[Path, typer.Option(help="Where its files go.")] = Path(".run/demo"),
) -> None:
    """Show flowstate-jira at work."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with everything(run_dir, issues, latency_ms) as demo:
            seconds = first_sync(demo)
            if once:
                sys.exit(asyncio.run(prove(demo, seconds)))
            asyncio.run(keep_going(demo))
    except (NoWayError, NotReadyError) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        say("Stopped.")


@contextmanager
def everything(run_dir: Path, issues: int, latency_ms: float) -> Iterator[Demo]:
    """Run backing services, the stand-in and the five services for a while."""
    held = hold(run_dir)  # noqa: F841 - held for as long as this runs
    say("Starting PostgreSQL and RabbitMQ …")
    remove_private(run_dir)
    shutil.rmtree(run_dir / "log", ignore_errors=True)
    backing = find(run_dir)
    try:
        asyncio.run(migrate(backing.database_url))
        port = free_ports({"jira": 8090})["jira"]
        jira = stand_in(run_dir, port, issues, latency_ms)
        say("Starting a Jira that behaves like Jira Cloud …")
        jira.start()
        try:
            jira.wait_ready(120)
            say("Starting the five services …")
            urls = {"DATABASE_URL": backing.database_url, "AMQP_URL": backing.amqp_url}
            with running(run_dir, urls, private_jira=True) as services:
                yield Demo(backing, services, jira, f"http://127.0.0.1:{port}")
        finally:
            jira.stop()
    finally:
        backing.stop()


def stand_in(run_dir: Path, port: int, issues: int, latency_ms: float) -> Program:
    """Give the stand-in: with recorded issues where they are, generated ones otherwise."""
    made = ["--data", str(RECORDED)] if RECORDED.exists() else ["--issues", str(issues)]
    return Program(
        "jira",
        ["tests.simulator", "--port", str(port), "--latency-ms", str(latency_ms), *made],
        {},
        run_dir / "log" / "jira.log",
        f"http://127.0.0.1:{port}/_control/requests",
    )


def first_sync(demo: Demo) -> float:
    """Connect, test and sync as an admin would; give the sync's seconds."""
    say(f"\n$ connect {SLUG} --url {demo.jira_url} …")
    told = cli(
        demo, "connect", SLUG, "--url", demo.jira_url, "--email", "sync@example.com", "--json"
    )
    for check in told["checks"]:
        say(f"  {'✓' if check['passed'] else '✗'} {check['name']}: {check['finding']}")
    webhook = told["webhook"]
    asyncio.run(_register(demo.jira_url, webhook))
    say(f"\n$ sync {SLUG} --wait")
    started = time.monotonic()
    done = subprocess.run(  # noqa: S603 - our own command line
        [sys.executable, "-m", "services.console.cli", "sync", SLUG, "--wait"],
        cwd=ROOT,
        env=environment(demo),
        check=False,
    )
    if done.returncode != 0:
        sys.exit("The sync did not end well; the logs are in .run/demo/log.")
    return time.monotonic() - started


def cli(demo: Demo, *arguments: str) -> Any:
    """Run the command line; give the JSON it printed."""
    done = subprocess.run(  # noqa: S603 - our own command line
        [sys.executable, "-m", "services.console.cli", *arguments],
        cwd=ROOT,
        env=environment(demo),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        sys.exit(f"{' '.join(arguments[:2])} failed: {done.stdout}{done.stderr}")
    return json.loads(done.stdout)


def environment(demo: Demo) -> dict[str, str]:
    """Give what the command line needs to know."""
    return {**os.environ, **demo.services.environment, "JIRA_TOKEN": TOKEN}


async def _register(jira_url: str, webhook: object) -> None:
    async with aiohttp.ClientSession(jira_url) as http:
        await tell(http, "webhooks", webhook)


async def prove(demo: Demo, sync_seconds: float) -> int:
    """Change things, wait until level, compare all; print one JSON line; give the exit status."""
    async with (
        asyncpg.create_pool(demo.backing.database_url, min_size=1, max_size=2) as pool,
        aiohttp.ClientSession(demo.jira_url) as http,
    ):
        synced = await look(http, "requests")
        say(f"\n{BURST} changes of {AMONG} issues at once, in no order, some told twice …")
        await tell(http, "faults", {"webhook_duplicates": 0.1, "webhook_shuffle_seconds": 1})
        level = await burst(http, pool)
        bursted = await look(http, "requests")
        say(f"{STEADY} changes, {A_SECOND} a second …")
        await tell(http, "faults", {"webhook_duplicates": 0, "webhook_shuffle_seconds": 0})
        watch = Watch(SLUG)
        await steady(http, pool, watch)
        level = level and await watch.until_level(pool, 60)
        webhooks, requests = await look(http, "webhooks"), await look(http, "requests")
    found = await compare(demo.backing.database_url, demo.jira_url, SLUG)
    for words in found.examples[:10]:
        say(f"  {words}")
    line = {
        "issues": found.issues,
        "changes": found.changes,
        "webhooks": webhooks["delivered"],
        "divergence": found.divergence,
        "p50_ms": round(watch.percentile(50), 1),
        "p99_ms": round(watch.percentile(99), 1),
        "sync_seconds": round(sync_seconds, 1),
        "jira_requests": synced["total"],
        "burst_jira_requests": bursted["total"] - synced["total"],
        "jira_writes": requests["writes"],
    }
    sys.stdout.write(json.dumps(line) + "\n")
    return 0 if level and found.divergence == 0 and requests["writes"] == 0 else 1


async def burst(http: aiohttp.ClientSession, pool: asyncpg.Pool) -> bool:
    """Change many issues at once; say whether all arrived in time."""
    watch = Watch(SLUG)
    watch.expect(await change(http, {"do": "bulk", "count": BURST, "issues": AMONG}))
    return await watch.until_level(pool, 60)


async def steady(http: aiohttp.ClientSession, pool: asyncpg.Pool, watch: Watch) -> None:
    """Change issues at an even pace, looking meanwhile."""
    loop = asyncio.get_running_loop()
    begun = loop.time()
    for step in range(STEADY):
        watch.expect(await change(http, {"do": "bulk", "count": 1, "issues": AMONG}))
        while loop.time() < begun + (step + 1) / A_SECOND:
            await watch.look(pool)
            await asyncio.sleep(0.005)


async def keep_going(demo: Demo) -> None:
    """Print live changes as they land, until Ctrl-C."""
    tell_places(demo)
    async with (
        asyncpg.create_pool(demo.backing.database_url, min_size=1, max_size=2) as pool,
        aiohttp.ClientSession(demo.jira_url) as http,
    ):
        watch = Watch(SLUG)
        while True:
            deeds = await change(http, {"do": "bulk", "count": 1})
            watch.expect(deeds)
            await watch.until_level(pool, 30)
            for _, milliseconds in watch.arrived:
                say(f"  {deeds[0]['key']}: webhook to row in {milliseconds:.0f} ms")
            watch.arrived.clear()
            await asyncio.sleep(1)


def tell_places(demo: Demo) -> None:
    """Print every URL."""
    ports = demo.services.ports
    say("\nUp until Ctrl-C:")
    say(f"  PostgreSQL  {demo.backing.database_url}")
    say(f"  RabbitMQ    {demo.backing.amqp_url}")
    say(f"              {demo.backing.management_url}  (guest, guest)")
    say(f"  Jira        {demo.jira_url}  (stand-in; /_control/requests counts what was asked)")
    say(f"  Webhooks    {demo.services.ingress_url}/webhooks/jira/<token>")
    say(f"  Console     http://127.0.0.1:{ports['console-web']}")
    for name in demo.services.programs:
        say(f"  {name:<11} http://127.0.0.1:{ports[name]}/metrics  /healthz  /readyz")
    say("\nLive changes:")


def say(words: str) -> None:
    """Print a line at once."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    app()
