"""fetcher: how many requests a second one endpoint of Jira takes, as its refusals teach; pure.

Jira's burst limit is a token bucket for each endpoint and method, of a rate and a size that it does
not tell (jira-platform reference, rate limits). Nothing is held back until it refuses for the first
time. Then the pace falls below what was really answered, climbs back fast at first, hardly near the
rate that was refused, and beyond it faster and faster, so that a raised limit is found. This is the
curve of CUBIC (RFC 9438, sections 4.2 and 4.6), of a rate instead of a window, and relative to it:
a climb takes the same time at 5 requests a second as at 500, and costs one refusal, or a few.

Several fetchers and other programs may share a limit; each sees its own refusals only.
The sum of their paces settles at the limit all the same: while it is above, somebody is refused and
falls, most often who asks most; while it is below, all climb. Their shares differ, and need not be
equal: they work off the same queues.
"""

from dataclasses import dataclass, replace
from math import exp, inf

FALL: float = 0.8
"""What a refusal leaves of the rate."""
CLIMB: float = 15.0
"""Seconds of asking until the refused rate is reached again; twice the rate takes 2.7 of them."""
LEAST: float = 1.0
"""Requests a second, however often Jira refuses; its `Retry-After` may make them fewer."""
LAG: float = 0.02
"""Seconds that a late request may make up for: timers do not wake up on the dot."""
RECENT: float = 1.0
"""Seconds in which an answer comes to count for 1/e of a new one."""


@dataclass(frozen=True, slots=True)
class Pace:
    """What is known of one endpoint. Instants are seconds of any steady clock."""

    peak: float = inf
    """Requests a second that were refused last; infinite while none ever were."""
    climbed: float = 0.0
    """Seconds of asking since then, at the pace allowed."""
    slowed_at: float = -inf
    free_at: float = -inf
    """When the next request may be sent."""
    answers: float = 0.0
    """Answers of about the last second, older ones counting for less, as of `answered_at`."""
    answered_at: float = -inf

    @property
    def rate(self) -> float:
        """Requests a second that may be sent now."""
        return max(LEAST, self.peak * (1 + (1 - FALL) * (self.climbed / CLIMB - 1) ** 3))


def sent(pace: Pace, now: float) -> Pace:
    """Note a request: the next may follow when its share of a second is over."""
    return replace(pace, free_at=max(pace.free_at, now - LAG) + 1 / pace.rate)


def answered(pace: Pace, now: float) -> Pace:
    """Note an answer that was no refusal: the pace climbs, if that many are really asked.

    A pace that nobody keeps proves nothing of the limit (RFC 9438, section 5.8).
    """
    answers = _answers(pace, now) + 1
    step = 1 / pace.rate if pace.rate < 2 * answers else 0.0
    return replace(pace, climbed=pace.climbed + step, answers=answers, answered_at=now)


def refused(pace: Pace, now: float, *, since: float, pause: float) -> Pace:
    """Note the refusal of what was sent at `since`: nothing for `pause` seconds, then slower.

    What was under way when the pace fell says nothing new. Only at the first refusal is what was
    answered believed wholly: later, few answers may also mean that few were asked.
    """
    paused = replace(pace, free_at=max(pace.free_at, now + pause))
    if since <= pace.slowed_at:
        return paused
    least = pace.rate / 2 if pace.rate < inf else LEAST
    peak = min(pace.rate, max(_answers(pace, now), least))
    return replace(paused, peak=peak, climbed=0.0, slowed_at=now)


def _answers(pace: Pace, now: float) -> float:
    return pace.answers * exp((pace.answered_at - now) / RECENT)
