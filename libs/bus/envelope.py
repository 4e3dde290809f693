"""the bus: who sent a message, when, as what, because of what: CloudEvents 1.0 in AMQP headers.

Binary mode: the body is the matter alone, the attributes travel as `cloudEvents_<name>` headers
(the AMQP protocol binding of CloudEvents, which accepts `cloudEvents:` as well). A message without
any is a valid message: what is missing is made up here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from aio_pika import DeliveryMode
from aio_pika import Message as AmqpMessage
from aio_pika.abc import AbstractIncomingMessage

from libs.contracts.message import Message

PREFIXES = ("cloudEvents_", "cloudEvents:")
SPEC_VERSION = "1.0"
SCHEMA_VERSION = "1"
ATTEMPT = "x-attempt"
ORIGINAL_KEY = "x-original-key"
PARKED_WHY = "x-parked-why"
PARKED_TRACEBACK = "x-parked-traceback"
PARKED_AT = "x-parked-at"
OURS = (ATTEMPT, ORIGINAL_KEY, PARKED_WHY, PARKED_TRACEBACK, PARKED_AT)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message's CloudEvents attributes, and how its delivery went so far."""

    id: str
    source: str
    type: str
    time: datetime
    correlation_id: str
    attempt: int = 1
    redelivered: bool = False


def read_envelope(
    delivery: AbstractIncomingMessage, topic: str, now: Callable[[], datetime]
) -> Envelope:
    """Give the envelope of a delivery; what a hand-typed message lacks is made up."""
    told = _attributes(delivery.headers)
    number = delivery.headers.get(ATTEMPT, 1)
    identity = told.get("id") or delivery.message_id or str(uuid4())
    return Envelope(
        id=identity[:200],
        source=(told.get("source") or delivery.app_id or "unknown")[:200],
        type=told.get("type") or topic,
        time=_time(told.get("time")) or _aware(delivery.timestamp) or now(),
        correlation_id=(told.get("correlationid") or delivery.correlation_id or identity)[:200],
        attempt=number if isinstance(number, int) and number > 0 else 1,
        redelivered=bool(delivery.redelivered),
    )


def amqp_message(
    message: Message, source: str, at: datetime, cause: Envelope | None = None
) -> AmqpMessage:
    """Give the message as it travels: persistent, its attributes in the headers."""
    identity = str(uuid4())
    correlation = cause.correlation_id if cause is not None else identity
    attributes: dict[str, Any] = {
        "id": identity,
        "source": f"/flowstate-jira/{source}",
        "specversion": SPEC_VERSION,
        "type": message.topic,
        "time": at.isoformat(),
        "subject": message.connection,
        "schemaversion": SCHEMA_VERSION,
        "correlationid": correlation,
    }
    if cause is not None:
        attributes["causationid"] = cause.id
    return AmqpMessage(
        message.model_dump_json().encode(),
        headers={f"{PREFIXES[0]}{name}": value for name, value in attributes.items()},
        content_type="application/json",
        delivery_mode=DeliveryMode.PERSISTENT,
        message_id=identity,
        correlation_id=correlation,
        timestamp=at,
        type=message.topic,
        app_id=source,
    )


def copy_of(
    delivery: AbstractIncomingMessage,
    headers: Mapping[str, Any],
    *,
    attempt: int,
    identity: str | None = None,
) -> AmqpMessage:
    """Give the same message again, to wait, to be parked or replayed, with other headers of ours.

    An attempt of 0 stands for "as new". The identity is for a message without any: what was made up
    for it goes with it, so that the log and the parked message name the same one.
    """
    kept = {name: value for name, value in delivery.headers.items() if name not in OURS}
    kept = {name: value for name, value in kept.items() if not name.startswith("x-")}
    counted = {ATTEMPT: attempt} if attempt else {}
    return AmqpMessage(
        delivery.body,
        headers={**kept, **counted, **headers},
        content_type=delivery.content_type,
        content_encoding=delivery.content_encoding,
        delivery_mode=DeliveryMode.PERSISTENT,
        message_id=delivery.message_id or identity,
        correlation_id=delivery.correlation_id,
        timestamp=delivery.timestamp,
        type=delivery.type,
        app_id=delivery.app_id,
    )


def original_key(delivery: AbstractIncomingMessage) -> str:
    """Give the routing key that the message was first published with."""
    key = delivery.headers.get(ORIGINAL_KEY)
    return key if isinstance(key, str) else delivery.routing_key or ""


def _attributes(headers: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in headers.items():
        for prefix in PREFIXES:
            if name.startswith(prefix) and value is not None:
                found[name.removeprefix(prefix)] = str(value)
    return found


def _time(told: str | None) -> datetime | None:
    try:
        return _aware(datetime.fromisoformat(told)) if told else None
    except ValueError:
        return None


def _aware(told: datetime | None) -> datetime | None:
    if told is None:
        return None
    return told.astimezone(UTC) if told.tzinfo else told.replace(tzinfo=UTC)
