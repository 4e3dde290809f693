"""fetcher: what becomes of a message that could not be handled; pure."""

from libs.bus.verdict import Park, Retry, Verdict
from libs.contracts.topology import WAITS
from libs.jira.errors import (
    AnonymousAnswerError,
    BadRequestError,
    ForbiddenAddressError,
    ForbiddenError,
    JiraUnavailableError,
    RateLimitedError,
    UnauthorisedError,
    UnreadableAnswerError,
)
from services.fetcher.errors import (
    PausedError,
    RefusedError,
    StoreUnavailableError,
    UnknownConnectionError,
)


def verdict(error: Exception) -> Verdict:
    """Wait for what comes back (Jira, a new token, the database); park what no retry can mend."""
    match error:
        case UnauthorisedError() | ForbiddenError() | AnonymousAnswerError() | RefusedError():
            # A person must act, and will: the messages wait for them, however long.
            return Retry(after=WAITS[-1], forever=True)
        case RateLimitedError(retry_after=after) | PausedError(remaining=after):
            return Retry(after=after, forever=True)
        case JiraUnavailableError() | UnreadableAnswerError() | StoreUnavailableError():
            return Retry(forever=True)
        case UnknownConnectionError() | BadRequestError() | ForbiddenAddressError():
            return Park(str(error))
        case _:
            return Retry()
