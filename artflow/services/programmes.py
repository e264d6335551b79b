"""Programmes and who takes part in them."""

from __future__ import annotations

from sqlalchemy import select

from artflow.domain.roles import Part
from artflow.extensions import db
from artflow.models import Organisation, Programme, ProgrammeParty


def open_ones() -> list[Programme]:
    """The programmes that take proposals now."""
    return list(db.session.scalars(select(Programme).where(Programme.open).order_by(Programme.id)))


def sponsors(programme_id: int, language: str) -> list[str]:
    """The names of a programme's sponsors, in the programme's order."""
    query = (
        select(Organisation)
        .join(ProgrammeParty, ProgrammeParty.organisation_id == Organisation.id)
        .where(ProgrammeParty.programme_id == programme_id)
        .where(ProgrammeParty.part == Part.SPONSOR.value)
        .order_by(ProgrammeParty.position, ProgrammeParty.id)
    )
    return [organisation.name(language) for organisation in db.session.scalars(query)]
