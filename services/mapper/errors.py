"""mapper: what can go wrong, as few named facts."""


class UnreadableIssueError(ValueError):
    """Jira's JSON of an issue lacks something that every issue has."""


class UnreadableCatalogueError(ValueError):
    """Entries of Jira's catalogue that are none; the others were written."""

    def __init__(self, entries: list[str]) -> None:
        super().__init__(f"cannot read {', '.join(entries[:10])}")


class UnknownConnectionError(LookupError):
    """A message names a connection that is not (or no longer) set up."""

    def __init__(self, slug: str) -> None:
        super().__init__(f"no connection is named {slug!r}")
        self.slug = slug


class UnknownEmployeeError(LookupError):
    """There is no such employee (any more)."""


class StoreUnavailableError(Exception):
    """PostgreSQL could not be reached, or broke off; nothing of the transaction was kept."""
