"""What a sponsor owes for a work: promised, released by proof, paid; whole units, rounded down."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from artflow.domain.process.joins import SIGNED, SignoffState

if TYPE_CHECKING:
    from artflow.domain.process.case import Case
    from artflow.domain.process.workflow import Stage

FULL_PERCENT = 100


class Share(NamedTuple):
    """What one sponsor has promised for a work, what of it is payable and what it has paid."""

    organisation_id: int
    state: SignoffState
    committed: int
    payable: int
    paid: int

    @property
    def unpaid(self) -> int:
        """Return what is payable and not paid yet; never below zero."""
        return max(self.payable - self.paid, 0)


def compute_share(
    organisation_id: int,
    state: SignoffState,
    amount: int,
    *,
    stage: Stage,
    confirmed: int,
    paid: int,
) -> Share:
    """Compute the share behind a sign-off of a work that stands in the stage.

    `confirmed` is the percentage that confirmed milestones release; a work that was accepted
    releases all of it. One that was refused or withdrawn binds nobody any more.
    """
    live = stage.outcome in ("", "accepted")
    committed = amount if live and state in SIGNED else 0
    percent = FULL_PERCENT if stage.outcome == "accepted" else min(confirmed, FULL_PERCENT)
    return Share(organisation_id, state, committed, committed * percent // FULL_PERCENT, paid)


def compute_shares(case: Case) -> list[Share]:
    """Compute the shares of all who were asked for money on the current version."""
    stages = case.workflow.stages
    asked = [
        (s.organisation_id, s)
        for s in case.signoffs
        if s.organisation_id and stages[s.stage].counts_money
    ]
    if not asked:
        return []
    confirmed = sum(m.pay for m in case.milestones if m.state == "confirmed")
    return [
        compute_share(
            organisation,
            s.state,
            s.amount,
            stage=case.current_stage,
            confirmed=confirmed,
            paid=case.payments.get(organisation, 0),
        )
        for organisation, s in asked
    ]
