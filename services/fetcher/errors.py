"""fetcher: what can go wrong beside what Jira answers (`libs.jira.errors`)."""

from datetime import timedelta


class UnknownConnectionError(LookupError):
    """A message names a connection that is not (or no longer) set up."""

    def __init__(self, slug: str) -> None:
        super().__init__(f"no connection is named {slug!r}")
        self.slug = slug


class UnknownProjectError(LookupError):
    """A sync was asked for projects that the account cannot see."""

    def __init__(self, keys: list[str]) -> None:
        super().__init__(f"no project visible to the account has the key {', '.join(keys)}")


class StoreUnavailableError(Exception):
    """PostgreSQL could not be reached, or broke off."""


class PausedError(Exception):
    """Jira asked this connection to slow down for longer than a request should wait."""

    def __init__(self, remaining: timedelta) -> None:
        super().__init__(f"paused for another {remaining.total_seconds():.0f} s")
        self.remaining = remaining


class RefusedError(Exception):
    """Jira refused the connection's account a moment ago; asking again could lock it."""


class PagingLoopError(Exception):
    """Jira sent the same page token twice: the listing would never end."""


class AccountChangedError(Exception):
    """The census began as one account and ended as another: it proves nothing."""


class DisturbedError(Exception):
    """The site changed during its census, so that Jira refused a question: it is taken anew."""
