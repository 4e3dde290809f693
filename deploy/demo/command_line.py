"""demo: the command line, run as an admin would run it."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from deploy.local.program import ROOT

TOKEN = "simulated-token"  # noqa: S105 - the stand-in's own
CLI = (sys.executable, "-m", "services.console.cli")


def told(environment: Mapping[str, str], *arguments: str, also: int = 0) -> list[Any]:
    """Give the JSON lines that a command printed; `also` is another exit code that is well."""
    return [json.loads(line) for line in said(environment, *arguments, also=also).splitlines()]


def said(environment: Mapping[str, str], *arguments: str, also: int = 0) -> str:
    """Give what a command printed; when it fails, say so and end."""
    done = subprocess.run(  # noqa: S603 - our own command line
        [*CLI, *arguments],
        cwd=ROOT,
        env=complete(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in (0, also):
        sys.exit(f"{' '.join(arguments[:2])} failed: {done.stdout}{done.stderr}")
    return done.stdout


def complete(environment: Mapping[str, str]) -> dict[str, str]:
    """Give what the command line needs to know."""
    return {**os.environ, **environment, "JIRA_TOKEN": TOKEN}
