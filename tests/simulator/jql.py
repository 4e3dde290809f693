"""The part of JQL that a sync needs: projects, ids and keys, dates, AND, ORDER BY."""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

MOST_ORDERS = 7
UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
COMPARES: dict[str, Callable[[datetime, datetime], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
}
DATES = ("updated", "created")
ISSUES = ("id", "issue", "issuekey", "key")
ORDERED = (*DATES, *ISSUES, "project", "resolved", "priority", "status", "summary")
TOKEN = re.compile(
    r"""\s*(?:(?P<text>"[^"]*"|'[^']*')|(?P<sign>>=|<=|!=|[=<>(),])|(?P<word>[^\s=<>!(),"']+))"""
)


class JqlError(ValueError):
    """Jira would answer 400 to this query."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A condition on a date."""

    field: str
    compare: Callable[[datetime, datetime], bool]
    at: datetime


@dataclass(frozen=True, slots=True)
class Query:
    """A query, read."""

    projects: tuple[str, ...] | None
    issues: tuple[str, ...] | None
    bounds: tuple[Bound, ...]
    order: tuple[tuple[str, bool], ...]
    """(field, ascending)"""


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    quoted: bool = False

    def means(self, word: str) -> bool:
        return not self.quoted and self.text.lower() == word


def parse(jql: str, now: datetime, zone: ZoneInfo) -> Query:
    """Read a query; raise JqlError for what is unbounded or not understood."""
    where, order = _split(_tokens(jql))
    if not where:
        raise JqlError(
            "Unbounded JQL queries are not allowed here. Please add a search restriction "
            "to your query."
        )
    projects: tuple[str, ...] | None = None
    issues: tuple[str, ...] | None = None
    bounds: list[Bound] = []
    for clause in _clauses(where):
        field, compare, values = _clause(clause)
        if field == "project":
            projects = _texts(compare, values)
        elif field in ISSUES:
            issues = _texts(compare, values)
        elif field in DATES and compare in COMPARES and len(values) == 1:
            bounds.append(Bound(field, COMPARES[compare], _instant(values[0], now, zone)))
        else:
            raise JqlError(f"Field '{field}' with operator '{compare}' cannot be searched here.")
    return Query(projects, issues, tuple(bounds), _order(order))


def _tokens(jql: str) -> list[_Token]:
    found, place = [], 0
    text = jql.strip()
    while place < len(text):
        match = TOKEN.match(text, place)
        if match is None:
            raise JqlError(f"Error in the JQL Query: the character '{text[place]}' is reserved.")
        place = match.end()
        quoted = match["text"]
        word = quoted[1:-1] if quoted is not None else match["sign"] or match["word"]
        found.append(_Token(word, quoted is not None))
    return found


def _split(tokens: list[_Token]) -> tuple[list[_Token], list[_Token]]:
    for place, token in enumerate(tokens[:-1]):
        if token.means("order") and tokens[place + 1].means("by"):
            return tokens[:place], tokens[place + 2 :]
    return tokens, []


def _clauses(tokens: list[_Token]) -> list[list[_Token]]:
    clauses: list[list[_Token]] = [[]]
    for token in tokens:
        if token.means("and"):
            clauses.append([])
        else:
            clauses[-1].append(token)
    return clauses


def _clause(tokens: list[_Token]) -> tuple[str, str, list[_Token]]:
    match tokens:
        case [field, compare, first, *rest] if compare.means("in") and first.means("("):
            values = [token for token in rest[:-1] if not token.means(",")]
            if values and rest[-1].means(")"):
                return field.text.lower(), "in", values
        case [field, compare, value]:
            return field.text.lower(), compare.text.lower(), [value]
        case _:
            pass
    told = " ".join(token.text for token in tokens)
    raise JqlError(f"Error in the JQL Query: '{told}' is not understood.")


def _texts(compare: str, values: list[_Token]) -> tuple[str, ...]:
    if compare not in ("in", "="):
        raise JqlError(f"The operator '{compare}' is not supported here.")
    return tuple(value.text for value in values)


def _instant(value: _Token, now: datetime, zone: ZoneInfo) -> datetime:
    """Read an instant: epoch milliseconds, relative, or a literal of the account's zone."""
    if value.text.isdigit() and not value.quoted:
        return datetime.fromtimestamp(int(value.text) / 1000, UTC)
    relative = re.fullmatch(r"-(\d+)([mhdw])", value.text)
    if relative:
        return now - timedelta(**{UNITS[relative[2]]: int(relative[1])})
    for form in ("%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y/%m/%d"):
        try:
            return datetime.strptime(value.text, form).replace(tzinfo=zone)
        except ValueError:
            continue
    raise JqlError(
        f"Date value '{value.text}' for field 'updated' is invalid. Valid formats include: "
        "'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period "
        "format e.g. '-5d', '4w 2d'."
    )


def _order(tokens: list[_Token]) -> tuple[tuple[str, bool], ...]:
    if not tokens:
        return ()
    parts: list[list[str]] = [[]]
    for token in tokens:
        if token.means(","):
            parts.append([])
        else:
            parts[-1].append(token.text.lower())
    if len(parts) > MOST_ORDERS:
        raise JqlError(f"A query can be ordered by at most {MOST_ORDERS} fields.")
    for part in parts:
        if not 1 <= len(part) <= 2 or part[1:] not in ([], ["asc"], ["desc"]):
            raise JqlError(f"Error in the JQL Query: 'ORDER BY {' '.join(part)}'.")
        if part[0] not in ORDERED:
            raise JqlError(f"Not able to sort using field '{part[0]}'.")
    return tuple((part[0], part[1:] != ["desc"]) for part in parts)
