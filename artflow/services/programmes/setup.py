"""What must be there before the first proposal: organisations, programmes and who takes part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert

from artflow.domain.people.roles import Part
from artflow.domain.text import LocalizedText
from artflow.models import Organisation, Programme, ProgrammeParty

from .definitions import publish

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


def create_programme(
    connection: Connection,
    *,
    prefix: str,
    name: LocalizedText,
    city: LocalizedText,
    definition: str,
    parties: Sequence[tuple[Part, int]],
    now: datetime,
) -> int:
    """Open a programme under a definition, its parties in their order. Returns its id.

    Raises `DefinitionError` if the definition does not hold together.
    """
    row = {
        "prefix": prefix,
        "definition_id": publish(connection, definition, now),
        "name": name,
        "city": city,
    }
    key: int = connection.execute(insert(PROGRAMME).returning(PROGRAMME.c.id), row).scalar_one()
    connection.execute(
        insert(PROGRAMME_PARTY),
        [
            {
                "programme_id": key,
                "organisation_id": organisation,
                "part": part.value,
                "position": n,
            }
            for n, (part, organisation) in enumerate(parties, 1)
        ],
    )
    return key
