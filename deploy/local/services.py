"""The five services with everything they need to know, against given backing services."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from cryptography.fernet import Fernet

from deploy.local.program import Program, free_ports, stop_left_over

HEALTH_PORTS = {
    "ingress": 9101,
    "fetcher": 9102,
    "mapper": 9103,
    "scheduler": 9104,
    "console": 9105,
}
WEB_PORTS = {"ingress-web": 8080, "console-web": 8000}
LOOPBACK = "127.0.0.1"


def secret_keys(run_dir: Path) -> str:
    """Give the key that encrypts tokens, made at the first use and kept for its owner only."""
    place = run_dir / "secret_keys"
    if not place.exists():
        run_dir.mkdir(parents=True, exist_ok=True)
        place.touch(mode=0o600)
        place.write_text(Fernet.generate_key().decode())
    return place.read_text().strip()


class Services:
    """The five, each a process; `ports` says where each listens."""

    def __init__(
        self,
        run_dir: Path,
        database_url: str,
        amqp_url: str,
        *,
        private_jira: bool = True,
        usual_ports: bool = True,
        web_ports: Mapping[str, int] | None = None,
    ) -> None:
        wanted = {**HEALTH_PORTS, **(WEB_PORTS if web_ports is None else {})}
        free = free_ports(wanted if usual_ports else dict.fromkeys(wanted, 0))
        self.ports = {**free, **(web_ports or {})}
        self.environment = {
            "DATABASE_URL": database_url,
            "AMQP_URL": amqp_url,
            "SECRET_KEYS": secret_keys(run_dir),
            "ALLOW_PRIVATE_JIRA": str(private_jira).lower(),
            "PUBLIC_URL": os.environ.get(
                "PUBLIC_URL", f"http://127.0.0.1:{self.ports['ingress-web']}"
            ),
        }
        self.programs = {name: self._program(name, run_dir) for name in HEALTH_PORTS}

    def _program(self, name: str, run_dir: Path) -> Program:
        own = {"HEALTH_PORT": str(self.ports[name]), "HEALTH_HOST": LOOPBACK}
        if f"{name}-web" in self.ports:
            own["PORT"] = str(self.ports[f"{name}-web"])
        if name != "ingress":  # the one that Jira has to reach
            own["HOST"] = LOOPBACK
        return Program(
            name,
            [f"services.{name}"],
            {**self.environment, **own},
            run_dir / "log" / f"{name}.log",
            f"http://127.0.0.1:{self.ports[name]}/readyz",
        )

    def start(self) -> None:
        """Start all and wait until each is ready."""
        for program in self.programs.values():
            program.start()
        for program in self.programs.values():
            program.wait_ready()

    def stop(self) -> None:
        """Stop all, those at the source first."""
        for program in self.programs.values():
            program.stop()

    @property
    def ingress_url(self) -> str:
        """Where webhooks go."""
        return f"http://127.0.0.1:{self.ports['ingress-web']}"

    @property
    def console_url(self) -> str:
        """Where the console answers."""
        return f"http://127.0.0.1:{self.ports['console-web']}"


def stop_all_left_over(run_dir: Path) -> None:
    """Stop services that a killed run left behind: they hold the ports that are wanted."""
    for name in HEALTH_PORTS:
        stop_left_over(run_dir / "log" / f"{name}.pid", f"services.{name}")


@contextmanager
def running(
    run_dir: Path,
    urls: Mapping[str, str],
    *,
    private_jira: bool,
    web_ports: Mapping[str, int] | None = None,
) -> Iterator[Services]:
    """Run the five services for a while; a stand-in needs `private_jira`, a real Jira must not.

    Ingress and console answer on exactly the `web_ports`; without, on the usual or any free ones.
    """
    services = Services(
        run_dir,
        urls["DATABASE_URL"],
        urls["AMQP_URL"],
        private_jira=private_jira,
        web_ports=web_ports,
    )
    try:
        services.start()
        yield services
    finally:
        services.stop()
