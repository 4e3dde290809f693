"""Small things that several tests need."""

from typing import TypeVar

import aio_pika

from libs.contracts.message import Message
from libs.contracts.topology import Subscription

KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
"""A Fernet key for tests."""

M = TypeVar("M", bound=Message)


async def take(amqp_url: str, subscription: Subscription[M]) -> list[M]:
    """Take every message that waits in a queue."""
    connection = await aio_pika.connect(amqp_url)
    async with connection:
        channel = await connection.channel()
        queue = await channel.get_queue(subscription.queue)
        found = []
        while (delivery := await queue.get(no_ack=True, fail=False)) is not None:
            found.append(subscription.message.model_validate_json(delivery.body))
        return found
