"""A programme that an administrator opens, from nothing or after the example of another."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from artflow.domain.access.policy import Can, may
from artflow.domain.errors import Invalid, NotAllowed
from artflow.domain.money import TENGE
from artflow.domain.people.roles import Part, Person
from artflow.domain.text import LocalizedText
from artflow.models import Calendar, Definition, ProgrammeParty
from artflow.services.identity import persons

from . import admin_log, setup, working_days

CALENDAR = Calendar.__table__
DEFINITION = Definition.__table__
PROGRAMME_PARTY = ProgrammeParty.__table__


class NewProgramme(NamedTuple):
    """What a programme begins with; its call has no end while `closes_on` is None."""

    prefix: str
    number_form: str
    name: LocalizedText
    city: LocalizedText
    definition_id: int
    calendar_id: int
    opens_on: date | None = None
    closes_on: date | None = None
    currency: str = TENGE
    languages: list[str] | None = None


def require_order(begin: object, end: object) -> None:
    """Raise `Invalid` for a call that ends before it begins."""
    if isinstance(begin, date) and isinstance(end, date) and end < begin:
        raise Invalid("closes_on", "ends_before")


def add(by: Person, given: NewProgramme, now: datetime, *, parties_of: int | None = None) -> int:
    """Open a programme, with the organisations of another if one is named. Returns its id.

    Raises `NotAllowed`, and `Invalid` for numbers that another programme has, a process or calendar
    that there is not, and a call that ends before it begins.
    """
    require_order(given.opens_on, given.closes_on)
    try:
        with persons.writing_as(by) as (connection, actor):
            if not may(actor, Can.ADD_PROGRAMME):
                raise NotAllowed
            _require_known(connection, given)
            parties = _parties(connection, parties_of)
            key = setup.insert_programme(connection, given._asdict(), parties)
            subject = admin_log.programme_subject(key)
            admin_log.record(connection, subject, "programme_added", actor.id, now)
            for _part, organisation in parties:
                told = {"organisation": organisation, "copied_from": parties_of}
                admin_log.record(connection, subject, "party_added", actor.id, now, **told)
    except IntegrityError as error:
        raise Invalid("prefix", "prefix_taken") from error
    working_days.clear_cache()
    return key


def _require_known(connection: Connection, given: NewProgramme) -> None:
    for name, table, key in (
        ("definition", DEFINITION, given.definition_id),
        ("calendar", CALENDAR, given.calendar_id),
    ):
        if connection.execute(select(table.c.id).where(table.c.id == key)).first() is None:
            raise Invalid(name, "choice")


def _parties(connection: Connection, programme_id: int | None) -> list[tuple[Part, int]]:
    """List who takes part in a programme, in its order; stand-ins were asked for one work only.

    Those that have left do not come along, nor those that are about to; a closed one has left.
    """
    query = (
        select(PROGRAMME_PARTY.c.part, PROGRAMME_PARTY.c.organisation_id)
        .where(
            PROGRAMME_PARTY.c.programme_id == programme_id,
            PROGRAMME_PARTY.c.part != Part.STAND_IN.value,
            PROGRAMME_PARTY.c.leaves_at.is_(None),
        )
        .order_by(PROGRAMME_PARTY.c.position, PROGRAMME_PARTY.c.id)
    )
    return [(Part(part), organisation) for part, organisation in connection.execute(query)]
