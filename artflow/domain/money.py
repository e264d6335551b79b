"""What a sponsor owes for a work: promised, released by proof, paid; whole tenge, rounded down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .joins import SIGNED, SignoffState

if TYPE_CHECKING:
    from .case import Case
    from .workflow import Stage

WHOLE = 100


class Share(NamedTuple):
    """What one sponsor has said to a work, what of it is payable and what it has paid."""

    organisation_id: int
    state: SignoffState
    committed: int
    payable: int
    paid: int

    @property
    def unpaid(self) -> int:
        """What is payable and has not been paid; never less than nothing."""
        return max(self.payable - self.paid, 0)


def share(signoff: Any, stage: Stage, confirmed: int, paid: int) -> Share:
    """The share behind a sign-off of a work that stands in the stage.

    `confirmed` is the percentage that confirmed milestones release; a work that was accepted
    releases all of it. One that was refused or withdrawn binds nobody any more.
    """
    state = SignoffState(signoff.state)
    live = stage.outcome in ("", "accepted")
    amount = signoff.amount if live and state in SIGNED else 0
    percent = WHOLE if stage.outcome == "accepted" else min(confirmed, WHOLE)
    return Share(signoff.organisation_id, state, amount, amount * percent // WHOLE, paid)


def shares(case: Case) -> list[Share]:
    """The shares of all who were asked for money on the current version."""
    stages = case.workflow.stages
    asked = [s for s in case.signoffs if s.organisation_id and stages[s.stage].counts_money]
    if not asked:
        return []
    confirmed = sum(m.pay for m in case.milestones if m.state == "confirmed")
    return [share(s, case.at, confirmed, case.payments.get(s.organisation_id, 0)) for s in asked]
