"""mapper: weeks' percentages, minutes and a yearly cost → what a month cost, to the cent; pure.

Yearly cost ÷ working days of the year x working days of the month, by share. Each working day
counts the same; a week's percentages say where its days went, minutes say which of that is CapEx.
Only the end is rounded, once a person and month, so that the parts sum to the month.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from math import lcm

from services.mapper.effort.apportion import apportion
from services.mapper.effort.capacity import Month, month_of

DAY: int = 10_000
"""Parts of a working day that are told."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of a week that counts."""

    monday: date
    entered: bool
    """Whether a person said so."""
    project: int | None
    hundredths: int
    """Of a percent."""


@dataclass(frozen=True, slots=True)
class Minutes:
    """What tasks got on a date, in thousandths of a minute."""

    date: date
    project: int | None
    capex: bool
    capex_centre: int | None
    """The cost centre of CapEx where the tasks come from."""
    thousandths: int


@dataclass(frozen=True, slots=True)
class Books:
    """Where costs belong."""

    own: int | None = None
    """The person's cost centre."""
    of_project: Mapping[int, int] = field(default_factory=dict)
    capex: frozenset[int] = frozenset()
    """Cost centres that are classed CapEx."""


@dataclass(frozen=True, slots=True)
class Key:
    """What a part of a month was for."""

    kind: str
    """project; unlinked: tasks without one; unattributed: days of weeks without figures."""
    project: int | None
    centre: int | None
    capex: bool

    @property
    def order(self) -> tuple[str, int, int, bool]:
        """Give its place among others: ties of rounding go to the first."""
        return (self.kind, self.project or 0, self.centre or 0, self.capex)


@dataclass(frozen=True, slots=True)
class Cost:
    """A part of a person's month."""

    month: date
    key: Key
    thousandths: int
    """Of a minute, as tasks tell; none where a person said what no task did."""
    days: int
    """Ten-thousandths of a working day."""
    cents: int | None
    """None where no yearly cost is known."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What a person did, as far as costs follow from it."""

    figures: Sequence[Figure]
    minutes: Sequence[Minutes]
    """Of all weeks that the months touch."""


def costs(
    months: Iterable[Month], spent: Spent, books: Books, annual_cents: int | None
) -> list[Cost]:
    """Give what each month was for, in order; parts that are nothing at all are left out."""
    figures: defaultdict[date, list[Figure]] = defaultdict(list)
    for figure in spent.figures:
        figures[figure.monday].append(figure)
    by_week: defaultdict[date, list[Minutes]] = defaultdict(list)
    for minutes in spent.minutes:
        by_week[_monday(minutes.date)].append(minutes)
    return [
        cost
        for month in months
        for cost in _month(
            month, _weights(month, figures, by_week, books), by_week, books, annual_cents
        )
    ]


def month_cents(month: Month, annual_cents: int) -> int:
    """Give what the days of a month cost up to today.

    The difference of what the year had cost by its end and by its beginning, each rounded half up:
    within a cent of the exact amount, and the months of a whole year sum to the yearly cost.
    """

    def until(days: int) -> int:
        return (2 * annual_cents * days + month.year_days) // (2 * month.year_days)

    return until(month.before + len(month.dates)) - until(month.before)


def _month(
    month: Month,
    weights: Mapping[Key, Fraction],
    by_week: Mapping[date, Sequence[Minutes]],
    books: Books,
    annual_cents: int | None,
) -> list[Cost]:
    told = _told(month, by_week, books)
    keys = sorted({*weights, *told}, key=lambda key: key.order)
    exact = [weights.get(key, Fraction(0)) for key in keys]
    multiple = lcm(*(weight.denominator for weight in exact))
    whole = [int(weight * multiple) for weight in exact]
    none = [0] * len(keys)
    days = apportion(len(month.dates) * DAY, whole) if any(whole) else none
    cents: Sequence[int | None] = [None] * len(keys)
    if annual_cents is not None:
        cents = apportion(month_cents(month, annual_cents), whole) if any(whole) else none
    found = [
        Cost(month.first, key, told.get(key, 0), part, price)
        for key, part, price in zip(keys, days, cents, strict=True)
    ]
    return [cost for cost in found if cost.thousandths or cost.days or cost.cents]


def _told(month: Month, by_week: Mapping[date, Sequence[Minutes]], books: Books) -> dict[Key, int]:
    """Give the minutes of a month by what they were for."""
    told: defaultdict[Key, int] = defaultdict(int)
    monday = _monday(month.first)
    while monday < month.first + timedelta(days=31):
        for minutes in by_week.get(monday, ()):
            if month_of(minutes.date) == month.first:
                told[_key_of(minutes, books)] += minutes.thousandths
        monday += timedelta(days=7)
    return dict(told)


def _weights(
    month: Month,
    figures: Mapping[date, Sequence[Figure]],
    by_week: Mapping[date, Sequence[Minutes]],
    books: Books,
) -> dict[Key, Fraction]:
    """Give how many working days of a month went to what."""
    days: defaultdict[date, int] = defaultdict(int)
    for day in month.dates:
        days[_monday(day)] += 1
    weights: defaultdict[Key, Fraction] = defaultdict(Fraction)
    for monday, count in days.items():
        rows = figures.get(monday, ())
        if not sum(row.hundredths for row in rows):
            weights[Key("unattributed", None, books.own, capex=False)] += count
            continue
        of_week = by_week.get(monday, ())
        of_part = [minutes for minutes in of_week if month_of(minutes.date) == month.first]
        for project, share in _shares(monday, rows, of_part).items():
            for key, part in _split(project, of_part, of_week, books).items():
                weights[key] += count * share * part
    return dict(weights)


def _shares(
    monday: date, rows: Sequence[Figure], of_part: Sequence[Minutes]
) -> dict[int | None, Fraction]:
    """Give how the days of a week in one month split over projects.

    By the week's percentages; a drafted week that two months share tells by date what was done in
    each of them, unless nothing was.
    """
    shared = month_of(monday) != month_of(monday + timedelta(days=6))
    weights: defaultdict[int | None, int] = defaultdict(int)
    if shared and of_part and not rows[0].entered:
        for minutes in of_part:
            weights[minutes.project] += minutes.thousandths
    else:
        for row in rows:
            weights[row.project] += row.hundredths
    total = sum(weights.values())
    return {project: Fraction(weight, total) for project, weight in weights.items() if weight}


def _split(
    project: int | None, of_part: Sequence[Minutes], of_week: Sequence[Minutes], books: Books
) -> dict[Key, Fraction]:
    """Give how a project's days split: by its minutes then, else in that week, else by class."""
    for found in (of_part, of_week):
        own = [minutes for minutes in found if minutes.project == project]
        if own:
            total = sum(minutes.thousandths for minutes in own)
            parts: defaultdict[Key, Fraction] = defaultdict(Fraction)
            for minutes in own:
                parts[_key_of(minutes, books)] += Fraction(minutes.thousandths, total)
            return dict(parts)
    centre = books.of_project.get(project) if project is not None else None
    capex = centre is not None and centre in books.capex
    return {_key(project, capex=capex, capex_centre=None, books=books): Fraction(1)}


def _key_of(minutes: Minutes, books: Books) -> Key:
    return _key(
        minutes.project, capex=minutes.capex, capex_centre=minutes.capex_centre, books=books
    )


def _key(project: int | None, *, capex: bool, capex_centre: int | None, books: Books) -> Key:
    """Give what it counts as: CapEx's own cost centre, else the project's, else the person's."""
    of_project = books.of_project.get(project) if project is not None else None
    of_capex = capex_centre if capex else None
    centres = (of_capex, of_project, books.own)
    centre = next((centre for centre in centres if centre is not None), None)
    return Key("unlinked" if project is None else "project", project, centre, capex)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
