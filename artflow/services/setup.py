"""What must be there before the first proposal: organisations, programmes and who takes part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert

from artflow.domain.roles import Part
from artflow.domain.words import Words
from artflow.models import Organisation, Programme, ProgrammeParty

from .definitions import publish

G, P, PP = Organisation.__table__, Programme.__table__, ProgrammeParty.__table__


def organisation(connection: Connection, kind: str, name: Words) -> int:
    """Enter an organisation and return its id; artists may register themselves into a studio."""
    row = {
        "kind": kind, "registers": kind == Part.ARTIST,
        "name_kk": name.kk, "name_ru": name.ru, "name_en": name.en,
    }  # fmt: skip
    return connection.execute(insert(G).returning(G.c.id), row).scalar_one()


def programme(
    connection: Connection, *, prefix: str, name: Words, city: Words, definition: str,
    parties: Sequence[tuple[Part, int]], now: datetime,
) -> int:  # fmt: skip
    """Open a programme under a definition, its parties in their order. Returns its id.

    Raises `DefinitionError` if the definition does not hold together.
    """
    row = {
        "prefix": prefix, "definition_id": publish(connection, definition, now),
        "name_kk": name.kk, "name_ru": name.ru, "name_en": name.en,
        "city_kk": city.kk, "city_ru": city.ru, "city_en": city.en,
    }  # fmt: skip
    key = connection.execute(insert(P).returning(P.c.id), row).scalar_one()
    connection.execute(insert(PP), [
        {"programme_id": key, "organisation_id": organisation, "part": part.value, "position": n}
        for n, (part, organisation) in enumerate(parties, 1)
    ])  # fmt: skip
    return key
