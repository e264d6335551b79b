"""Changes of the calendar of working days by administrators; every change is recorded."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from artflow.domain.access.policy import Can, may
from artflow.domain.calendar import SATURDAY
from artflow.domain.errors import Invalid, NotAllowed
from artflow.domain.people.roles import Person
from artflow.models import CalendarDay
from artflow.services.identity import persons

from . import admin_log, working_days

CALENDAR_DAY = CalendarDay.__table__
KINDS = ("off", "work")


def edit(by: Person, day: date, kind: str, name: str, now: datetime) -> None:
    """Make a weekday off, or a day off a working day.

    Raises `NotAllowed`, and `Invalid` for a day that already is so.
    """
    with persons.writing_as(by) as (connection, actor):
        _require_keeper(actor)
        known = connection.execute(
            select(CALENDAR_DAY.c.kind).where(CALENDAR_DAY.c.day == day)
        ).scalar()
        free = known == "off" or (day.weekday() >= SATURDAY and known != "work")
        if free is (kind == "off"):
            raise Invalid("day", "day_is_so")
        working_days.edit(connection, day, kind, name)
        admin_log.record(
            connection, admin_log.CALENDAR, f"day_{kind}", actor.id, now, day=day.isoformat()
        )
    working_days.clear_cache()


def restore(by: Person, day: date, now: datetime) -> None:
    """Let the state's calendar count for a day again. Raises `NotAllowed`."""
    with persons.writing_as(by) as (connection, actor):
        _require_keeper(actor)
        working_days.restore(connection, day)
        admin_log.record(
            connection, admin_log.CALENDAR, "day_restored", actor.id, now, day=day.isoformat()
        )
    working_days.clear_cache()


def fill(by: Person, year: int, now: datetime) -> int:
    """Take over the state's days off of a year. Returns how many were new. Raises `NotAllowed`."""
    with persons.writing_as(by) as (connection, actor):
        _require_keeper(actor)
        count = working_days.fill(connection, [year])
        admin_log.record(connection, admin_log.CALENDAR, "year_filled", actor.id, now, year=year)
    working_days.clear_cache()
    return count


def _require_keeper(by: Person) -> None:
    if not may(by, Can.EDIT_CALENDAR):
        raise NotAllowed
