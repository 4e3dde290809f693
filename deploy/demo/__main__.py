"""`make demo`: everything started, a full sync, live changes; `--once` compares and ends."""

import asyncio
import json
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
from deploy.demo import effort
from deploy.demo.command_line import CLI, complete, told
from deploy.demo.live import Watch, change, look, tell
from deploy.local.program import ROOT, NotReadyError, Program, free_ports, hold
from deploy.local.services import Services, running
from libs.postgres.migrate import migrate
from tests.support.compare import compare

RECORDED = ROOT.parent / "shared" / "data" / "titanium-issues.jsonl.gz"
SLUG = "demo"
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
            requests = asyncio.run(_asked(demo.jira_url))
            reckoning = people(demo, run_dir)
            if once:
                figured = {
                    "jira_requests": requests,
                    "sync_seconds": round(seconds, 1),
                    "reckoning_seconds": round(reckoning, 1),
                }
                sys.exit(prove(demo, figured))
            figures(demo)
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
    address = ("--url", demo.jira_url, "--email", "sync@example.com")
    (connected,) = told(demo.services.environment, "connect", SLUG, *address, "--json")
    for check in connected["checks"]:
        say(f"  {'✓' if check['passed'] else '✗'} {check['name']}: {check['finding']}")
    webhook = connected["webhook"]
    asyncio.run(_register(demo.jira_url, webhook))
    say(f"\n$ sync {SLUG} --wait")
    started = time.monotonic()
    done = subprocess.run(  # noqa: S603 - our own command line
        [*CLI, "sync", SLUG, "--wait"],
        cwd=ROOT,
        env=complete(demo.services.environment),
        check=False,
    )
    if done.returncode != 0:
        sys.exit("The sync did not end well; the logs are in .run/demo/log.")
    return time.monotonic() - started


def people(demo: Demo, run_dir: Path) -> float:
    """Make the stand-in's people employees; give the seconds until their effort is reckoned."""
    say(f"\n$ map-field {SLUG} capex …")
    say(f"  {effort.capitalise(demo.services.environment, SLUG).strip()}")
    asyncio.run(effort.until(demo.backing.database_url, effort.READ))
    say(f"\n$ people import {run_dir}/employees.csv\n$ roadmap promote {SLUG} …")
    started = time.monotonic()
    for line in effort.employ(demo.services.environment, SLUG, run_dir).splitlines():
        say(f"  {line}")
    asyncio.run(effort.until(demo.backing.database_url, effort.RECKONED))
    seconds = time.monotonic() - started
    say(f"  everybody's effort was reckoned in {seconds:.0f} s")
    return seconds


def figures(demo: Demo) -> tuple[int, int]:
    """Check every figure; give how many there are, and how many are not the sum of their parts."""
    say("\n$ effort check")
    found = effort.check(demo.services.environment)
    for each in found["checked"]:
        say(f"  {each['name']}: {each['figures']} figures, {each['differences']} differ")
        if each["example"]:
            say(f"    {each['example']}")
    return found["figures"], found["differences"]


async def _asked(jira_url: str) -> int:
    """Give how many requests the stand-in has answered."""
    async with aiohttp.ClientSession(jira_url) as http:
        total: int = (await look(http, "requests"))["total"]
        return total


async def _register(jira_url: str, webhook: object) -> None:
    async with aiohttp.ClientSession(jira_url) as http:
        await tell(http, "webhooks", webhook)


def prove(demo: Demo, figured: dict[str, Any]) -> int:
    """Change things, wait until level, compare all; print one JSON line; give the exit status."""
    line, level = asyncio.run(changed(demo))
    asyncio.run(effort.until(demo.backing.database_url, effort.RECKONED))
    checked, differences = figures(demo)
    line |= figured | {"effort_figures": checked, "effort_differences": differences}
    sys.stdout.write(json.dumps(line) + "\n")
    well = level and checked and not (line["divergence"] or line["jira_writes"] or differences)
    return 0 if well else 1


async def changed(demo: Demo) -> tuple[dict[str, Any], bool]:
    """Change things, wait until level, compare; give what is told, and whether all arrived."""
    async with (
        asyncpg.create_pool(demo.backing.database_url, min_size=1, max_size=2) as pool,
        aiohttp.ClientSession(demo.jira_url) as http,
    ):
        before = await look(http, "requests")
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
        "burst_jira_requests": bursted["total"] - before["total"],
        "jira_writes": requests["writes"],
    }
    return line, level


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
