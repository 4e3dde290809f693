"""One program of ours as a process: started, asked whether it is ready, stopped, killed."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from deploy.backing.process import end

ROOT = Path(__file__).parents[2]


class NotReadyError(RuntimeError):
    """A program ended, or did not become ready in time; its log says why."""


@dataclass(slots=True)
class Program:
    """A Python module run as a process in a session of its own, its output in a log file."""

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    ready_url: str
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start it; Ctrl-C at the terminal does not reach it, so that it is stopped in order."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        stop_left_over(self._note, self.arguments[0])
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and modules
                [sys.executable, "-m", *self.arguments],
                cwd=ROOT,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._note.write_text(str(self.process.pid))

    @property
    def _note(self) -> Path:
        """Where the process id is kept, for whoever comes after a crash of ours."""
        return self.log.with_suffix(".pid")

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self.process is not None and self.process.poll() is None

    @property
    def ready(self) -> bool:
        """Whether it says so itself."""
        return answers_well(self.ready_url)

    def wait_ready(self, seconds: float = 60) -> None:
        """Wait until it is ready; raise NotReadyError with the end of its log otherwise."""
        deadline = time.monotonic() + seconds
        while not self.ready:
            if not self.running or time.monotonic() > deadline:
                raise NotReadyError(f"{self.name} is not ready; {self.log} ends:\n{self.tail()}")
            time.sleep(0.05)

    def tail(self, lines: int = 15) -> str:
        """Give the end of the log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def send(self, number: signal.Signals) -> None:
        """Send a signal, if it is there."""
        if self.process is not None and self.running:
            self.process.send_signal(number)

    def kill(self) -> None:
        """End it as a crash would, at once."""
        self.send(signal.SIGKILL)
        if self.process is not None:
            self.process.wait()

    def stop(self, grace: float = 20) -> int | None:
        """Ask it to end, then insist; give its exit status."""
        if self.process is None:
            return None
        self.send(signal.SIGTERM)
        try:
            return self.process.wait(grace)
        except subprocess.TimeoutExpired:
            self.kill()
            return self.process.returncode


def answers_well(url: str) -> bool:
    """Whether a page answers with status 200."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310
            return bool(answer.status == 200)  # noqa: PLR2004 - the status is its own name
    except (ValueError, urllib.error.URLError, OSError):
        return False


def stop_left_over(note: Path, module: str) -> None:
    """Stop the program that a note names if a run that was killed left it behind."""
    try:
        number = int(note.read_text())
    except (OSError, ValueError):
        return
    asked = subprocess.run(  # noqa: S603 - what runs under that number, if anything
        ["/bin/ps", "-p", str(number), "-o", "command="],
        capture_output=True,
        text=True,
        check=False,
    )
    if module in asked.stdout:
        end(number, signal.SIGTERM)


def hold(run_dir: Path) -> IO[bytes]:
    """Claim a folder until the process ends; raise NotReadyError when another has it."""
    run_dir.mkdir(parents=True, exist_ok=True)
    claim = (run_dir / "claim").open("wb")
    try:
        fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        claim.close()
        raise NotReadyError(f"Something runs in {run_dir} already: stop it first.") from error
    return claim


def free_ports(wanted: Mapping[str, int]) -> dict[str, int]:
    """Give each name its wanted loopback port if that is free, else any free one, all different."""
    chosen: dict[str, int] = {}
    held: list[socket.socket] = []
    try:
        for name, port in wanted.items():
            place = _bind(port) or _bind(0)
            assert place is not None  # noqa: S101 - port 0 means any free port
            held.append(place)
            chosen[name] = place.getsockname()[1]
    finally:
        for place in held:
            place.close()
    return chosen


def taken(port: int) -> bool:
    """Whether somebody listens on that port, on loopback or everywhere."""
    for host in ("127.0.0.1", "0.0.0.0"):  # noqa: S104 - only looked at, and let go at once
        place = _bind(port, host)
        if place is None:
            return True
        place.close()
    return False


def _bind(port: int, host: str = "127.0.0.1") -> socket.socket | None:
    place = socket.socket()
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        place.bind((host, port))
    except OSError:
        place.close()
        return None
    return place
