"""Changes of the calendar of working days by administrators; every change is recorded."""

from __future__ import annotations

from datetime import date, datetime

from babel.core import get_global
from sqlalchemy import select

from artflow.domain.access.policy import Can, may
from artflow.domain.calendar import SATURDAY
from artflow.domain.errors import Invalid, NotAllowed
from artflow.domain.people.roles import Person
from artflow.domain.text import LocalizedText
from artflow.models import CalendarDay
from artflow.services.identity import persons

from . import admin_log, setup, working_days

CALENDAR_DAY = CalendarDay.__table__
KINDS = ("off", "work")


YEARS_AHEAD = 3
"""How many years a new calendar begins with, this one included."""


def country_of(zone: str) -> str:
    """Return the state of a time zone by its code; nothing for a zone of no state."""
    country: str = get_global("zone_territories").get(zone, "")
    return country


def first_years(now: datetime) -> range:
    """Return the years whose days off a new calendar begins with."""
    return range(now.year, now.year + YEARS_AHEAD)


def add(by: Person, name: LocalizedText, country: str, zone: str, now: datetime) -> int:
    """Enter the calendar of another city, with its state's days off. Returns its id.

    Raises `NotAllowed`.
    """
    with persons.writing_as(by) as (connection, actor):
        _require_administrator(actor)
        key = setup.create_calendar(connection, name, country, zone, first_years(now))
        admin_log.record(
            connection, admin_log.calendar_subject(key), "calendar_added", actor.id, now
        )
    working_days.clear_cache()
    return key


def edit(by: Person, key: int, day: date, kind: str, name: str, now: datetime) -> None:
    """Make a weekday off, or a day off a working day.

    Raises `NotAllowed`, and `Invalid` for a day that already is so.
    """
    with persons.writing_as(by) as (connection, actor):
        _require_administrator(actor)
        mine = (CALENDAR_DAY.c.calendar_id == key, CALENDAR_DAY.c.day == day)
        known = connection.execute(select(CALENDAR_DAY.c.kind).where(*mine)).scalar()
        free = known == "off" or (day.weekday() >= SATURDAY and known != "work")
        if free is (kind == "off"):
            raise Invalid("day", "day_is_so")
        working_days.edit(connection, key, day, kind, name)
        admin_log.record(
            connection,
            admin_log.calendar_subject(key),
            f"day_{kind}",
            actor.id,
            now,
            day=day.isoformat(),
        )
    working_days.clear_cache()


def restore(by: Person, key: int, day: date, now: datetime) -> None:
    """Let the state's calendar count for a day again. Raises `NotAllowed`."""
    with persons.writing_as(by) as (connection, actor):
        _require_administrator(actor)
        working_days.restore(connection, key, day)
        admin_log.record(
            connection,
            admin_log.calendar_subject(key),
            "day_restored",
            actor.id,
            now,
            day=day.isoformat(),
        )
    working_days.clear_cache()


def fill(by: Person, key: int, year: int, now: datetime) -> int:
    """Take over the state's days off of a year. Returns how many were new. Raises `NotAllowed`."""
    with persons.writing_as(by) as (connection, actor):
        _require_administrator(actor)
        count = working_days.fill(connection, key, [year])
        admin_log.record(
            connection, admin_log.calendar_subject(key), "year_filled", actor.id, now, year=year
        )
    working_days.clear_cache()
    return count


def _require_administrator(by: Person) -> None:
    if not may(by, Can.EDIT_CALENDAR):
        raise NotAllowed
