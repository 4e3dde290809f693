"""the bus ↔ RabbitMQ: one channel's deliveries, from being taken to being settled."""

import asyncio
from collections import deque
from collections.abc import Sequence

from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from libs.bus import metrics

BATCH_BYTES: int = 5_000_000
"""Bodies handled together, unless one alone is larger: read, they take some ten times the room."""


class BrokenSessionError(Exception):
    """The channel is gone: what was taken from it will be delivered again."""


class Session:
    """One channel's deliveries, from being taken to being settled."""

    def __init__(self, channel: AbstractChannel, queue: str) -> None:
        self.channel = channel
        self._queue = queue
        self._waiting: deque[AbstractIncomingMessage] = deque()
        self._arrived = asyncio.Event()
        self._unsettled: set[int] = set()
        self.ended = asyncio.Event()
        """Set when no more deliveries are to be taken: stopping, or the channel is gone."""

    async def receive(self, delivery: AbstractIncomingMessage) -> None:
        """Take in a delivery."""
        self._waiting.append(delivery)
        self._unsettled.add(_tag(delivery))
        metrics.IN_HAND.labels(self._queue).inc()
        self._arrived.set()

    async def take(self, size: int) -> list[AbstractIncomingMessage]:
        """Wait for deliveries and give what is there, up to `size` and `BATCH_BYTES`.

        Gives nothing when all has ended.
        """
        while not self._waiting:
            if self.ended.is_set():
                return []
            self._arrived.clear()
            waiters = [
                asyncio.ensure_future(self._arrived.wait()),
                asyncio.ensure_future(self.ended.wait()),
            ]
            try:
                await asyncio.wait(waiters, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for waiter in waiters:
                    waiter.cancel()
        if self.ended.is_set():
            return []
        return self._portion(size)

    def _portion(self, size: int) -> list[AbstractIncomingMessage]:
        taken = [self._waiting.popleft()]
        room = BATCH_BYTES - len(taken[0].body)
        while self._waiting and len(taken) < size and len(self._waiting[0].body) <= room:
            room -= len(self._waiting[0].body)
            taken.append(self._waiting.popleft())
        return taken

    async def settle(self, deliveries: Sequence[AbstractIncomingMessage]) -> None:
        """Acknowledge: in one multiple if nothing older is open, a third of the broker's work."""
        tags = {_tag(delivery) for delivery in deliveries}
        if not tags:
            return
        others = self._unsettled - tags
        last = max(deliveries, key=_tag)
        try:
            if not others or min(others) > _tag(last):
                await last.ack(multiple=True)
            else:
                for delivery in deliveries:
                    await delivery.ack()
        except Exception as error:
            # The channel is gone: the broker delivers these again, which does no harm.
            raise BrokenSessionError from error
        self._unsettled -= tags
        metrics.IN_HAND.labels(self._queue).dec(len(tags))

    def close(self) -> None:
        """Forget what was not settled; the broker has it."""
        self.ended.set()
        metrics.IN_HAND.labels(self._queue).dec(len(self._unsettled))
        self._unsettled.clear()


def _tag(delivery: AbstractIncomingMessage) -> int:
    return delivery.delivery_tag or 0
