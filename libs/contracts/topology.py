"""the bus: every queue there is, what it carries and who reads it; declared whole by each service.

One queue carries one message, so a body without headers still has a type. What webhooks cause has
its own queues (`*.live`): it never waits behind a full sync.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar

from libs.contracts.absence_decided import AbsenceDecided
from libs.contracts.catalogue_changed import CatalogueChanged
from libs.contracts.catalogue_fetched import CatalogueFetched
from libs.contracts.issue_changed import IssueChanged
from libs.contracts.issues_fetched import IssuesFetched
from libs.contracts.issues_listed import IssuesListed
from libs.contracts.issues_wanted import IssuesWanted
from libs.contracts.mapping_changed import MappingChanged
from libs.contracts.message import Message
from libs.contracts.sync_requested import SyncRequested

M = TypeVar("M", bound=Message)

EXCHANGE: str = "flowstate"
"""Durable topic exchange that every message is published to."""

WAITS: tuple[timedelta, ...] = (
    timedelta(seconds=2),
    timedelta(seconds=15),
    timedelta(minutes=1),
    timedelta(minutes=5),
)
"""How long a failed message may wait before it is tried again: one waiting queue each.

A queue's time to live is the same for all its messages, because RabbitMQ expires from the head only
(rabbitmq.com/docs/ttl).
"""


@dataclass(frozen=True, slots=True)
class Subscription(Generic[M]):
    """One durable queue, bound to one topic pattern, read by one service."""

    queue: str
    message: type[M]
    pattern: str
    """Routing keys that reach the queue, in AMQP topic syntax."""

    @property
    def parked(self) -> str:
        """The queue that holds what could not be handled, with the reason."""
        return f"{self.queue}.parked"


def waiting_queue(wait: timedelta) -> str:
    """Name of the queue where a message waits that long."""
    return f"waiting.{int(wait.total_seconds() * 1000)}ms"


FETCHER_SYNC = Subscription("fetcher.sync", SyncRequested, "sync.requested.*")
FETCHER_CATALOGUE = Subscription("fetcher.catalogue", CatalogueChanged, "catalogue.changed.*")
FETCHER_LIVE = Subscription("fetcher.live", IssueChanged, "issue.changed.*")
FETCHER_BULK = Subscription("fetcher.bulk", IssuesWanted, "issues.wanted.*")
MAPPER_CATALOGUE = Subscription("mapper.catalogue", CatalogueFetched, "catalogue.fetched.*")
MAPPER_LISTED = Subscription("mapper.listed", IssuesListed, "issues.listed.*")
MAPPER_LIVE = Subscription("mapper.live", IssuesFetched, "issues.fetched.*.live")
MAPPER_BULK = Subscription("mapper.bulk", IssuesFetched, "issues.fetched.*.bulk")
MAPPER_MAPPING = Subscription("mapper.mapping", MappingChanged, "mapping.changed.*")
MAPPER_ABSENCE = Subscription("mapper.absence", AbsenceDecided, "absence.decided.*")

SUBSCRIPTIONS: tuple[Subscription[Any], ...] = (
    FETCHER_SYNC,
    FETCHER_CATALOGUE,
    FETCHER_LIVE,
    FETCHER_BULK,
    MAPPER_CATALOGUE,
    MAPPER_LISTED,
    MAPPER_LIVE,
    MAPPER_BULK,
    MAPPER_MAPPING,
    MAPPER_ABSENCE,
)


def of_queue(queue: str) -> Subscription[Any] | None:
    """Give the subscription of that queue, or None when no service reads it."""
    found: Iterator[Subscription[Any]] = (s for s in SUBSCRIPTIONS if s.queue == queue)
    return next(found, None)
