"""admin → console: what can be done; the command line and the pages both call this."""

import asyncio
import hashlib
import secrets as random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import aio_pika
import asyncpg

from libs import bus, connections
from libs.bus import Bus, PublishError
from libs.bus.errors import NoSuchQueueError
from libs.bus.parked import Parked, discard, list_parked, queue_depths, replay
from libs.connections import Connection, Secrets
from libs.connections.secrets import NoKeyError
from libs.contracts.absence_decided import AbsenceDecided
from libs.contracts.mapping_changed import MappingChanged
from libs.contracts.sync_requested import Scope, SyncRequested
from libs.jira import answers, reads
from libs.jira.address import check_url
from libs.jira.client import Client
from libs.jira.errors import ForbiddenAddressError, JiraError, UnauthorisedError
from libs.postgres.pool import open_pool
from libs.runtime import clock
from services.console.checks import Check, Found, run_checks
from services.console.choices import Choices
from services.console.errors import BadInputError, UnknownConnectionError, UnreachableError
from services.console.people import People
from services.console.settings import Settings
from services.console.store import AWAY, Run, Store, translated
from services.console.wish import Webhook, Wish

T = TypeVar("T")

REACH_SECONDS: float = 10
LOOK_AGAIN: float = 0.3
ENDED = ("done", "failed", "needs_confirmation")
STALLED = timedelta(minutes=15)
"""A run that has not got on for so long is called stalled (the longest wait is 5 minutes)."""


class Actions:
    """The console's verbs, on an open database and, when one needs it, the bus."""

    def __init__(self, settings: Settings, pool: asyncpg.Pool, stack: AsyncExitStack) -> None:
        self._settings = settings
        self._pool = pool
        self._stack = stack
        self._bus: Bus | None = None
        self._secrets = Secrets(settings.keys)
        self.store = Store(pool)
        self.choices = Choices(pool)
        self.people = People(pool)

    @property
    def _amqp(self) -> str:
        return self._settings.amqp_url.get_secret_value()

    async def connection(self, slug: str) -> Connection:
        """Give a connection; raise UnknownConnectionError."""
        async with translated():
            found = await connections.read(self._pool, self._secrets, slug)
        if found is None:
            raise UnknownConnectionError(slug)
        return found

    async def test(self, connection: Connection, found: Found) -> AsyncIterator[Check]:
        """Connect & Test: give each check as it is done."""
        try:
            client = self._client(connection.base, connection)
        except ForbiddenAddressError as error:
            raise BadInputError(f"{connection.url}: {error}.") from error
        try:
            async for check in run_checks(client, clock.now, found):
                yield check
        finally:
            await client.aclose()

    async def gateway(self, connection: Connection) -> Connection:
        """Give the connection as its token needs it: scoped ones work at the gateway only."""
        client = self._client(connection.url, connection)
        try:
            await client.request(reads.MYSELF)
        except UnauthorisedError:
            tenant = answers.json(await client.request(reads.TENANT_INFO))
            base = f"{self._settings.jira_gateway.rstrip('/')}/ex/jira/{tenant['cloudId']}"
        else:
            return connection
        finally:
            await client.aclose()
        client = self._client(base, connection)
        try:
            await client.request(reads.MYSELF)
        finally:
            await client.aclose()
        return replace(connection, api_base=base)

    async def draft(self, wish: Wish) -> Connection:
        """Give the connection that a wish describes; raise BadInputError saying what is wrong."""
        try:
            url = check_url(wish.url, allow_private=self._settings.allow_private_jira)
            SyncRequested(connection=wish.slug)
            if wish.zone:
                ZoneInfo(wish.zone)
        except ForbiddenAddressError as error:
            raise BadInputError(f"{wish.url}: {error}.") from error
        except ZoneInfoNotFoundError as error:
            raise BadInputError(f"There is no time zone named {wish.zone!r}.") from error
        except ValueError as error:
            raise BadInputError(
                f"{wish.slug!r} is no name for a connection: use small letters, digits and hyphens."
            ) from error
        drafted = Connection(
            id=0,
            slug=wish.slug,
            url=str(url),
            email=wish.email,
            token=wish.token,
            mode=wish.mode,
            daily_at=wish.daily_at,
            daily_zone=wish.zone or "UTC",
        )
        try:
            return await self.gateway(drafted)
        except JiraError:
            return drafted

    async def connect(self, connection: Connection, *, new_webhook: bool) -> Webhook | None:
        """Store a connection; give its webhook when it is new, for that is shown only once."""
        async with translated():
            known = await connections.read(self._pool, self._secrets, connection.slug)
        if known is not None and not new_webhook:
            async with translated():
                await connections.write(self._pool, self._secrets, replace(connection, state="ok"))
            return None
        token, secret = random.token_urlsafe(32), random.token_urlsafe(32)
        async with translated():
            await connections.write(
                self._pool,
                self._secrets,
                replace(connection, state="ok", webhook_secret=secret),
                hashlib.sha256(token.encode()).digest(),
            )
        base = self._settings.public_url.rstrip("/")
        return Webhook(f"{base}/webhooks/jira/{token}", secret)

    async def sync(self, slug: str, scope: Scope, *, deep: bool) -> UUID:
        """Ask for a sync; give the run it will be."""
        connection = await self.connection(slug)
        run = uuid4()
        await self._publish(
            SyncRequested(connection=connection.slug, scope=scope, deep=deep, run=run)
        )
        return run

    async def watch(self, run: UUID) -> AsyncIterator[Run | None]:
        """Give a run again and again until it is done, failed or stalled."""
        while True:
            seen = await self.store.run(run)
            yield seen
            if seen is not None and (seen.phase in ENDED or seen.quiet > STALLED):
                return
            await asyncio.sleep(LOOK_AGAIN)

    async def map_field(
        self,
        slug: str,
        behaviour: str,
        field_id: str,
        options: Sequence[str] = (),
        cost_centre: str | None = None,
    ) -> str:
        """Give a Jira field a meaning; give the field's name."""
        connection = await self.connection(slug)
        name = await self.choices.map_field(
            connection.id, behaviour, field_id, options, cost_centre
        )
        await self._publish(MappingChanged(connection=slug, changed="fields"))
        return name

    async def choose_mode(self, slug: str, mode: str) -> bool:
        """Choose what becomes a PMS project; say whether that is new."""
        connection = await self.connection(slug)
        changed = await self.choices.set_mode(connection.id, mode)
        await self._publish(MappingChanged(connection=slug, changed="mode"))
        return changed

    async def choose_lists(self, slug: str, include: Sequence[str], exclude: Sequence[str]) -> None:
        """Choose which Jira projects count."""
        connection = await self.connection(slug)
        await self.choices.set_lists(connection.id, include, exclude)
        await self._publish(MappingChanged(connection=slug, changed="projects"))

    async def add_roadmap_projects(self, names: Sequence[str]) -> int:
        """Add roadmap projects; every connection's names are looked at again."""
        added = await self.choices.add_roadmap_projects(names)
        for connection in await self.store.connections():
            await self._publish(MappingChanged(connection=connection.slug, changed="roadmap"))
        return added

    async def people_changed(self, slugs: Sequence[str] | None = None) -> None:
        """Have people matched again: of these connections, or of all."""
        if slugs is None:
            slugs = [connection.slug for connection in await self.store.connections()]
        for slug in slugs:
            await self._publish(MappingChanged(connection=slug, changed="people"))

    async def confirm(self, slug: str, *, deleted: bool) -> UUID:
        """Decide about what the connection's last run doubts; give that run."""
        connection = await self.connection(slug)
        run = await self.store.doubted_run(connection.id)
        if run is None:
            raise BadInputError(f"No run of {slug} waits for a word of yours.")
        await self._publish(AbsenceDecided(connection=slug, run=run, deleted=deleted, by="cli"))
        return run

    async def depths(self) -> dict[str, int]:
        """Give how many messages wait in each queue."""
        return await self._broker(queue_depths)

    async def parked(self, queue: str, limit: int = 100) -> Sequence[Parked]:
        """Give what is parked of a queue."""
        return await self._broker(lambda url: list_parked(url, queue, limit))

    async def replay(self, queue: str, ids: Sequence[str] | None) -> int:
        """Put parked messages back; give how many."""
        return await self._broker(lambda url: replay(url, queue, ids))

    async def discard(self, queue: str, ids: Sequence[str]) -> int:
        """Throw parked messages away; give how many."""
        return await self._broker(lambda url: discard(url, queue, ids))

    async def _broker(self, ask: Callable[[str], Awaitable[T]]) -> T:
        """Ask the broker on a connection of its own; raise UnreachableError or BadInputError."""
        try:
            return await ask(self._amqp)
        except NoSuchQueueError as error:
            raise BadInputError(f"{error}; `status` lists the queues.") from error
        except (aio_pika.exceptions.AMQPError, OSError, TimeoutError) as error:
            raise UnreachableError(f"RabbitMQ does not answer ({type(error).__name__}).") from error

    async def _publish(self, message: SyncRequested | MappingChanged | AbsenceDecided) -> None:
        try:
            if self._bus is None:
                async with asyncio.timeout(REACH_SECONDS):
                    self._bus = await self._stack.enter_async_context(
                        bus.connect(self._amqp, source="console")
                    )
            await self._bus.publish(message)
        except (PublishError, TimeoutError) as error:
            raise UnreachableError("RabbitMQ does not answer; nothing was asked for.") from error

    def _client(self, base: str, connection: Connection) -> Client:
        return Client(
            base,
            connection.email,
            connection.token,
            allow_private=self._settings.allow_private_jira,
        )


@asynccontextmanager
async def open_actions(settings: Settings) -> AsyncIterator[Actions]:
    """Give the actions on an open database; raise UnreachableError when there is none."""
    async with AsyncExitStack() as stack:
        try:
            pool = await stack.enter_async_context(
                open_pool(settings.database_url.get_secret_value(), application_name="console")
            )
        except AWAY as error:
            raise UnreachableError(
                f"PostgreSQL does not answer ({type(error).__name__})."
            ) from error
        try:
            actions = Actions(settings, pool, stack)
        except NoKeyError as error:
            raise BadInputError(str(error)) from error
        yield actions
