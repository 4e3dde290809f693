"""the bus: what can go wrong with it."""


class PublishError(Exception):
    """The broker did not confirm a message in time, or said no: it may not be there."""


class BrokerAwayError(Exception):
    """There is no open connection to the broker; one is being made."""


class ConsumerStoppedError(Exception):
    """A consumer stopped by itself: everything it handled died, which is an outage."""

    def __init__(self, queues: list[str]) -> None:
        super().__init__(f"stopped after parking everything: {', '.join(queues)}")


class NoSuchQueueError(LookupError):
    """There is no queue of that name among ours."""

    def __init__(self, queue: str) -> None:
        super().__init__(f"no queue is named {queue!r}")
