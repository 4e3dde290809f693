"""mapper: dates → ISO weeks, which begin on a Monday and belong to one year; pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from services.mapper.effort.minutes import Day


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """An ISO week: the year is that of its Thursday."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        """Give the week of a date."""
        told = day.isocalendar()
        return cls(told.year, told.week)

    @property
    def first(self) -> date:
        """Give its Monday."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Give its Sunday."""
        return date.fromisocalendar(self.year, self.number, 7)


def weeks(days: Iterable[Day]) -> dict[Week, list[Day]]:
    """Give days by their week, in the order they come in."""
    found: defaultdict[Week, list[Day]] = defaultdict(list)
    for day in days:
        found[Week.of(day.date)].append(day)
    return dict(found)
