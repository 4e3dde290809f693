"""the bus ↔ a service: what a handler is given, and what it gives."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from libs.bus.envelope import Envelope
from libs.contracts.message import Message

M = TypeVar("M", bound=Message)
M_contra = TypeVar("M_contra", bound=Message, contravariant=True)


@dataclass(frozen=True, slots=True)
class Received(Generic[M]):
    """A decoded message and its envelope."""

    message: M
    envelope: Envelope


@dataclass(frozen=True, slots=True)
class Caused:
    """A message to publish, and which message of the batch caused it."""

    message: Message
    by: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a batch: messages to publish, and which of its messages failed of what."""

    publish: Sequence[Message | Caused] = ()
    failures: Mapping[int, Exception] = field(default_factory=dict)


class Handler(Protocol[M_contra]):
    """One message in, messages out, each published as it is given."""

    def __call__(self, message: M_contra, envelope: Envelope, /) -> AsyncIterator[Message]:
        """Give the messages to publish."""


BatchHandler = Callable[[Sequence[Received[M]]], Awaitable[Outcome]]
"""Several messages in, one outcome; one of them failing must not fail the others."""
