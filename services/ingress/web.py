"""Jira → ingress → the bus: taking a webhook: address, body, signature, signal, confirm, 202."""

import asyncio
from time import monotonic

import structlog
from aiohttp import web

from libs.bus import Bus, PublishError
from libs.contracts.catalogue_changed import CatalogueChanged
from libs.contracts.issue_changed import IssueChanged
from libs.contracts.message import Message
from services.ingress import metrics, webhook
from services.ingress.errors import (
    BusyError,
    SlowBodyError,
    TooLargeError,
    UnreadableBodyError,
    WebhookError,
)
from services.ingress.store import Addresses
from services.ingress.webhook import Webhook

LARGEST_BODY: int = 25 * 1024 * 1024
"""Bytes. Jira does not deliver more (its webhook page)."""
BODY_SECONDS: float = 20
COME_AGAIN: int = 30
"""Seconds, as `Retry-After`. Jira itself tries again after 5 to 15 minutes, five times."""
LARGE: int = 256 * 1024
"""Bytes from which reading a body is left to a thread, so that the others need not wait for it."""

log = structlog.get_logger()


class Ingress:
    """Takes webhooks. Bounded in everything: what is too much is told to come again."""

    def __init__(
        self, bus: Bus, addresses: Addresses, *, most_in_hand: int, most_bytes: int
    ) -> None:
        self._bus = bus
        self._addresses = addresses
        self._most_in_hand = most_in_hand
        self._most_bytes = most_bytes
        self._in_hand = 0
        self._bytes = 0

    async def take(self, request: web.Request) -> web.Response:
        """Answer a webhook: 202 once the broker has its signals, else why not."""
        started = monotonic()
        kind = "none"
        try:
            taken = await self._take(request)
            kind, outcome, status = taken.kind, "taken", 202
            words = "Taken." if taken.kind != "other" else "Nothing here follows from this event."
        except WebhookError as error:
            outcome, status, words = error.outcome, error.status, str(error)
        metrics.WEBHOOKS.labels(kind, outcome).inc()
        metrics.SECONDS.observe(monotonic() - started)
        headers = {"Retry-After": str(COME_AGAIN)} if status == 503 else None  # noqa: PLR2004
        return web.json_response({"message": words}, status=status, headers=headers)

    async def _take(self, request: web.Request) -> Webhook:
        if self._in_hand >= self._most_in_hand:
            raise BusyError("Too many webhooks are under way.")
        self._in_hand += 1
        try:
            address = await self._addresses.find(request.match_info["token"])
            body = await self._body(request)
            try:
                webhook.verify(request.headers, body, address.secret)
                told = await self._read(request, body)
                await self._publish(address.slug, told)
            finally:
                self._hold(-len(body))
            return told
        finally:
            self._in_hand -= 1

    async def _body(self, request: web.Request) -> bytes:
        """Read the body, within bounds of size, time and memory; its bytes are held to account."""
        self._check_bounds(request.content_length or 0)
        held = bytearray()
        try:
            async with asyncio.timeout(BODY_SECONDS):
                async for piece in request.content.iter_any():
                    held += piece
                    self._hold(len(piece))
                    self._check_bounds(len(held))
        except BaseException as error:
            self._hold(-len(held))
            if isinstance(error, TimeoutError):
                raise SlowBodyError("The body did not arrive in time.") from error
            if isinstance(error, ConnectionError | web.RequestPayloadError):
                raise UnreadableBodyError("The body broke off.") from error
            raise
        return bytes(held)

    def _check_bounds(self, size: int) -> None:
        if size > LARGEST_BODY:
            raise TooLargeError("The body is larger than 25 MB, the most that Jira sends.")
        if self._bytes > self._most_bytes:
            raise BusyError("Too much is being received.")

    def _hold(self, count: int) -> None:
        self._bytes += count
        metrics.BYTES_IN_HAND.set(self._bytes)

    async def _read(self, request: web.Request, body: bytes) -> Webhook:
        if len(body) > LARGE:
            return await asyncio.to_thread(webhook.read, request.headers, body, request.query)
        return webhook.read(request.headers, body, request.query)

    async def _publish(self, slug: str, told: Webhook) -> None:
        try:
            await self._bus.publish(*signals(slug, told))
        except PublishError as error:
            log.warning("webhook.refused", error=str(error))
            raise BusyError("The message broker does not answer.") from error


def signals(slug: str, told: Webhook) -> list[Message]:
    """Give the messages that a webhook causes: one an issue, or one for the catalogue."""
    if told.kind == "catalogue":
        return [CatalogueChanged(connection=slug, event=told.event)]
    return [
        IssueChanged(
            connection=slug,
            issue_id=number,
            event=told.event,
            occurred_at=told.occurred_at,
            delivery_id=told.delivery_id,
        )
        for number in told.issue_ids
    ]


def application(ingress: Ingress) -> web.Application:
    """Give the web application: one address, one method."""
    app = web.Application(client_max_size=LARGEST_BODY)
    app.add_routes([web.post("/webhooks/jira/{token}", ingress.take)])
    return app
