"""admin → console: an employee as a row of a file or a program tells it, each cell checked."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from services.console.wish import countries, zones

GMAIL = ("gmail.com", "googlemail.com")
LONGEST_SHOWN = 60


def _cell(pattern: str, make: Callable[[str], object], what: str) -> BeforeValidator:
    """Give the check of a cell: it looks like this, and this can be made of it."""
    form = re.compile(pattern, re.ASCII)

    def check(cell: str) -> object:
        try:
            if form.fullmatch(cell):
                return make(cell)
        except ValueError:
            pass
        raise PydanticCustomError("cell", "{it} {what}", {"it": quoted(cell), "what": what})

    return BeforeValidator(check)


def _printable(cell: str) -> str:
    if not cell.isprintable():
        raise ValueError
    return cell


def _zone(cell: str) -> str:
    if cell not in zones():
        raise ValueError
    return cell


def _country(cell: str) -> str:
    if cell not in countries():
        raise ValueError
    return cell


EMAIL = r'(?=.{3,254}$)[^@\s,;<>"]+@[^@\s,;<>"]+'
_EMAIL = _cell(EMAIL, _printable, "is no e-mail address, or not only one")
_WORDS = _cell(
    r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff]{1,200}",
    str,
    "is longer than 200 characters, or not all of it is text",
)
_DATE = _cell(
    r"(19|[2-9]\d)\d\d-\d\d-\d\d",
    date.fromisoformat,
    "is no date from 1900 on: write 2026-01-31, say",
)
_COST = _cell(r"\d{1,12}(\.\d\d?)?", Decimal, "is no yearly cost: write 85000 or 85000.50, say")
_CURRENCY = _cell("[A-Z]{3}", str, "is no currency: write three capital letters, EUR say")
_ZONE = _cell(r"[\w+/-]{1,64}", _zone, "is no time zone: write Europe/Berlin, say")
_COUNTRY = _cell(
    "[A-Z]{2}", _country, "is no country of ISO 3166: write two capital letters, DE or GB say"
)


@dataclass(frozen=True, slots=True)
class Employee:
    """An employee; None is what the file does not tell."""

    email: Annotated[str, _EMAIL]
    name: Annotated[str, _WORDS]
    start_date: Annotated[date | None, _DATE] = None
    end_date: Annotated[date | None, _DATE] = None
    annual_cost: Annotated[Decimal | None, _COST] = None
    currency: Annotated[str | None, _CURRENCY] = None
    cost_centre: Annotated[str | None, _WORDS] = None
    zone: Annotated[str | None, _ZONE] = None
    country: Annotated[str | None, _COUNTRY] = None


_FROM_CELLS = TypeAdapter(Employee)


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with what is told of an employee."""

    member: str
    what: str


def employee_of(cells: Mapping[str, str]) -> tuple[Employee | None, list[Wrong]]:
    """Make an employee of cells by name, those that are blank left out; say what is wrong."""
    try:
        employee = _FROM_CELLS.validate_python(cells)
    except ValidationError as error:
        return None, [
            Wrong(
                str(wrong["loc"][0]),
                "this is empty, and is needed" if wrong["type"] == "missing" else wrong["msg"],
            )
            for wrong in error.errors(include_url=False)
        ]
    start, end = employee.start_date, employee.end_date
    wrong = []
    if start and end and end < start:
        wrong.append(Wrong("end_date", f"{end} is before the start, {start}"))
    if employee.annual_cost is not None and employee.currency is None:
        wrong.append(Wrong("currency", "a yearly cost needs a currency"))
    return employee, wrong


def is_email(told: str) -> bool:
    """Say whether it looks like one e-mail address."""
    return re.fullmatch(EMAIL, told, re.ASCII) is not None and told.isprintable()


def email_key(email: str) -> str:
    """Give what two spellings of one address have in common."""
    local, _, domain = email.casefold().rpartition("@")
    return f"{local.replace('.', '')}@gmail.com" if domain in GMAIL else f"{local}@{domain}"


def quoted(cell: str) -> str:
    """Give a cell as a message shows it."""
    return repr(cell if len(cell) <= LONGEST_SHOWN else f"{cell[:LONGEST_SHOWN]}…")
