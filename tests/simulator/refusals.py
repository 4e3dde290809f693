"""What Jira says when it does not answer: the bodies and headers that were seen or are documented.

Refusals are not all alike: some are JSON, some plain text or HTML, and one looks like success.
"""

from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from tests.simulator.faults import Faults

UNAUTHENTICATED = "Client must be authenticated to access this resource."
REMOVED = (
    "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. "
    "A full migration guideline is available at "
    "https://developer.atlassian.com/changelog/#CHANGE-2046"
)
OOPS = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
    "<title>Oops - an error has occurred</title></head>"
    "<body><h1>Too Many Requests</h1></body></html>"
)
MISSING = "Issue does not exist or you do not have permission to see it."
LOGIN_REASON = {"x-seraph-loginreason": "AUTHENTICATED_FAILED"}


def _errors(status: int, words: str, headers: dict[str, str] | None = None) -> web.Response:
    told = {"errorMessages": [words], "errors": {}}
    return web.json_response(told, status=status, headers=headers)


def bad_request(words: str) -> web.Response:
    """Refuse what was asked for."""
    return _errors(400, words)


def missing() -> web.Response:
    """Say the same of what is not there and of what may not be seen."""
    return _errors(404, MISSING)


def removed() -> web.Response:
    """Point to what came after an old page."""
    return _errors(410, REMOVED)


def no_such_page() -> web.Response:
    """Know nothing of a page."""
    told = {"message": "null for uri", "status-code": 404}
    return web.json_response(told, status=404)


def not_allowed() -> web.Response:
    """Refuse a write."""
    return _errors(405, "Method Not Allowed", {"Allow": "GET,HEAD,OPTIONS"})


def forbidden() -> web.Response:
    """Refuse what this account may not."""
    return _errors(403, "You do not have permission to perform this action.")


def captcha() -> web.Response:
    """Refuse until somebody has logged in with a browser."""
    headers = {
        "X-Authentication-Denied-Reason": "CAPTCHA_CHALLENGE; login-url=/login.jsp",
        "x-seraph-loginreason": "AUTHENTICATION_DENIED",
    }
    return web.json_response({}, status=403, headers=headers)


def unauthorised() -> web.Response:
    """Refuse somebody who is nobody."""
    return _errors(401, UNAUTHENTICATED, LOGIN_REASON)


def scoped_on_site() -> web.Response:
    """Refuse a scoped token away from the gateway: plain text."""
    return web.Response(text=UNAUTHENTICATED, status=401)


def nobody(path: str, *, tried: bool) -> web.Response:
    """Answer 200 with what anybody may see, which is nothing: the trap of expired tokens."""
    body: Any = []
    if path.endswith("/search/jql"):
        body = {"issues": [], "isLast": True}
    elif path.endswith("/approximate-count"):
        body = {"count": 0}
    elif path.endswith("/project/search"):
        body = {"values": [], "isLast": True, "total": 0, "startAt": 0, "maxResults": 50}
    elif path.endswith("/issue/bulkfetch"):
        body = {"issues": [], "issueErrors": []}
    elif path.endswith("/changelog/bulkfetch"):
        body = {"issueChangeLogs": []}
    elif path.endswith("/mypermissions"):
        body = {"permissions": {}}
    elif "/issue/" in path:
        answer = missing()
        answer.headers.update(LOGIN_REASON if tried else {})
        return answer
    return web.json_response(body, headers=LOGIN_REASON if tried else None)


def limited(faults: Faults, now: datetime) -> web.Response:
    """Refuse for now: JSON or HTML, saying for how long or (as the gateway does) not."""
    headers = {
        "RateLimit-Reason": faults.limited_reason,
        "X-RateLimit-Limit": "350",
        "X-RateLimit-Remaining": "0",
    }
    if faults.limited_silent:
        headers = {
            "X-Failure-Category": "FAILURE CLIENT RATE LIMITED",
            "X-Ratelimit-Limit": "360000",
            "X-Ratelimit-Remaining": "0",
        }
    else:
        headers["Retry-After"] = str(faults.retry_after)
        reset = now + timedelta(seconds=faults.retry_after)
        headers["X-RateLimit-Reset"] = f"{reset:%Y-%m-%dT%H:%M}Z"
    if faults.limited_html:
        return web.Response(text=OOPS, content_type="text/html", status=429, headers=headers)
    told = {
        "errorMessages": ["The request has been rate-limited. Please try again later."],
        "errors": {},
        "status": 429,
    }
    return web.json_response(told, status=429, headers=headers)
