"""RabbitMQ → any service: a queue's reader, one channel after the other."""

import asyncio
import contextlib
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any, TypeVar

import structlog
from aio_pika.abc import AbstractChannel

from libs.bus import metrics
from libs.bus.session import BrokenSessionError, Session
from libs.bus.work import PUBLISH_AGAIN, Work

if TYPE_CHECKING:  # the bus makes consumers, and they publish through it
    from libs.bus.connection import Bus

PARKED_IN_A_ROW: int = 20
"""So many parks without a success in between are an outage, not so many poison messages."""

log = structlog.get_logger()
T = TypeVar("T")


class Consumer:
    """A queue's reader: a session after the other, for as long as the bus is not stopped."""

    def __init__(
        self, bus: "Bus", work: Work[Any], *, prefetch: int, size: int, concurrency: int
    ) -> None:
        self._bus = bus
        self._work = work
        self._prefetch = prefetch
        self._size = size
        self._concurrency = concurrency
        self.stopped = False
        """Whether it stopped by itself because everything was parked."""
        self.finished = asyncio.Event()
        self.queue = work.subscription.queue
        metrics.STOPPED.labels(self.queue).set(0)

    async def run(self) -> None:
        """Read the queue until the bus stops or everything dies."""
        try:
            while not (self._bus.stopping.is_set() or self.stopped):
                with contextlib.suppress(BrokenSessionError):
                    await self._session()
        finally:
            self.finished.set()
        if self.stopped:
            metrics.STOPPED.labels(self.queue).set(1)
            log.error("consumer.stopped", queue=self.queue, parked=self._work.parked_in_a_row)
            await self._bus.stopping.wait()

    async def _session(self) -> None:
        """Read from one channel until it is gone or the bus stops."""
        link = await _first(self._bus.link(), self._bus.stopping)
        if link is None:
            return
        try:
            channel = await link.connection.channel(publisher_confirms=False)
            await channel.set_qos(prefetch_count=self._prefetch)
            queue = await channel.get_queue(self.queue, ensure=False)
            session = Session(channel, self.queue)
            tag = await queue.consume(session.receive)
        except Exception as error:
            log.warning("consumer.waits", queue=self.queue, error=type(error).__name__)
            await asyncio.sleep(PUBLISH_AGAIN)
            raise BrokenSessionError from error
        watch = asyncio.create_task(self._watch(session, channel))
        try:
            async with asyncio.TaskGroup() as workers:
                for _ in range(self._concurrency):
                    workers.create_task(self._worker(session))
        except* BrokenSessionError:
            pass
        finally:
            watch.cancel()
            session.close()
            with contextlib.suppress(Exception):
                async with asyncio.timeout(2):
                    if not channel.is_closed:
                        await queue.cancel(tag)
                        await channel.close()

    async def _worker(self, session: Session) -> None:
        while deliveries := await session.take(self._size):
            await self._work.do(session, deliveries)
            if self._work.parked_in_a_row >= PARKED_IN_A_ROW:
                self.stopped = True
                session.ended.set()

    async def _watch(self, session: Session, channel: AbstractChannel) -> None:
        """End the session when its channel is gone or the bus stops."""
        await _first(channel.closed(), self._bus.stopping)
        session.ended.set()


async def _first(wanted: Awaitable[T], event: asyncio.Event) -> T | None:
    """Give what is wanted, or None if the event comes first."""
    task = asyncio.ensure_future(wanted)
    stop = asyncio.ensure_future(event.wait())
    try:
        await asyncio.wait({task, stop}, return_when=asyncio.FIRST_COMPLETED)
        return task.result() if task.done() else None
    finally:
        task.cancel()
        stop.cancel()
