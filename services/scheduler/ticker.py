"""scheduler → fetcher: look what is due, claim it, publish it; in this order nothing is lost.

A tick that was claimed and not published (a crash in between) is published at the next look. That
may publish it twice under the same run, which is one sync.
"""

import asyncio
from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog

from libs.bus import Bus, PublishError
from libs.connections.due import due
from libs.contracts.sync_requested import SyncRequested
from libs.runtime.clock import Clock
from services.scheduler import metrics
from services.scheduler.store import AWAY, Schedule, Store, Tick

STALLED = timedelta(minutes=90)
"""A run that nothing came for in so long is ended. The longest that Jira may ask to wait is an hour
(`libs.jira.answers`), the longest waiting queue five minutes."""

log = structlog.get_logger()


class Ticker:
    """Asks for each connection's daily sync."""

    def __init__(self, store: Store, bus: Bus, now: Clock) -> None:
        self._store = store
        self._bus = bus
        self._now = now

    async def run(self, every: float, stopping: asyncio.Event) -> None:
        """Look again and again until told to stop; a look that fails is made up for by the next."""
        while not stopping.is_set():
            try:
                await self.look()
            except (*AWAY, PublishError) as error:
                log.warning("look.failed", error=type(error).__name__)
            try:
                async with asyncio.timeout(every):
                    await stopping.wait()
            except TimeoutError:
                continue

    async def look(self) -> int:
        """Claim what is due, end what stalled, publish what is claimed; give how many that were."""
        now = self._now()
        for schedule in await self._store.schedules():
            moment = due(now, schedule.since, schedule.last, schedule.at, _zone(schedule))
            if moment is not None:
                await self._store.claim(schedule.connection_id, moment, uuid4())
        for run in await self._store.end_stalled(STALLED):
            metrics.STALLED.inc()
            log.warning("run.stalled", run=str(run))
        count = await self._store.publish_each(self._publish)
        metrics.LOOKED.set(now.timestamp())
        return count

    async def _publish(self, tick: Tick) -> None:
        await self._bus.publish(
            SyncRequested(connection=tick.slug, reason="scheduled", run=tick.run)
        )
        metrics.TICKS.inc()
        log.info("tick.published", connection=tick.slug, due_at=tick.due_at.isoformat())


def _zone(schedule: Schedule) -> ZoneInfo:
    """Give the schedule's zone; UTC if the machine does not know it, rather than no sync at all."""
    try:
        return ZoneInfo(schedule.zone)
    except (ZoneInfoNotFoundError, ValueError):
        log.warning("zone.unknown", connection=schedule.slug)
        return ZoneInfo("UTC")
