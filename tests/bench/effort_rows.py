"""`make bench-effort`: a year of everybody's effort reckoned from scratch, rows in, rows out.

On a database of its own, filled with a made-up organisation: first where nothing is, then once more
where everything is already as it should be; then every figure is checked. A JSON line a figure;
ends with 1 over the limit, or where a figure is not the sum of its parts.
"""

import asyncio
import os
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import asyncpg
import typer

from deploy.backing import NoWayError
from libs.postgres.pool import open_pool
from libs.runtime import clock, logs
from services.console.proof import Proof
from services.mapper.reckoner import Reckoner
from services.mapper.store import Store
from tests.bench.figures import tell
from tests.support import memory, servers
from tests.support.organisation import Size, settle

MOST_SECONDS = 300.0
SAY_EVERY = 15.0
ROWS = {
    "portions": "select count(*) from effort.portion",
    "days of tasks": "select count(*) from effort.day",
    "rows of weeks": "select count(*) from effort.entry",
    "rows of months": "select count(*) from effort.cost",
}


def main(
    employees: Annotated[int, typer.Option(help="People.")] = 2_000,
    tasks: Annotated[int | None, typer.Option(help="Else 150 a person.")] = None,
    changes: Annotated[int | None, typer.Option(help="Else about 10 a task.")] = None,
    run_dir: Annotated[Path, typer.Option(help="Where its files go.")] = Path(".run/effort"),
) -> None:
    """Measure, and print a JSON line for each figure."""
    logs.configure("bench", "error")
    number = tasks if tasks is not None else employees * 150
    size = Size(employees, number, changes if changes is not None else number * 10)
    try:
        with servers.started(run_dir) as backing, servers.template_database(backing) as template:
            with servers.database(backing, template) as url:
                seconds = asyncio.run(measure(url, size))
    except NoWayError as error:
        sys.exit(str(error))
    if seconds > MOST_SECONDS:
        sys.exit(f"Over the limit: {seconds:.0f} s, at most {MOST_SECONDS:.0f} s.")


async def measure(url: str, size: Size) -> float:
    """Reckon twice; give the seconds of the first time."""
    async with open_pool(url, application_name="bench") as pool:
        say(f"Making {size.employees} people with {size.tasks} tasks …")
        made = await settle(pool, size, clock.now())
        told = {"employees": size.employees, "tasks": size.tasks, "changes": made}
        first = await timed(pool, "from scratch")
        tell("a year of effort from scratch", round(first, 1), "s", **told, **load())
        tell("people reckoned", round(size.employees / first, 1), "a second", **load())
        for name, query in ROWS.items():
            tell(name, await pool.fetchval(query), "rows")
        await pool.execute("analyze")
        await Store(pool).mark_everybody()
        again = await timed(pool, "once more")
        tell("the same once more, nothing new", round(again, 1), "s", **told, **load())
        begun = time.monotonic()
        checked = await Proof(pool).check()
        took = round(time.monotonic() - begun, 1)
        figures = sum(found.figures for found in checked)
        tell("every figure checked", took, "s", figures=figures, **load())
        if wrong := [found.example for found in checked if found.differences]:
            sys.exit(f"Not the sum of their parts: {wrong}")
        if memory.told(os.getpid()):
            tell("peak of the process", round(memory.peak(os.getpid()), 1), "MB", **load())
        return first


async def timed(pool: asyncpg.Pool, what: str) -> float:
    """Reckon until nobody waits any more, saying now and then how far it is."""
    reckoner = Reckoner(Store(pool), clock.now, timedelta(days=1))
    begun = said = time.monotonic()
    count = 0
    while done := await reckoner.catch_up():
        count += done
        if time.monotonic() - said > SAY_EVERY:
            said = time.monotonic()
            say(f"  {what}: {count} people in {said - begun:.0f} s")
    if waiting := await pool.fetchval("select count(*) from effort.stale"):
        sys.exit(f"{waiting} marks were left.")
    return time.monotonic() - begun


def load() -> dict[str, float]:
    return {"load": round(os.getloadavg()[0], 1)}


def say(words: str) -> None:
    """Say how far it is, apart from the figures."""
    sys.stderr.write(words + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    typer.run(main)
