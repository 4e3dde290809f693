"""PostgreSQL and RabbitMQ in containers, where a Docker engine answers (testcontainers)."""

import os
import socket
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

SOCKETS = (
    Path("/var/run/docker.sock"),
    Path("~/.docker/run/docker.sock"),
    Path("~/.colima/default/docker.sock"),
)
POSTGRES_IMAGE = "postgres:16"
RABBITMQ_IMAGE = "rabbitmq:3.13-management"


def engine_answers() -> bool:
    """Whether there is an engine to connect to; a Docker client alone is no engine."""
    given = os.environ.get("DOCKER_HOST")
    if given is None:
        return any(_accepts(socket.AF_UNIX, str(place)) for place in map(Path.expanduser, SOCKETS))
    place = urlsplit(given)
    if place.scheme == "unix":
        return _accepts(socket.AF_UNIX, place.path)
    return _accepts(socket.AF_INET, (place.hostname or "127.0.0.1", place.port or 2375))


def _accepts(family: socket.AddressFamily, address: str | tuple[str, int]) -> bool:
    with socket.socket(family) as place:
        place.settimeout(3)
        try:
            place.connect(address)
        except OSError:
            return False
        return True


class PostgresContainer:
    """PostgreSQL in a container."""

    def __init__(self) -> None:
        from testcontainers.community.postgres import (  # noqa: PLC0415 - needs an engine
            PostgresContainer as Container,
        )

        self._container: Any = Container(POSTGRES_IMAGE, driver=None)

    def start(self) -> str:
        """Start it; give its URL."""
        self._container.start()
        return str(self._container.get_connection_url())

    def stop(self) -> None:
        """Remove it."""
        self._container.stop()


class RabbitMqContainer:
    """RabbitMQ in a container, its management API beside it."""

    def __init__(self) -> None:
        from testcontainers.community.rabbitmq import (  # noqa: PLC0415 - needs an engine
            RabbitMqContainer as Container,
        )

        self._container: Any = Container(RABBITMQ_IMAGE).with_exposed_ports(5672, 15672)

    def start(self) -> str:
        """Start it; give its URL."""
        self._container.start()
        host = self._container.get_container_host_ip()
        return f"amqp://guest:guest@{host}:{self._container.get_exposed_port(5672)}/"

    def stop(self) -> None:
        """Remove it."""
        self._container.stop()

    @property
    def management_url(self) -> str:
        """Where its management API answers."""
        host = self._container.get_container_host_ip()
        return f"http://{host}:{self._container.get_exposed_port(15672)}"
