"""admin → console: what counts as effort, as it is typed: each checked; pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from holidays import list_supported_countries

from services.console.errors import BadInputError
from services.console.wish import zones

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NONE = "none"
"""What is typed for no country, or no part of one."""
MOST = 100_000


@dataclass(frozen=True, slots=True)
class Rules:
    """The organisation's choices, in the order of their columns."""

    zone: str
    starts: Sequence[str]
    """Local times, HH:MM, at which working spans begin; each ends at the same place of `ends`."""
    ends: Sequence[str]
    weekdays: Sequence[int]
    """ISO: Monday is 1."""
    country: str | None
    subdivision: str | None
    idle_days: int
    unworked_minutes: int
    lock_after: str
    due_after: str


def changed(rules: Rules, told: Mapping[str, str | None]) -> Rules:
    """Give the rules with what is told of them; raise BadInputError for what cannot be meant."""
    for name, value in told.items():
        if value is not None:
            rules = READ[name](rules, value.strip())
    return _placed(rules, part_told=told.get("subdivision") is not None)


def _zone(rules: Rules, told: str) -> Rules:
    if told not in zones():
        raise BadInputError(f"There is no time zone named {told!r}: write Europe/Berlin, say.")
    return replace(rules, zone=told)


def _hours(rules: Rules, told: str) -> Rules:
    spans = [span.strip() for span in told.split(",")]
    clock = r"(?:[01]\d|2[0-3]):[0-5]\d"
    found = [re.fullmatch(rf"({clock})-({clock}|24:00)", span, re.ASCII) for span in spans]
    if not all(found):
        raise BadInputError(f"{told!r} are no hours: write 09:00-12:30,13:15-17:00 say.")
    edges = [edge for span in found if span for edge in span.groups()]
    # In order and apart; HH:MM sorts as the time it is. Spans may touch.
    if any(start >= end for start, end in zip(edges[::2], edges[1::2], strict=True)) or any(
        end > start for end, start in zip(edges[1::2], edges[2::2], strict=False)
    ):
        raise BadInputError("Working hours are spans of a day, in order and apart.")
    # Midnight as an end is 00:00 where it is stored.
    ends = [edge.replace("24:00", "00:00") for edge in edges[1::2]]
    return replace(rules, starts=edges[::2], ends=ends)


def _weekdays(rules: Rules, told: str) -> Rules:
    days: set[int] = set()
    for part in told.lower().split(","):
        first, dash, last = (edge.strip()[:3] for edge in part.partition("-"))
        if first not in DAYS or (dash and last not in DAYS):
            raise BadInputError(f"{told!r} are no weekdays: write mon-fri, or mon,tue,thu say.")
        begin, end = DAYS.index(first), DAYS.index(last if dash else first)
        if begin > end:
            raise BadInputError(f"{part.strip()!r} ends before it begins: a week begins with mon.")
        days |= set(range(begin + 1, end + 2))
    return replace(rules, weekdays=sorted(days))


def _country(rules: Rules, told: str) -> Rules:
    if told.lower() == NONE:
        return replace(rules, country=None, subdivision=None)
    code = told.upper()
    if not re.fullmatch("[A-Z]{2}", code, re.ASCII) or code not in _countries():
        raise BadInputError(
            f"No public holidays are known for a country {told!r}: write two letters, DE say, or "
            f"{NONE}."
        )
    return replace(rules, country=code)


def _subdivision(rules: Rules, told: str) -> Rules:
    return replace(rules, subdivision=None if told.lower() == NONE else told)


def _placed(rules: Rules, *, part_told: bool) -> Rules:
    """Give the rules with a part of their country, or none: a part of another one is forgotten."""
    if rules.subdivision is None:
        return rules
    parts = _countries().get(rules.country or "", [])
    if rules.subdivision in parts:
        return rules
    if not part_told:
        return replace(rules, subdivision=None)
    known = f"one of {', '.join(parts)}" if parts else "none: it has no parts"
    raise BadInputError(f"{rules.country} has no part {rules.subdivision!r}: write {known}.")


def _whole(name: str) -> Callable[[Rules, str], Rules]:
    def read(rules: Rules, told: str) -> Rules:
        if not re.fullmatch(r"\d{1,6}", told, re.ASCII) or int(told) > MOST:
            raise BadInputError(f"{told!r} has to be a whole number from 0 to {MOST}.")
        number = int(told)
        if name == "idle_days":
            return replace(rules, idle_days=number)
        return replace(rules, unworked_minutes=number)

    return read


def _lock_after(rules: Rules, told: str) -> Rules:
    return replace(rules, lock_after=_length(told, ("day", "week", "month", "year")))


def _due_after(rules: Rules, told: str) -> Rules:
    return replace(rules, due_after=_length(told, ("hour", "day", "week"), least=0))


def _length(told: str, units: Sequence[str], least: int = 1) -> str:
    found = re.fullmatch(rf"(\d{{1,4}}) ?({'|'.join(units)})s?", told.lower(), re.ASCII)
    if not found or int(found[1]) < least:
        raise BadInputError(f"{told!r} is no length of time here: write 3 days, say.")
    return f"{found[1]} {found[2]}"


def _countries() -> dict[str, list[str]]:
    return list_supported_countries()


READ: dict[str, Callable[[Rules, str], Rules]] = {
    "zone": _zone,
    "hours": _hours,
    "weekdays": _weekdays,
    "country": _country,
    "subdivision": _subdivision,
    "idle_days": _whole("idle_days"),
    "unworked_minutes": _whole("unworked_minutes"),
    "lock_after": _lock_after,
    "due_after": _due_after,
}
