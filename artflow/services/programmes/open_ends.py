"""What an organisation still owes for works that are accepted: it does, whoever leaves."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, func, select

from artflow.domain.process.joins import SIGNED
from artflow.models import Payment, Proposal, Signoff
from artflow.services.database.transactions import literal_limit

PROPOSAL = Proposal.__table__
SIGNOFF = Signoff.__table__
PAYMENT = Payment.__table__
MOST = 20
"""So many works are named, the newest first."""


class OwedWork(NamedTuple):
    """An accepted work, and what of the agreed sum is not paid for it."""

    id: int
    number: str
    title: str
    amount: int


def list_owed(connection: Connection, programme_id: int, organisation_id: int) -> list[OwedWork]:
    """List the accepted works of a programme for which an organisation has still to pay."""
    mine = (PAYMENT.c.proposal_id == PROPOSAL.c.id, PAYMENT.c.organisation_id == organisation_id)
    paid = (
        select(func.coalesce(func.sum(PAYMENT.c.amount), 0))
        .where(*mine)
        .correlate(PROPOSAL)
        .scalar_subquery()
    )
    agreed = (
        select(func.coalesce(func.sum(SIGNOFF.c.amount), 0))
        .where(SIGNOFF.c.version_id == PROPOSAL.c.version_id, SIGNOFF.c.superseded_at.is_(None))
        .where(SIGNOFF.c.organisation_id == organisation_id, SIGNOFF.c.state.in_(_signed()))
        .correlate(PROPOSAL)
        .scalar_subquery()
    )
    query = (
        select(PROPOSAL.c.id, PROPOSAL.c.number, PROPOSAL.c.title, agreed - paid)
        .where(PROPOSAL.c.programme_id == programme_id, PROPOSAL.c.payable > PROPOSAL.c.paid)
        .where(PROPOSAL.c.ended, agreed > paid)
        .order_by(PROPOSAL.c.openness.desc(), PROPOSAL.c.id.desc())  # as the index has them
    )
    rows = connection.execute(query.limit(literal_limit(MOST)))
    return [OwedWork(row[0], row[1], row[2], int(row[3])) for row in rows]


def _signed() -> list[str]:
    return [state.value for state in SIGNED]
