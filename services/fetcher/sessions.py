"""fetcher: one open session a connection: its client, its limiter, the fields it reads."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic

from libs.connections import Connection
from libs.contracts.message import Lane
from libs.jira.client import Client
from libs.jira.errors import (
    AnonymousAnswerError,
    ForbiddenError,
    JiraUnavailableError,
    UnauthorisedError,
)
from services.fetcher import metrics
from services.fetcher.errors import PausedError, RefusedError
from services.fetcher.jira import MOST_BULK, Jira, Myself
from services.fetcher.limiter import Limiter
from services.fetcher.store import Store

FIELDS = (
    "summary",
    "status",
    "issuetype",
    "project",
    "parent",
    "assignee",
    "reporter",
    "created",
    "updated",
    "resolutiondate",
)
"""What mapping needs and no more: no descriptions, no comments."""
FRESH: float = 5.0
"""Seconds that a connection's settings are believed before the database is asked again."""
FRESH_REFUSED: float = 0.5
"""The same after a refusal."""
FIRST_REST, LONGEST_REST = 2.0, 60.0
"""Seconds in which a Jira that did not answer is left alone: doubled while it stays away, so that
one site that is down does not hold up the others'."""
SPARED: float = 60.0
"""Seconds after a refusal in which Jira is not asked again: failed log-ins lock accounts."""
REFUSALS = (UnauthorisedError, ForbiddenError, AnonymousAnswerError)


@dataclass(slots=True)
class Session:
    """An open connection to one Jira."""

    connection: Connection
    client: Client
    limiter: Limiter
    mapped: frozenset[str]
    """Custom fields to ask for, as the database knows them."""
    checked: float
    refused: float | None = None
    rest_until: float = 0.0
    rest: float = 0.0
    epic_links: set[str] = field(default_factory=set)
    """The legacy Epic Link, as a catalogue showed it that the database may not have yet."""
    most_bulk: int = MOST_BULK
    """Issues a bulk read: as many as Jira documents since October 2026, until this site refuses."""

    def failed(self) -> None:
        """Note that Jira did not answer: leave it alone for a while."""
        self.rest = min(max(self.rest * 2, FIRST_REST), LONGEST_REST)
        self.rest_until = monotonic() + self.rest

    def answered(self) -> None:
        """Note that Jira answers."""
        self.rest = self.rest_until = 0.0

    def jira(self, lane: Lane) -> Jira:
        """Give the questions, asked in that lane."""
        return Jira(self.client, self.limiter, lane)

    @property
    def fields(self) -> list[str]:
        """The field ids to ask for."""
        return [*FIELDS, *sorted(self.custom)]

    @property
    def custom(self) -> frozenset[str]:
        """The custom fields among them."""
        return self.mapped | self.epic_links


class Sessions:
    """The open sessions; a changed address or token opens a new one."""

    def __init__(self, store: Store, *, allow_private: bool) -> None:
        self._store = store
        self._allow_private = allow_private
        self._open: dict[str, Session] = {}

    @asynccontextmanager
    async def use(self, slug: str, *, fresh: bool = False) -> AsyncIterator[Session]:
        """Give the connection's session; note it when Jira refuses the account meanwhile.

        With `fresh` the settings are read anew: for what a person asked for a moment ago.

        An account that was refused proves itself first: an expired token can be answered with 200
        and nothing, which is worse than a refusal.
        """
        session = await self._session(slug, fresh=fresh)
        if session.refused is not None and monotonic() - session.refused < SPARED:
            raise RefusedError(session.connection.slug)
        if (remaining := session.rest_until - monotonic()) > 0:
            raise PausedError(timedelta(seconds=remaining))
        try:
            if session.connection.state == "needs_attention":
                await self.accepted(session, await session.jira("live").myself())
            yield session
        except REFUSALS as error:
            await self.refused(session, error)
            raise
        except JiraUnavailableError:
            session.failed()
            raise

    async def accepted(self, session: Session, myself: Myself) -> None:
        """Note that Jira knows the account."""
        session.refused = None
        await self._store.mark_accepted(session.connection.id, myself.account_id, myself.zone)
        session.checked = -FRESH

    async def refused(self, session: Session, error: Exception) -> None:
        """Note that Jira refuses the account: nobody asks again for a while."""
        session.refused = monotonic()
        metrics.REFUSED.inc()
        await self._store.mark_refused(session.connection.id, str(error))

    async def aclose(self) -> None:
        """Close every client."""
        for session in self._open.values():
            await session.client.aclose()
        self._open.clear()

    async def _session(self, slug: str, *, fresh: bool) -> Session:
        held = self._open.get(slug)
        if held is not None and not fresh:
            # After a refusal a person acts: the new token should count at once.
            age = FRESH if held.refused is None else FRESH_REFUSED
            if monotonic() - held.checked < age:
                return held
        connection = await self._store.connection(slug)
        mapped = await self._store.fields(connection.id)
        held = self._open.get(slug)
        if held is not None and held.connection.opens_like(connection):
            held.connection, held.mapped, held.checked = connection, mapped, monotonic()
            return held
        session = Session(
            connection=connection,
            client=Client(
                connection.base,
                connection.email,
                connection.token,
                allow_private=self._allow_private,
            ),
            limiter=held.limiter if held is not None else Limiter(),
            mapped=mapped,
            checked=monotonic(),
        )
        self._open[slug] = session
        if held is not None:
            await held.client.aclose()
        return session
