"""admin → console → Jira: a connection drafted, tested and stored."""

import hashlib
import secrets as random
from collections.abc import AsyncIterator
from dataclasses import replace

import asyncpg

from libs import connections
from libs.connections import Connection, Secrets
from libs.connections.secrets import UnreadableSecretError
from libs.contracts.sync_requested import SyncRequested
from libs.jira import answers, reads
from libs.jira.address import check_url
from libs.jira.client import Client
from libs.jira.errors import ForbiddenAddressError, JiraError, UnauthorisedError
from libs.runtime import clock
from services.console.audit import Audit
from services.console.checks import Check, Found, run_checks
from services.console.employee import is_email
from services.console.errors import BadInputError, UnknownConnectionError
from services.console.schedule import time_of, zone_of
from services.console.settings import Settings
from services.console.store import translated
from services.console.wish import Webhook, Wish

TOLD = ("slug", "url", "email", "mode", "daily_at", "daily_zone")
"""What an auditor is told of a connection: no secret is among it."""


class Connecting:
    """How a connection comes to be, and how it is tested."""

    def __init__(self, settings: Settings, pool: asyncpg.Pool, audit: Audit) -> None:
        self._settings = settings
        self._pool = pool
        self._audit = audit
        self._secrets = Secrets(settings.keys)

    async def connection(self, slug: str) -> Connection:
        """Give a connection; raise UnknownConnectionError."""
        found = await self.known(slug)
        if found is None:
            raise UnknownConnectionError(slug)
        return found

    async def known(self, slug: str) -> Connection | None:
        """Give a connection, or None when there is none of that name."""
        try:
            async with translated():
                return await connections.read(self._pool, self._secrets, slug)
        except UnreadableSecretError as error:
            raise BadInputError(f"{slug}: {error}.") from error

    async def test(self, connection: Connection, found: Found) -> AsyncIterator[Check]:
        """Connect & Test: give each check as it is done."""
        try:
            client = self._client(connection.base, connection)
        except ForbiddenAddressError as error:
            raise BadInputError(f"{connection.url}: {error}.") from error
        try:
            async for check in run_checks(client, clock.now, found):
                yield check
        finally:
            await client.aclose()

    async def gateway(self, connection: Connection) -> Connection:
        """Give the connection as its token needs it: scoped ones work at the gateway only."""
        client = self._client(connection.url, connection)
        try:
            await client.request(reads.MYSELF)
        except UnauthorisedError:
            tenant = answers.json(await client.request(reads.TENANT_INFO))
            base = f"{self._settings.jira_gateway.rstrip('/')}/ex/jira/{tenant['cloudId']}"
        else:
            return connection
        finally:
            await client.aclose()
        client = self._client(base, connection)
        try:
            await client.request(reads.MYSELF)
        finally:
            await client.aclose()
        return replace(connection, api_base=base)

    async def draft(self, wish: Wish) -> Connection:
        """Give the connection that a wish describes; raise BadInputError saying what is wrong.

        What is not wished for stays as it is known; of a new one the zone is the account's ("").
        """
        daily_at = time_of(wish.daily_at) if wish.daily_at is not None else None
        zone = zone_of(wish.zone) if wish.zone is not None else None
        try:
            url = check_url(wish.url, allow_private=self._settings.allow_private_jira)
            SyncRequested(connection=wish.slug)
        except ForbiddenAddressError as error:
            raise BadInputError(f"{wish.url}: {error}.") from error
        except ValueError as error:
            raise BadInputError(
                f"{wish.slug!r} is no name for a connection: use small letters, digits and "
                "hyphens, 63 of them at most, and begin with a letter or digit."
            ) from error
        if not is_email(wish.email):
            raise BadInputError(f"{wish.email!r} is no e-mail address, or not only one.")
        usual = await self.known(wish.slug) or Connection(0, wish.slug, "", "", "", daily_zone="")
        drafted = Connection(
            id=usual.id,
            slug=wish.slug,
            url=str(url),
            email=wish.email,
            token=wish.token,
            mode=wish.mode or usual.mode,
            daily_at=daily_at or usual.daily_at,
            daily_zone=zone or usual.daily_zone,
        )
        try:
            return await self.gateway(drafted)
        except JiraError:
            return drafted

    async def store(
        self, connection: Connection, known: Connection | None, *, new_webhook: bool
    ) -> Webhook | None:
        """Store a connection; give its webhook when it is new, for that is shown only once."""
        stored, digest, webhook = replace(connection, state="ok"), None, None
        if known is None or new_webhook:
            token, secret = random.token_urlsafe(32), random.token_urlsafe(32)
            stored = replace(stored, webhook_secret=secret)
            digest = hashlib.sha256(token.encode()).digest()
            base = self._settings.public_url.rstrip("/")
            webhook = Webhook(f"{base}/webhooks/jira/{token}", secret)
        told = {name: str(getattr(stored, name)) for name in TOLD}
        told["webhook"] = "new" if webhook is not None else "as before"
        async with self._audit.act("connect", told) as act:
            await connections.write(act.sql, self._secrets, stored, digest)
        return webhook

    def _client(self, base: str, connection: Connection) -> Client:
        return Client(
            base,
            connection.email,
            connection.token,
            allow_private=self._settings.allow_private_jira,
        )
