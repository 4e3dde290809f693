"""any service ↔ RabbitMQ: one connection, made again whenever it breaks.

Plain connections under our own supervision rather than `connect_robust`: after a break everything
is made anew and nothing of the old channel is used again, so an acknowledgement can never reach
another message (delivery tags start again at 1), and no publish waits for a reconnection.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import aio_pika
import structlog
from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractExchange

from libs.bus import metrics
from libs.bus.consumer import Consumer
from libs.bus.declare import declare, waiting_exchange
from libs.bus.envelope import Envelope, amqp_message
from libs.bus.errors import BrokerAwayError, ConsumerStoppedError, PublishError
from libs.bus.handler import BatchHandler, Handler, M
from libs.bus.verdict import Judge
from libs.bus.ways import Batches, Singles
from libs.contracts.message import LARGEST_BODY, Message
from libs.contracts.topology import EXCHANGE, WAITS, Subscription
from libs.runtime import clock

PUBLISH_SECONDS: float = 10
CONNECT_SECONDS: float = 10
LONGEST_BACKOFF: float = 5
HANDLE_SECONDS: float = 600
"""Longest handling of one message or batch; RabbitMQ gives up on a consumer after 30 minutes."""
GRACE_SECONDS: float = 15

log = structlog.get_logger()


class Link:
    """An open connection with its publishing channel; dead for good once it breaks."""

    def __init__(self, connection: AbstractConnection, channel: AbstractChannel) -> None:
        self.connection = connection
        self.channel = channel
        self.exchanges: dict[str, AbstractExchange] = {}

    async def exchange(self, name: str) -> AbstractExchange:
        """Give an exchange that was declared before."""
        if name not in self.exchanges:
            if name == "":
                self.exchanges[name] = self.channel.default_exchange
            else:
                self.exchanges[name] = await self.channel.get_exchange(name, ensure=False)
        return self.exchanges[name]

    @property
    def alive(self) -> bool:
        """Whether both connection and channel are open."""
        return not (self.connection.is_closed or self.channel.is_closed)

    async def broken(self) -> None:
        """Return when connection or channel is gone."""
        closed = (
            asyncio.ensure_future(self.connection.closed()),
            asyncio.ensure_future(self.channel.closed()),
        )
        try:
            await asyncio.wait(closed, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for waiter in closed:
                waiter.cancel()


class Bus:
    """What a service says and hears; everything it publishes is confirmed."""

    def __init__(
        self, url: str, source: str, waits: Sequence[timedelta], now: Callable[[], datetime]
    ) -> None:
        self._url = url
        self._source = source
        self._now = now
        self._link: Link | None = None
        self._linked = asyncio.Event()
        self._consumers: list[Consumer] = []
        self.waits = tuple(waits)
        self.stopping = asyncio.Event()

    async def publish(self, *messages: Message, cause: Envelope | None = None) -> None:
        """Publish and wait until the broker has them all; raise PublishError otherwise."""
        at = self._now()
        if len(messages) == 1:
            await self._publish_one(messages[0], at, cause)
            return
        outcomes = await asyncio.gather(
            *(self._publish_one(message, at, cause) for message in messages),
            return_exceptions=True,
        )
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome

    async def _publish_one(self, message: Message, at: datetime, cause: Envelope | None) -> None:
        amqp = amqp_message(message, self._source, at, cause)
        if len(amqp.body) > LARGEST_BODY:
            # It travels all the same: nothing is lost for being large. Somebody should cut it.
            log.warning("message.large", topic=message.topic, bytes=len(amqp.body))
        try:
            await self.send(EXCHANGE, message.routing_key, amqp)
        except PublishError:
            metrics.PUBLISHED.labels(message.topic, "failed").inc()
            raise
        metrics.PUBLISHED.labels(message.topic, "confirmed").inc()

    async def send(self, exchange: str, key: str, amqp: aio_pika.Message) -> None:
        """Publish a raw message, mandatory and confirmed; raise PublishError otherwise."""
        link = self._link
        if link is None or not link.alive:
            raise PublishError("there is no connection to the broker")
        try:
            async with asyncio.timeout(PUBLISH_SECONDS):
                place = await link.exchange(exchange)
                await place.publish(amqp, key, mandatory=True)
        except TimeoutError as error:
            raise PublishError("the broker did not confirm in time") from error
        except (aio_pika.exceptions.AMQPError, OSError, RuntimeError) as error:
            raise PublishError(f"{type(error).__name__}: {error}"[:200]) from error

    async def wait(self, wait: timedelta, queue: str, amqp: aio_pika.Message) -> None:
        """Let a message wait; it comes back to that queue."""
        await self.send(waiting_exchange(wait), queue, amqp)

    async def consume(
        self,
        subscription: Subscription[M],
        handler: Handler[M],
        verdict: Judge,
        *,
        concurrency: int = 1,
        timeout: float = HANDLE_SECONDS,  # noqa: ASYNC109 - the handler's, not this call's
    ) -> None:
        """Handle a queue's messages one by one, so many at once, until told to stop."""
        work = Singles(self, subscription, handler, verdict, timeout)
        prefetch = concurrency + 1
        await self._run(Consumer(self, work, prefetch=prefetch, size=1, concurrency=concurrency))

    async def consume_batch(
        self,
        subscription: Subscription[M],
        handler: BatchHandler[M],
        verdict: Judge,
        *,
        size: int,
        concurrency: int = 1,
        timeout: float = HANDLE_SECONDS,  # noqa: ASYNC109 - the handler's, not this call's
    ) -> None:
        """Handle what is waiting, up to `size` messages together, until told to stop."""
        work = Batches(self, subscription, handler, verdict, timeout)
        await self._run(
            Consumer(
                self, work, prefetch=size * (concurrency + 1), size=size, concurrency=concurrency
            )
        )

    async def _run(self, consumer: Consumer) -> None:
        self._consumers.append(consumer)
        await consumer.run()

    async def link(self) -> Link:
        """Wait for an open connection."""
        while self._link is None or not self._link.alive:
            self._linked.clear()
            await self._linked.wait()
        return self._link

    async def ready(self) -> None:
        """Return if messages can be published and none of the consumers has stopped."""
        if self._link is None or not self._link.alive:
            raise BrokerAwayError
        stopped = [consumer.queue for consumer in self._consumers if consumer.stopped]
        if stopped:
            raise ConsumerStoppedError(stopped)

    async def stop(self, grace: float = GRACE_SECONDS) -> None:
        """Take nothing new, finish what is in hand; what is not finished is redelivered."""
        self.stopping.set()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(grace):
                for consumer in self._consumers:
                    await consumer.finished.wait()

    async def keep_linked(self, linked: asyncio.Future[None]) -> None:
        """Connect, declare, wait for the break, and again; `linked` is told of the first time."""
        backoff = 0.1
        while True:
            try:
                async with asyncio.timeout(2 * CONNECT_SECONDS):
                    link = await self._open()
            except (aio_pika.exceptions.AMQPError, OSError, RuntimeError, TimeoutError) as error:
                log.warning("bus.unreachable", error=f"{type(error).__name__}: {error}"[:300])
                await asyncio.sleep(backoff)
                backoff = min(backoff * 2, LONGEST_BACKOFF)
                continue
            backoff = 0.1
            self._link = link
            self._linked.set()
            metrics.CONNECTED.set(1)
            metrics.RECONNECTS.inc()
            log.info("bus.connected")
            if not linked.done():
                linked.set_result(None)
            try:
                await link.broken()
            finally:
                self._link = None
                metrics.CONNECTED.set(0)
                await _close(link)
            log.warning("bus.disconnected")

    async def _open(self) -> Link:
        connection = await aio_pika.connect(
            self._url,
            timeout=CONNECT_SECONDS,
            client_properties={"connection_name": f"flowstate-{self._source}"},
        )
        try:
            channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
            await declare(channel, self.waits)
        except BaseException:
            await connection.close()
            raise
        return Link(connection, channel)


@asynccontextmanager
async def connect(
    url: str,
    *,
    source: str,
    waits: Sequence[timedelta] = WAITS,
    now: Callable[[], datetime] = clock.now,
) -> AsyncIterator[Bus]:
    """Give a bus; waits for the broker as long as it takes, and reconnects by itself."""
    bus = Bus(url, source, waits, now)
    linked: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    keeper = asyncio.create_task(bus.keep_linked(linked), name="bus")
    try:
        await linked
        yield bus
    finally:
        keeper.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await keeper


async def _close(link: Link) -> None:
    with contextlib.suppress(Exception):
        async with asyncio.timeout(2):
            await link.connection.close()
