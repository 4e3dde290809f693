"""the bus: what becomes of a message that could not be handled; pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

ATTEMPTS: int = 8
"""Tries of a message whose verdict is Retry without `forever`; then it is parked."""


@dataclass(frozen=True, slots=True)
class Retry:
    """Try again later: after that long, or later at each attempt; parked in the end or never."""

    after: timedelta | None = None
    forever: bool = False


@dataclass(frozen=True, slots=True)
class Park:
    """Put it aside, with the reason, for a person to look at and replay."""

    why: str


Verdict = Retry | Park
Judge = Callable[[Exception], Verdict]
"""A service's failure policy: one pure function from the error to the verdict."""


def wait_for(retry: Retry, attempt: int, waits: Sequence[timedelta]) -> timedelta:
    """Choose the waiting time: the first that is long enough, the longest if none is."""
    if retry.after is None:
        return waits[min(attempt - 1, len(waits) - 1)]
    return next((wait for wait in waits if wait >= retry.after), waits[-1])
