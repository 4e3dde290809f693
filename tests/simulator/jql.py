"""The part of JQL that a sync needs: projects, ids and keys, `updated >=`, AND, ORDER BY."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

MOST_ORDERS = 7
UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class JqlError(ValueError):
    """Jira would answer 400 to this query."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query, read."""

    projects: tuple[str, ...] | None
    issues: tuple[str, ...] | None
    since: datetime | None
    order: tuple[tuple[str, bool], ...]
    """(field, ascending)"""


def parse(jql: str, now: datetime, zone: ZoneInfo) -> Query:
    """Read a query; raise JqlError for what is unbounded or not understood."""
    where, _, order = _split(jql, r"\border\s+by\b")
    if not where.strip():
        raise JqlError(
            "Unbounded JQL queries are not allowed here. Please add a search restriction."
        )
    projects: tuple[str, ...] | None = None
    issues: tuple[str, ...] | None = None
    since: datetime | None = None
    for clause in re.split(r"\band\b", where, flags=re.IGNORECASE):
        field, operator, value = _clause(clause)
        if field == "project":
            projects = _values(operator, value)
        elif field in ("id", "issue", "issuekey", "key"):
            issues = _values(operator, value)
        elif field == "updated" and operator in (">=", ">"):
            since = _instant(value, now, zone)
        else:
            raise JqlError(f"Field '{field}' with operator '{operator}' cannot be searched here.")
    return Query(projects, issues, since, _order(order))


def _split(text: str, pattern: str) -> tuple[str, str, str]:
    found = re.search(pattern, text, flags=re.IGNORECASE)
    if found is None:
        return text, "", ""
    return text[: found.start()], found.group(), text[found.end() :]


def _clause(text: str) -> tuple[str, str, str]:
    found = re.fullmatch(
        r"\s*(\w+)\s*(>=|<=|!=|=|>|<|\bnot\s+in\b|\bin\b)\s*(.+?)\s*", text, flags=re.IGNORECASE
    )
    if found is None:
        raise JqlError(f"Error in the JQL Query: '{text.strip()}' is not understood.")
    return found[1].lower(), found[2].lower(), found[3]


def _values(operator: str, value: str) -> tuple[str, ...]:
    if operator == "in" and value.startswith("(") and value.endswith(")"):
        return tuple(_unquoted(part) for part in value[1:-1].split(","))
    if operator == "=":
        return (_unquoted(value),)
    raise JqlError(f"The operator '{operator}' is not supported here.")


def _unquoted(value: str) -> str:
    return value.strip().strip("\"'")


def _instant(value: str, now: datetime, zone: ZoneInfo) -> datetime:
    """Read an instant: epoch milliseconds, relative, or a literal of the account's zone."""
    if value.isdigit():
        return datetime.fromtimestamp(int(value) / 1000, UTC)
    plain = _unquoted(value)
    relative = re.fullmatch(r"-(\d+)([mhdw])", plain)
    if relative:
        return now - timedelta(**{UNITS[relative[2]]: int(relative[1])})
    for form in ("%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y/%m/%d"):
        try:
            return datetime.strptime(plain, form).replace(tzinfo=zone)
        except ValueError:
            continue
    raise JqlError(f"Date value '{plain}' for field 'updated' is invalid.")


def _order(text: str) -> tuple[tuple[str, bool], ...]:
    parts = [part.split() for part in text.split(",") if part.strip()]
    if len(parts) > MOST_ORDERS:
        raise JqlError(f"At most {MOST_ORDERS} fields can be ordered by.")
    up: Callable[[list[str]], bool] = lambda part: len(part) == 1 or part[1].lower() == "asc"  # noqa: E731
    return tuple((part[0].lower(), up(part)) for part in parts)
