"""Webhooks as Jira Cloud sends them: signed, concurrent, at least once, in no order."""

import asyncio
import hashlib
import hmac
import random
import uuid
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from pydantic_core import to_json

from tests.simulator.faults import Faults
from tests.simulator.mutate import Deed
from tests.simulator.render import Renderer

CONCURRENT = 20
RETRIES = 5
RETRIED = {408, 409, 425, 429}
EARLIEST, LATEST = 300.0, 900.0
"""Seconds until a retry, multiplied by the time scale."""


@dataclass(slots=True)
class Sent:
    """What became of the webhooks."""

    made: int = 0
    lost: int = 0
    delivered: int = 0
    refused: int = 0
    given_up: int = 0
    retried: int = 0
    pending: int = 0
    statuses: dict[str, int] = field(default_factory=dict)


class Sender:
    """Sends webhooks to one address."""

    def __init__(
        self, faults: Faults, renderer: Renderer, dice: random.Random, time_scale: float
    ) -> None:
        self._faults = faults
        self._renderer = renderer
        self._dice = dice
        self._time_scale = time_scale
        self._slots = asyncio.Semaphore(CONCURRENT)
        self._tasks: set[asyncio.Task[None]] = set()
        self._http: aiohttp.ClientSession | None = None
        self.url: str | None = None
        self.secret: str | None = None
        self.sent = Sent()

    def tell(self, deed: Deed) -> None:
        """Send what a deed causes, now or never, once or twice, as the faults say."""
        if self.url is None or not deed.event:
            return
        self.sent.made += 1
        if self._dice.random() < self._faults.webhook_losses:
            self.sent.lost += 1
            return
        body = to_json(self.envelope(deed))
        identity = uuid.UUID(int=self._dice.getrandbits(128), version=4)
        copies = 2 if self._dice.random() < self._faults.webhook_duplicates else 1
        for _ in range(copies):
            delay = self._dice.random() * self._faults.webhook_shuffle_seconds
            task = asyncio.create_task(self._deliver(body, str(identity), delay))
            self.sent.pending += 1
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def envelope(self, deed: Deed) -> dict[str, Any]:
        """Give the body: the issue in the shape of version 2, users without e-mail."""
        show = self._renderer
        told: dict[str, Any] = {
            "timestamp": int(deed.issue.updated.timestamp() * 1000),
            "webhookEvent": deed.event,
            "issue_event_type_name": deed.kind,
            "user": show.user(deed.author, webhook=True),
            "issue": show.issue(deed.issue, None, webhook=True),
        }
        if deed.change is not None:
            items = [show.item(item) for item in deed.change.items]
            told["changelog"] = {"id": str(deed.change.id), "items": items}
        if deed.event == "comment_created":
            told["comment"] = {"id": str(self._dice.getrandbits(30)), "body": "A comment."}
        return told

    async def settle(self) -> None:
        """Wait until nothing is pending."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def aclose(self) -> None:
        """Stop sending."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._http is not None:
            await self._http.close()

    async def _deliver(self, body: bytes, identity: str, delay: float) -> None:
        try:
            await asyncio.sleep(delay)
            for attempt in range(RETRIES + 1):
                async with self._slots:
                    status = await self._post(body, identity, attempt)
                self.sent.statuses[str(status)] = self.sent.statuses.get(str(status), 0) + 1
                if 200 <= status < 300:
                    self.sent.delivered += 1
                    return
                if status not in RETRIED and 0 < status < 500:
                    self.sent.refused += 1
                    return
                if attempt < RETRIES:
                    self.sent.retried += 1
                    await asyncio.sleep(self._dice.uniform(EARLIEST, LATEST) * self._time_scale)
            self.sent.given_up += 1
        finally:
            self.sent.pending -= 1

    async def _post(self, body: bytes, identity: str, attempt: int) -> int:
        """Post once; give the status, or 0 when there was no answer."""
        if self._http is None:
            timeout = aiohttp.ClientTimeout(total=30)
            self._http = aiohttp.ClientSession(timeout=timeout)
        headers = {
            "Content-Type": "application/json; charset=UTF-8",
            "User-Agent": "Atlassian Webhook HTTP Client",
            "x-atlassian-webhook-identifier": identity,
            "x-atlassian-webhook-flow": "Primary",
        }
        if attempt:
            headers["x-atlassian-webhook-retry"] = str(attempt)
        if self.secret:
            digest = hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
            headers["x-hub-signature"] = f"sha256={digest}"
        try:
            async with self._http.post(self.url or "", data=body, headers=headers) as answer:
                await answer.read()
                return answer.status
        except (aiohttp.ClientError, TimeoutError, OSError):
            return 0
