"""operations ↔ the bus: what was put aside: look at it, replay it, discard it; and queue depths."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage, AbstractQueue

from libs.bus.declare import PARKED, declare, queue_arguments
from libs.bus.envelope import (
    ATTEMPT,
    ORIGINAL_KEY,
    PARKED_AT,
    PARKED_TRACEBACK,
    PARKED_WHY,
    copy_of,
    original_key,
)
from libs.bus.errors import NoSuchQueueError
from libs.contracts.topology import SUBSCRIPTIONS, WAITS, Subscription, of_queue, waiting_queue

CONNECT_SECONDS: float = 10
PUBLISH_SECONDS: float = 10
CRASHED = "its consumer crashed each time it was delivered"


@dataclass(frozen=True, slots=True)
class Parked:
    """A message that was put aside, and why."""

    id: str
    queue: str
    """The queue it was taken from, and goes back to when replayed."""
    why: str
    traceback: str
    routing_key: str
    attempt: int
    at: datetime | None
    body: bytes


async def list_parked(url: str, queue: str, limit: int = 100) -> list[Parked]:
    """Give what is parked of a queue, oldest first; nothing is taken away."""
    found: list[Parked] = []
    async with _channel(url) as channel:
        async for delivery in _taken(channel, _subscription(queue), limit):
            found.append(_parked(queue, delivery))  # noqa: PERF401 - closing returns them all
    return found


async def replay(url: str, queue: str, ids: Collection[str] | None = None) -> int:
    """Put parked messages (all, or those ids) back into their queue as new; give how many.

    Each is published and confirmed before it is taken away, so none is lost on the way.
    """
    moved = 0
    async with _channel(url) as channel:
        async for delivery in _taken(channel, _subscription(queue), None):
            if ids is None or _id(delivery) in ids:
                key = original_key(delivery)
                again = copy_of(delivery, {ORIGINAL_KEY: key}, attempt=0)
                await channel.default_exchange.publish(
                    again, queue, mandatory=True, timeout=PUBLISH_SECONDS
                )
                await delivery.ack()
                moved += 1
    return moved


async def discard(url: str, queue: str, ids: Collection[str]) -> int:
    """Throw parked messages away, by id; give how many."""
    gone = 0
    async with _channel(url) as channel:
        async for delivery in _taken(channel, _subscription(queue), None):
            if _id(delivery) in ids:
                await delivery.ack()
                gone += 1
    return gone


@dataclass(frozen=True, slots=True)
class Queues:
    """What waits in the queues, as the broker counts now."""

    depths: dict[str, int]
    """Messages that are ready, by queue: those that services read, parked and waiting ones."""
    unread: tuple[str, ...]
    """Queues in which messages wait and that nobody reads, though a service should."""


async def queues(url: str) -> Queues:
    """Give how many messages are ready in each queue, and which of them nobody reads."""
    read = [s.queue for s in SUBSCRIPTIONS]
    names = [name for s in SUBSCRIPTIONS for name in (s.queue, s.parked)]
    names += [waiting_queue(wait) for wait in WAITS]
    depths = {}
    unread = []
    async with _channel(url) as channel:
        await declare(channel, WAITS)
        for name in names:
            told = (await channel.declare_queue(name, passive=True)).declaration_result
            depths[name] = told.message_count or 0
            if name in read and depths[name] and not told.consumer_count:
                unread.append(name)
    return Queues(depths, tuple(unread))


async def queue_depths(url: str) -> dict[str, int]:
    """Give how many messages are ready in each queue, as the broker counts now."""
    return (await queues(url)).depths


@asynccontextmanager
async def _channel(url: str) -> AsyncIterator[AbstractChannel]:
    """Give a channel of its own connection: a fresh one tells true counts."""
    connection = await aio_pika.connect(url, timeout=CONNECT_SECONDS)
    async with connection:
        yield await connection.channel(publisher_confirms=True, on_return_raises=True)


async def _taken(
    channel: AbstractChannel, of: Subscription[Any], limit: int | None
) -> AsyncIterator[AbstractIncomingMessage]:
    """Take each parked message once; what is not acknowledged goes back when the channel closes."""
    await channel.declare_queue(of.queue, durable=True, arguments=queue_arguments(of))
    queue: AbstractQueue = await channel.declare_queue(of.parked, durable=True, arguments=PARKED)
    waiting = queue.declaration_result.message_count or 0
    for _ in range(waiting if limit is None else min(waiting, limit)):
        delivery = await queue.get(fail=False)
        if delivery is None:
            await asyncio.sleep(0)
            return
        yield delivery


def _subscription(queue: str) -> Subscription[Any]:
    found = of_queue(queue.removesuffix(".parked"))
    if found is None:
        raise NoSuchQueueError(queue)
    return found


def _id(delivery: AbstractIncomingMessage) -> str:
    return delivery.message_id or f"#{delivery.delivery_tag}"


def _parked(queue: str, delivery: AbstractIncomingMessage) -> Parked:
    headers = delivery.headers
    at = headers.get(PARKED_AT)
    attempt = headers.get(ATTEMPT, 1)
    return Parked(
        id=_id(delivery),
        queue=queue,
        why=str(headers.get(PARKED_WHY, CRASHED)),
        traceback=str(headers.get(PARKED_TRACEBACK, "")),
        routing_key=original_key(delivery),
        attempt=attempt if isinstance(attempt, int) else 1,
        at=datetime.fromisoformat(at) if isinstance(at, str) else None,
        body=delivery.body,
    )
