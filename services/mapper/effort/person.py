"""mapper: an employee: whose accounts, at work when; pure."""

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime

from services.mapper.effort.wall_clock import Interval, whole_day
from services.mapper.effort.working_time import Calendar, Workday, workdays


@dataclass(frozen=True, slots=True)
class Person:
    """An employee with the Jira accounts that are theirs, by connection and account id."""

    employee_id: int
    calendar: Calendar
    accounts: frozenset[tuple[int, str]]
    starts: date | None = None
    """First day of employment; None for always."""
    ends: date | None = None
    """Last day of employment; None for still."""

    def workdays(self, first: date, last: date) -> list[Workday]:
        """Give the working days of the employment from first to last, both included."""
        first = max(first, self.starts or first)
        last = min(last, self.ends or last)
        return workdays(self.calendar, first, last) if first <= last else []

    def employment(self) -> Interval:
        """Give from when up to when the person is employed."""
        begin, end = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
        # Some keep "never" as the first or the last day there is: no zone has an instant for it.
        if self.starts and self.starts.year > MINYEAR:
            begin = whole_day(self.calendar.zone, self.starts)[0]
        if self.ends and self.ends.year < MAXYEAR:
            end = whole_day(self.calendar.zone, self.ends)[1]
        return begin, end
