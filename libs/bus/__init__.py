"""The bus: messages in, messages out, over RabbitMQ; at least once, never lost.

Decoding, log context, timing, retrying, parking, confirming and acknowledging live here, once. A
handler takes a message and gives the messages to publish; it never sees the broker.
"""

from libs.bus.connection import Bus, connect
from libs.bus.envelope import Envelope
from libs.bus.errors import PublishError
from libs.bus.handler import BatchHandler, Caused, Handler, Outcome, Received
from libs.bus.verdict import Park, Retry, Verdict

__all__ = [
    "BatchHandler",
    "Bus",
    "Caused",
    "Envelope",
    "Handler",
    "Outcome",
    "Park",
    "PublishError",
    "Received",
    "Retry",
    "Verdict",
    "connect",
]
