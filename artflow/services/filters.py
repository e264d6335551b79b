"""What a list of proposals is narrowed to: the address of the page is its state."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from artflow.domain.roles import Part, Person
from artflow.extensions import db
from artflow.models import Organisation, Programme, ProgrammeParty, Proposal, Signoff, Wall

from .search import matching
from .visibility import visible


@dataclass(frozen=True, slots=True)
class Filter:
    """Empty values narrow nothing."""

    q: str = ""
    stage: str = ""
    district: str = ""
    sponsor: int | None = None
    programme: int | None = None
    mine: bool = False


def conditions(person: Person, wanted: Filter) -> ColumnElement[bool]:
    """Visibility first, then everything the filter asks. Raises `Invalid` for a query too short."""
    found = visible(person)
    if wanted.q.strip():
        found &= matching(wanted.q, db.engine.dialect.name)
    if wanted.stage:
        found &= Proposal.stage == wanted.stage
    if wanted.district:
        found &= Proposal.wall_id.in_(select(Wall.id).where(Wall.district == wanted.district))
    if wanted.sponsor is not None:
        asked = select(Signoff.proposal_id).where(Signoff.organisation_id == wanted.sponsor)
        found &= Proposal.id.in_(asked)
    if wanted.programme is not None:
        found &= Proposal.programme_id == wanted.programme
    if wanted.mine:
        found &= Proposal.applicant_id == person.id
    return found


def districts() -> list[str]:
    """The districts of the register, in the alphabet's order."""
    return list(db.session.scalars(select(Wall.district).distinct().order_by(Wall.district)))


def sponsors(language: str) -> list[tuple[int, str]]:
    """Every organisation that is a sponsor in some programme."""
    query = (
        select(Organisation)
        .where(Organisation.id.in_(
            select(ProgrammeParty.organisation_id)
            .where(ProgrammeParty.part == Part.SPONSOR.value)
        ))
        .order_by(Organisation.id)
    )  # fmt: skip
    return [(found.id, found.name(language)) for found in db.session.scalars(query)]


def programmes() -> list[Programme]:
    """Every programme, open or not."""
    return list(db.session.scalars(select(Programme).order_by(Programme.id)))
