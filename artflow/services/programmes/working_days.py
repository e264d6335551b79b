"""The city's working days: the state's calendar as a base, the city's own table over it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import Connection, Engine, delete, insert, select

from artflow.domain.calendar import WorkCalendar
from artflow.models import CalendarDay

CALENDAR_DAY = CalendarDay.__table__
_days = select(CALENDAR_DAY)
_kept: WeakKeyDictionary[Engine, tuple[float, WorkCalendar]] = WeakKeyDictionary()
CACHE_SECONDS = 60
"""How long another process may still count with a calendar that was edited here."""


class Day(NamedTuple):
    """A day off or a worked weekend, and whose word it is: the state's or the city's."""

    day: date
    kind: str
    name: str
    source: str


def load_calendar(connection: Connection) -> WorkCalendar:
    """Return the calendar to count with; read again after a minute or after `clear_cache`."""
    kept = _kept.get(connection.engine)
    if kept is None or kept[0] < time.monotonic():
        rows = connection.execute(_days).all()
        fresh = WorkCalendar(
            off={row.day: row.name for row in rows if row.kind == "off"},
            working=frozenset(row.day for row in rows if row.kind == "work"),
            zone=ZoneInfo(current_app.config["BABEL_DEFAULT_TIMEZONE"]),
        )
        kept = _kept[connection.engine] = (time.monotonic() + CACHE_SECONDS, fresh)
    return kept[1]


def clear_cache() -> None:
    """Read the calendar again at the next question."""
    _kept.clear()


def fill(connection: Connection, years: Iterable[int]) -> int:
    """Write the state's days off of these years; what a city has edited stays. Returns how many."""
    import holidays

    known = {row.day for row in connection.execute(_days)}
    found = holidays.country_holidays("KZ", years=list(years), language="kk")
    rows = [
        {"day": day, "kind": "off", "name": name, "source": "state"}
        for day, name in sorted(found.items())
        if day not in known
    ]
    if rows:
        connection.execute(insert(CALENDAR_DAY), rows)
    clear_cache()
    return len(rows)


def edit(connection: Connection, day: date, kind: str, name: str) -> None:
    """Make a day off or working for this city; it wins over the state's calendar."""
    connection.execute(delete(CALENDAR_DAY).where(CALENDAR_DAY.c.day == day))
    connection.execute(
        insert(CALENDAR_DAY), {"day": day, "kind": kind, "name": name, "source": "city"}
    )
    clear_cache()


def restore(connection: Connection, day: date) -> None:
    """Forget what this city has made of a day; the state's calendar counts for it again."""
    connection.execute(
        delete(CALENDAR_DAY).where(CALENDAR_DAY.c.day == day, CALENDAR_DAY.c.source == "city")
    )
    fill(connection, [day.year])


def list_days(connection: Connection, year: int) -> list[Day]:
    """List the days off and the worked weekends of a year, in their order."""
    span = CALENDAR_DAY.c.day.between(date(year, 1, 1), date(year, 12, 31))
    return [
        Day(*row)
        for row in connection.execute(select(CALENDAR_DAY).where(span).order_by(CALENDAR_DAY.c.day))
    ]


def uncovered_years(calendar: WorkCalendar, days: Iterable[date]) -> set[int]:
    """Return the years of these days without any known day off: counting there is a guess."""
    covered = {day.year for day in calendar.off}
    return {day.year for day in days} - covered
