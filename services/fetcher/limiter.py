"""fetcher: how many requests of one connection may be under way, how soon, and who goes first.

Jira's limits are not published per site, so they are learned from its 429s. A refused burst slows
the endpoint that was asked, and no other (`services.fetcher.pace`). Any other refusal is the whole
connection's: it pauses, and fewer requests go at once, by additive increase and multiplicative
decrease (Chiu and Jain, 1989). A pause belongs to those, not to the message that met it. Live reads
go before bulk reads.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from libs.contracts.message import Lane
from libs.jira.reads import Read
from services.fetcher import metrics, pace
from services.fetcher.errors import PausedError
from services.fetcher.pace import Pace

MOST: int = 8
"""Requests at once: Atlassian's guide says 5 to 10 (jira-platform reference, rate limits)."""
STEADY: int = 50
"""Answers in a row without a 429 before one more request is allowed at once."""
PATIENCE = timedelta(seconds=30)
"""A longer pause is not sat out here: the message goes to a waiting queue."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Leave to ask once, given at that time of the event loop."""

    read: Read
    given_at: float


@dataclass(frozen=True, slots=True)
class _Waiter:
    read: Read
    turn: asyncio.Future[Turn]


class Limiter:
    """The turnstile of one connection."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._allowed = most
        self._busy = 0
        self._steady = 0
        self._paused_until = 0.0
        self._paces: defaultdict[Read, Pace] = defaultdict(Pace)
        self._waiting: dict[Lane, deque[_Waiter]] = {"live": deque(), "bulk": deque()}
        self._alarm: asyncio.TimerHandle | None = None
        metrics.ALLOWED.inc(most)

    @property
    def allowed(self) -> int:
        """How many requests may be under way now."""
        return self._allowed

    @asynccontextmanager
    async def turn(self, read: Read, lane: Lane) -> AsyncIterator[Turn]:
        """Wait for a turn; raises PausedError when a pause is longer than worth waiting for.

        Whoever has it says before the end how it went: `answered`, `slowed`, `paused`, or nothing.
        """
        turn = await self._queue(read, lane)
        metrics.IN_FLIGHT.inc()
        try:
            yield turn
        finally:
            metrics.IN_FLIGHT.dec()
            self._give_back()

    def answered(self, turn: Turn) -> None:
        """Note an answer that was no refusal: after enough of them one more is allowed."""
        now = asyncio.get_running_loop().time()
        self._paces[turn.read] = pace.answered(self._paces[turn.read], now)
        self._steady += 1
        if self._steady >= STEADY and self._allowed < self._most:
            self._steady = 0
            self._allowed += 1
            metrics.ALLOWED.inc()

    def slowed(self, turn: Turn, pause: timedelta) -> None:
        """Note a burst that was refused: its endpoint pauses, then goes slower; others go on."""
        now = asyncio.get_running_loop().time()
        known = self._paces[turn.read]
        self._paces[turn.read] = learned = pace.refused(
            known, now, since=turn.given_at, pause=pause.total_seconds()
        )
        if learned.slowed_at > known.slowed_at:
            metrics.SLOWED.labels(turn.read.name).inc()
        self._admit()

    def paused(self, pause: timedelta) -> None:
        """Note any other 429: halve what is allowed, and let nobody go before the pause is over."""
        until = asyncio.get_running_loop().time() + pause.total_seconds()
        if until > self._paused_until:
            self._paused_until = until
            metrics.PAUSES.inc()
        if self._steady:
            # One halving a burst: the requests already under way will be refused as well.
            halved = max(1, self._allowed // 2)
            metrics.ALLOWED.dec(self._allowed - halved)
            self._allowed = halved
        self._steady = 0
        self._admit()

    async def _queue(self, read: Read, lane: Lane) -> Turn:
        """Wait in line; a turn given to somebody who has gone meanwhile is given back."""
        loop = asyncio.get_running_loop()
        waiter = _Waiter(read, loop.create_future())
        self._waiting[lane].append(waiter)
        began = loop.time()
        self._admit()
        try:
            return await waiter.turn
        except asyncio.CancelledError:
            turn = waiter.turn
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self._give_back()
            raise
        finally:
            metrics.WAITED.labels(read.name).inc(loop.time() - began)

    def _give_back(self) -> None:
        self._busy -= 1
        self._admit()

    def _admit(self) -> None:
        """Give turns to those whose time has come, live ones first; come back for the others."""
        for lane, queue in self._waiting.items():
            self._waiting[lane] = deque(waiter for waiter in queue if not self._served(waiter))
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        waiting = [waiter for queue in self._waiting.values() for waiter in queue]
        if waiting and self._busy < self._allowed:
            soonest = min(self._free_at(waiter.read) for waiter in waiting)
            self._alarm = asyncio.get_running_loop().call_at(soonest, self._admit)

    def _served(self, waiter: _Waiter) -> bool:
        """Serve a waiter if that can be done now; say whether it waits no more."""
        if waiter.turn.done():
            return True
        now = asyncio.get_running_loop().time()
        remaining = self._free_at(waiter.read) - now
        if remaining > PATIENCE.total_seconds():
            waiter.turn.set_exception(PausedError(timedelta(seconds=remaining)))
            return True
        if remaining > 0 or self._busy >= self._allowed:
            return False
        self._busy += 1
        self._paces[waiter.read] = pace.sent(self._paces[waiter.read], now)
        waiter.turn.set_result(Turn(waiter.read, now))
        return True

    def _free_at(self, read: Read) -> float:
        return max(self._paused_until, self._paces[read].free_at)
