"""mapper: what becomes of a message that could not be handled; pure."""

from libs.bus.verdict import Park, Retry, Verdict
from services.mapper.errors import StoreUnavailableError, UnknownConnectionError


def verdict(error: Exception) -> Verdict:
    """Wait for a database that is away, however long; park what no retry can mend."""
    match error:
        case StoreUnavailableError():
            return Retry(forever=True)
        case UnknownConnectionError() | ValueError():
            return Park(str(error) or type(error).__name__)
        case _:
            return Retry()
