"""Whose turn it is: bounded, live first, slower after a 429, steady again after a while."""

import asyncio
from datetime import timedelta

import pytest

from libs.jira.reads import ISSUE_BULK, SEARCH
from services.fetcher.errors import PausedError
from services.fetcher.limiter import STEADY, Limiter

SOON = timedelta(seconds=0.2)
LONG = timedelta(minutes=5)


async def hold(limiter, lane, order, release, read=SEARCH):
    async with limiter.turn(read, lane):
        order.append(lane)
        await release.wait()


async def ask(limiter, read=SEARCH, lane="bulk"):
    """Ask once, and be answered; give when that was."""
    async with limiter.turn(read, lane) as turn:
        limiter.answered(turn)
        return turn.given_at


async def slow_down(limiter, rate, pause=timedelta()):
    """Ask so often within no time, then once too often."""
    for _ in range(rate):
        await ask(limiter)
    async with limiter.turn(SEARCH, "bulk") as turn:
        limiter.slowed(turn, pause)


async def test_no_more_than_allowed_are_under_way_and_live_goes_first():
    limiter, release = Limiter(2), asyncio.Event()
    order: list[str] = []
    tasks = [asyncio.create_task(hold(limiter, "bulk", order, release)) for _ in range(4)]
    await asyncio.sleep(0.01)
    tasks.append(asyncio.create_task(hold(limiter, "live", order, release)))
    await asyncio.sleep(0.01)
    assert order == ["bulk", "bulk"]
    release.set()
    await asyncio.gather(*tasks)
    assert order == ["bulk", "bulk", "live", "bulk", "bulk"]


async def test_a_refusal_halves_once_a_burst_and_steady_answers_bring_it_back():
    limiter = Limiter(8)
    await ask(limiter)
    for _ in range(5):
        limiter.paused(timedelta())
    assert limiter.allowed == 4
    for _ in range(STEADY * 4):
        await ask(limiter)
    assert limiter.allowed == 8


async def test_a_short_pause_is_sat_out_by_everyone_and_a_long_one_is_said():
    limiter = Limiter(2)
    loop = asyncio.get_running_loop()
    limiter.paused(SOON)
    begun = loop.time()
    async with limiter.turn(SEARCH, "bulk"):
        assert loop.time() - begun >= 0.19
    limiter.paused(LONG)
    with pytest.raises(PausedError) as caught:
        async with limiter.turn(ISSUE_BULK, "live"):
            raise AssertionError("nobody goes during a pause")
    assert caught.value.remaining > timedelta(minutes=4)


async def test_those_who_wait_already_are_told_of_a_long_pause_at_once():
    limiter, release = Limiter(1), asyncio.Event()
    tasks = [asyncio.create_task(hold(limiter, "bulk", [], release)) for _ in range(3)]
    await asyncio.sleep(0.01)
    limiter.paused(LONG)
    async with asyncio.timeout(1):
        for task in tasks[1:]:
            with pytest.raises(PausedError):
                await task
    release.set()
    await tasks[0]


async def test_a_turn_that_is_cancelled_while_waiting_is_not_lost():
    limiter, release = Limiter(1), asyncio.Event()
    order: list[str] = []
    first = asyncio.create_task(hold(limiter, "bulk", order, release))
    await asyncio.sleep(0.01)
    second = asyncio.create_task(hold(limiter, "bulk", order, release))
    await asyncio.sleep(0.01)
    second.cancel()
    release.set()
    await asyncio.gather(first, second, return_exceptions=True)
    async with asyncio.timeout(1), limiter.turn(SEARCH, "bulk"):
        assert order == ["bulk"]


async def test_a_turn_given_to_somebody_cancelled_at_that_moment_is_not_lost():
    limiter = Limiter(1)
    async with limiter.turn(SEARCH, "bulk"):
        waiting = asyncio.create_task(ask(limiter))
        await asyncio.sleep(0.01)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    async with asyncio.timeout(1):
        await ask(limiter)


async def test_a_refused_burst_slows_its_endpoint_and_no_other():
    limiter, loop = Limiter(), asyncio.get_running_loop()
    await slow_down(limiter, 20, SOON)
    begun = loop.time()
    for _ in range(50):
        await ask(limiter, ISSUE_BULK)
    assert loop.time() - begun < 0.15
    assert await ask(limiter) - begun >= 0.19
    assert limiter.allowed == 8


async def test_a_slowed_endpoint_is_asked_evenly():
    limiter = Limiter()
    await slow_down(limiter, 50)
    turns = await asyncio.gather(*(ask(limiter) for _ in range(12)))
    assert 0.2 < max(turns) - min(turns) < 0.5


async def test_a_long_pause_of_one_endpoint_is_said_to_those_who_ask_it_and_to_no_other():
    limiter = Limiter()
    await slow_down(limiter, 20, LONG)
    with pytest.raises(PausedError):
        await ask(limiter)
    async with asyncio.timeout(1):
        await ask(limiter, ISSUE_BULK)


async def test_live_goes_first_at_a_slowed_endpoint_too():
    limiter, order = Limiter(), []

    async def note(lane):
        await ask(limiter, lane=lane)
        order.append(lane)

    await slow_down(limiter, 50, SOON)
    async with asyncio.TaskGroup() as tasks:
        for lane in ("bulk", "bulk", "live", "bulk", "live"):
            tasks.create_task(note(lane))
    assert order == ["live", "live", "bulk", "bulk", "bulk"]


async def test_those_who_wait_for_a_slowed_endpoint_keep_nobody_else_waiting():
    limiter, loop = Limiter(2), asyncio.get_running_loop()
    await slow_down(limiter, 20, SOON)
    begun = loop.time()
    waiting = [asyncio.create_task(ask(limiter)) for _ in range(4)]
    await asyncio.sleep(0)
    assert await ask(limiter, ISSUE_BULK) - begun < 0.1
    for task in waiting[:-1]:
        task.cancel()
    async with asyncio.timeout(1):
        assert await waiting[-1] - begun < 0.3
