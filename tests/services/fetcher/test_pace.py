"""How fast an endpoint may be asked: learned from refusals, tried against limits of every kind."""

import heapq
import random
from collections import deque
from dataclasses import dataclass, field
from itertools import count, pairwise
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.fetcher import pace
from services.fetcher.pace import CLIMB, FALL, LAG, LEAST, Pace

RATES = st.floats(LEAST, 1000)
STEPS = st.lists(
    st.tuples(st.sampled_from(["sent", "answered", "refused"]), st.integers(0, 3000)), max_size=60
)


@dataclass
class Bucket:
    """Jira's limit: it holds `size` seconds' worth of requests."""

    rate: float
    size: float = 1.0
    held: float = inf
    at: float = 0.0

    def takes(self, now):
        self.held = min(self.rate * self.size, self.held + (now - self.at) * self.rate)
        self.at = now
        taken = self.held >= 1
        self.held -= taken
        return taken


@dataclass
class Window:
    """Another kind of limit: so many in any second."""

    rate: float
    recent: deque[float] = field(default_factory=deque)

    def takes(self, now):
        while self.recent and now - self.recent[0] >= 1:
            self.recent.popleft()
        taken = len(self.recent) < self.rate
        if taken:
            self.recent.append(now)
        return taken


@dataclass
class Fetchers:
    """Some fetchers that ask one endpoint as fast as they may, in a time of their own."""

    limit: Bucket | Window
    paces: list[Pace] = field(default_factory=lambda: [Pace()])
    latency: float = 0.01
    now: float = 0.0
    told: list[tuple[float, bool]] = field(default_factory=list)
    """When each request reached Jira, and whether it was answered."""

    def __post_init__(self):
        self.dice = random.Random(1)
        self.busy = [0] * len(self.paces)
        self.order = count()
        self.events = []
        self.waiting = [False] * len(self.paces)
        for who in range(len(self.paces)):
            self._later(0, self._ask, who)

    def run(self, seconds):
        """Go on for a while; give the share refused of it, and the answers a second."""
        end, known = self.now + seconds, len(self.told)
        while self.events[0][0] <= end:
            self.now, _, step, arguments = heapq.heappop(self.events)
            step(*arguments)
        self.now = end
        told = [answered for _, answered in self.told[known:]]
        return 1 - sum(told) / len(told), sum(told) / seconds

    def _later(self, wait, step, *arguments):
        heapq.heappush(self.events, (self.now + wait, next(self.order), step, arguments))

    def _ask(self, who):
        while self.busy[who] < 8:
            wait = self.paces[who].free_at - self.now
            if wait > 0:
                if not self.waiting[who]:
                    self.waiting[who] = True
                    self._later(wait + self.dice.uniform(0, 0.002), self._wake, who)
                return
            self.paces[who] = pace.sent(self.paces[who], self.now)
            self.busy[who] += 1
            self._later(self.latency * self.dice.uniform(0.3, 0.7), self._arrive, who, self.now)

    def _wake(self, who):
        self.waiting[who] = False
        self._ask(who)

    def _arrive(self, who, since):
        taken = self.limit.takes(self.now)
        self.told.append((self.now, taken))
        self._later(self.latency * self.dice.uniform(0.3, 0.7), self._return, who, since, taken)

    def _return(self, who, since, taken):
        known = self.paces[who]
        self.paces[who] = (
            pace.answered(known, self.now)
            if taken
            else pace.refused(known, self.now, since=since, pause=1.0)
        )
        self.busy[who] -= 1
        self._ask(who)


def asked(rate, seconds, known=None, since=0.0):
    """Ask evenly for a while, and be answered at once."""
    known = known or Pace()
    for step in range(int(rate * seconds)):
        now = since + step / rate
        known = pace.answered(pace.sent(known, now), now)
    return known


def test_nothing_is_held_back_before_the_first_refusal():
    known = asked(500, 2)
    assert known.rate == inf
    assert known.free_at < 2


def test_the_first_refusal_teaches_what_was_really_answered():
    known = pace.refused(asked(100, 5), 5, since=4.99, pause=1)
    assert known.peak == pytest.approx(100, rel=0.02)
    assert known.rate == pytest.approx(FALL * known.peak)
    assert known.free_at == 6


def test_a_burst_of_refusals_slows_once_and_the_longest_pause_counts():
    known = pace.refused(asked(100, 5), 5, since=4.99, pause=1)
    again = pace.refused(known, 5.01, since=4.995, pause=3)
    assert again.rate == known.rate
    assert again.free_at == 8.01
    assert pace.refused(known, 7, since=6.5, pause=1).rate < known.rate


def test_the_refused_rate_is_reached_again_after_a_climb_and_twice_of_it_when_that_goes_well():
    def after(climbed):
        return Pace(peak=100, climbed=climbed * CLIMB).rate

    assert after(0) == pytest.approx(80)
    assert after(0.5) == pytest.approx(97.5)
    assert after(1) == pytest.approx(100)
    assert after(2.71) == pytest.approx(200, rel=0.01)


def test_a_pace_that_is_not_used_does_not_climb():
    slowed = pace.refused(asked(100, 5), 5, since=4.99, pause=1)
    assert asked(20, 60, slowed, since=6).rate == slowed.rate
    assert asked(70, 60, slowed, since=6).rate > slowed.peak


@given(RATES, STEPS)
def test_the_pace_never_stalls_and_is_never_above_what_was_refused_until_it_has_climbed(
    peak, steps
):
    now, known = 0.0, Pace(peak=peak)
    for what, milliseconds in steps:
        seconds = milliseconds / 1000
        now, before = now + seconds, known
        match what:
            case "sent":
                now = max(now, known.free_at)
                known = pace.sent(known, now)
                assert known.free_at <= now + 1 / LEAST
            case "answered":
                known = pace.answered(known, now)
                assert known.rate >= before.rate
            case _:
                known = pace.refused(known, now, since=now, pause=seconds)
                assert known.free_at >= now + seconds
                assert known.rate <= max(LEAST, FALL * before.rate) or not seconds
        assert LEAST <= known.rate < inf
        assert known.rate <= max(LEAST, known.peak) or known.climbed > CLIMB


@given(RATES, st.lists(st.floats(0, 0.1), max_size=100))
def test_no_more_is_sent_than_the_pace_and_what_a_late_request_makes_up_for(peak, delays):
    known, now = Pace(peak=peak), 0.0
    for late in delays:
        now = max(now, known.free_at) + late
        known = pace.sent(known, now)
    assert len(delays) <= known.rate * (now + LAG) + 1.001


@given(RATES, st.floats(0, 5 * CLIMB))
def test_later_is_faster(peak, climbed):
    steps = [Pace(peak=peak, climbed=climbed + more).rate for more in range(5)]
    assert all(earlier <= later for earlier, later in pairwise(steps))


@settings(deadline=None, max_examples=25)
@given(
    st.integers(1, 3),
    st.floats(10, 60),
    st.sampled_from([Window, Bucket, lambda rate: Bucket(rate, 0.5), lambda rate: Bucket(rate, 3)]),
    st.floats(0.001, 0.1),
)
def test_hardly_anything_is_refused_and_most_of_what_is_allowed_is_asked(
    fetchers, each, limit, latency
):
    allowed = float(int(fetchers * each))
    world = Fetchers(limit(allowed), [Pace()] * fetchers, latency)
    world.run(40)
    refused, answered = world.run(60)
    assert refused <= 0.01
    assert answered >= 0.75 * allowed


@pytest.mark.parametrize("limit", [Bucket, Window])
def test_a_halved_limit_is_kept_to_within_seconds(limit):
    world = Fetchers(limit(100))
    world.run(30)
    world.limit.rate = 50
    world.run(5)
    refused, answered = world.run(30)
    assert refused <= 0.01
    assert answered >= 40


@pytest.mark.parametrize("limit", [Bucket, Window])
def test_a_doubled_limit_is_found_within_a_minute(limit):
    world = Fetchers(limit(100))
    world.run(30)
    world.limit.rate = 200
    world.run(60)
    refused, answered = world.run(30)
    assert refused <= 0.01
    assert answered >= 160


def test_an_unequal_start_and_somebody_else_gone_leave_nothing_unused():
    world = Fetchers(Bucket(100), [Pace(peak=90), Pace(peak=10), Pace(peak=LEAST)])
    world.run(90)
    refused, answered = world.run(60)
    assert refused <= 0.01
    assert answered >= 80
