"""ingress → PostgreSQL: whose webhook address a token is; remembered, for the database may be away.

All addresses are read at once and kept: there are as many as connections. So guessing tokens
reaches the database a few times a second at most, and a known token works while it is down.
"""

import asyncio
import hashlib
from dataclasses import dataclass, field
from time import monotonic

import asyncpg
import structlog

from libs.connections.secrets import Secrets
from libs.postgres import statements
from services.ingress.errors import BusyError, UnknownTokenError

SQL = statements.load("services.ingress")
AWAY = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError)
FRESH: float = 10
"""Seconds for which what was read is believed: how long a new secret may take to count."""
AT_MOST_EVERY: float = 0.2
"""Seconds between two readings, so that guessing tokens costs the database next to nothing."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Address:
    """Where a webhook belongs."""

    slug: str
    secret: str | None = field(repr=False)


class Addresses:
    """The webhook addresses of all connections."""

    def __init__(self, pool: asyncpg.Pool, secrets: Secrets) -> None:
        self._pool = pool
        self._secrets = secrets
        self._known: dict[bytes, Address] | None = None
        self._read_at = -FRESH
        self._lock = asyncio.Lock()

    async def ready(self) -> None:
        """Return if webhooks can be told apart: read once is enough, the database may go then."""
        await self._refresh(monotonic() - FRESH)
        if self._known is None:
            raise BusyError("The settings have not been read yet.")

    async def find(self, token: str) -> Address:
        """Give the connection of a token; raise UnknownTokenError, or BusyError when none is known.

        Tokens are looked up by SHA-256, so the time a look-up takes tells nothing about them.
        """
        digest = hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
        arrived = monotonic()
        await self._refresh(arrived - FRESH)
        if self._known is not None and digest not in self._known:
            # Made a moment ago, perhaps: only a reading begun after the webhook came can tell.
            await self._refresh(arrived)
        if self._known is None:
            raise BusyError("The settings cannot be read at the moment.")
        found = self._known.get(digest)
        if found is None:
            raise UnknownTokenError("No connection has this webhook address.")
        return found

    async def _refresh(self, since: float) -> None:
        """Read the addresses unless a reading began since then; keep the old ones if it fails.

        Those who wait meanwhile share one reading, and there are at most a few a second.
        """
        if self._read_at >= since:
            return
        if since < monotonic() - 1 and self._lock.locked() and self._known is not None:
            return
        async with self._lock:
            if self._read_at >= since:
                return
            await asyncio.sleep(self._read_at + AT_MOST_EVERY - monotonic())
            began = monotonic()
            try:
                rows = await self._pool.fetch(SQL["webhooks"], timeout=3)
            except AWAY as error:
                log.warning("addresses.kept", error=type(error).__name__)
            else:
                self._known = {bytes(row["token_hash"]): self._address(row) for row in rows}
            self._read_at = began

    def _address(self, row: asyncpg.Record) -> Address:
        secret = row["secret"]
        return Address(row["slug"], self._secrets.decrypt(secret) if secret is not None else None)
