"""Live changes: done in the stand-in, told by webhook, watched for in the database."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import quantiles
from typing import Any

import aiohttp
import asyncpg

LOOK_EVERY = 0.01
SEEN = """
select w.id, w.updated
from unnest($2::bigint[], $3::timestamptz[]) as w (id, updated)
join jira.issue as i on i.id = w.id and i.updated >= w.updated
join sync.connection as c on c.id = i.connection_id and c.slug = $1
"""

Moment = tuple[int, datetime]
"""An issue and the `updated` that a change gave it."""


@dataclass(slots=True)
class Watch:
    """Changes on their way, and how long those that arrived took, in milliseconds."""

    slug: str
    pending: dict[Moment, datetime] = field(default_factory=dict)
    took: list[float] = field(default_factory=list)
    arrived: list[tuple[int, float]] = field(default_factory=list)

    def expect(self, deeds: Sequence[Mapping[str, object]]) -> None:
        """Await the rows of some deeds; a deed's time is when the webhook was sent."""
        for deed in deeds:
            updated = datetime.fromisoformat(str(deed["updated"]))
            self.pending[int(str(deed["id"])), updated] = updated

    async def look(self, pool: asyncpg.Pool) -> None:
        """Look once which rows are there."""
        if not self.pending:
            return
        ids, moments = zip(*self.pending, strict=True)
        rows = await pool.fetch(SEEN, self.slug, list(ids), list(moments))
        now = datetime.now(UTC)  # noqa: TID251 - the demo measures with the machine's clock
        for row in rows:
            sent = self.pending.pop((row["id"], row["updated"]), None)
            if sent is not None:
                milliseconds = (now - sent).total_seconds() * 1000
                self.took.append(milliseconds)
                self.arrived.append((row["id"], milliseconds))

    async def until_level(self, pool: asyncpg.Pool, seconds: float) -> bool:
        """Look until everything has arrived; say whether it did in time."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while self.pending and loop.time() < deadline:
            await self.look(pool)
            await asyncio.sleep(LOOK_EVERY)
        return not self.pending

    def percentile(self, share: int) -> float:
        """Give how long the given share of a hundred took at most."""
        if len(self.took) < 2:  # noqa: PLR2004 - fewer have no percentiles
            return self.took[0] if self.took else 0.0
        return quantiles(self.took, n=100, method="inclusive")[share - 1]


async def change(
    http: aiohttp.ClientSession, deed: Mapping[str, object]
) -> list[dict[str, object]]:
    """Do something in the stand-in; give what was done."""
    async with http.post("/_control/mutate", json=deed) as answer:
        answer.raise_for_status()
        done: list[dict[str, object]] = await answer.json()
        return done


async def look(http: aiohttp.ClientSession, page: str) -> dict[str, Any]:
    """Give what a page of the stand-in's own says."""
    async with http.get(f"/_control/{page}") as answer:
        answer.raise_for_status()
        told: dict[str, Any] = await answer.json()
        return told


async def tell(http: aiohttp.ClientSession, page: str, what: object) -> None:
    """Set something of the stand-in."""
    async with http.post(f"/_control/{page}", json=what) as answer:
        answer.raise_for_status()
