"""Guards on parallel sign-offs: who has not decided yet, and on which version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from artflow.domain.errors import Reason
from artflow.domain.people.roles import PART_OF, Role

from .commitments import compute_gap
from .guards import guard, unless
from .joins import OPEN, SIGNED, Outcome, outcome
from .workflow import Join

if TYPE_CHECKING:
    from .case import Case
    from .context import GuardContext


def stage_outcome(case: Case, stage: str) -> Outcome:
    """Compute what the sign-offs of a stage come to on the current version."""
    join = case.workflow.stages[stage].join
    assert isinstance(join, Join)
    return outcome(join, [signoff.state for signoff in case.signoffs_in(stage)])


@guard
def join_passed(context: GuardContext, arg: str) -> list[Reason]:
    """Require that the parties of this stage have agreed."""
    case = context.case
    waiting = [s.party for s in case.signoffs_in(case.stage) if s.state not in SIGNED]
    passed = stage_outcome(case, case.stage) is Outcome.PASSED
    return unless(passed, "signatures_missing", parties=waiting)


@guard
def join_failed(context: GuardContext, arg: str) -> list[Reason]:
    """Require that the parties of this stage can no longer agree."""
    return unless(stage_outcome(context.case, context.case.stage) is Outcome.FAILED, "still_open")


@guard
def join_returned(context: GuardContext, arg: str) -> list[Reason]:
    """Require that the parties of this stage want changes."""
    return unless(stage_outcome(context.case, context.case.stage) is Outcome.RETURNED, "still_open")


@guard
def party_waiting(context: GuardContext, arg: str) -> list[Reason]:
    """Require that the party of the acting person has not decided yet."""
    signoff = context.case.signoff_of(context.acting_role.party) if context.acting_role else None
    if signoff is None:
        return [Reason("no_signoff_asked")]
    return unless(
        signoff.state in OPEN, "already_decided", state=signoff.state, party=signoff.party
    )


@guard
def party_asked(context: GuardContext, arg: str) -> list[Reason]:
    """Require that the party of the acting person is one of this stage, where its kind signs."""
    acting_role, case = context.acting_role, context.case
    join = case.current_stage.join
    if acting_role is None or join is None or PART_OF[acting_role.role] not in join.parties:
        return []
    return unless(case.signoff_of(acting_role.party) is not None, "no_signoff_asked")


@guard
def party_signed(context: GuardContext, stage: str) -> list[Reason]:
    """Require that the party of the acting person has signed in the stage (to take it back)."""
    party = context.acting_role.party if context.acting_role else ""
    return unless(party in context.case.signed_parties(stage), "nothing_to_retract")


@guard
def one_person_one_party(context: GuardContext, arg: str) -> list[Reason]:
    """Require that nobody signs for two sides of the same work."""
    acting_role, case = context.acting_role, context.case
    others = [
        s
        for s in case.signoffs_in(case.stage)
        if acting_role
        and s.decided_by == acting_role.person_id
        and s.party != acting_role.party
        and s.state in SIGNED
    ]
    return unless(not others, "signed_for_another", party=others[0].party if others else "")


@guard
def someone_declined(context: GuardContext, arg: str) -> list[Reason]:
    """Require that a party has declined; the coordinator then decides what follows."""
    states = {s.state for s in context.case.signoffs_in(context.case.stage)}
    return unless("declined" in states, "nobody_declined")


@guard
def signed(context: GuardContext, stage: str) -> list[Reason]:
    """Require that the named stage has agreed to the current version."""
    passed = stage_outcome(context.case, stage) is Outcome.PASSED
    return unless(passed, "version_not_signed", stage=stage, version=context.case.version_no)


@guard
def funded(context: GuardContext, arg: str) -> list[Reason]:
    """Require that signed commitments reach the budget, or that somebody covers the gap.

    The coordinator records a cover with a paper on the current version: who, and how much.
    """
    case = context.case
    gap = compute_gap(case)
    return unless(
        not gap,
        "not_funded",
        Role.COORDINATOR,
        action="record_gap_accepted",
        sum=gap,
        currency=case.currency,
    )


@guard
def parties_stuck(context: GuardContext, arg: str) -> list[Reason]:
    """Require that the parties cannot go on by themselves: one declined, or all have answered."""
    states = {s.state for s in context.case.signoffs_in(context.case.stage)}
    return unless("declined" in states or not states & OPEN, "parties_at_work")
