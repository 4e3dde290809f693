"""admin → console: what can be done; the command line and the pages both call this."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from time import monotonic
from typing import TypeVar
from uuid import UUID, uuid4

import aio_pika
import asyncpg

from libs import bus
from libs.bus import Bus, PublishError
from libs.bus.errors import NoSuchQueueError
from libs.bus.parked import Parked, Queues, discard, list_parked, queues, replay
from libs.connections import Connection
from libs.connections.secrets import NoKeyError
from libs.contracts.absence_decided import AbsenceDecided
from libs.contracts.mapping_changed import MappingChanged
from libs.contracts.sync_requested import Scope, SyncRequested
from libs.postgres.pool import open_pool
from libs.runtime import clock
from services.console.audit import Audit
from services.console.choices import Choices
from services.console.chosen import Chosen
from services.console.connecting import Connecting
from services.console.effort_rules import EffortRules
from services.console.errors import BadInputError, UnreachableError
from services.console.explain import Explaining
from services.console.exporting import Exporting
from services.console.fields import Fields
from services.console.grid import Grid
from services.console.links import Links
from services.console.people import People
from services.console.periods import Periods
from services.console.proof import Proof
from services.console.reports import Reports
from services.console.roadmap import Roadmap, check_names
from services.console.schedule import Schedule, Schedules
from services.console.settings import Settings
from services.console.store import AWAY, Run, Store
from services.console.weeks import Weeks
from services.console.wish import Webhook

T = TypeVar("T")

REACH_SECONDS: float = 10
LOOK_AGAIN: float = 0.3
ENDED = ("done", "failed", "needs_confirmation")
STALLED = timedelta(minutes=15)
"""A run that has not got on for so long is called stalled (the longest wait is 5 minutes)."""
REFUSED = timedelta(seconds=10)
"""A connection that needs attention for so long after a wish is not accepted meanwhile."""


class Actions:
    """The console's verbs, on an open database and, when one needs it, the bus."""

    def __init__(
        self,
        settings: Settings,
        pool: asyncpg.Pool,
        stack: AsyncExitStack,
        bus: Bus | None = None,
        *,
        by: str,
    ) -> None:
        self._settings = settings
        self._stack = stack
        self._bus = bus
        self.audit = Audit(pool, by)
        self.connecting = Connecting(settings, pool, self.audit)
        self.store = Store(pool)
        self.choices = Choices(pool, self.audit)
        self.effort_rules = EffortRules(pool, self.audit)
        self.explaining = Explaining(pool)
        self.fields = Fields(pool)
        self.periods = Periods(pool)
        self.proof = Proof(pool)
        self.reports = Reports(pool)
        self.exporting = Exporting(pool)
        self.grid = Grid(pool, self.audit)
        self.links = Links(self.audit)
        self.people = People(pool, self.audit)
        self.schedules = Schedules(pool, self.audit)
        self.weeks = Weeks(pool, self.audit)
        self.chosen = Chosen(pool, self.audit)
        self.roadmap = Roadmap(pool, self.audit)

    @property
    def _amqp(self) -> str:
        return self._settings.amqp_url.get_secret_value()

    async def connection(self, slug: str) -> Connection:
        """Give a connection; raise UnknownConnectionError."""
        return await self.connecting.connection(slug)

    async def connect(self, connection: Connection, *, new_webhook: bool) -> Webhook | None:
        """Store a connection; give its webhook when it is new. Another mode takes effect."""
        known = await self.connecting.known(connection.slug)
        webhook = await self.connecting.store(connection, known, new_webhook=new_webhook)
        if known is not None and known.mode != connection.mode:
            await self._publish(MappingChanged(connection=connection.slug, changed="mode"))
        return webhook

    async def sync(self, slug: str, scope: Scope, *, deep: bool) -> UUID:
        """Ask for a sync; give the run it will be."""
        connection = await self.connection(slug)
        run = uuid4()
        await self._publish(
            SyncRequested(connection=connection.slug, scope=scope, deep=deep, run=run)
        )
        return run

    async def watch(self, slug: str, run: UUID) -> AsyncIterator[Run | None]:
        """Give a run, or None before it begins, until it ends, stalls or Jira refuses us."""
        begun = well = monotonic()
        while True:
            seen = await self.store.run(run)
            yield seen
            if seen is not None and (seen.phase in ENDED or seen.quiet > STALLED):
                return
            now = monotonic()
            if (await self.connection(slug)).state != "needs_attention":
                well = now
            if now - well > REFUSED.total_seconds():
                return
            if seen is None and now - begun > STALLED.total_seconds():
                return
            await asyncio.sleep(LOOK_AGAIN)

    async def map_field(
        self,
        slug: str,
        behaviour: str,
        field_id: str,
        options: Sequence[str] = (),
        cost_centre: str | None = None,
        *,
        run: UUID | None = None,
    ) -> str:
        """Give a Jira field a meaning; give the field's name. What lacks is read as that run."""
        connection = await self.connection(slug)
        name = await self.choices.map_field(connection, behaviour, field_id, options, cost_centre)
        await self._publish(MappingChanged(connection=slug, changed="fields", run=run))
        return name

    async def unmap_field(self, slug: str, behaviour: str) -> str:
        """Take a field's meaning back; give which field had it."""
        connection = await self.connection(slug)
        gone = await self.chosen.unmap_field(connection, behaviour)
        await self._publish(MappingChanged(connection=slug, changed="fields"))
        return gone

    async def choose_mode(self, slug: str, mode: str) -> bool:
        """Choose what becomes a PMS project; say whether that is new."""
        connection = await self.connection(slug)
        changed = await self.choices.set_mode(connection, mode)
        await self._publish(MappingChanged(connection=slug, changed="mode"))
        return changed

    async def schedule(self, slug: str, at: str | None = None, zone: str | None = None) -> Schedule:
        """Give a connection's schedule, as changed by what is told; it counts at once."""
        connection = await self.connection(slug)
        if at is not None or zone is not None:
            await self.schedules.change(connection, at, zone)
        return await self.schedules.read(connection.id, clock.now())

    async def choose_lists(self, slug: str, include: Sequence[str], exclude: Sequence[str]) -> None:
        """Choose which Jira projects count."""
        connection = await self.connection(slug)
        await self.choices.set_lists(connection, include, exclude)
        await self._publish(MappingChanged(connection=slug, changed="projects"))

    async def add_roadmap_projects(self, names: Sequence[str]) -> int:
        """Add roadmap projects; every connection's names are looked at again."""
        check_names(names)
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
        by = self.audit.by
        told = {"connection": slug, "run": str(run), "deleted": deleted}
        async with self.audit.act("confirm", told):
            await self._publish(AbsenceDecided(connection=slug, run=run, deleted=deleted, by=by))
        return run

    async def queues(self) -> Queues:
        """Give how many messages wait in each queue, and where nobody reads them."""
        return await self._broker(queues)

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


@asynccontextmanager
async def open_actions(settings: Settings, by: str) -> AsyncIterator[Actions]:
    """Give somebody's actions on an open database; raise UnreachableError when there is none."""
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
            actions = Actions(settings, pool, stack, by=by)
        except NoKeyError as error:
            raise BadInputError(str(error)) from error
        yield actions
