"""Programmes: which of them take proposals, and who takes part in them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from artflow.domain.people.roles import Part
from artflow.extensions import db
from artflow.models import Organisation, Programme, ProgrammeParty
from artflow.services.database.transactions import literal_limit

PROGRAMME = Programme.__table__
NUMBER_FORMS = {
    "prefix-year-number": "{prefix}-{year}-{n:04}",
    "year-prefix-number": "{year}-{prefix}-{n:04}",
    "prefix-number-year": "{prefix}-{n:04}-{year}",
}
"""How the number of a work is put together; `n` begins anew each year."""


def takes_proposals(today: date) -> ColumnElement[bool]:
    """Build the condition under which a programme takes proposals: `Programme.takes_proposals`."""
    begun = or_(Programme.opens_on.is_(None), Programme.opens_on <= today)
    return and_(
        Programme.open, begun, or_(Programme.closes_on.is_(None), Programme.closes_on >= today)
    )


def list_open(today: date | None = None) -> list[Programme]:
    """List the programmes that are going on; with a day, those that take proposals on it."""
    wanted = Programme.open if today is None else takes_proposals(today)
    return list(db.session.scalars(select(Programme).where(wanted).order_by(Programme.id)))


def current_definition(connection: Connection) -> int | None:
    """Return the definition that a new proposal is bound to, or None while none is taken."""
    query = (
        select(PROGRAMME.c.definition_id)
        .where(PROGRAMME.c.open)
        .order_by(PROGRAMME.c.id)
        .limit(literal_limit(1))
    )
    return connection.execute(query).scalar()


def party_names(
    programme_id: int, language: str, among: Collection[int] | None = None
) -> dict[Part, list[str]]:
    """Return the names of those who take part in a programme, by part, in the programme's order.

    With `among`, only those: the organisations that one work was sent to.
    """
    found: dict[Part, list[str]] = {}
    for part, organisation in _list_parties(programme_id, among):
        found.setdefault(part, []).append(organisation.name[language])
    return found


def is_party_at(now: datetime) -> ColumnElement[bool]:
    """Build the condition under which an organisation has not left its programme yet."""
    return or_(ProgrammeParty.leaves_at.is_(None), ProgrammeParty.leaves_at > now)


def list_parties(programme_id: int) -> list[tuple[Part, Organisation]]:
    """List who takes part in a programme now, each with its part, in the programme's order."""
    return _list_parties(programme_id, None)


def _list_parties(
    programme_id: int, among: Collection[int] | None
) -> list[tuple[Part, Organisation]]:
    stays = is_party_at(datetime.now(UTC))
    query = (
        select(ProgrammeParty.part, Organisation)
        .join(Organisation, ProgrammeParty.organisation_id == Organisation.id)
        .where(ProgrammeParty.programme_id == programme_id)
        .where(stays if among is None else Organisation.id.in_(among))
        .order_by(ProgrammeParty.position, ProgrammeParty.id)
    )
    return [(Part(part), organisation) for part, organisation in db.session.execute(query)]
