"""console: portions behind a week → each with its minutes, and what opened and cut it; pure.

The minutes of a task's day are given to its portions in proportion to time and share, to the
thousandth and without rest: they sum to the day, the days to the row, the rows to the week. Where
they do not, nothing is explained: that is an error.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from services.console.errors import ConsoleError

_THOUSANDTH = timedelta(minutes=1) / 1000
WHOLE = 100_00
"""Hundredths of a percent."""
MOST_ROUNDED = Fraction(3, 2)
"""Thousandths of a minute by which a task's day differs from its portions, at less than: the day is
rounded once (a half) and its parts by largest remainder (less than one)."""
MEND = "of an open week `effort recompute` mends that"


class UnevenError(ConsoleError):
    """Portions and figures do not agree."""


@dataclass(frozen=True, slots=True)
class Edge:
    """What opened or closed the span that a portion is of."""

    at: datetime
    why: str
    """created, change, idle, done_without_work, employment, gone or now."""
    words: str
    by: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """Working time in which a task had one share, and the minutes it gave."""

    project_id: int | None
    project: str
    connection_id: int
    issue_id: int
    key: str
    title: str
    capex: bool
    date: date
    start: datetime
    end: datetime
    share: str
    """1/n: among n tasks that were active at once."""
    thousandths: int
    opened: Edge
    closed: Edge


@dataclass(frozen=True, slots=True)
class Total:
    """A row of a week: percent in hundredths, minutes (of a drafted one) in thousandths."""

    source: str
    project_id: int | None
    project: str
    hundredths: int
    thousandths: int | None
    counts: bool
    """Whether this source's figures are the week's."""


Row = Any
"""A row of PostgreSQL: its columns by name."""


def apportioned(whole: int, weights: Sequence[Fraction]) -> list[int]:
    """Give whole parts that sum to the whole, by largest remainder, among equal ones the first."""
    total = sum(weights)
    exact = [weight * whole / total for weight in weights] if total else [Fraction()] * len(weights)
    parts = [int(share) for share in exact]
    by_rest = sorted(range(len(exact)), key=lambda place: parts[place] - exact[place])
    for place in by_rest[: whole - sum(parts) if total else 0]:
        parts[place] += 1
    return parts


def parts_of(rows: Iterable[Row], changes: Mapping[tuple[int, int], str], week: Row) -> list[Part]:
    """Give the portions of a week with their minutes; raise UnevenError if a day is not theirs."""
    days: defaultdict[tuple[date, int, int], list[Row]] = defaultdict(list)
    for row in rows:
        days[row["date"], row["connection_id"], row["issue_id"]].append(row)
    parts = []
    for day in days.values():
        weights = [
            Fraction((row["ends"] - row["starts"]) // timedelta(microseconds=1), row["shared"])
            for row in day
        ]
        exact = sum(weights) / (_THOUSANDTH // timedelta(microseconds=1))
        if abs(exact - day[0]["of_day"]) >= MOST_ROUNDED:
            raise UnevenError(
                f"The portions of {day[0]['key']} on {day[0]['date']} are {float(exact):.1f} "
                f"thousandths of a minute, its day has {day[0]['of_day']}: {MEND}."
            )
        given = apportioned(day[0]["of_day"], weights)
        parts += [_part(row, n, changes, week) for row, n in zip(day, given, strict=True)]
    return sorted(parts, key=lambda part: (part.start, part.connection_id, part.issue_id))


def check(week: Row, totals: Sequence[Total], parts: Sequence[Part]) -> None:
    """Raise UnevenError unless the parts sum to each drafted row, and all of them to the week."""
    drafted = [total for total in totals if total.source == "pms"]
    minutes: defaultdict[int | None, int] = defaultdict(int)
    for part in parts:
        minutes[part.project_id] += part.thousandths
    told = {total.project_id: total.thousandths for total in drafted}
    if told != {project: n for project, n in minutes.items() if n}:
        raise UnevenError(f"The portions do not sum to the week's rows: {MEND}.")
    if sum(minutes.values()) != week["attributed"]:
        raise UnevenError(f"The portions do not sum to the week: {MEND}.")
    ordered = sorted(drafted, key=lambda row: (row.project_id is None, row.project_id or 0))
    shares = apportioned(WHOLE, [Fraction(row.thousandths or 0) for row in ordered])
    if [row.hundredths for row in ordered] != shares:
        raise UnevenError(f"The week's percentages are not those of its minutes: {MEND}.")


def said_changes(rows: Iterable[Row]) -> dict[tuple[int, int], str]:
    """Give in words what each history entry changed."""
    found: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    for row in rows:
        words = f"{row['kind']} {row['before']} → {row['after']}"
        found[row["connection_id"], row["change_id"]].append(words)
    return {change: "; ".join(words) for change, words in found.items()}


def _part(row: Row, given: int, changes: Mapping[tuple[int, int], str], week: Row) -> Part:
    zone = ZoneInfo(week["zone"])
    return Part(
        start=row["starts"].astimezone(zone),
        end=row["ends"].astimezone(zone),
        share=f"1/{row['shared']}",
        thousandths=given,
        opened=_edge(row, "opened", changes, week),
        closed=_edge(row, "closed", changes, week),
        **{
            name: row[name]
            for name in (
                *("project_id", "project", "connection_id", "issue_id", "key", "title"),
                *("capex", "date"),
            )
        },
    )


def _edge(row: Row, side: str, changes: Mapping[tuple[int, int], str], week: Row) -> Edge:
    why, change = row[f"{side}_why"], row[f"{side}_change"]
    words = {
        "created": "the task was created",
        "change": changes.get((row["connection_id"], change), "a change of the task"),
        "idle": f"untouched for {week['idle_days']} working days",
        "done_without_work": (
            f"done without work: the last {week['unworked_minutes']} working minutes before"
        ),
        "employment": f"the employment {'began' if side == 'opened' else 'ended'}",
        "gone": "the task was deleted, archived or hidden",
        "now": "still under way when it was reckoned",
    }[why]
    at = row[f"{side}_at"].astimezone(ZoneInfo(week["zone"]))
    return Edge(at, why, words, row[f"{side}_by"])
