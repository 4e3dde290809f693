"""A private RabbitMQ: its own node name, cookie, epmd and ports, all on loopback."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

from deploy.backing.process import (
    StartError,
    alive,
    end,
    free_port,
    listens,
    spawn,
    until,
)

PLACES = (
    "/usr/lib/rabbitmq/bin",
    "/opt/homebrew/opt/rabbitmq/sbin",
    "/usr/local/opt/rabbitmq/sbin",
)
START_SECONDS: float = 90
PORTS = ("amqp", "dist", "epmd", "management", "prometheus")

CONFIGURATION = """\
listeners.tcp.1 = 127.0.0.1:{amqp}
management.tcp.ip = 127.0.0.1
management.tcp.port = {management}
prometheus.tcp.ip = 127.0.0.1
prometheus.tcp.port = {prometheus}
log.console = false
disk_free_limit.absolute = 100MB
vm_memory_high_watermark.absolute = 3GB
raft.wal_max_size_bytes = 67108864
"""


def programs() -> Path | None:
    """Give the folder of RabbitMQ's own scripts (Debian's wrappers drop the environment)."""
    for place in map(Path, PLACES):
        if (place / "rabbitmq-server").exists() and shutil.which("epmd"):
            return place
    return None


class RabbitMq:
    """A private node; `kill` and `start` are for tests of what happens without it."""

    def __init__(self, directory: Path, ports: dict[str, int] | None = None) -> None:
        scripts = programs()
        if scripts is None:
            raise FileNotFoundError("RabbitMQ is not installed")
        self._scripts = scripts
        self._directory = directory
        self._log = directory / "rabbitmq.log"
        self.ports = ports or {name: free_port() for name in PORTS}
        self._node: subprocess.Popen[bytes] | None = None
        self._epmd: subprocess.Popen[bytes] | None = None
        # Its epmd is its own, so the name can be the same everywhere; the data belongs to it.
        self._name = "flowstate@localhost"

    @property
    def url(self) -> str:
        """The AMQP URL of its first virtual host."""
        return f"amqp://guest:guest@127.0.0.1:{self.ports['amqp']}/"

    @property
    def management_url(self) -> str:
        """Where its management API and pages answer."""
        return f"http://127.0.0.1:{self.ports['management']}"

    @property
    def pid(self) -> int | None:
        """The node's process, if it runs."""
        return _pid_in(self._directory / "rabbit.pid")

    def start(self) -> None:
        """Start the node with its own epmd; ready when it accepts connections.

        One that a killed run left behind in this folder is stopped first.
        """
        self.stop()
        for name in ("log", "mnesia", "home"):
            (self._directory / name).mkdir(parents=True, exist_ok=True)
        plugins = "[rabbitmq_management,rabbitmq_prometheus]."
        (self._directory / "enabled_plugins").write_text(plugins)
        (self._directory / "rabbitmq.conf").write_text(CONFIGURATION.format(**self.ports))
        self._start_epmd()
        (self._directory / "rabbit.pid").unlink(missing_ok=True)
        server = str(self._scripts / "rabbitmq-server")
        self._node = spawn([server], self._environment(), self._log, self._directory)
        started = self._node.pid
        up = until(
            lambda: listens(self.ports["amqp"]) or not alive(started), START_SECONDS
        ) and listens(self.ports["amqp"])
        if not up:
            self.kill()
            raise StartError("RabbitMQ", self._log)

    def stop(self) -> None:
        """Stop node and epmd in order."""
        end(self.pid, signal.SIGTERM, 40)
        self._reap()
        self._stop_epmd()

    def kill(self) -> None:
        """Crash the node; its epmd goes with it."""
        end(self.pid, signal.SIGKILL)
        self._reap()
        self._stop_epmd()

    def _reap(self) -> None:
        if self._node is not None:
            self._node.wait(40)
            self._node = None

    def control(self, *arguments: str) -> str:
        """Run `rabbitmqctl`; give what it prints."""
        return subprocess.run(  # noqa: S603 - RabbitMQ's own program
            [str(self._scripts / "rabbitmqctl"), *arguments],
            env=self._environment(),
            cwd=self._directory,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def _start_epmd(self) -> None:
        """Start our own epmd as a child: one that Erlang starts itself would outlive the node."""
        port = str(self.ports["epmd"])
        if alive(_pid_in(self._directory / "epmd.pid")):
            return
        epmd = shutil.which("epmd") or "epmd"
        self._epmd = spawn(
            [epmd, "-port", port, "-address", "127.0.0.1"],
            {"PATH": os.environ.get("PATH", ""), "HOME": str(self._directory / "home")},
            self._log,
            self._directory,
        )
        (self._directory / "epmd.pid").write_text(str(self._epmd.pid))
        until(lambda: listens(self.ports["epmd"]), 10)

    def _stop_epmd(self) -> None:
        end(_pid_in(self._directory / "epmd.pid"), signal.SIGTERM)
        if self._epmd is not None:
            self._epmd.wait(10)
            self._epmd = None
        (self._directory / "epmd.pid").unlink(missing_ok=True)

    def _environment(self) -> dict[str, str]:
        place = self._directory
        return {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(place / "home"),
            "LC_ALL": "C.UTF-8",
            "RABBITMQ_NODENAME": self._name,
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.ports["amqp"]),
            "RABBITMQ_DIST_PORT": str(self.ports["dist"]),
            "ERL_EPMD_PORT": str(self.ports["epmd"]),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_MNESIA_BASE": str(place / "mnesia"),
            "RABBITMQ_LOG_BASE": str(place / "log"),
            "RABBITMQ_PID_FILE": str(place / "rabbit.pid"),
            "RABBITMQ_CONF_ENV_FILE": os.devnull,
            "RABBITMQ_CONFIG_FILE": str(place / "rabbitmq.conf"),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(place / "advanced.config"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(place / "enabled_plugins"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": ("-kernel inet_dist_use_interface {127,0,0,1}"),
        }


def _pid_in(place: Path) -> int | None:
    try:
        number = int(place.read_text().strip())
    except (OSError, ValueError):
        return None
    return number if alive(number) else None
