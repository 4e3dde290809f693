"""Whose turn it is: bounded, live first, slower after a 429, steady again after a while."""

import asyncio
from datetime import timedelta

import pytest

from services.fetcher.errors import PausedError
from services.fetcher.limiter import STEADY, Limiter


async def hold(limiter, lane, order, release):
    async with limiter.turn(lane):
        order.append(lane)
        await release.wait()


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
    limiter.answered()
    for _ in range(5):
        limiter.refused(timedelta())
    assert limiter.allowed == 4
    for _ in range(STEADY * 4):
        limiter.answered()
    assert limiter.allowed == 8


async def test_a_short_pause_is_sat_out_by_everyone_and_a_long_one_is_said():
    limiter = Limiter(2)
    loop = asyncio.get_running_loop()
    limiter.refused(timedelta(seconds=0.2))
    begun = loop.time()
    async with limiter.turn("bulk"):
        assert loop.time() - begun >= 0.19
    limiter.refused(timedelta(minutes=5))
    with pytest.raises(PausedError) as caught:
        async with limiter.turn("live"):
            raise AssertionError("nobody goes during a pause")
    assert caught.value.remaining > timedelta(minutes=4)


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
    async with asyncio.timeout(1), limiter.turn("bulk"):
        assert order == ["bulk"]
