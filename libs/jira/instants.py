"""any service: Jira's several ways to write an instant; pure."""

from datetime import UTC, datetime

_MILLISECONDS_FROM: int = 100_000_000_000
"""Epoch numbers at least this large are milliseconds: as seconds they would lie beyond AD 5000."""


def read_instant(given: str | float) -> datetime:
    """Give the aware UTC instant of `2024-05-01T12:34:56.789+0530`, epoch seconds or milliseconds.

    Jira writes offsets without a colon, and histories read in bulk may carry numbers (the OpenAPI
    example of `changelog/bulkfetch` has epoch seconds). Raises ValueError for anything else.
    """
    if isinstance(given, str):
        if given.lstrip("-").isdigit():
            return read_instant(int(given))
        instant = datetime.fromisoformat(given)
        if instant.tzinfo is None:
            raise ValueError(f"an instant without an offset: {given}")
        return instant.astimezone(UTC)
    seconds = given / 1000 if abs(given) >= _MILLISECONDS_FROM else given
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError) as error:
        raise ValueError(f"no such instant: {given}") from error
