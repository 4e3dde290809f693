"""mapper: the organisation's choices about what counts as effort; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

Meaning = Literal["working", "waiting", "done", "unknown"]
"""What a task's status says about it."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What statuses mean, and the two rules with a length."""

    meanings: Mapping[tuple[int, str], Meaning]
    """By connection and status id; a status that is not in it is unknown."""
    done_without_work: timedelta = timedelta(minutes=60)
    """Working time given to a task that reaches done without a working status; 0 for none."""
    idle_days: int = 10
    """Working days after which an untouched task stops counting; 0 for never."""

    def meaning(self, connection_id: int, status: str | None) -> Meaning:
        """Give what a status means; of none and of one that nobody explained, unknown."""
        return self.meanings.get((connection_id, status or ""), "unknown")
