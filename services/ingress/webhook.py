"""Jira → ingress: what a webhook says: headers and bytes in, signals out; pure.

Only what identifies is read: which event, which issue, when. A webhook is never believed beyond
"look again", so a forged one costs a read and changes nothing. Envelopes differ by event
(developer.atlassian.com/cloud/jira/platform/webhooks, and recorded payloads):

- `jira:issue_*`, `comment_*`, `attachment_*`, `issue_property_*`: `issue.id`;
- `worklog_*`: no issue, only `worklog.issueId`;
- `issuelink_*`: `issueLink.sourceIssueId` and `destinationIssueId`;
- projects, types, users, options: no issue; the catalogue changed;
- Server's `comment_*`: neither, only `comment.self` with the issue in its path;
- sprints, boards, filters, versions: nothing here follows from them.

An issue's own `self` is never parsed: it is malformed in some deliveries.
"""

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic_core import from_json

from services.ingress.errors import UnreadableBodyError, WrongSignatureError

SIGNATURE = "X-Hub-Signature"
IDENTIFIER = "X-Atlassian-Webhook-Identifier"
ALGORITHMS = {"sha256": hashlib.sha256}
"""What a signature may be made with: the header tells, for Atlassian may change the method."""

COMMENT_PLACE = re.compile(r"/rest/api/[^/]{1,10}/issue/(\d{1,19})/comment/", re.ASCII)
CATALOGUE = ("project_", "issuetype_", "user_", "option_")
LARGEST_ID = 2**63 - 1
LONGEST_EVENT = 100

Kind = Literal["issue", "catalogue", "other"]


@dataclass(frozen=True, slots=True)
class Webhook:
    """One delivery: what kind of event, which issues it is about, and when it happened."""

    kind: Kind
    event: str
    issue_ids: tuple[int, ...]
    occurred_at: datetime | None
    delivery_id: str | None


def verify(headers: Mapping[str, str], body: bytes, secret: str | None) -> None:
    """Check the signature over the raw bytes; raise WrongSignatureError unless it fits.

    Without a secret nothing is checked: the address's token alone admits.
    """
    if secret is None:
        return
    method, _, given = headers.get(SIGNATURE, "").partition("=")
    algorithm = ALGORITHMS.get(method.strip().lower())
    if algorithm is None:
        raise WrongSignatureError("The X-Hub-Signature header is missing or of an unknown method.")
    expected = hmac.new(secret.encode(), body, algorithm).hexdigest()
    if not hmac.compare_digest(expected.encode(), given.strip().lower().encode()):
        raise WrongSignatureError("The X-Hub-Signature does not fit the body: check the secret.")


def read(headers: Mapping[str, str], body: bytes, query: Mapping[str, str]) -> Webhook:
    """Give what the webhook says; raise UnreadableBodyError when it says nothing.

    With *Exclude body* Jira sends none; the issue then comes as `?issue_id=${issue.id}`.
    """
    told = _json(body) if body else {}
    if not body and "issue_id" not in query:
        raise UnreadableBodyError(
            "The body is empty: untick Exclude body in Jira, or add ?issue_id=${issue.id}."
        )
    event = _event(told)
    ids = tuple(dict.fromkeys(_issue_ids(told, query)))
    if ids:
        kind: Kind = "issue"
    elif event.startswith(CATALOGUE):
        kind = "catalogue"
    elif event.startswith("jira:issue_"):
        raise UnreadableBodyError(f"The event {event} names no issue.")
    else:
        kind = "other"
    return Webhook(
        kind=kind,
        event=event,
        issue_ids=ids,
        occurred_at=_instant(told.get("timestamp")),
        delivery_id=headers.get(IDENTIFIER, "")[:200] or None,
    )


def _json(body: bytes) -> dict[str, Any]:
    try:
        told = from_json(body)  # refuses nesting deeper than 200 levels, as it does wrong JSON
    except ValueError:
        raise UnreadableBodyError("The body is not JSON.") from None
    if not isinstance(told, dict):
        raise UnreadableBodyError("The body is not a JSON object.")
    return told


def _event(told: Mapping[str, Any]) -> str:
    event = told.get("webhookEvent")
    if not isinstance(event, str) or not event.isprintable():
        return "unknown"
    return event[:LONGEST_EVENT] or "unknown"


def _issue_ids(told: Mapping[str, Any], query: Mapping[str, str]) -> Iterator[int]:
    link = _object(told, "issueLink")
    found = False
    for given in (
        _object(told, "issue").get("id"),
        _object(told, "worklog").get("issueId"),
        _object(told, "comment").get("issueId"),
        link.get("sourceIssueId"),
        link.get("destinationIssueId"),
        query.get("issue_id"),
    ):
        number = _number(given)
        if number is not None:
            found = True
            yield number
    place = _object(told, "comment").get("self")
    if not found and isinstance(place, str) and (match := COMMENT_PLACE.search(place)):
        number = _number(match[1])
        if number is not None:
            yield number


def _object(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = told.get(name)
    return found if isinstance(found, dict) else {}


def _number(given: Any) -> int | None:
    """Give an issue id that is a number or a text of digits; Jira sends both."""
    if isinstance(given, str) and given.isascii() and given.isdigit() and len(given) < 20:  # noqa: PLR2004
        given = int(given)
    if isinstance(given, bool) or not isinstance(given, int):
        return None
    return given if 0 < given <= LARGEST_ID else None


def _instant(given: Any) -> datetime | None:
    """Give the instant of epoch milliseconds; None for anything that is no sane moment."""
    if isinstance(given, bool) or not isinstance(given, int):
        return None
    try:
        return datetime.fromtimestamp(given / 1000, UTC) if given > 0 else None
    except (OverflowError, OSError, ValueError):
        return None
