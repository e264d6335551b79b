"""What money questions ask beside the works: what milestones have released, what was paid."""

from __future__ import annotations

from sqlalchemy import func, select

from artflow.models import Milestone, Payment, Proposal, Signoff

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
