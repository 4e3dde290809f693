"""Backing services of a test session: one broker, one database server, fresh parts of each."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from os import getpid
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from deploy.backing import Backing, find, vhosts
from libs.postgres.migrate import migrate

_numbers = count(1)


@contextmanager
def started(directory: Path) -> Iterator[Backing]:
    found = find(directory)
    try:
        yield found
    finally:
        found.discard()


@contextmanager
def template_database(backing: Backing) -> Iterator[str]:
    name = f"flowstate_template_{getpid()}"
    _execute(backing.database_url, f"create database {name}")
    asyncio.run(_migrate(named(backing.database_url, name)))
    try:
        yield name
    finally:
        _execute(backing.database_url, f"drop database if exists {name} with (force)")


@contextmanager
def database(backing: Backing, template: str) -> Iterator[str]:
    name = f"flowstate_test_{getpid()}_{next(_numbers)}"
    _execute(backing.database_url, f"create database {name} template {template}")
    try:
        yield named(backing.database_url, name)
    finally:
        _execute(backing.database_url, f"drop database if exists {name} with (force)")


@contextmanager
def vhost(backing: Backing) -> Iterator[str]:
    name = f"test-{getpid()}-{next(_numbers)}"
    url = vhosts.add(backing.amqp_url, backing.management_url, name)
    try:
        yield url
    finally:
        vhosts.remove(backing.amqp_url, backing.management_url, name)


def named(url: str, database_name: str) -> str:
    """Give the URL of another database of the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database_name}"))


async def _migrate(url: str) -> None:
    await migrate(url)


def _execute(url: str, statement: str) -> None:
    async def work() -> None:
        connection = await asyncpg.connect(url)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(work())
