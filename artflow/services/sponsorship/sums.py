"""What money questions ask beside the works: what milestones have released, what was paid."""

from __future__ import annotations

from sqlalchemy import func, select

from artflow.models import Milestone, Payment, Proposal, Signoff
from artflow.services.database.transactions import literal_limit

PROPOSAL = Proposal.__table__
MILESTONE = Milestone.__table__
PAYMENT = Payment.__table__
SIGNOFF = Signoff.__table__
CONFIRMED = (
    select(func.coalesce(func.sum(MILESTONE.c.pay), 0))
    .where(MILESTONE.c.proposal_id == PROPOSAL.c.id, MILESTONE.c.state == "confirmed")
    .correlate(PROPOSAL)
    .scalar_subquery()
)
"""The percentage that confirmed milestones have made payable."""
PLANNED = (
    select(func.count(MILESTONE.c.id))
    .where(MILESTONE.c.proposal_id == PROPOSAL.c.id)
    .correlate(PROPOSAL)
    .scalar_subquery()
)
"""How many milestones are set up."""
NEXT_CODE, NEXT_PAY = (
    select(column)
    .where(
        MILESTONE.c.proposal_id == PROPOSAL.c.id,
        MILESTONE.c.state != "confirmed",
        MILESTONE.c.pay > 0,
    )
    .order_by(MILESTONE.c.position)
    .limit(literal_limit(1))
    .correlate(PROPOSAL)
    .scalar_subquery()
    for column in (MILESTONE.c.code, MILESTONE.c.pay)
)
"""The milestone with money that is confirmed next, and its percentage."""
PAID = (
    select(func.coalesce(func.sum(PAYMENT.c.amount), 0))
    .where(
        PAYMENT.c.proposal_id == SIGNOFF.c.proposal_id,
        PAYMENT.c.organisation_id == SIGNOFF.c.organisation_id,
    )
    .correlate(SIGNOFF)
    .scalar_subquery()
)
"""What the organisation of a sign-off has paid for its work."""
