"""admin → console: a CSV file becomes employees, or problems by line and column."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from difflib import get_close_matches
from io import StringIO
from typing import TypeAlias

from services.console.employee import Employee, email_key, employee_of, quoted

COLUMNS = {field.name.replace("_", ""): field.name for field in fields(Employee)}
REQUIRED = ("email", "name")
LARGEST = 64_000_000
"""A file of more bytes is no list of employees."""
MEND = "save the table as CSV in UTF-8"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where; the first line is 1."""

    line: int
    column: str
    what: str


@dataclass(frozen=True, slots=True)
class Roster:
    """A file as read; with any problem there are no employees."""

    employees: Sequence[Employee] = ()
    problems: Sequence[Problem] = ()
    notes: Sequence[str] = ()


Row: TypeAlias = tuple[int, list[str]]
"""The line where a row begins, and its cells."""


class _BadFileError(Exception):
    """The file cannot be read on from here."""

    def __init__(self, line: int, column: str, what: str) -> None:
        super().__init__(what)
        self.problem = Problem(line, column, what)


def read_roster(content: bytes) -> Roster:
    """Read a CSV file of employees; whatever the bytes are, the answer says what is wrong."""
    try:
        text = _text(content)
        rows = _rows(text, _delimiter(text))
        line, header = next(rows, (1, []))
        problems = _missing_or_twice(line, header)
        if problems:
            return Roster(problems=problems, notes=_notes(header))
        employees, problems = _employees(rows, header)
    except _BadFileError as error:
        return Roster(problems=[error.problem])
    return Roster([] if problems else employees, problems, _notes(header))


def _text(content: bytes) -> str:
    if len(content) > LARGEST:
        raise _BadFileError(1, "byte 1", f"the file is larger than {LARGEST // 1_000_000} MB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _bad_byte(error.object[: error.start], "this is not UTF-8") from error
    if "\0" in text:
        raise _bad_byte(content[: content.index(b"\0")], "this is NUL, which no text has")
    if not text.strip():
        raise _BadFileError(1, REQUIRED[0], "the file is empty")
    return text


def _bad_byte(before: bytes, what: str) -> _BadFileError:
    lines = (before + b"?").splitlines()
    return _BadFileError(len(lines), f"byte {len(lines[-1])}", f"{what}: {MEND}")


def _delimiter(text: str) -> str:
    """Give the delimiter by which the first line names most columns that are known."""
    first = next(line for line in text.splitlines() if line.strip())

    def known(delimiter: str) -> int:
        return len({_named(part.strip('" ')) for part in first.split(delimiter)} - {None})

    return max(",;\t", key=known)


def _named(cell: str) -> str | None:
    """Give the column that a header means: case, spaces, hyphens and underscores do not count."""
    return COLUMNS.get(re.sub(r"[\s_-]+", "", cell).lower())


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    """Give each row that is not blank."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for row in reader:
            cells = [" ".join(cell.split()) for cell in row]
            if any(cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        what = "a quotation mark is not closed, or one within quoted text is not doubled"
        raise _BadFileError(begins, "first or later", what) from error


def _missing_or_twice(line: int, header: Sequence[str]) -> list[Problem]:
    named = [_named(cell) for cell in header]
    meant = {column: cell for cell in header if (column := _meant(cell))}
    missing = [
        Problem(
            line,
            column,
            f"there is no such column, and it is needed; {quoted(meant[column])} is not known"
            if column in meant
            else "there is no such column, and it is needed",
        )
        for column in REQUIRED
        if column not in named
    ]
    return missing + [
        Problem(line, column, "there is more than one such column")
        for column in COLUMNS.values()
        if named.count(column) > 1
    ]


def _employees(rows: Iterator[Row], header: Sequence[str]) -> tuple[list[Employee], list[Problem]]:
    places = {column: place for place, cell in enumerate(header) if (column := _named(cell))}
    employees: list[Employee] = []
    problems: list[Problem] = []
    lines: dict[str, int] = {}
    for line, cells in rows:
        told = {name: cells[n] for name, n in places.items() if n < len(cells) and cells[n]}
        problems += _moved(line, cells, len(header))
        problems += _again(line, told, lines)
        employee, wrong = employee_of(told)
        problems += [Problem(line, each.member, each.what) for each in wrong]
        if employee is not None:
            employees.append(employee)
    if not employees and not problems:
        problems.append(Problem(1, REQUIRED[0], "there is nobody below the line of columns"))
    return employees, problems


def _moved(line: int, cells: Sequence[str], width: int) -> list[Problem]:
    """Say where a row goes on beyond the columns: a cell has a delimiter and no quotes."""
    beyond = [(place, cell) for place, cell in enumerate(cells[width:], width + 1) if cell]
    what = "is beyond the last column: a cell with a delimiter in it needs quotation marks"
    return [Problem(line, f"{place}", f"{quoted(cell)} {what}") for place, cell in beyond[:1]]


def _again(line: int, told: Mapping[str, str], lines: dict[str, int]) -> list[Problem]:
    """Say that an address came before; else note it."""
    email = told.get("email")
    first = lines.setdefault(email_key(email), line) if email else line
    if first == line:
        return []
    return [Problem(line, "email", f"{quoted(email or '')} is in line {first} already")]


def _meant(cell: str) -> str | None:
    """Give the column that an unknown header is a misspelling of, or None."""
    if _named(cell):
        return None
    close = get_close_matches(re.sub(r"[\s_-]+", "", cell).lower(), COLUMNS, 1, cutoff=0.7)
    return COLUMNS[close[0]] if close else None


def _notes(header: Sequence[str]) -> list[str]:
    ignored = [
        f"{quoted(cell)} (is {meant} meant?)" if (meant := _meant(cell)) else quoted(cell)
        for cell in header
        if cell and not _named(cell)
    ]
    return [f"Not read: {', '.join(ignored)}."] if ignored else []
