"""The five services as processes, and a stand-in a test, joined by a connection of its own."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import time
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from deploy.local.services import Services, secret_keys
from libs import connections
from libs.bus import connect
from libs.connections import Connection, Secrets
from libs.contracts.message import Message
from libs.contracts.sync_requested import Scope, SyncRequested
from tests.simulator import Simulator, World
from tests.simulator.generate import generate
from tests.support.compare import Comparison, compare

ENDED_WELL = """
select phase = 'done' from sync.run
where run = coalesce((select joins from sync.joined_run where run = $1), $1)
"""


@dataclass(slots=True)
class System:
    """What runs, and where."""

    services: Services
    database_url: str
    amqp_url: str
    run_dir: Path


@contextmanager
def running_system(run_dir: Path, database_url: str, amqp_url: str) -> Iterator[System]:
    services = Services(run_dir, database_url, amqp_url, usual_ports=False)
    try:
        services.start()
        yield System(services, database_url, amqp_url, run_dir)
    finally:
        services.stop()


@dataclass(slots=True)
class Site:
    """One Jira, connected."""

    system: System
    jira: Simulator
    slug: str
    pool: asyncpg.Pool

    async def sync(self, *, seconds: float = 60, **wish: Any) -> UUID:
        """Ask for a sync and wait for its end."""
        run = uuid4()
        await self.ask(run=run, **wish)
        await self.until(ENDED_WELL, run, seconds=seconds)
        return run

    async def send(self, message: Message) -> None:
        """Publish a message, as the console would."""
        async with connect(self.system.amqp_url, source="test") as bus:
            await bus.publish(message)

    async def ask(self, *, run: UUID | None = None, deep: bool = False, scope: Any = None) -> None:
        async with connect(self.system.amqp_url, source="test") as bus:
            wish = SyncRequested(connection=self.slug, run=run, deep=deep, scope=scope or Scope())
            await bus.publish(wish)

    async def number(self) -> int:
        """Give the connection's id."""
        found: int = await self.pool.fetchval(
            "select id from sync.connection where slug = $1", self.slug
        )
        return found

    async def renew_token(self, token: str) -> None:
        """Store a new token, as an admin's `connect` would."""
        secrets = Secrets([secret_keys(self.system.run_dir)])
        held = await connections.read(self.pool, secrets, self.slug)
        assert held is not None
        await connections.write(self.pool, secrets, replace(held, token=token, state="ok"))

    async def until(self, query: str, *arguments: Any, seconds: float = 30) -> None:
        """Wait until a query gives true."""
        async with asyncio.timeout(seconds):
            while not await self.pool.fetchval(query, *arguments):
                await asyncio.sleep(0.05)

    async def compared(self) -> Comparison:
        return await compare(self.system.database_url, self.jira.url, self.slug)

    async def until_level(self, seconds: float = 30) -> Comparison:
        """Wait until all webhooks are delivered and the database equals the stand-in."""
        await asyncio.wait_for(self.jira.sender.settle(), seconds)
        deadline = asyncio.get_running_loop().time() + seconds
        found = await self.compared()
        while found.divergence and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.3)
            found = await self.compared()
        return found


@asynccontextmanager
async def connected(
    system: System, world: World | None = None, *, webhooks: bool = True, **options: Any
) -> AsyncIterator[Site]:
    """Run a stand-in and connect it to a running system."""
    slug = f"site-{uuid4().hex[:8]}"
    async with (
        Simulator.start(world if world is not None else generate(300), **options) as jira,
        asyncpg.create_pool(system.database_url, min_size=1, max_size=2) as pool,
    ):
        made = Connection(
            0, slug, jira.url, jira.email, jira.token,
            daily_at=time(0), webhook_secret="shh", state="ok",
        )  # fmt: skip
        await store(system, pool, made)
        if webhooks:
            jira.sender.url = f"{system.services.ingress_url}/webhooks/jira/{slug}"
            jira.sender.secret = "shh"
        yield Site(system, jira, slug, pool)


async def store(system: System, pool: asyncpg.Pool, made: Connection) -> None:
    """Store a connection, as an admin's `connect` would; its webhook's token is its slug."""
    secrets = Secrets([secret_keys(system.run_dir)])
    await connections.write(pool, secrets, made, hashlib.sha256(made.slug.encode()).digest())
