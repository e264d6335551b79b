"""The calendar of working days in the hands of its keeper; every change is on record."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from artflow.domain.calendar import SATURDAY
from artflow.domain.errors import Invalid, NotAllowed
from artflow.domain.policy import Can, may
from artflow.domain.roles import Person
from artflow.models import CalendarDay

from . import keepers_log, working_days
from .database import writing

C = CalendarDay
KINDS = ("off", "work")


def edit(by: Person, day: date, kind: str, name: str, now: datetime) -> None:
    """Make a weekday off, or a day off a working day. Raises `NotAllowed`, and `Invalid` for a
    day that is what it is to become."""
    _allowed(by)
    with writing() as connection:
        known = connection.execute(select(C.c.kind).where(C.c.day == day)).scalar()
        free = known == "off" or (day.weekday() >= SATURDAY and known != "work")
        if free is (kind == "off"):
            raise Invalid("day", "day_is_so")
        working_days.edit(connection, day, kind, name)
        keepers_log.note(connection, keepers_log.CALENDAR, f"day_{kind}", by.id, now,
                         day=day.isoformat())  # fmt: skip
    working_days.forget()


def restore(by: Person, day: date, now: datetime) -> None:
    """Let the state's calendar count for a day again. Raises `NotAllowed`."""
    _allowed(by)
    with writing() as connection:
        working_days.restore(connection, day)
        keepers_log.note(connection, keepers_log.CALENDAR, "day_restored", by.id, now,
                         day=day.isoformat())  # fmt: skip
    working_days.forget()


def fill(by: Person, year: int, now: datetime) -> int:
    """Take over the state's days off of a year; returns how many were new. Raises `NotAllowed`."""
    _allowed(by)
    with writing() as connection:
        count = working_days.fill(connection, [year])
        keepers_log.note(connection, keepers_log.CALENDAR, "year_filled", by.id, now, year=year)
    working_days.forget()
    return count


def _allowed(by: Person) -> None:
    if not may(by, Can.EDIT_CALENDAR):
        raise NotAllowed
