"""console: what an admin is told when something cannot be done."""


class ConsoleError(Exception):
    """Something that was asked for cannot be done; the text says why and what to do."""

    exit_code = 1


class UnknownConnectionError(ConsoleError):
    """There is no connection of that name."""

    exit_code = 2

    def __init__(self, slug: str) -> None:
        super().__init__(f"There is no connection named {slug!r}. `connect` makes one.")


class BadInputError(ConsoleError):
    """What was typed cannot be meant."""

    exit_code = 2


class RefusedError(ConsoleError):
    """What was asked for is not to be done as things are."""


class UnreachableError(ConsoleError):
    """PostgreSQL or RabbitMQ does not answer."""

    exit_code = 3
