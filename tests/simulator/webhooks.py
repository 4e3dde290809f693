"""Webhooks as Jira Cloud sends them: signed, concurrent, at least once, in no order."""

import asyncio
import hashlib
import hmac
import random
import uuid
from dataclasses import dataclass, field

import aiohttp
from pydantic_core import to_json

from tests.simulator.deeds import Deed
from tests.simulator.envelope import envelope
from tests.simulator.faults import Faults
from tests.simulator.render import Renderer
from tests.simulator.world import World

CONCURRENT = {"Primary": 20, "Secondary": 10}
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
    peak: int = 0
    """So many were on their way at once."""
    statuses: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Letter:
    """One webhook: its body is made once, whenever it is sent."""

    body: bytes
    identity: str
    flow: str


class Sender:
    """Sends webhooks to one address."""

    def __init__(
        self,
        world: World,
        faults: Faults,
        renderer: Renderer,
        dice: random.Random,
        time_scale: float,
    ) -> None:
        self._world = world
        self._faults = faults
        self._renderer = renderer
        self._dice = dice
        self._time_scale = time_scale
        self._slots = {flow: asyncio.Semaphore(many) for flow, many in CONCURRENT.items()}
        self._tasks: set[asyncio.Task[None]] = set()
        self._http: aiohttp.ClientSession | None = None
        self._busy = 0
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
        now = int(self._world.now().timestamp() * 1000)
        identity = str(uuid.UUID(int=self._dice.getrandbits(128), version=4))
        letter = Letter(to_json(envelope(self._renderer, deed, now)), identity, deed.flow)
        copies = 2 if self._dice.random() < self._faults.webhook_duplicates else 1
        for _ in range(copies):
            delay = self._dice.random() * self._faults.webhook_shuffle_seconds
            task = asyncio.create_task(self._deliver(letter, delay))
            self.sent.pending += 1
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

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

    async def _deliver(self, letter: Letter, delay: float) -> None:
        try:
            await asyncio.sleep(delay)
            for attempt in range(RETRIES + 1):
                async with self._slots[letter.flow]:
                    status = await self._post(letter, attempt)
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

    async def _post(self, letter: Letter, attempt: int) -> int:
        """Post once; give the status, or 0 when there was no answer."""
        if self._http is None:
            timeout = aiohttp.ClientTimeout(total=30)
            self._http = aiohttp.ClientSession(timeout=timeout)
        self._busy += 1
        self.sent.peak = max(self.sent.peak, self._busy)
        try:
            async with self._http.post(
                self.url or "", data=letter.body, headers=self._headers(letter, attempt)
            ) as answer:
                await answer.read()
                return answer.status
        except (aiohttp.ClientError, TimeoutError, OSError):
            return 0
        finally:
            self._busy -= 1

    def _headers(self, letter: Letter, attempt: int) -> dict[str, str]:
        headers = {
            "content-type": "application/json; charset=UTF-8",
            "user-agent": "Atlassian Webhook HTTP Client",
            "x-atlassian-webhook-identifier": letter.identity,
            "x-atlassian-webhook-flow": letter.flow,
        }
        if attempt:
            headers["x-atlassian-webhook-retry"] = str(attempt)
        if self.secret:
            digest = hmac.new(self.secret.encode(), letter.body, hashlib.sha256).hexdigest()
            headers["x-hub-signature"] = f"sha256={digest}"
        return headers
