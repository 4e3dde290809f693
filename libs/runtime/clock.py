"""any service: the only place that reads the wall clock; everyone else is given instants."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the present as an aware UTC instant."""


def now() -> datetime:
    """Give the present, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this is the one place
