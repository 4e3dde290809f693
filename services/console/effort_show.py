"""console → admin: how weeks, notices, doubts and explanations look at a terminal or as CSV."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from services.console.csv_cells import table
from services.console.explain import Explanation
from services.console.explained import Edge, Part, Total
from services.console.grid import Doubt, Notice, Page, Ticket, Week
from services.console.proof import Checked
from services.console.week import named, said

HEADER = (
    "week", "employee", "project", "task", "title", "date", "from", "to", "share", "minutes",
    "opened", "opened_at", "opened_by", "closed", "closed_at", "closed_by", "capex",
)  # fmt: skip
SOURCES = {"pms": "drafted", "self": "entered by the employee", "manager": "entered by a manager"}


def week(found: Week) -> Iterator[str]:
    """Say a week and its figures, a line each."""
    covered = f", covered {found.coverage:.0%}" if found.coverage is not None else ""
    more = ", locked" if found.locked else ""
    more += ", being reckoned" if found.waits else ""
    yield (
        f"{named(found.monday)}  {found.name} ({found.employee}): {said(found.status)}, "
        f"{SOURCES[found.source]}{covered}{more}; seen {found.seen}"
    )
    for figure in found.figures:
        yield f"  {figure.percent:>6}  {figure.project}"
    if found.decided_by is not None:
        why = f": {found.reason}" if found.reason else ""
        yield f"  by {found.decided_by}, {found.decided_at:%Y-%m-%d %H:%M} UTC{why}"


def notice(found: Notice) -> str:
    """Say a notice in a line."""
    seen = f"; seen by {found.seen_by}" if found.seen_by else ""
    return (
        f"{found.id}  {named(found.monday)}  {found.name} ({found.email}): stands as "
        f"{_rows(found.before)}; would be {_rows(found.after)}{seen}"
    )


def doubt(found: Doubt) -> str:
    """Say a doubt in a line."""
    change = f", change {found.change_id}" if found.change_id is not None else ""
    return f"{found.at:%Y-%m-%d %H:%M}  {found.connection}  {found.key}{change}: {found.words}"


def ticket(found: Ticket) -> str:
    """Say a ticket to review in a line."""
    home = f"{found.project} {found.project_name}, unlinked" if found.project else "no project"
    return (
        f"{minutes(found.thousandths):>12}  {found.connection}  {found.key}  {found.title} ({home})"
    )


def page(found: Page, number: int, size: int) -> str:
    """Say which part of a list was shown."""
    first = (number - 1) * size + 1
    shown = f"{first} to {first + len(found.entries) - 1}" if found.entries else "none"
    return f"{shown} of {found.total}"


def checked(found: Checked) -> str:
    """Say how much was checked, and one of the differences."""
    if not found.differences:
        return f"{found.name}: {found.figures} figures, all of them the sum of their parts"
    return f"{found.name}: {found.differences} of {found.figures} differ: {found.example}"


def explanation(found: Explanation) -> Iterator[str]:
    """Say what is behind a week, a line each."""
    who = f"{found.name} ({found.employee})"
    yield f"{found.week}  {who}: {said(found.status)}; times are {found.zone}"
    hands = {entered.source: entered for entered in found.entered}
    for total in found.totals:
        yield f"  {_total(total)}"
        hand = hands.get(total.source)
        if hand is not None:
            yield f"      by {hand.by}, {hand.at:%Y-%m-%d %H:%M} UTC"
        if total.source == "pms":
            for part in found.parts:
                if part.project_id == total.project_id:
                    yield from (f"      {line}" for line in _part(part))


def explained_csv(found: Explanation) -> str:
    """Give the portions behind a week as CSV."""
    return table(HEADER, (_cells(found, part) for part in found.parts))


def minutes(thousandths: int) -> str:
    """Give thousandths of a minute as minutes, exactly."""
    return f"{thousandths // 1000}.{thousandths % 1000:03}"


def explained_json(found: Explanation) -> dict[str, object]:
    """Give an explanation as a program reads it."""
    return {
        "employee": found.employee,
        "week": found.week,
        "status": found.status,
        "zone": found.zone,
        "available_minutes": minutes(found.available),
        "attributed_minutes": minutes(found.attributed),
        "figures": [
            {
                "source": total.source,
                "counts": total.counts,
                "project": total.project,
                "percent": f"{total.hundredths / 100:.2f}",
                "minutes": minutes(total.thousandths) if total.thousandths is not None else None,
            }
            for total in found.totals
        ],
        "entered": list(found.entered),
        "portions": [dict(zip(HEADER, _told(found, part), strict=True)) for part in found.parts],
    }


def _told(found: Explanation, part: Part) -> Sequence[object]:
    return (
        found.week, found.employee, part.project, part.key, part.title, part.date.isoformat(),
        part.start.isoformat(), part.end.isoformat(), part.share, minutes(part.thousandths),
        part.opened.words, part.opened.at.isoformat(), part.opened.by,
        part.closed.words, part.closed.at.isoformat(), part.closed.by, part.capex,
    )  # fmt: skip


def _cells(found: Explanation, part: Part) -> Sequence[object]:
    *told, capex = _told(found, part)
    return (*told, "yes" if capex else "no")


def _total(total: Total) -> str:
    counts = "" if total.counts else ", does not count"
    given = f", {minutes(total.thousandths)} minutes" if total.thousandths is not None else ""
    source = SOURCES[total.source]
    return f"{total.hundredths / 100:.2f}  {total.project}: {source}{given}{counts}"


def _part(part: Part) -> Iterator[str]:
    yield (
        f"{part.date:%a} {part.date}  {part.start:%H:%M:%S}-{part.end:%H:%M:%S}  {part.share:>5}  "
        f"{minutes(part.thousandths):>9} minutes  {part.key}  {part.title}"
    )
    yield f"    from {_edge(part.opened, part.date)}"
    yield f"    to {_edge(part.closed, part.date)}"


def _edge(edge: Edge, day: date) -> str:
    when = f"{edge.at:%H:%M:%S}" if edge.at.date() == day else f"{edge.at:%Y-%m-%d %H:%M:%S}"
    by = f", {edge.by}" if edge.by else ""
    return f"{when}: {edge.words}{by}"


def _rows(rows: Sequence[Mapping[str, str]]) -> str:
    return ", ".join(f"{row['project']} {row['percent']}" for row in rows) or "nothing"
