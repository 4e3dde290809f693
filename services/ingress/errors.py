"""ingress: why a webhook is not taken; each is one sentence for whoever looks into Jira's log."""


class WebhookError(Exception):
    """A webhook that cannot be taken."""

    status = 400
    outcome = "malformed"


class UnreadableBodyError(WebhookError):
    """The body is not the JSON of a webhook."""


class WrongSignatureError(WebhookError):
    """The signature is missing or does not fit the body."""

    status = 401
    outcome = "unsigned"


class UnknownTokenError(WebhookError):
    """No connection has this webhook address."""

    status = 404
    outcome = "unknown"


class TooLargeError(WebhookError):
    """The body is larger than Jira ever sends."""

    status = 413
    outcome = "too_large"


class BusyError(WebhookError):
    """Too much is under way, or the broker or the database does not answer; Jira sends it again."""

    status = 503
    outcome = "unavailable"


class SlowBodyError(WebhookError):
    """The body did not arrive in time."""

    status = 408
    outcome = "slow"
