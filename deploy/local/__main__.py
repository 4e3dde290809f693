"""`make up`: backing services and the five services on this machine, until `make down`."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from deploy.backing import Backing, NoWayError, find
from deploy.backing.process import alive, end, until
from deploy.local.keeping import Watch
from deploy.local.program import ROOT, NotReadyError, answers_well, hold
from deploy.local.services import HEALTH_PORTS, Services, running, stop_all_left_over
from deploy.local.wishes import BadWishError, Wishes, check_free, read_wishes
from libs.postgres.migrate import migrate
from libs.runtime import clock

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
RunDir = Annotated[Path, typer.Option(help="Where its files go.")]
HERE = ROOT / ".run" / "local"
START_SECONDS: float = 180
AGAIN_SECONDS: float = 90
"""How long a service may take that is started again: its pause, and its start."""
NOT_TOLD = ("SECRET_KEYS",)


@app.command()
def up(run_dir: RunDir = HERE) -> None:
    """Start everything in the background and wait until it is ready."""
    try:
        read_wishes(os.environ)
    except BadWishError as error:
        sys.exit(str(error))
    if alive(_pid(run_dir)):
        _look_after(run_dir)
        return
    run_dir.mkdir(parents=True, exist_ok=True)
    (run_dir / "state.json").unlink(missing_ok=True)
    with (run_dir / "keeper.log").open("ab") as log:
        begin = log.tell()
        keeper = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-m", "deploy.local", "keep", "--run-dir", str(run_dir.resolve())],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    (run_dir / "keeper.pid").write_text(str(keeper.pid))
    state = run_dir / "state.json"
    until(lambda: state.exists() or keeper.poll() is not None, START_SECONDS)
    if not state.exists():
        told = (run_dir / "keeper.log").read_bytes()[begin:].decode(errors="replace")
        sys.exit(told[-2_000:].strip())
    for name, value in _state(run_dir).items():
        if name not in NOT_TOLD:
            say(f"  {name:<18} {value}")
    say(f'The command line, from any folder: alias console="{ROOT}/deploy/console"')


def _look_after(run_dir: Path) -> None:
    """Say how what is up already does, and wait for what the keeper starts again."""
    until((run_dir / "state.json").exists, START_SECONDS)
    missing = _not_ready(run_dir)
    if missing:
        say(
            f"It is up already, but without {' and '.join(missing)}, which the keeper starts again."
        )
        until(lambda: not _not_ready(run_dir), AGAIN_SECONDS)
    still = _not_ready(run_dir)
    if still:
        logs = ", ".join(str(run_dir / "log" / f"{name}.log") for name in still)
        sys.exit(f"Still not ready: {' and '.join(still)}. Look into {logs}.")
    known = f"{run_dir / 'state.json'} says where"
    say(
        f"{' and '.join(missing)}: ready again; {known}."
        if missing
        else f"It is up already, and all five services are ready; {known}."
    )


def _not_ready(run_dir: Path) -> list[str]:
    state = _state(run_dir)
    return [
        name
        for name in HEALTH_PORTS
        if not answers_well(f"http://127.0.0.1:{state.get(name)}/readyz")
    ]


@app.command(hidden=True)
def keep(run_dir: RunDir = HERE) -> None:
    """Run everything in the foreground until told to stop."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    held = hold(run_dir)  # noqa: F841 - held for as long as this runs
    try:
        wishes = read_wishes(os.environ)
        stop_all_left_over(run_dir)
        check_free(wishes)
        backing = find(run_dir)
    except (NoWayError, BadWishError) as error:
        sys.exit(str(error))
    try:
        asyncio.run(migrate(backing.database_url))
        _serve(run_dir, backing, wishes)
    except NotReadyError as error:
        sys.exit(str(error))
    finally:
        (run_dir / "state.json").unlink(missing_ok=True)
        backing.stop()


def _serve(run_dir: Path, backing: Backing, wishes: Wishes) -> NoReturn:
    """Run the services, note where everything is, and start again what ends by itself."""
    urls = {"DATABASE_URL": backing.database_url, "AMQP_URL": backing.amqp_url}
    with running(
        run_dir, urls, private_jira=wishes.private_jira, web_ports=wishes.web_ports
    ) as services:
        place = run_dir / "state.new"
        place.touch(mode=0o600)
        place.write_text(json.dumps(_told(backing, services)))
        place.replace(run_dir / "state.json")
        watch = Watch(services.programs, lambda words: say(f"{clock.now():%F %T} UTC {words}"))
        while True:
            time.sleep(0.5)
            watch.look()


def _told(backing: Backing, services: Services) -> dict[str, str]:
    """Give what `up` prints and `run` sets: in capitals what a command may need to know."""
    kept = {"data": str(backing.place)} if "private" in backing.ways.values() else {}
    return {
        **services.environment,
        "INGRESS": services.ingress_url,
        "CONSOLE": services.console_url,
        "RABBITMQ": backing.management_url,
        **{name: str(port) for name, port in services.ports.items()},
        **kept,
    }


@app.command()
def down(run_dir: RunDir = HERE) -> None:
    """Stop what `up` started."""
    end(_pid(run_dir), signal.SIGTERM, 60)
    (run_dir / "keeper.pid").unlink(missing_ok=True)
    say("Down.")


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def run(context: typer.Context, run_dir: RunDir = HERE) -> None:
    """Run a command with the settings of what is up: `run -- python -m services.console.cli …`."""
    state = _state(run_dir)
    if not context.args:
        sys.exit("Say what to run: run -- python -m services.console.cli status")
    if not state and "--help" not in context.args:
        sys.exit("Nothing is up here: `make up` starts it.")
    told = {name: value for name, value in state.items() if name.isupper()}
    command = [sys.executable if word == "python" else word for word in context.args]
    try:
        done = subprocess.run(  # noqa: S603 - what the person typed
            command, env={**os.environ, **told}, check=False
        )
    except OSError as error:
        sys.stderr.write(f"{command[0]} cannot be run: {error.strerror}.\n")
        sys.exit(127)
    sys.exit(done.returncode)


def _state(run_dir: Path) -> Mapping[str, str]:
    """Give what is known of what is up; nothing when nothing is."""
    try:
        told: Mapping[str, str] = json.loads((run_dir / "state.json").read_text())
    except (OSError, ValueError):
        return {}
    return told


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
