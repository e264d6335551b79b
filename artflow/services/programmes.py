"""Programmes and who takes part in them."""

from __future__ import annotations

from sqlalchemy import select

from artflow.domain.roles import Part
from artflow.extensions import db
from artflow.models import Organisation, Programme, ProgrammeParty


def open_ones() -> list[Programme]:
    """The programmes that take proposals now."""
    return list(db.session.scalars(select(Programme).where(Programme.open).order_by(Programme.id)))


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
