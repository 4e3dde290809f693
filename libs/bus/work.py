"""the bus: what is done with deliveries, in this order, always; nothing is ever rejected.

Decode → handle → publish what came of it, confirmed → acknowledge. On failure: verdict → confirmed
publish to a waiting or parked queue → acknowledge. On cancellation: nothing; the broker delivers
again. A rejection could lose a message, so there is none.
"""

import asyncio
import traceback
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Generic

import structlog
from aio_pika.abc import AbstractIncomingMessage
from pydantic import ValidationError

from libs.bus import metrics
from libs.bus.envelope import (
    ORIGINAL_KEY,
    PARKED_AT,
    PARKED_TRACEBACK,
    PARKED_WHY,
    Envelope,
    copy_of,
    original_key,
    read_envelope,
)
from libs.bus.errors import PublishError
from libs.bus.handler import M, Received
from libs.bus.session import BrokenSessionError, Session
from libs.bus.verdict import ATTEMPTS, Judge, Park, Retry, Verdict, wait_for
from libs.contracts.message import Message
from libs.contracts.topology import Subscription
from libs.runtime import clock

if TYPE_CHECKING:  # the bus makes consumers, and they publish through it
    from libs.bus.connection import Bus

LONGEST_TRACEBACK: int = 8_000
LONGEST_REASON: int = 500
PUBLISH_AGAIN: float = 0.5
PLAINLY = {
    "json_invalid": "is not JSON",
    "missing": "is missing",
    "model_type": "is no object",
    "string_pattern_mismatch": "is not of the form that it has to have",
}
"""What the kinds of error that a hand-typed body has most often mean."""

log = structlog.get_logger()


class Work(Generic[M]):
    """What is done with deliveries: decode, handle, publish, judge. Single and batch differ."""

    def __init__(
        self,
        bus: "Bus",
        subscription: Subscription[M],
        verdict: Judge,
        seconds: float,
    ) -> None:
        self.bus = bus
        self.subscription = subscription
        self.seconds = seconds
        self.parked_in_a_row = 0
        self._verdict = verdict

    async def do(self, session: Session, deliveries: Sequence[AbstractIncomingMessage]) -> None:
        """Handle deliveries and settle them."""
        raise NotImplementedError

    async def decode(
        self, session: Session, deliveries: Sequence[AbstractIncomingMessage]
    ) -> list[tuple[AbstractIncomingMessage, Received[M]]]:
        """Decode; what cannot be decoded is parked at once."""
        decoded = []
        for delivery in deliveries:
            envelope = read_envelope(delivery, self.subscription.message.topic, clock.now)
            try:
                message = self.subscription.message.model_validate_json(delivery.body)
            except ValidationError as error:
                await self._settle_as(session, delivery, envelope, Park(complaint(error)), error)
            else:
                decoded.append((delivery, Received(message, envelope)))
        return decoded

    async def failed(
        self,
        session: Session,
        delivery: AbstractIncomingMessage,
        envelope: Envelope,
        error: Exception,
    ) -> None:
        """Do as the verdict says, then acknowledge."""
        await self._settle_as(session, delivery, envelope, self._verdict(error), error)

    def succeeded(self, count: int) -> None:
        """Count what was handled."""
        if count:
            self.parked_in_a_row = 0
            metrics.HANDLED.labels(self.subscription.queue, "handled").inc(count)

    async def publish(
        self, session: Session, *messages: Message, cause: Envelope | None = None
    ) -> None:
        """Publish, however long the broker takes; only a gone channel ends it."""
        await self._until_confirmed(session, lambda: self.bus.publish(*messages, cause=cause))

    async def _settle_as(
        self,
        session: Session,
        delivery: AbstractIncomingMessage,
        envelope: Envelope,
        verdict: Verdict,
        error: Exception,
    ) -> None:
        queue = self.subscription.queue
        reason = f"{type(error).__name__}: {error}"[:LONGEST_REASON]
        if isinstance(verdict, Retry) and not verdict.forever and envelope.attempt >= ATTEMPTS:
            verdict = Park(f"failed {envelope.attempt} times, last: {reason}")
        key = original_key(delivery)
        match verdict:
            case Retry():
                wait = wait_for(verdict, envelope.attempt, self.bus.waits)
                again = copy_of(
                    delivery,
                    {ORIGINAL_KEY: key},
                    attempt=envelope.attempt + 1,
                    identity=envelope.id,
                )
                await self._until_confirmed(session, lambda: self.bus.wait(wait, queue, again))
                self._log_failure(envelope, reason, "retried", wait)
            case Park(why):
                headers = {
                    ORIGINAL_KEY: key,
                    PARKED_WHY: why[:LONGEST_REASON],
                    PARKED_TRACEBACK: _trace(error),
                    PARKED_AT: clock.now().isoformat(),
                }
                aside = copy_of(delivery, headers, attempt=envelope.attempt, identity=envelope.id)
                place = self.subscription.parked
                await self._until_confirmed(session, lambda: self.bus.send("", place, aside))
                self.parked_in_a_row += 1
                self._log_failure(envelope, why[:LONGEST_REASON], "parked", None)
        await session.settle([delivery])

    def _log_failure(
        self, envelope: Envelope, reason: str, outcome: str, wait: timedelta | None
    ) -> None:
        metrics.HANDLED.labels(self.subscription.queue, outcome).inc()
        log.warning(
            "message.failed",
            outcome=outcome,
            queue=self.subscription.queue,
            message_id=envelope.id,
            correlation_id=envelope.correlation_id,
            attempt=envelope.attempt,
            reason=reason,
            wait_seconds=wait.total_seconds() if wait is not None else None,
        )

    async def _until_confirmed(
        self, session: Session, publish: Callable[[], Awaitable[None]]
    ) -> None:
        """Try until the broker confirms; a broker that blocks publishers is waited out."""
        while True:
            try:
                await publish()
            except PublishError as error:
                if session.channel.is_closed:
                    raise BrokenSessionError from error
                log.warning("publish.again", queue=self.subscription.queue, error=str(error))
                await asyncio.sleep(PUBLISH_AGAIN)
            else:
                return


def complaint(error: ValidationError) -> str:
    """Say which members of a body are wrong and why, never what they hold."""
    wrong = [
        f"{'.'.join(map(str, e['loc'])) or 'the body'} "
        f"{PLAINLY.get(e['type'], 'is wrong: ' + e['type'].replace('_', ' '))}"
        for e in error.errors(include_input=False, include_context=False, include_url=False)
    ]
    return f"not a valid message: {'; '.join(wrong)}"[:LONGEST_REASON]


def _trace(error: Exception) -> str:
    """Give the end of the traceback; a validation error's text would show what was in the body."""
    if isinstance(error, ValidationError):
        return complaint(error)
    return "".join(traceback.format_exception(error))[-LONGEST_TRACEBACK:]
