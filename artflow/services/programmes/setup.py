"""What must be there before the first proposal: organisations, programmes and who takes part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from artflow.domain.people.roles import Part
from artflow.domain.text import LocalizedText
from artflow.models import Calendar, Organisation, Programme, ProgrammeParty

from . import working_days
from .definitions import publish

CALENDAR = Calendar.__table__
ORGANISATION = Organisation.__table__
PROGRAMME = Programme.__table__
PROGRAMME_PARTY = ProgrammeParty.__table__


def create_organisation(connection: Connection, kind: str, name: LocalizedText) -> int:
    """Enter an organisation and return its id; artists may register themselves into a studio."""
    row = {"kind": kind, "registers": kind == Part.ARTIST, "name": name}
    key: int = connection.execute(
        insert(ORGANISATION).returning(ORGANISATION.c.id), row
    ).scalar_one()
    return key


def create_calendar(
    connection: Connection, name: LocalizedText, country: str, zone: str, years: Iterable[int]
) -> int:
    """Enter a city's calendar with the state's days off of these years. Returns its id."""
    row = {"name": name, "country": country, "zone": zone}
    key: int = connection.execute(insert(CALENDAR).returning(CALENDAR.c.id), row).scalar_one()
    working_days.fill(connection, key, years)
    return key


def _first_calendar(connection: Connection) -> int | None:
    return connection.execute(select(func.min(CALENDAR.c.id))).scalar()


def create_programme(
    connection: Connection,
    *,
    prefix: str,
    name: LocalizedText,
    city: LocalizedText,
    definition: str,
    parties: Sequence[tuple[Part, int]],
    now: datetime,
    calendar: int | None = None,
) -> int:
    """Open a programme under a definition, its parties in their order. Returns its id.

    It counts with the first calendar unless another is named. Raises `DefinitionError` if the
    definition does not hold together.
    """
    row = {
        "prefix": prefix,
        "calendar_id": calendar or _first_calendar(connection),
        "definition_id": publish(connection, definition, now),
        "name": name,
        "city": city,
    }
    return insert_programme(connection, row, parties)


def insert_programme(
    connection: Connection, row: Mapping[str, object], parties: Sequence[tuple[Part, int]]
) -> int:
    """Write a programme, its columns by their names, and who takes part in it. Returns its id."""
    key: int = connection.execute(insert(PROGRAMME).returning(PROGRAMME.c.id), row).scalar_one()
    rows = [
        {"programme_id": key, "organisation_id": organisation, "part": part.value, "position": n}
        for n, (part, organisation) in enumerate(parties, 1)
    ]
    if rows:
        connection.execute(insert(PROGRAMME_PARTY), rows)
    return key
