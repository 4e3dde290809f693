"""a program → console: JSON becomes employees, or problems by entry and member; pure.

The members are those of the CSV file, and so is what they may hold; null and blank tell nothing.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, NoReturn

from services.console.employee import Employee, Wrong, email_key, employee_of, quoted

MEMBERS = frozenset(field.name for field in fields(Employee))
MOST_PROBLEMS: int = 100
"""After so many problems the rest is not looked at."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a member of an employee, or (None) with the whole; the first is 0."""

    entry: int
    member: str | None
    what: str

    @property
    def pointer(self) -> str:
        """Where it is in the body, as RFC 6901 writes it."""
        told = (
            "" if self.member is None else "/" + self.member.replace("~", "~0").replace("/", "~1")
        )
        return f"/employees/{self.entry}{told}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A body as read; with any problem there are no employees."""

    employees: Sequence[Employee]
    problems: Sequence[Problem]
    dry_run: bool


class BadBodyError(ValueError):
    """The body is not what is asked for here; the text says why."""


class _Number(str):
    """A number as it was written: no digit is lost, and none is made up."""

    __slots__ = ()


def read_employees(body: bytes) -> Wanted:
    """Read the body; raise BadBodyError when it is no JSON, or not of this shape."""
    told = _json(body)
    if not isinstance(told, dict):
        raise BadBodyError('The body has to be an object: {"employees": [...]}')
    unknown = sorted(told.keys() - {"employees", "dry_run"})
    if unknown:
        raise BadBodyError(f"{quoted(unknown[0])} is no member of the body")
    entries, dry_run = told.get("employees"), told.get("dry_run", False)
    if not isinstance(entries, list):
        raise BadBodyError('"employees" has to be an array')
    if not isinstance(dry_run, bool):
        raise BadBodyError('"dry_run" has to be true or false')
    employees: list[Employee] = []
    problems: list[Problem] = []
    places: dict[str, int] = {}
    for place, entry in enumerate(entries):
        employee, wrong = _employee(entry)
        if employee is not None:
            employees.append(employee)
            wrong += _again(employee.email, place, places)
        problems += [Problem(place, each.member or None, each.what) for each in wrong]
        if len(problems) >= MOST_PROBLEMS:
            break
    return Wanted([] if problems else employees, problems, dry_run)


def _json(body: bytes) -> Any:
    if not body.strip():
        raise BadBodyError("The body is empty")
    try:
        return json.loads(
            body,
            parse_float=_Number,
            parse_int=_Number,
            parse_constant=_refuse,
            object_pairs_hook=_once,
        )
    except RecursionError as error:
        raise BadBodyError("The body is nested too deeply") from error
    except json.JSONDecodeError as error:
        raise BadBodyError(
            f"The body is no JSON from line {error.lineno}, column {error.colno} on"
        ) from error
    except UnicodeDecodeError as error:
        raise BadBodyError("The body is no JSON: it is not UTF-8") from error


def _refuse(constant: str) -> NoReturn:
    raise BadBodyError(f"The body is no JSON: {constant} is no number")


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object of its members; of two with one name nobody could say which counts."""
    told = dict(pairs)
    if len(told) < len(pairs):
        ((twice, _),) = Counter(name for name, _ in pairs).most_common(1)
        raise BadBodyError(f"{quoted(twice)} is there more than once in one object")
    return told


def _employee(entry: object) -> tuple[Employee | None, list[Wrong]]:
    if not isinstance(entry, dict):
        return None, [Wrong("", "this is no object")]
    wrong = [Wrong(member, what) for member, what in _misfits(entry)]
    misfits = {each.member for each in wrong}
    cells = {
        member: cell
        for member, value in entry.items()
        if member not in misfits and value is not None and (cell := " ".join(value.split()))
    }
    employee, more = employee_of(cells)
    wrong += [each for each in more if each.member not in misfits]
    return employee, wrong


def _misfits(entry: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Give the members that cannot be read as a cell is."""
    for member, value in entry.items():
        if member not in MEMBERS:
            yield member, f"{quoted(member)} is no member of an employee"
        elif isinstance(value, _Number):
            if member != "annual_cost":
                yield member, "this is a number, and has to be a string"
        elif value is not None and not isinstance(value, str):
            yield member, "this has to be a string"


def _again(email: str, place: int, places: dict[str, int]) -> list[Wrong]:
    """Say that an address came before; else note it."""
    first = places.setdefault(email_key(email), place)
    if first == place:
        return []
    return [Wrong("email", f"{quoted(email)} is in entry {first} already")]
