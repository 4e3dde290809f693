"""the bus → RabbitMQ: exchange and queues, all of them, by every service at every connection.

Arguments are stated here and nowhere else: redeclaring with others closes the channel. A change of
arguments means a new queue name.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from aio_pika import ExchangeType
from aio_pika.abc import AbstractChannel

from libs.contracts.topology import EXCHANGE, SUBSCRIPTIONS, Subscription, waiting_queue

CRASHES: int = 20
"""Deliveries after which a message that keeps killing its consumer is put aside (a net only)."""

QUORUM: dict[str, Any] = {"x-queue-type": "quorum"}
PARKED: dict[str, Any] = {**QUORUM, "x-delivery-limit": 1_000_000_000}
"""To look at a parked message counts as a delivery, and RabbitMQ 4 drops what was delivered twenty
times unless told otherwise (rabbitmq.com/docs/quorum-queues, poison message handling). 3.10 does
not take -1 for "never"."""
_TO_QUEUE_BY_NAME = {
    # The default exchange routes by queue name. At least once needs reject-publish, see
    # rabbitmq.com/docs/quorum-queues (dead lettering).
    "x-dead-letter-exchange": "",
    "x-dead-letter-strategy": "at-least-once",
    "x-overflow": "reject-publish",
}


def queue_arguments(subscription: Subscription[Any]) -> dict[str, Any]:
    """Give a queue's arguments: replicated, and nothing that crashes its consumer is dropped."""
    return {
        **QUORUM,
        **_TO_QUEUE_BY_NAME,
        "x-delivery-limit": CRASHES,
        "x-dead-letter-routing-key": subscription.parked,
    }


def waiting_arguments(wait: timedelta) -> dict[str, Any]:
    """Give a waiting queue's arguments: after the wait each message goes where its key says."""
    milliseconds = int(wait.total_seconds() * 1000)
    return {**QUORUM, **_TO_QUEUE_BY_NAME, "x-message-ttl": milliseconds}


def waiting_exchange(wait: timedelta) -> str:
    """Give the exchange through which messages reach a waiting queue, keyed by their own queue."""
    return f"{EXCHANGE}.{waiting_queue(wait)}"


async def declare(channel: AbstractChannel, waits: Sequence[timedelta]) -> None:
    """Declare everything; what is there already is left as it is."""
    await channel.declare_exchange(EXCHANGE, ExchangeType.TOPIC, durable=True)
    for subscription in SUBSCRIPTIONS:
        await channel.declare_queue(subscription.parked, durable=True, arguments=PARKED)
        queue = await channel.declare_queue(
            subscription.queue, durable=True, arguments=queue_arguments(subscription)
        )
        await queue.bind(EXCHANGE, subscription.pattern)
    for wait in waits:
        exchange = await channel.declare_exchange(
            waiting_exchange(wait), ExchangeType.FANOUT, durable=True
        )
        waiting = await channel.declare_queue(
            waiting_queue(wait), durable=True, arguments=waiting_arguments(wait)
        )
        await waiting.bind(exchange)
