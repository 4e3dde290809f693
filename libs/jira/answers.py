"""What an answer of Jira means: status, headers and body → a value or a distinct error; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from pydantic_core import from_json

from libs.jira.errors import (
    AnonymousAnswerError,
    BadRequestError,
    ForbiddenError,
    JiraUnavailableError,
    NotFoundError,
    RateLimitedError,
    UnauthorisedError,
    UnreadableAnswerError,
)

LOGIN_REASON = "x-seraph-loginreason"
LOGIN_FAILED = "AUTHENTICATED_FAILED"
LONGEST_RETRY = timedelta(hours=1)
"""A longer `Retry-After` is taken for this: quotas reset at the top of the hour."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What Jira answered, and when by its own clock."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    date: datetime


def check(status: int, headers: Mapping[str, str], body: bytes) -> None:
    """Return if the answer is what was asked for; raise what it means otherwise.

    `headers` must find names whatever their case (aiohttp's do).
    """
    if LOGIN_FAILED in headers.get(LOGIN_REASON, "") and status < 400:  # noqa: PLR2004
        raise AnonymousAnswerError(
            "Jira took the account for nobody: the token is wrong or expired"
        )
    match status:
        case 200:
            return
        case 401:
            raise UnauthorisedError("Jira does not accept the e-mail and token")
        case 403:
            raise ForbiddenError(_forbidden(headers))
        case 404:
            raise NotFoundError("not found, or not visible to the account")
        case 429:
            raise RateLimitedError(retry_after(headers), headers.get("RateLimit-Reason"))
        case _ if status in (408, 425) or status >= 500:  # noqa: PLR2004
            raise JiraUnavailableError(f"Jira answered {status}")
        case _:
            raise BadRequestError(f"Jira answered {status}: {messages(body)}")


def json(answer: Answer) -> Any:
    """Give the JSON of an answer; raise UnreadableAnswerError when it is none."""
    try:
        return from_json(answer.body)
    except ValueError as error:
        kind = "a page of HTML" if answer.body.lstrip()[:1] == b"<" else "no complete JSON"
        raise UnreadableAnswerError(f"Jira answered with {kind}") from error


def date(headers: Mapping[str, str], received: datetime) -> datetime:
    """Give the `Date` of an answer (RFC 9110), or when it was received if there is none."""
    try:
        told = parsedate_to_datetime(headers.get("Date", ""))
    except ValueError:
        return received
    return told.astimezone(UTC) if told.tzinfo else told.replace(tzinfo=UTC)


def retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """Give how long Jira asks to wait, at most `LONGEST_RETRY`; None where it does not say."""
    told = headers.get("Retry-After", "").strip()
    if not told.isdigit():
        return None
    return min(timedelta(seconds=min(int(told), 10**9)), LONGEST_RETRY)


def messages(body: bytes) -> str:
    """Give Jira's own words for what was wrong with a request, shortened."""
    try:
        told = from_json(body)
    except ValueError:
        return "no explanation"
    if not isinstance(told, dict):
        return "no explanation"
    words = [str(word) for word in told.get("errorMessages") or ()]
    words += [f"{name}: {word}" for name, word in (told.get("errors") or {}).items()]
    return "; ".join(words)[:300] or str(told.get("message") or "no explanation")[:300]


def _forbidden(headers: Mapping[str, str]) -> str:
    if "CAPTCHA" in headers.get("x-authentication-denied-reason", "").upper():
        return "Jira wants a CAPTCHA solved: log in once with a browser"
    return "Jira forbids this to the account"
