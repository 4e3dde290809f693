"""fetcher: how many requests of one connection may be under way, and who goes first.

Additive increase, multiplicative decrease (Chiu and Jain, 1989), as TCP does it: Jira's burst
limits are not published per site, so they are learned from its 429s. A pause belongs to the
connection, not to the message that met it. Live reads go before bulk reads.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from libs.contracts.message import Lane
from services.fetcher import metrics
from services.fetcher.errors import PausedError

MOST: int = 8
"""Requests at once: Atlassian's guide says 5 to 10 (jira-platform reference, rate limits)."""
STEADY: int = 50
"""Answers in a row without a 429 before one more request is allowed at once."""
PATIENCE = timedelta(seconds=30)
"""A longer pause is not sat out here: the message goes to a waiting queue."""


class Limiter:
    """The turnstile of one connection."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._allowed = most
        self._busy = 0
        self._steady = 0
        self._paused_until = 0.0
        self._waiting: dict[Lane, deque[asyncio.Future[None]]] = {"live": deque(), "bulk": deque()}
        metrics.ALLOWED.inc(most)

    @property
    def allowed(self) -> int:
        """How many requests may be under way now."""
        return self._allowed

    @asynccontextmanager
    async def turn(self, lane: Lane) -> AsyncIterator[None]:
        """Wait for a turn; raises PausedError when a pause is longer than worth waiting for."""
        await self._sit_out()
        if self._busy >= self._allowed or self._waiting["live"]:
            await self._queue(lane)
            await self._sit_out_holding()
        else:
            self._busy += 1
        metrics.IN_FLIGHT.inc()
        try:
            yield
        finally:
            metrics.IN_FLIGHT.dec()
            self._busy -= 1
            self._admit()

    def answered(self) -> None:
        """Note an answer that was no refusal: after enough of them one more is allowed."""
        self._steady += 1
        if self._steady >= STEADY and self._allowed < self._most:
            self._steady = 0
            self._allowed += 1
            metrics.ALLOWED.inc()
            self._admit()

    def refused(self, pause: timedelta) -> None:
        """Note a 429: halve what is allowed, and let nobody go before the pause is over."""
        loop = asyncio.get_running_loop()
        until = loop.time() + pause.total_seconds()
        if until > self._paused_until:
            self._paused_until = until
            metrics.PAUSES.inc()
        if self._steady:
            # One halving a burst: the requests already under way will be refused as well.
            halved = max(1, self._allowed // 2)
            metrics.ALLOWED.dec(self._allowed - halved)
            self._allowed = halved
        self._steady = 0

    async def _queue(self, lane: Lane) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[lane].append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._busy -= 1
                self._admit()
            raise

    async def _sit_out_holding(self) -> None:
        """Sit out a pause that began while waiting; the turn is given back if that fails."""
        try:
            await self._sit_out()
        except BaseException:
            self._busy -= 1
            self._admit()
            raise

    async def _sit_out(self) -> None:
        loop = asyncio.get_running_loop()
        while (remaining := self._paused_until - loop.time()) > 0:
            if remaining > PATIENCE.total_seconds():
                raise PausedError(timedelta(seconds=remaining))
            await asyncio.sleep(remaining)

    def _admit(self) -> None:
        """Give free turns to those who wait, live ones first."""
        for queue in self._waiting.values():
            while queue and self._busy < self._allowed:
                turn = queue.popleft()
                if not turn.done():
                    self._busy += 1
                    turn.set_result(None)
