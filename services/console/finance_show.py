"""console → finance: how reports, closings and adjustments look at a terminal."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from rich.table import Table

from services.console.periods import Adjustment, Cause, Closing
from services.console.reports import Classified, Line, Said


def report_table(lines: Sequence[Line]) -> Table:
    """Give a table with the columns that tell something, and totals by currency."""
    table = Table(box=None)
    names = ("month", "quarter", "project", "cost_centre", "employee", "capex")
    shown = [name for name in names if any(getattr(line, name) is not None for line in lines)]
    for name in shown:
        table.add_column(name.replace("_", " "))
    for name in ("hours", "days", "cost"):
        table.add_column(name, justify="right")
    for line in lines:
        table.add_row(*(_told(name, getattr(line, name)) for name in shown), *_figures([line]))
    for currency in sorted({line.currency or "" for line in lines}):
        of_one = [line for line in lines if (line.currency or "") == currency]
        table.add_row(*(["total", *[""] * len(shown)][: len(shown)]), *_figures(of_one))
    return table


def _figures(lines: Sequence[Line]) -> tuple[str, str, str]:
    minutes = sum((line.minutes for line in lines), Decimal())
    days = sum((line.days for line in lines), Decimal())
    costs = [line.cost for line in lines if line.cost is not None]
    cost = f"{sum(costs):,.2f} {lines[0].currency}" if costs else "no cost"
    return f"{minutes / 60:,.2f}", f"{days:,.2f}", cost


def _told(name: str, value: object) -> str:
    if name == "month":
        return f"{value:%Y-%m}" if value is not None else ""
    if name == "capex":
        return "CapEx" if value else "OpEx"
    return str(value) if value is not None else "none"


def closing(one: Closing) -> str:
    """Give a line about a closing."""
    corrects = f", {one.adjustments} of them adjustments" if one.adjustments else ""
    line = (
        f"{one.month:%Y-%m}  closed {one.closed_at:%Y-%m-%d %H:%M} by {one.closed_by},"
        f" {one.rows} rows{corrects}"
    )
    if one.reopened_at is None:
        return line
    return f"{line}; reopened {one.reopened_at:%Y-%m-%d %H:%M} by {one.reopened_by}: {one.reason}"


def adjustment(one: Adjustment) -> str:
    """Give what changed of a closed month, and below it what is behind that."""
    figures = [
        f"{old:f} → {new:f} {unit}"
        for old, new, unit in (
            (one.old_minutes, one.new_minutes, "minutes"),
            (one.old_days, one.new_days, "days"),
            (one.old_cost, one.new_cost, one.currency or ""),
        )
        if old != new
    ]
    head = (
        f"{one.month:%Y-%m}  {one.employee}, {one.project}, {one.cost_centre or 'no cost centre'},"
        f" {'CapEx' if one.capex else 'OpEx'}: {', '.join(figures)}"
    )
    return "\n".join([head, *(f"  → {_cause(cause)}" for cause in one.causes)])


def _cause(cause: Cause) -> str:
    match cause.cause:
        case "minutes" | "project" | "capex":
            kind = "CapEx" if cause.capex else "OpEx"
            what = f"{cause.key}, {cause.project}, {kind}: {cause.old} → {cause.new} minutes"
        case "entered":
            what = (
                f"week of {cause.monday}, {cause.project}, entered by {cause.source}:"
                f" {cause.old} → {cause.new} %"
            )
        case "cost centre":
            return "another cost centre, or another class of it"
        case _:
            return f"{cause.cause}: {cause.old or 'none'} → {cause.new or 'none'}"
    if cause.at is None:
        return what
    return (
        f"{what}; last {cause.kind} change {cause.at:%Y-%m-%d %H:%M} by"
        f" {cause.author or 'nobody known'}: {cause.from_text} → {cause.to_text}"
    )


def classified(key: str, found: Classified) -> Iterator[str]:
    """Say why a task is what it is, a line each."""
    by = f", as {found.said_by} says" if found.said_by else ", for nothing says otherwise"
    yield f"{key}: {'CapEx' if found.capex else 'OpEx'}{by}"
    for said in found.chain:
        yield f"  {said.key}  {said.title}: {_word(said)}"
    for turn in found.changes:
        what = "says" if turn.kind == "field" else "hangs below"
        yield (
            f"  {turn.at:%Y-%m-%d %H:%M}  {turn.author or 'nobody known'}: {turn.key} {what}"
            f" {turn.to_text or 'nothing'} instead of {turn.from_text or 'nothing'}"
        )


def _word(said: Said) -> str:
    if said.capex is None:
        return "says nothing"
    return f"says {'CapEx' if said.capex else 'OpEx'}{', and counts' if said.says else ''}"
