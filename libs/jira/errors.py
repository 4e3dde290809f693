"""What Jira's answers can mean when they are not what was asked for."""

from datetime import timedelta


class JiraError(Exception):
    """Jira did not give what was asked for."""


class UnauthorisedError(JiraError):
    """401: Jira does not accept the e-mail and token."""


class ForbiddenError(JiraError):
    """403: the account may not read this, or must solve a CAPTCHA in a browser first."""


class AnonymousAnswerError(JiraError):
    """200, but `x-seraph-loginreason` says the log-in failed: the answer is what anybody sees."""


class NotFoundError(JiraError):
    """404: there is no such thing, or the account may not know of it."""


class BadRequestError(JiraError):
    """400 or another refusal of the request itself: asking again cannot help."""


class RateLimitedError(JiraError):
    """429: asked too fast. `retry_after` is None where Jira does not say how long to wait."""

    def __init__(self, retry_after: timedelta | None, reason: str | None) -> None:
        super().__init__(f"rate limited ({reason or 'no reason given'})")
        self.retry_after = retry_after
        self.reason = reason


class JiraUnavailableError(JiraError):
    """5xx, a time-out or a broken connection: asking later may help."""


class UnreadableAnswerError(JiraError):
    """200, but not the JSON that was asked for: a proxy's page, or a cut-off body."""


class IssueNotReadError(JiraError):
    """200, but this issue is among the answer's `issueErrors`: it is there and was not read."""


class ForbiddenAddressError(JiraError):
    """The URL is not https, or leads to a private address."""
