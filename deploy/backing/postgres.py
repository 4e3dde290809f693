"""A private PostgreSQL: one data directory, one loopback port, no password, nobody else's."""

import getpass
import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from deploy.backing.process import StartError, alive, end, free_port, listens, until

PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)
NEEDED = ("initdb", "pg_ctl", "postgres")


def programs() -> Path | None:
    """Give the folder of PostgreSQL's programs, the newest; None when there is none."""
    found = [
        place
        for pattern in PLACES
        for place in Path("/").glob(pattern.lstrip("/"))
        if all((place / name).exists() for name in NEEDED)
    ]
    on_path = shutil.which("pg_ctl")
    if on_path and all((Path(on_path).parent / name).exists() for name in NEEDED):
        found.append(Path(on_path).parent)
    return max(found, key=_version, default=None)


def _version(place: Path) -> int:
    digits = "".join(filter(str.isdigit, place.parent.name))
    return int(digits) if digits else 0


class Postgres:
    """A private server; `kill` and `start` are for tests of what happens without it."""

    def __init__(self, directory: Path, port: int | None = None) -> None:
        bin_folder = programs()
        if bin_folder is None:
            raise FileNotFoundError("PostgreSQL is not installed")
        self._bin = bin_folder
        self._directory = directory
        self._data = directory / "data"
        self._log = directory / "postgres.log"
        self.port = port or free_port()

    @property
    def url(self) -> str:
        """The URL of its maintenance database."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    @property
    def pid(self) -> int | None:
        """The server's process, if it runs."""
        try:
            number = int((self._data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None
        return number if alive(number) else None

    def start(self) -> None:
        """Start it, making its data directory at the first time.

        One that a killed run left behind in this folder is stopped first.
        """
        self.stop()
        if not (self._data / "PG_VERSION").exists():
            self._make()
        options = (
            f"-p {self.port} -k '' -c listen_addresses=127.0.0.1 -c max_connections=200 "
            "-c shared_buffers=256MB -c max_wal_size=4GB"
        )
        done = self._as_owner(
            "pg_ctl", "-D", str(self._data), "-l", str(self._log), "-o", options, "-w", "start"
        )
        if done != 0 or not until(lambda: listens(self.port), 30):
            raise StartError("PostgreSQL", self._log)

    def stop(self) -> None:
        """Stop it in order: sessions are ended, everything is on disk."""
        end(self.pid, signal.SIGINT)

    def kill(self) -> None:
        """Crash it: the next start recovers from its log."""
        self._as_owner("pg_ctl", "-D", str(self._data), "-m", "immediate", "-w", "stop")

    def _make(self) -> None:
        """Make the data directory; its owner must be able to reach it."""
        self._directory.mkdir(parents=True, exist_ok=True)
        owner = _owner()
        if owner is not None:
            shutil.chown(self._directory, owner.pw_uid, owner.pw_gid)
        done = self._as_owner(
            "initdb", "-D", str(self._data), "-U", "postgres", "-A", "trust", "-E", "UTF8",
            "--locale=C", "--no-instructions",
        )  # fmt: skip
        if done != 0:
            raise StartError("initdb", self._log)

    def _as_owner(self, program: str, *arguments: str) -> int:
        """Run one of its programs, as another user when we are root: PostgreSQL refuses root."""
        owner = _owner()
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(self._directory),
            "LC_ALL": "C",
        }
        command: Sequence[str] = [str(self._bin / program), *arguments]
        self._log.touch()
        if owner is not None:
            os.chown(self._log, owner.pw_uid, owner.pw_gid)
        with self._log.open("ab") as log:
            return subprocess.run(  # noqa: S603 - PostgreSQL's own program
                command,
                env=environment,
                cwd=self._directory,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                check=False,
                start_new_session=True,
                user=owner.pw_uid if owner else None,
                group=owner.pw_gid if owner else None,
                extra_groups=[] if owner else None,
            ).returncode


def _owner() -> pwd.struct_passwd | None:
    """Give the user to run the server as: None for ourselves, unless we are root."""
    if getpass.getuser() != "root" and os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise StartError("PostgreSQL (no user to run it as)", Path(os.devnull))


def reachable_by_owner(directory: Path) -> bool:
    """Whether the server's user can get to a folder: each above it must let others pass."""
    if _owner() is None:
        return True
    above = [place for place in directory.resolve().parents if place.exists()]
    return all(place.stat().st_mode & 0o001 for place in above)
