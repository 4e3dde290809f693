"""A private server as processes of ours: ports, files, signals, and waiting for them."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path


class StartError(RuntimeError):
    """A private server did not start; the end of its log says why."""

    def __init__(self, name: str, log: Path) -> None:
        end = log.read_text(errors="replace").splitlines()[-15:] if log.exists() else []
        super().__init__(f"{name} did not start; {log} ends:\n" + "\n".join(end))


def free_port() -> int:
    """Give a loopback port that nobody uses now."""
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        port: int = place.getsockname()[1]
        return port


def listens(port: int) -> bool:
    """Whether somebody accepts connections on that loopback port."""
    with socket.socket() as place:
        place.settimeout(1)
        return place.connect_ex(("127.0.0.1", port)) == 0


def alive(pid: int | None) -> bool:
    """Whether there is such a process, one that is not just waiting to be reaped."""
    if pid is None:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _is_zombie(pid)


def _is_zombie(pid: int) -> bool:
    """Whether it ended and its parent has not asked yet; known on Linux only."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (OSError, IndexError):
        return False
    return state == "Z"


def spawn(
    command: Sequence[str], environment: Mapping[str, str], log: Path, directory: Path
) -> "subprocess.Popen[bytes]":
    """Start a program in a session of its own, its output in a log."""
    with log.open("ab") as out:
        return subprocess.Popen(  # noqa: S603 - a server's own program
            list(command),
            env=dict(environment),
            cwd=directory,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )


def end(pid: int | None, number: signal.Signals, seconds: float = 20) -> None:
    """Send a signal and wait for the process to be gone; insist in the end."""
    if pid is None or not alive(pid):
        return
    os.kill(pid, number)
    if not until(lambda: not alive(pid), seconds):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        until(lambda: not alive(pid), seconds)


def until(condition: Callable[[], bool], seconds: float) -> bool:
    """Wait until it holds; say whether it did in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
