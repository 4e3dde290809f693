"""A bus with short waits, and the plainest handlers."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import aio_pika
import pytest

from libs.bus import Outcome, Park, Retry, connect

WAITS = (timedelta(milliseconds=200), timedelta(milliseconds=600))


class Collect:
    """A batch handler that remembers what it was given, and fails as told."""

    def __init__(self, fails=lambda _message, _envelope: None, publish=()):
        self.batches = []
        self.fails = fails
        self.publish = publish

    @property
    def messages(self):
        return [received.message for batch in self.batches for received in batch]

    @property
    def envelopes(self):
        return [received.envelope for batch in self.batches for received in batch]

    async def __call__(self, batch):
        self.batches.append(list(batch))
        failures = {}
        for place, received in enumerate(batch):
            error = self.fails(received.message, received.envelope)
            if error is not None:
                failures[place] = error
        return Outcome(publish=self.publish, failures=failures)


@asynccontextmanager
async def consuming(bus, *consumers):
    """Run consumers for a while, then drain."""
    async with asyncio.TaskGroup() as tasks:
        for consumer in consumers:
            tasks.create_task(consumer)
        yield
        await bus.stop(5)


async def eventually(condition, seconds=10.0):
    """Wait until something holds; fail otherwise."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)


def verdict(error):
    return Park(str(error)) if isinstance(error, ValueError) else Retry()


@pytest.fixture
async def bus(amqp_url):
    async with connect(amqp_url, source="test", waits=WAITS) as made:
        yield made


@pytest.fixture
async def channel(amqp_url):
    """A plain channel of its own, to look at the broker without our library."""
    connection = await aio_pika.connect(amqp_url)
    async with connection:
        yield await connection.channel()
