"""Working days: a five-day week, the state's days off, and the days a government moved.

Rules and worked examples: the labour calendar of Kazakhstan (days off that fall on a weekend
move to the next working day, except 7 January and the first day of Kurban Ait); the moved days
come ready made in `off` and `working`, this file only counts.
"""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
SATURDAY = 5
CLOSING = time(18)
"""What arrives at this hour or later is registered on the next working day."""


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later; the last of a month that has no such day."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days count. `off` names each extra day off, `working` holds worked weekends."""

    off: Mapping[date, str] = field(default_factory=lambda: MappingProxyType({}))
    working: frozenset[date] = frozenset()
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Almaty"))
    _moved: tuple[list[date], list[date]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        free = sorted(day for day in {*self.off} - self.working if day.weekday() < SATURDAY)
        worked = sorted(day for day in self.working if day.weekday() >= SATURDAY)
        object.__setattr__(self, "_moved", (free, worked))

    def is_working(self, day: date) -> bool:
        if day in self.working:
            return True
        return day.weekday() < SATURDAY and day not in self.off

    def today(self, now: datetime) -> date:
        """Return the city's date at this instant."""
        return now.astimezone(self.zone).date()

    def registered(self, now: datetime) -> date:
        """Return the working day on which something that arrives now counts as received."""
        local = now.astimezone(self.zone)
        day = local.date()
        if local.time() >= CLOSING:
            day += DAY
        while not self.is_working(day):
            day += DAY
        return day

    def add(self, start: date, days: int) -> date:
        """Return the day on which `days` working days are over; counting starts after `start`.

        Of a negative number it is the working day that lies so many working days back.
        """
        if days < 0:
            return self._back(start, -days)
        day = start
        while days > 0:
            day += DAY
            days -= self.is_working(day)
        return day

    def _back(self, start: date, days: int) -> date:
        day = start
        while days > 0 or not self.is_working(day):
            days -= self.is_working(day)
            day -= DAY
        return day

    def between(self, start: date, end: date) -> int:
        """Count the working days after `start` up to and including `end`.

        Negative when `end` lies before `start`.
        """
        if end < start:
            return -self.between(end, start)
        return self._until(end) - self._until(start)

    def _until(self, day: date) -> int:
        """Count the working days from day one of the calendar up to and including this day."""
        weeks, rest = divmod(day.toordinal(), 7)
        free, worked = (bisect_right(days, day) for days in self._moved)
        return SATURDAY * weeks + min(rest, SATURDAY) - free + worked

    def skipped(self, start: date, end: date) -> list[date]:
        """List the weekdays after `start` up to `end` that did not count: why a deadline is
        late."""
        span = (end - start).days
        days = (start + DAY * n for n in range(1, span + 1))
        return [day for day in days if day.weekday() < SATURDAY and not self.is_working(day)]
