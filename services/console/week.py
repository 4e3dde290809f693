"""a person → console: a week as it is typed, and what may become of it by whom; pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from services.console.errors import BadInputError, RefusedError

UNLINKED = "Unlinked"
WHOLE = Decimal("100.00")

Status = Literal["not_submitted", "submitted", "pending_approval", "approved", "rejected"]
Source = Literal["self", "manager"]
Role = Literal["employee", "manager", "admin"]
Verb = Literal["submit", "take_back", "send", "approve", "reject", "reopen"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and as what; an employee is somebody with weeks of their own."""

    role: Role
    employee_id: int | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A transition: from where, to where, and whose it is, beside the admin's."""

    before: tuple[Status, ...]
    after: Status
    role: Role
    done: str
    """As a sentence says it of a week: "can be ..."."""
    reason: bool = False
    """Whether a reason has to be given."""


MOVES: dict[Verb, Move] = {
    "submit": Move(("not_submitted", "rejected"), "submitted", "employee", "submitted"),
    "take_back": Move(("submitted",), "not_submitted", "employee", "taken back"),
    "send": Move(("submitted",), "pending_approval", "manager", "sent for approval"),
    "approve": Move(("pending_approval",), "approved", "manager", "approved"),
    "reject": Move(
        ("submitted", "pending_approval"), "rejected", "manager", "rejected", reason=True
    ),
    "reopen": Move(("approved",), "not_submitted", "admin", "reopened", reason=True),
}
WHOSE: dict[Role, str] = {
    "employee": "the employee",
    "manager": "a manager",
    "admin": "an admin",
}
OPEN: dict[Source, tuple[Status, ...]] = {
    "self": ("not_submitted", "rejected"),
    "manager": ("not_submitted", "rejected", "submitted", "pending_approval"),
}
"""In which weeks figures may be entered, and cleared, by whom."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row as somebody enters it: a project by name or id, or Unlinked; and its share."""

    project: str
    percent: Decimal


def monday_of(told: str) -> date:
    """Give the Monday of a week, `2026-W23`, or of the week of a date."""
    week = re.fullmatch(r"(\d{4})-W(\d\d)", told, re.ASCII)
    try:
        if week:
            return date.fromisocalendar(int(week[1]), int(week[2]), 1)
        if re.fullmatch(r"\d{4}-\d\d-\d\d", told, re.ASCII):
            day = date.fromisoformat(told)
            return day - timedelta(days=day.weekday())
    except ValueError:
        pass
    raise BadInputError(f"{told!r} is no week: write 2026-W23, or a date in it.")


def named(monday: date) -> str:
    """Give the name of a week, `2026-W23`."""
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02}"


def row_of(told: str) -> Row:
    """Give the row that `Payments=60` or `Unlinked=12.50` is."""
    project, equals, share = told.rpartition("=")
    if not (equals and project.strip() and re.fullmatch(r"\d{1,3}(\.\d{1,2})?", share, re.ASCII)):
        raise BadInputError(
            f"{told!r} is no row: write a project and its percentage, Payments=62.50 say."
        )
    return Row(project.strip(), Decimal(share))


def check_rows(rows: Sequence[Row]) -> None:
    """Raise BadInputError unless each is from 0 to 100 to two decimals and all sum to 100.00."""
    for row in rows:
        exact = row.percent.is_finite() and row.percent == round(row.percent, 2)
        if not (exact and 0 <= row.percent <= WHOLE):
            raise BadInputError(
                f"{row.project}: a percentage is from 0 to 100, with at most two decimals."
            )
    total = sum((row.percent for row in rows), Decimal())
    if total != WHOLE:
        raise BadInputError(f"The rows sum to {total:.2f}, not to 100.00.")


def allow(actor: Actor, role: Role, employee_id: int, what: str) -> None:
    """Raise RefusedError unless the actor may do what is a role's to do; an admin may do all."""
    own = actor.role == role == "employee" and actor.employee_id == employee_id
    manages = actor.role == role == "manager"
    if not (own or manages or actor.role == "admin"):
        raise RefusedError(f"Only {WHOSE[role]} may {what}.")


def said(status: str) -> str:
    """Give a status as a sentence says it."""
    return status.replace("_", " ")
