"""PostgreSQL → mapper → PostgreSQL: whoever's effort is out of date, reckoned anew.

What changes a task marks its people in the same transaction; here they are taken, the longest
waiting first, a few at once. A crash leaves the marks where they were.
"""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from time import monotonic

import structlog

from libs.runtime.clock import Clock
from services.mapper import metrics
from services.mapper.costing import costed
from services.mapper.errors import StoreUnavailableError
from services.mapper.reckoning import reckoned
from services.mapper.store import Store

AT_ONCE: int = 50
"""People looked up together; each is a transaction of its own."""
PEOPLE: int = 2
"""People reckoned at once: while one is computed, another is read or written."""
LOOK_AGAIN: float = 0.3
LOCK_EVERY: float = 60.0
"""Seconds between two looks for weeks to lock."""
SPARED: float = 60.0
"""Seconds in which a person whose reckoning failed is not tried again."""

log = structlog.get_logger()


class Reckoner:
    """Keeps effort level with activity, and with the time that goes by."""

    def __init__(
        self, store: Store, clock: Clock, accrue_every: timedelta, people: int = PEOPLE
    ) -> None:
        self._store = store
        self._clock = clock
        self._accrue_every = accrue_every
        self._people = people
        self._failed: dict[int, float] = {}
        self._locked = -LOCK_EVERY

    async def run(self, stopping: asyncio.Event) -> None:
        """Reckon until told to stop; a database that is away is waited for."""
        while not stopping.is_set():
            try:
                await self._lock_weeks()
                await self._store.mark_accruing(self._clock(), self._accrue_every)
                if await self.catch_up():
                    continue
            except StoreUnavailableError as error:
                log.warning("reckoning.waits", error=str(error))
            try:
                async with asyncio.timeout(LOOK_AGAIN):
                    await stopping.wait()
            except TimeoutError:
                continue

    async def _lock_weeks(self) -> None:
        """Lock the weeks that are old enough, once a while."""
        if monotonic() - self._locked > LOCK_EVERY:
            await self._store.lock_weeks()
            self._locked = monotonic()

    async def catch_up(self) -> int:
        """Reckon who is waiting, some at most; give how many were."""
        found = await self._store.stale_employees(AT_ONCE + len(self._failed))
        waiting = iter([employee_id for employee_id in found if not self._spared(employee_id)])
        ends = await asyncio.gather(
            *(self._one_by_one(waiting) for _ in range(self._people)), return_exceptions=True
        )
        for end in ends:
            if isinstance(end, BaseException):
                raise end
        return sum(end for end in ends if isinstance(end, int))

    async def _one_by_one(self, waiting: Iterator[int]) -> int:
        """Reckon the next who is waiting until nobody is; give how many were."""
        count = 0
        for employee_id in waiting:
            try:
                await self.reckon(employee_id)
            except StoreUnavailableError:
                raise
            except Exception as error:
                # One person's odd data must not hold up the others' effort.
                self._failed[employee_id] = monotonic()
                metrics.RECKONED.labels("failed").inc()
                log.exception("reckoning.failed", employee=employee_id, error=type(error).__name__)
            else:
                self._failed.pop(employee_id, None)
                count += 1
        return count

    def _spared(self, employee_id: int) -> bool:
        return monotonic() - self._failed.get(employee_id, -SPARED) < SPARED

    async def reckon(self, employee_id: int) -> None:
        """Reckon one person; nothing to do where somebody else did a moment ago."""
        started, now = monotonic(), self._clock()
        async with self._store.transaction() as transaction:
            since = await transaction.effort.take(employee_id)
            if since is None:
                return
            gathered = await transaction.effort.gather(employee_id)
            found = await asyncio.to_thread(reckoned, gathered, since, now)
            await transaction.effort.write(gathered, found)
            payment = await transaction.effort.costs.gather(employee_id, min(since, found.since))
            costs = await asyncio.to_thread(costed, gathered.person, payment, now)
            await transaction.effort.costs.write(employee_id, payment, costs)
            await transaction.effort.finish(gathered, found, now)
        metrics.RECKONED.labels("done").inc()
        metrics.RECKONING_SECONDS.observe(monotonic() - started)
