"""Changes of the calendar of working days by administrators; every change is recorded."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from babel.core import get_global
from sqlalchemy import Connection, Row, select, update

from artflow.domain.access.policy import Can, may
from artflow.domain.calendar import SATURDAY
from artflow.domain.errors import Invalid, NotAllowed, NotVisible
from artflow.domain.people.roles import Person
from artflow.domain.text import LocalizedText
from artflow.models import Calendar, CalendarDay, Programme
from artflow.services.identity import persons

from . import admin_log, setup, working_days

CALENDAR = Calendar.__table__
CALENDAR_DAY = CalendarDay.__table__
PROGRAMME = Programme.__table__
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


def find_same_name(connection: Connection, name: LocalizedText) -> bool:
    """Return whether a calendar bears one of these names already, in any language."""
    mine = {text.strip().casefold() for text in name.texts.values()}
    known = working_days.list_calendars(connection)
    return any(text.casefold() in mine for row in known for text in row.name.texts.values())


def rename(by: Person, key: int, name: LocalizedText, now: datetime) -> None:
    """Give a calendar another name. Raises `NotAllowed`, `NotVisible`."""
    with persons.writing_as(by) as (connection, actor):
        old = _lock(connection, key, actor)
        if old.name != name:
            connection.execute(update(CALENDAR).where(CALENDAR.c.id == key), {"name": name})
            _record(connection, key, "calendar_renamed", actor, now, old=dict(old.name.texts))
    working_days.clear_cache()


def list_programmes(connection: Connection, key: int) -> list[LocalizedText]:
    """List the names of the programmes that count with a calendar."""
    query = select(PROGRAMME.c.name).where(PROGRAMME.c.calendar_id == key)
    return list(connection.execute(query.order_by(PROGRAMME.c.id)).scalars())


def close(by: Person, key: int, replacement: int | None, now: datetime) -> None:
    """Offer a calendar to programmes no longer; those that count with it take the replacement.

    Deadlines that were given keep their dates. Raises `NotAllowed`, `NotVisible`, and `Invalid` for
    a calendar that is used and no replacement, for one that is closed itself, and for the last.
    """
    with persons.writing_as(by) as (connection, actor):
        _lock(connection, key, actor)
        others = {
            row.id
            for row in working_days.list_calendars(connection)
            if row.id != key and not row.closed
        }
        if not others:
            raise Invalid("replacement", "last_calendar")
        if list_programmes(connection, key) and replacement not in others:
            raise Invalid("replacement", "choice")
        moved = update(PROGRAMME).where(PROGRAMME.c.calendar_id == key)
        connection.execute(moved, {"calendar_id": replacement})
        connection.execute(update(CALENDAR).where(CALENDAR.c.id == key), {"closed": True})
        _record(connection, key, "calendar_closed", actor, now, replacement=replacement)
    working_days.clear_cache()


def reopen(by: Person, key: int, now: datetime) -> None:
    """Offer a calendar again that was closed. Raises `NotAllowed`, `NotVisible`."""
    with persons.writing_as(by) as (connection, actor):
        _lock(connection, key, actor)
        connection.execute(update(CALENDAR).where(CALENDAR.c.id == key), {"closed": False})
        _record(connection, key, "calendar_reopened", actor, now)
    working_days.clear_cache()


def _lock(connection: Connection, key: int, by: Person) -> Row[*tuple[Any, ...]]:
    _require_administrator(by)
    row = connection.execute(
        select(CALENDAR).where(CALENDAR.c.id == key).with_for_update()
    ).one_or_none()
    if row is None:
        raise NotVisible
    return row


def _record(
    connection: Connection, key: int, type_: str, by: Person, now: datetime, **data: object
) -> None:
    admin_log.record(connection, admin_log.calendar_subject(key), type_, by.id, now, **data)


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
