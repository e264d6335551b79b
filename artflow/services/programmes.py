"""Programmes and who takes part in them."""

from __future__ import annotations

from sqlalchemy import Connection, select

from artflow.domain.roles import Part
from artflow.extensions import db
from artflow.models import Organisation, Programme, ProgrammeParty

P = Programme.__table__


def open_ones() -> list[Programme]:
    """The programmes that take proposals now."""
    return list(db.session.scalars(select(Programme).where(Programme.open).order_by(Programme.id)))


def process(connection: Connection) -> int | None:
    """The definition that a new proposal is bound to, or None while none is taken."""
    query = select(P.c.definition_id).where(P.c.open).order_by(P.c.id).limit(1)
    return connection.execute(query).scalar()


def parties(programme_id: int, language: str) -> dict[Part, list[str]]:
    """The names of those who take part in a programme, by part, in the programme's order."""
    query = (
        select(ProgrammeParty.part, Organisation)
        .join(Organisation, ProgrammeParty.organisation_id == Organisation.id)
        .where(ProgrammeParty.programme_id == programme_id)
        .order_by(ProgrammeParty.position, ProgrammeParty.id)
    )
    found: dict[Part, list[str]] = {}
    for part, organisation in db.session.execute(query):
        found.setdefault(Part(part), []).append(organisation.name(language))
    return found
