"""`make bench`: what the demo measures, several times, at several speeds of Jira; JSON lines.

A figure a line: name, value (the median), unit, the least and the most, and the machine.
"""

import json
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Annotated, Any

import typer

from tests.bench.figures import tell

ROOT = Path(__file__).parents[2]
UNITS = {
    "sync_seconds": "s",
    "jira_requests": "requests",
    "burst_jira_requests": "requests",
    "p50_ms": "ms",
    "p99_ms": "ms",
    "divergence": "rows",
}


def measure(latency_ms: float) -> dict[str, Any]:
    """Run the demo once; give what it measured."""
    done = subprocess.run(
        [sys.executable, "-m", "deploy.demo", "--once", "--latency-ms", str(latency_ms),
         "--run-dir", ".run/bench"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    if done.returncode != 0:
        sys.exit(done.stdout + done.stderr)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def main(
    runs: Annotated[int, typer.Option(help="Runs at each speed.")] = 3,
    latencies: Annotated[str, typer.Option(help="Jira's milliseconds an answer.")] = "0,50",
) -> None:
    """Measure, and print a JSON line for each figure."""
    for latency in map(float, latencies.split(",")):
        found = [measure(latency) for _ in range(runs)]
        for name, unit in UNITS.items():
            values = [one[name] for one in found]
            spread = [min(values), max(values)]
            tell(f"{name} at {latency:g} ms", median(values), unit, spread=spread, runs=runs)


if __name__ == "__main__":
    typer.run(main)
