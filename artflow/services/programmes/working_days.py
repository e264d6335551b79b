"""The working days of cities: the state's calendar as a base, the city's own table over it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from datetime import date
from operator import itemgetter
from types import MappingProxyType
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import Connection, Engine, Row, delete, insert, select

from artflow.domain.calendar import WorkCalendar
from artflow.domain.money import TENGE
from artflow.domain.text import LocalizedText
from artflow.models import Calendar, CalendarDay, Programme

CALENDAR = Calendar.__table__
CALENDAR_DAY = CalendarDay.__table__
PROGRAMME = Programme.__table__
_calendars = select(CALENDAR.c.id, CALENDAR.c.zone).order_by(CALENDAR.c.closed, CALENDAR.c.id)
_days = select(CALENDAR_DAY)
_programmes = select(PROGRAMME.c.id, PROGRAMME.c.calendar_id, PROGRAMME.c.currency)
CACHE_SECONDS = 60
"""How long another process may still count with a calendar that was edited here."""


class Day(NamedTuple):
    """A day off or a worked weekend, and whose word it is: the state's or the city's."""

    day: date
    kind: str
    name: str
    source: str


class Calendars(NamedTuple):
    """The calendars of all cities. `home` tells what day it is where no programme is meant.

    With them the currencies of all programmes: whoever lists works counts both.
    """

    home: WorkCalendar
    by_programme: Mapping[int, WorkCalendar]
    currencies: Mapping[int, str] = MappingProxyType({})

    def of_programme(self, programme_id: int) -> WorkCalendar:
        """Return the calendar that a programme counts with."""
        return self.by_programme.get(programme_id, self.home)

    def currency_of(self, programme_id: int) -> str:
        """Return the ISO code of the currency in which a programme counts."""
        return self.currencies.get(programme_id, TENGE)


_kept: WeakKeyDictionary[Engine, tuple[float, Calendars]] = WeakKeyDictionary()


def load_calendars(connection: Connection) -> Calendars:
    """Return the calendars to count with; read again after a minute or after `clear_cache`."""
    kept = _kept.get(connection.engine)
    if kept is None or kept[0] < time.monotonic():
        kept = _kept[connection.engine] = (time.monotonic() + CACHE_SECONDS, _read(connection))
    return kept[1]


def load_calendar(connection: Connection, programme_id: int) -> WorkCalendar:
    """Return the calendar that a programme counts with; one that is new is read at once."""
    return _load_with(connection, programme_id).of_programme(programme_id)


def load_currency(connection: Connection, programme_id: int) -> str:
    """Return the currency in which a programme counts; of one that is new it is read at once."""
    return _load_with(connection, programme_id).currency_of(programme_id)


def _load_with(connection: Connection, programme_id: int) -> Calendars:
    found = load_calendars(connection)
    if programme_id in found.by_programme:
        return found
    clear_cache()
    return load_calendars(connection)


def load_home_calendar(connection: Connection) -> WorkCalendar:
    """Return the calendar of the first city: what day it is where no programme is meant."""
    return load_calendars(connection).home


def _read(connection: Connection) -> Calendars:
    days: dict[int, list[Row[*tuple[Any, ...]]]] = {}
    for row in connection.execute(_days):
        days.setdefault(row.calendar_id, []).append(row)
    found = {
        key: WorkCalendar(
            off={row.day: row.name for row in days.get(key, ()) if row.kind == "off"},
            working=frozenset(row.day for row in days.get(key, ()) if row.kind == "work"),
            zone=ZoneInfo(zone),
        )
        for key, zone in connection.execute(_calendars)
    }
    programmes = connection.execute(_programmes).all()
    plain = WorkCalendar(zone=ZoneInfo(current_app.config["BABEL_DEFAULT_TIMEZONE"]))
    return Calendars(
        next(iter(found.values()), plain),
        {row.id: found.get(row.calendar_id, plain) for row in programmes},
        {row.id: row.currency for row in programmes},
    )


def clear_cache() -> None:
    """Read the calendars again at the next question."""
    _kept.clear()


class CalendarRow(NamedTuple):
    """A city's calendar, without its days."""

    id: int
    name: LocalizedText
    country: str
    zone: str
    closed: bool


def list_calendars(connection: Connection) -> list[CalendarRow]:
    """List the calendars, the first city's first, those that are closed last."""
    columns = (CALENDAR.c[name] for name in CalendarRow._fields)
    query = select(*columns).order_by(CALENDAR.c.closed, CALENDAR.c.id)
    return [CalendarRow(*row) for row in connection.execute(query)]


def fill(connection: Connection, calendar: int, years: Iterable[int]) -> int:
    """Write the state's days off and worked weekends of these years; what a city has edited stays.

    Returns how many; none for a state whose days off nobody knows.
    """
    import holidays

    country = connection.execute(
        select(CALENDAR.c.country).where(CALENDAR.c.id == calendar)
    ).scalar_one()
    if country not in holidays.list_supported_countries():
        return 0
    mine = _days.where(CALENDAR_DAY.c.calendar_id == calendar)
    known = {row.day for row in connection.execute(mine)}
    # Left to itself the library names the days in the language of the machine.
    native = holidays.country_holidays(country).default_language
    found = holidays.country_holidays(country, years=list(years), language=native)
    days = [("off", day, name) for day, name in found.items()]
    days += [("work", day, "") for day in found.weekend_workdays if day.year in found.years]
    rows = [
        {"calendar_id": calendar, "day": day, "kind": kind, "name": name, "source": "state"}
        for kind, day, name in sorted(days, key=itemgetter(1))
        if day not in known
    ]
    if rows:
        connection.execute(insert(CALENDAR_DAY), rows)
    clear_cache()
    return len(rows)


def edit(connection: Connection, calendar: int, day: date, kind: str, name: str) -> None:
    """Make a day off or working for this city; it wins over the state's calendar."""
    mine = (CALENDAR_DAY.c.calendar_id == calendar, CALENDAR_DAY.c.day == day)
    connection.execute(delete(CALENDAR_DAY).where(*mine))
    row = {"calendar_id": calendar, "day": day, "kind": kind, "name": name, "source": "city"}
    connection.execute(insert(CALENDAR_DAY), row)
    clear_cache()


def restore(connection: Connection, calendar: int, day: date) -> None:
    """Forget what this city has made of a day; the state's calendar counts for it again."""
    connection.execute(
        delete(CALENDAR_DAY).where(
            CALENDAR_DAY.c.calendar_id == calendar,
            CALENDAR_DAY.c.day == day,
            CALENDAR_DAY.c.source == "city",
        )
    )
    fill(connection, calendar, [day.year])


def list_days(connection: Connection, calendar: int, year: int) -> list[Day]:
    """List the days off and the worked weekends of a year, in their order."""
    wanted = (
        CALENDAR_DAY.c.calendar_id == calendar,
        CALENDAR_DAY.c.day.between(date(year, 1, 1), date(year, 12, 31)),
    )
    columns = (getattr(CALENDAR_DAY.c, name) for name in Day._fields)
    query = select(*columns).where(*wanted).order_by(CALENDAR_DAY.c.day)
    return [Day(*row) for row in connection.execute(query)]


def uncovered_years(calendar: WorkCalendar, days: Iterable[date]) -> set[int]:
    """Return the years of these days without any known day off: counting there is a guess."""
    covered = {day.year for day in calendar.off}
    return {day.year for day in days} - covered
