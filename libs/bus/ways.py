"""the bus: the two ways to handle deliveries: one at a time, or what is waiting together."""

import asyncio
import contextlib
from collections.abc import Sequence
from time import monotonic
from typing import TYPE_CHECKING

import structlog
from aio_pika.abc import AbstractIncomingMessage
from typing_extensions import override

from libs.bus import metrics
from libs.bus.handler import BatchHandler, Caused, Handler, M, Outcome, Received
from libs.bus.session import BrokenSessionError, Session
from libs.bus.verdict import Judge
from libs.bus.work import Work
from libs.contracts.message import Message
from libs.contracts.topology import Subscription

if TYPE_CHECKING:  # the bus makes consumers, and they publish through it
    from libs.bus.connection import Bus

IN_FLIGHT: int = 20
"""Publishes of one streaming handler under way at once."""

log = structlog.get_logger()


class Singles(Work[M]):
    """One message at a time, its results published as they are given."""

    def __init__(
        self,
        bus: "Bus",
        subscription: Subscription[M],
        handler: Handler[M],
        verdict: Judge,
        seconds: float,
    ) -> None:
        super().__init__(bus, subscription, verdict, seconds)
        self._handler = handler

    @override
    async def do(self, session: Session, deliveries: Sequence[AbstractIncomingMessage]) -> None:
        for delivery, received in await self.decode(session, deliveries):
            started = monotonic()
            envelope = received.envelope
            with structlog.contextvars.bound_contextvars(
                message_id=envelope.id,
                correlation_id=envelope.correlation_id,
                connection=received.message.connection,
            ):
                try:
                    async with asyncio.timeout(self.seconds):
                        published = await self._handle(session, received)
                except BrokenSessionError:
                    raise
                except Exception as error:  # noqa: BLE001 - the verdict decides about it
                    await self.failed(session, delivery, envelope, error)
                    continue
                await session.settle([delivery])
                self.succeeded(1)
                seconds = monotonic() - started
                metrics.SECONDS.labels(self.subscription.queue).observe(seconds)
                log.info(
                    "message.handled",
                    queue=self.subscription.queue,
                    published=published,
                    seconds=round(seconds, 4),
                )

    async def _handle(self, session: Session, received: Received[M]) -> int:
        """Publish what the handler gives, a bounded number under way at once; give how many."""
        count = 0
        under_way: set[asyncio.Task[None]] = set()
        try:
            async with contextlib.aclosing(  # type: ignore[type-var]
                self._handler(received.message, received.envelope)
            ) as given:
                async for message in given:
                    count += 1
                    under_way.add(
                        asyncio.create_task(self.publish(session, message, cause=received.envelope))
                    )
                    if len(under_way) >= IN_FLIGHT:
                        under_way = await _some_done(under_way)
            await asyncio.gather(*under_way)
        finally:
            for task in under_way:
                task.cancel()
        return count


class Batches(Work[M]):
    """What is waiting, handled together, acknowledged together."""

    def __init__(
        self,
        bus: "Bus",
        subscription: Subscription[M],
        handler: BatchHandler[M],
        verdict: Judge,
        seconds: float,
    ) -> None:
        super().__init__(bus, subscription, verdict, seconds)
        self._handler = handler

    @override
    async def do(self, session: Session, deliveries: Sequence[AbstractIncomingMessage]) -> None:
        decoded = await self.decode(session, deliveries)
        if not decoded:
            return
        started = monotonic()
        batch = [received for _, received in decoded]
        try:
            async with asyncio.timeout(self.seconds):
                outcome = await self._handler(batch)
        except Exception as whole:  # noqa: BLE001 - the verdict decides about it
            outcome = Outcome(failures=dict.fromkeys(range(len(batch)), whole))
        await asyncio.gather(*(self._publish(session, item, batch) for item in outcome.publish))
        done = [d for place, (d, _) in enumerate(decoded) if place not in outcome.failures]
        await session.settle(done)
        self.succeeded(len(done))
        for place, error in sorted(outcome.failures.items()):
            delivery, received = decoded[place]
            await self.failed(session, delivery, received.envelope, error)
        seconds = monotonic() - started
        metrics.SECONDS.labels(self.subscription.queue).observe(seconds)
        metrics.BATCH.labels(self.subscription.queue).observe(len(batch))
        log.info(
            "batch.handled",
            queue=self.subscription.queue,
            messages=len(batch),
            failed=len(outcome.failures),
            published=len(outcome.publish),
            seconds=round(seconds, 4),
        )

    async def _publish(
        self, session: Session, item: Message | Caused, batch: Sequence[Received[M]]
    ) -> None:
        if isinstance(item, Caused):
            await self.publish(session, item.message, cause=batch[item.by].envelope)
        else:
            await self.publish(session, item)


async def _some_done(tasks: set[asyncio.Task[None]]) -> set[asyncio.Task[None]]:
    """Wait until some are done; raise what failed, give those still under way."""
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        task.result()
    return pending
