"""Which PostgreSQL and RabbitMQ to use, found in a fixed order, each on its own."""

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from deploy.backing import docker, install, postgres, rabbitmq, vhosts
from deploy.backing.postgres import Postgres, reachable_by_owner
from deploy.backing.rabbitmq import RabbitMq

Way = Literal["given", "docker", "private"]
WAYS: tuple[Way, ...] = ("given", "docker", "private")


class NoWayError(RuntimeError):
    """There is no PostgreSQL or no RabbitMQ to be had; the text says what to do."""

    def __init__(self, what: str, variable: str) -> None:
        super().__init__(
            f"{what} is needed and was not found: install it (apt-get install, brew install), "
            f"start a Docker engine, or set {variable} to one that runs."
        )


@dataclass(slots=True)
class Backing:
    """A database server and a broker, and how to be rid of what was started for us."""

    database_url: str = ""
    amqp_url: str = ""
    management_url: str = ""
    ways: dict[str, Way] = field(default_factory=dict)
    stops: list[Callable[[], None]] = field(default_factory=list)
    postgres: Postgres | None = None
    rabbitmq: RabbitMq | None = None
    place: Path = Path(os.devnull)
    """Where private servers keep their files."""

    def stop(self) -> None:
        """Stop what was started, the last first."""
        while self.stops:
            self.stops.pop()()

    def discard(self) -> None:
        """Stop what was started, the broker without ceremony, and remove its files."""
        if self.rabbitmq is not None:
            self.rabbitmq.kill()
        self.stop()
        for name in ("postgres", "rabbitmq"):
            shutil.rmtree(self.place / name, ignore_errors=True)
        with contextlib.suppress(OSError):
            self.place.rmdir()


def allowed() -> tuple[Way, ...]:
    """Give the ways to try: all, or those that FLOWSTATE_BACKING names ("given,private" say)."""
    named = os.environ.get("FLOWSTATE_BACKING")
    return WAYS if named is None else tuple(way for way in WAYS if way in named.split(","))


def find(directory: Path, *, broker: bool = True, database: bool = True) -> Backing:
    """Give what is needed, started if it must be; raise NoWayError with one clear sentence."""
    place = private_place(directory)
    backing = Backing(place=place)
    try:
        if database:
            _find_database(backing, place)
        if broker:
            _find_broker(backing, place)
    except BaseException:
        backing.stop()
        raise
    return backing


def private_place(directory: Path) -> Path:
    """Give where private servers keep their files: here, if their users can get here.

    Below a closed folder (root's home, say) they cannot; then it is a folder of temporary files
    whose name is made of this folder's, so that two checkouts never meet.
    """
    directory = directory.resolve()
    if reachable_by_owner(directory / "postgres"):
        return directory
    name = hashlib.sha256(str(directory).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"flowstate-{name}"


def _find_database(backing: Backing, place: Path) -> None:
    ways = allowed()
    given = os.environ.get("DATABASE_URL")
    if "given" in ways and given:
        backing.database_url, backing.ways["database"] = given, "given"
    elif "docker" in ways and docker.engine_answers():
        container = docker.PostgresContainer()
        backing.database_url, backing.ways["database"] = container.start(), "docker"
        backing.stops.append(container.stop)
    elif "private" in ways and _there(postgres.programs, "postgresql"):
        place.mkdir(parents=True, exist_ok=True)
        server = Postgres(place / "postgres")
        server.start()
        backing.database_url, backing.ways["database"] = server.url, "private"
        backing.stops.append(server.stop)
        backing.postgres = server
    else:
        raise NoWayError("PostgreSQL", "DATABASE_URL")


def _find_broker(backing: Backing, place: Path) -> None:
    ways = allowed()
    given = os.environ.get("AMQP_URL")
    if "given" in ways and given:
        backing.amqp_url, backing.ways["broker"] = given, "given"
        backing.management_url = os.environ.get("AMQP_MANAGEMENT_URL", vhosts.management_of(given))
    elif "docker" in ways and docker.engine_answers():
        container = docker.RabbitMqContainer()
        backing.amqp_url, backing.ways["broker"] = container.start(), "docker"
        backing.management_url = container.management_url
        backing.stops.append(container.stop)
    elif "private" in ways and _there(rabbitmq.programs, "rabbitmq-server"):
        place.mkdir(parents=True, exist_ok=True)
        node = RabbitMq(place / "rabbitmq")
        node.start()
        backing.amqp_url, backing.ways["broker"] = node.url, "private"
        backing.management_url = node.management_url
        backing.stops.append(node.stop)
        backing.rabbitmq = node
    else:
        raise NoWayError("RabbitMQ", "AMQP_URL")


def _there(programs: Callable[[], Path | None], package: str) -> bool:
    """Whether the programs are on this machine, after installing them where that is possible."""
    if programs() is None and install.can_install():
        install.install(package)
    return programs() is not None


def remove_private(directory: Path) -> None:
    """Remove what private servers kept, stopping any that still run; for throw-away ones."""
    place = private_place(directory)
    if postgres.programs() is not None:
        Postgres(place / "postgres").stop()
    if rabbitmq.programs() is not None:
        RabbitMq(place / "rabbitmq").stop()
    for name in ("postgres", "rabbitmq"):
        shutil.rmtree(place / name, ignore_errors=True)
