"""A week that was worked and reckoned: the design's example, and the console's hands on it."""

from datetime import timedelta

import asyncpg
import pytest

from services.console.audit import Audit
from services.console.explain import Explaining
from services.console.grid import Grid
from services.console.links import Links
from services.console.week import MOVES, Actor
from services.console.weeks import Weeks
from tests.services.mapper.test_reckoner import (
    DOING,
    DONE,
    MONDAY,
    TO_DO,
    WORKED,
    at,
    issue,
    moved,
    reckon,
)
from tests.services.mapper.test_store import fetched, mapper

ADMIN, MANAGER = Actor("admin"), Actor("manager")
NEXT = MONDAY + timedelta(days=7)
DRAFT = {"Roadmap 1": "83.33", "Roadmap 2": "16.67"}


def late(number=3, day=3, until=15, *, project=2, hour=9):
    """Give word of a task that was worked on for a while, told afterwards."""
    return fetched(
        issue(number, DONE, project=project),
        histories=(
            moved(number * 10 + 1, at(day, hour), TO_DO, DOING),
            moved(number * 10 + 2, at(day, until), DOING, DONE),
        ),
    )


class Desk:
    """What the tests do and look at."""

    def __init__(self, pool: asyncpg.Pool, person) -> None:
        self.pool = pool
        self.person = person
        self.audit = Audit(pool, "grace")
        self.weeks = Weeks(pool, self.audit)
        self.grid = Grid(pool, self.audit)
        self.links = Links(self.audit)
        self.explaining = Explaining(pool)
        self.own = Actor("employee", person.id)

    async def move(self, verb, actor=ADMIN, monday=MONDAY, *, seen=None, reason=None):
        if seen is None and verb in ("submit", "approve"):
            seen = await self.weeks.seen(self.person, monday)
        if reason is None and MOVES[verb].reason:
            reason = "because"
        await self.weeks.move(verb, self.person, monday, actor, seen=seen, reason=reason)

    async def tell(self, *messages):
        for message in messages:
            assert not (await mapper(self.pool)([message])).failures
        await reckon(self.pool)

    async def week(self, monday=MONDAY):
        (found,) = await self.grid.weeks(monday, 1, self.person)
        return found

    async def status(self, monday=MONDAY):
        return await self.pool.fetchval(
            "select status from effort.week where employee_id = $1 and monday = $2",
            self.person.id,
            monday,
        )

    async def figures(self, monday=MONDAY):
        return {each.project: each.percent for each in (await self.week(monday)).figures}

    async def waiting(self):
        return await self.pool.fetch("select employee_id, since from effort.stale order by id")

    async def logged(self):
        return await self.pool.fetch("select by, act, what from sync.audit order by id")


@pytest.fixture
async def desk(pool, ada, catalogue):
    await mapper(pool)(WORKED)
    await reckon(pool)
    weeks = Weeks(pool, Audit(pool, "grace"))
    return Desk(pool, await weeks.person("ADA@example.com"))
