"""Reckoned bit by bit, in whatever order things are told, effort is what it is from scratch."""

import random
from datetime import timedelta

import pytest

from services.mapper.store import Store
from tests.services.mapper.test_reckoner import everything
from tests.services.mapper.test_store import pool
from tests.support.effort_files import Story
from tests.support.effort_stories import DAYS, instant

__all__ = ["pool"]

PEOPLE = ("@ann", "@bob", "@zoe", "@-")
WORDS = ("todo", "doing", "doing", "waiting", "done", *PEOPLE, "touched")
SEEDS = range(6)


def history(dice: random.Random) -> list[str]:
    """Give the entries of a task's life, in the notation of stories."""
    minutes = sorted(dice.sample(range(3 * 7 * 24 * 60), dice.randrange(1, 9)))
    entries = []
    for number, minute in enumerate(minutes):
        days, rest = divmod(minute, 24 * 60)
        weeks, place = divmod(days, 7)
        when = f"{DAYS[place]}{f'+{weeks}' if weeks else ''} {rest // 60:02}:{rest % 60:02}"
        words = f"todo {dice.choice(PEOPLE)}" if number == 0 else dice.choice(WORDS)
        entries.append(f"{when} {words}")
    return entries


@pytest.mark.parametrize("seed", SEEDS)
async def test_bit_by_bit_is_the_same_as_from_scratch(pool, seed):
    dice = random.Random(seed)
    story = Story(pool)
    await story.tell("unknown zoe\nnow Mo 06:00\nnothing Mo")
    tasks = {f"T{number}": history(dice) for number in range(10)}
    told = {
        name: sorted({len(entries), *dice.sample(range(1, len(entries) + 1), 1)})
        for name, entries in tasks.items()
    }
    acts = [(name, upto) for name, lengths in told.items() for upto in lengths]
    dice.shuffle(acts)
    if dice.random() < 0.5:
        # A later read may be told before an earlier one, which then counts for nothing.
        acts.sort(key=lambda act: act[1])
    known = dict.fromkeys(tasks, 0)
    for number, (name, upto) in enumerate(acts):
        known[name] = max(known[name], upto)
        line = f"{name} in {'PQ'[number % 2]}  {', '.join(tasks[name][: known[name]])}"
        await story.tell(f"now Mo+{number % 4} {number:02}:30\nthen {line}")
        if number == len(acts) // 2:
            await story.tell("then know zoe")
    await story.tell(f"now Mo+3 10:00\ncapex T{dice.randrange(10)} yes")
    end = instant("Mo+3 10:00")
    await Store(pool).mark_accruing(end, timedelta())
    await story.reckon()
    bit_by_bit = await everything(pool)
    await pool.execute("truncate effort.portion, effort.day, effort.entry, effort.doubt")
    await Store(pool).mark_everybody()
    await story.reckon()
    assert await everything(pool) == bit_by_bit
    assert bit_by_bit["day"]
    assert await sums_differ(pool) == 0


async def sums_differ(pool) -> int:
    """Count the days of tasks whose minutes are not the sum of their portions, to a thousandth."""
    count: int = await pool.fetchval(
        """
        select count(*)
        from effort.day as d
        full join (
            select employee_id, date, connection_id, issue_id,
                sum(extract(epoch from ends - starts) / 60 * 1000 / shared) as n
            from effort.portion group by 1, 2, 3, 4
        ) as p using (employee_id, date, connection_id, issue_id)
        where abs(coalesce(p.n, 0) - coalesce(d.thousandths, 0)) >= 1.5
        """
    )
    return count
