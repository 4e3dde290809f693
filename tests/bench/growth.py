"""`make bench-growth`: many generated issues: what a night costs in which nothing changed.

A first full sync, then one of the same day, when no issue is due to be read again, then one of the
next day, when a 28th of them is. A JSON line a figure, with its limit and the machine's load; ends
with 1 when a limit is broken. What a process held at most is counted anew for each sync, from what
it held when that began. The stand-in is a process of its own, and its memory does not count.
"""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID, uuid4

import aiohttp
import asyncpg
import typer

from deploy.backing import NoWayError
from deploy.backing.found import remove_private
from deploy.local.program import NotReadyError, Program, free_ports, hold
from libs.bus import connect
from libs.connections import Connection
from libs.contracts.sync_requested import SyncRequested
from libs.runtime import clock, logs
from tests.bench.figures import tell
from tests.simulator.gate import EMAIL, TOKEN
from tests.support import memory, servers
from tests.support.system import System, running_system, store

SLUG = "growth"
MOST_SECONDS = 300.0
MOST_MB = 300.0
A_DAY = timedelta(hours=25)
SAY_EVERY = 15.0
READS = ("POST /rest/api/3/issue/bulkfetch", "POST /rest/api/3/changelog/bulkfetch")
"""How issues are read; a census asks neither."""
RUN = "select phase, listed, wanted, fetched, error from sync.run where run = $1"
ROWS = {
    "issues": "select count(*) from jira.issue",
    "history entries": "select count(*) from jira.change",
    "tasks": "select count(*) from pms.task",
    "activities": "select count(*) from pms.task_activity",
    "people": "select count(*) from jira.account",
}


def most_requests(issues: int) -> float:
    """Give the limit of a night in which nothing changed: 1,100 for a million issues."""
    return 100 + issues / 1000


@dataclass(frozen=True, slots=True)
class Synced:
    """One sync: how long, what it asked of Jira, what each process held at most."""

    seconds: float
    run: Mapping[str, Any]
    requests: Mapping[str, int]
    """By page."""
    peaks: Mapping[str, float]
    """MB, by process."""

    @property
    def reads(self) -> int:
        """Requests that read issues."""
        return sum(self.requests.get(page, 0) for page in READS)

    @property
    def census(self) -> int:
        """All other requests."""
        return sum(self.requests.values()) - self.reads


@dataclass(slots=True)
class Figures:
    """What is told; `broken` names what was over its limit."""

    broken: list[str] = field(default_factory=list)

    def tell(self, name: str, value: float, unit: str, limit: float | None = None) -> None:
        value = round(value, 1)
        tell(name, value, unit, limit=limit, load=round(os.getloadavg()[0], 1))
        if limit is not None and value > limit:
            self.broken.append(name)


@dataclass(frozen=True, slots=True)
class Bench:
    """What runs."""

    system: System
    jira_url: str
    http: aiohttp.ClientSession
    pool: asyncpg.Pool

    async def sync(self, what: str) -> Synced:
        """Ask for a full sync, wait for its end, and give what it cost."""
        pids = {
            name: program.process.pid
            for name, program in self.system.services.programs.items()
            if program.process is not None
        }
        for pid in pids.values():
            memory.forget_peak(pid)
        async with self.http.delete("/_control/requests"):
            pass
        run, began = uuid4(), time.monotonic()
        async with connect(self.system.amqp_url, source="bench") as bus:
            await bus.publish(SyncRequested(connection=SLUG, run=run))
        row = await self._ended(run, what)
        seconds = time.monotonic() - began
        async with self.http.get("/_control/requests") as answer:
            requests = (await answer.json())["by_page"]
        return Synced(seconds, row, requests, {n: memory.peak(pid) for n, pid in pids.items()})

    async def _ended(self, run: UUID, what: str) -> Mapping[str, Any]:
        """Wait for the run's end, saying now and then how far it is."""
        told = time.monotonic()
        while True:
            row = await self.pool.fetchrow(RUN, run)
            if row is not None and row["phase"] == "done":
                return dict(row)
            if row is not None and row["phase"] in ("failed", "needs_confirmation"):
                sys.exit(f"The {what} sync ended as {row['phase']}: {row['error']}")
            if time.monotonic() - told > SAY_EVERY:
                told = time.monotonic()
                say(f"  {what}: {dict(row) if row is not None else 'not begun'}")
            await asyncio.sleep(0.1)

    async def next_day(self) -> None:
        """Let Jira's clock, by which syncs are dated, be a day on."""
        faults = {"clock_skew_seconds": A_DAY.total_seconds()}
        async with self.http.post("/_control/faults", json=faults) as answer:
            answer.raise_for_status()


def main(
    issues: Annotated[int, typer.Option(help="Issues to generate.")] = 1_000_000,
    run_dir: Annotated[Path, typer.Option(help="Where its files go.")] = Path(".run/growth"),
) -> None:
    """Measure, and print a JSON line for each figure."""
    if not memory.told(os.getpid()):
        sys.exit("This bench reads from /proc what processes hold; it needs Linux.")
    logs.configure("bench", "error")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    figures = Figures()
    try:
        with running(run_dir, issues) as (system, jira_url):
            asyncio.run(measure(system, jira_url, issues, figures))
    except (NoWayError, NotReadyError) as error:
        sys.exit(str(error))
    if figures.broken:
        sys.exit(f"Over the limit: {', '.join(figures.broken)}")


@contextmanager
def running(run_dir: Path, issues: int) -> Iterator[tuple[System, str]]:
    """Run the stand-in, backing services of our own and the five services for a while."""
    held = hold(run_dir)  # noqa: F841 - held for as long as this runs
    remove_private(run_dir)
    port = free_ports({"jira": 0})["jira"]
    jira = Program(
        "jira",
        ["tests.simulator", "--port", str(port), "--issues", str(issues)],
        {},
        run_dir / "log" / "jira.log",
        f"http://127.0.0.1:{port}/_control/requests",
    )
    say(f"Making {issues} issues …")
    jira.start()
    try:
        with (
            servers.started(run_dir) as backing,
            servers.template_database(backing) as template,
            servers.database(backing, template) as database_url,
            servers.vhost(backing) as amqp_url,
            running_system(run_dir, database_url, amqp_url) as system,
        ):
            jira.wait_ready(600)
            yield system, f"http://127.0.0.1:{port}"
    finally:
        jira.stop()


@asynccontextmanager
async def connected(system: System, jira_url: str) -> AsyncIterator[Bench]:
    """Connect the stand-in; its daily sync is not due for half a day."""
    async with (
        asyncpg.create_pool(system.database_url, min_size=1, max_size=2) as pool,
        aiohttp.ClientSession(jira_url) as http,
    ):
        later = (clock.now() + timedelta(hours=12)).time().replace(second=0, microsecond=0)
        made = Connection(0, SLUG, jira_url, EMAIL, TOKEN, daily_at=later, state="ok")
        await store(system, pool, made)
        yield Bench(system, jira_url, http, pool)


async def measure(system: System, jira_url: str, issues: int, figures: Figures) -> None:
    """Sync three times, and tell what each took."""
    async with connected(system, jira_url) as bench:
        first = await bench.sync("first")
        figures.tell("first sync", first.seconds, "s")
        figures.tell("first sync, requests", first.census + first.reads, "requests")
        tell_peaks(figures, "first sync", first)
        for name, query in ROWS.items():
            figures.tell(f"rows, {name}", await bench.pool.fetchval(query), "rows")

        night = await bench.sync("unchanged")
        figures.tell("unchanged sync", night.seconds, "s", MOST_SECONDS)
        figures.tell(
            "unchanged sync, requests",
            night.census + night.reads,
            "requests",
            most_requests(issues),
        )
        tell_peaks(figures, "unchanged sync", night)
        if night.run["listed"] != issues or night.run["wanted"]:
            sys.exit(f"{issues} issues should have been listed and none read: {night.run}")

        await bench.next_day()
        scrub = await bench.sync("next day's")
        figures.tell("next day's sync, with its 28th", scrub.seconds, "s", MOST_SECONDS)
        figures.tell("next day's sync, requests", scrub.census, "requests", most_requests(issues))
        figures.tell("next day's sync, requests of the 28th", scrub.reads, "requests")
        figures.tell("next day's sync, issues of the 28th", scrub.run["wanted"], "issues")
        tell_peaks(figures, "next day's sync", scrub)


def tell_peaks(figures: Figures, what: str, synced: Synced) -> None:
    """Tell what each process held at most during a sync."""
    for name, peak in synced.peaks.items():
        figures.tell(f"{what}, peak of the {name}", peak, "MB", MOST_MB)


def say(words: str) -> None:
    """Say how far it is, apart from the figures."""
    sys.stderr.write(words + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    typer.run(main)
