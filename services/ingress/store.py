"""ingress → PostgreSQL: whose webhook address a token is; remembered, for the database may be away.

All addresses are read at once and kept: there are as many as connections. So guessing tokens never
reaches the database more than once in a while, and a known token works while the database is down.
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
UNKNOWN_AGAIN: float = 1
"""Seconds between two readings on behalf of unknown tokens."""

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

    async def find(self, token: str) -> Address:
        """Give the connection of a token; raise UnknownTokenError, or BusyError when none is known.

        Tokens are looked up by SHA-256, so the time a look-up takes tells nothing about them.
        """
        digest = hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
        await self._refresh(FRESH)
        if self._known is not None and digest not in self._known:
            await self._refresh(UNKNOWN_AGAIN)
        if self._known is None:
            raise BusyError("The settings cannot be read at the moment.")
        found = self._known.get(digest)
        if found is None:
            raise UnknownTokenError("No connection has this webhook address.")
        return found

    async def _refresh(self, age: float) -> None:
        """Read the addresses if they are older than that; keep the old ones when that fails."""
        if monotonic() - self._read_at < age:
            return
        if self._lock.locked() and self._known is not None:
            return
        async with self._lock:
            if monotonic() - self._read_at < age:
                return
            try:
                rows = await self._pool.fetch(SQL["webhooks"], timeout=3)
            except AWAY as error:
                log.warning("addresses.kept", error=type(error).__name__)
            else:
                self._known = {bytes(row["token_hash"]): self._address(row) for row in rows}
            self._read_at = monotonic()

    def _address(self, row: asyncpg.Record) -> Address:
        secret = row["secret"]
        return Address(row["slug"], self._secrets.decrypt(secret) if secret is not None else None)
