"""`make up`: backing services and the five services on this machine, until `make down`."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from deploy.backing import NoWayError, find
from deploy.backing.process import alive, end, until
from deploy.local.program import ROOT, NotReadyError, hold
from deploy.local.services import running
from libs.postgres.migrate import migrate

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
RunDir = Annotated[Path, typer.Option(help="Where its files go.")]
HERE = Path(".run/local")


@app.command()
def up(run_dir: RunDir = HERE) -> None:
    """Start everything in the background and wait until it is ready."""
    if alive(_pid(run_dir)):
        say(f"It is up already; {run_dir / 'state.json'} says where.")
        return
    run_dir.mkdir(parents=True, exist_ok=True)
    (run_dir / "state.json").unlink(missing_ok=True)
    with (run_dir / "keeper.log").open("ab") as log:
        keeper = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-m", "deploy.local", "keep", "--run-dir", str(run_dir)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    (run_dir / "keeper.pid").write_text(str(keeper.pid))
    state = run_dir / "state.json"
    if not until(lambda: state.exists() or keeper.poll() is not None, 180) or not state.exists():
        sys.exit((run_dir / "keeper.log").read_text()[-2_000:])
    for name, value in json.loads(state.read_text()).items():
        if name != "SECRET_KEYS":
            say(f"  {name:<13} {value}")
    say("The command line: python -m deploy.local run -- python -m services.console.cli --help")


@app.command(hidden=True)
def keep(run_dir: RunDir = HERE) -> None:
    """Run everything in the foreground until told to stop."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    held = hold(run_dir)  # noqa: F841 - held for as long as this runs
    try:
        backing = find(run_dir)
    except NoWayError as error:
        sys.exit(str(error))
    try:
        asyncio.run(migrate(backing.database_url))
        urls = {"DATABASE_URL": backing.database_url, "AMQP_URL": backing.amqp_url}
        private = os.environ.get("ALLOW_PRIVATE_JIRA", "").lower() == "true"
        with running(run_dir, urls, private_jira=private) as services:
            told = {
                **services.environment,
                "INGRESS": services.ingress_url,
                "RABBITMQ": backing.management_url,
                **{name: str(port) for name, port in services.ports.items()},
            }
            place = run_dir / "state.json"
            place.touch(mode=0o600)
            place.write_text(json.dumps(told))
            signal.pause()
    except NotReadyError as error:
        sys.exit(str(error))
    finally:
        (run_dir / "state.json").unlink(missing_ok=True)
        backing.stop()


@app.command()
def down(run_dir: RunDir = HERE) -> None:
    """Stop what `up` started."""
    end(_pid(run_dir), signal.SIGTERM, 60)
    (run_dir / "keeper.pid").unlink(missing_ok=True)
    say("Down.")


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def run(context: typer.Context, run_dir: RunDir = HERE) -> None:
    """Run a command with the settings of what is up: `run -- python -m services.console.cli …`."""
    state = run_dir / "state.json"
    if not state.exists():
        sys.exit("Nothing is up here: `make up` starts it.")
    told = {name: value for name, value in json.loads(state.read_text()).items() if name.isupper()}
    command = [sys.executable if word == "python" else word for word in context.args]
    done = subprocess.run(  # noqa: S603 - what the person typed
        command, env={**os.environ, **told}, check=False
    )
    sys.exit(done.returncode)


def _pid(run_dir: Path) -> int | None:
    try:
        return int((run_dir / "keeper.pid").read_text())
    except (OSError, ValueError):
        return None


def say(words: str) -> None:
    """Print a line at once."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    app()
