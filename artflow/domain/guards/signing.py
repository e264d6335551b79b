"""Parallel sign-offs: whose word is missing, and is it all about the same version?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import Reason
from ..joins import OPEN, SIGNED, Outcome, outcome
from ..roles import Role
from ..workflow import Join
from .registry import guard, unless

if TYPE_CHECKING:
    from ..case import Case
    from ..moment import Moment


def standing(case: Case, stage: str) -> Outcome:
    """What the sign-offs of a stage come to on the current version."""
    join = case.workflow.stages[stage].join
    assert isinstance(join, Join)
    return outcome(join, [signoff.state for signoff in case.signoffs_in(stage)])


@guard
def join_passed(moment: Moment, arg: str) -> list[Reason]:
    """The parties of this stage have agreed."""
    case = moment.case
    waiting = [s.party for s in case.signoffs_in(case.stage) if s.state not in SIGNED]
    passed = standing(case, case.stage) is Outcome.PASSED
    return unless(passed, "signatures_missing", parties=waiting)


@guard
def join_failed(moment: Moment, arg: str) -> list[Reason]:
    """The parties of this stage can no longer agree."""
    return unless(standing(moment.case, moment.case.stage) is Outcome.FAILED, "still_open")


@guard
def join_returned(moment: Moment, arg: str) -> list[Reason]:
    """The parties of this stage want changes."""
    return unless(standing(moment.case, moment.case.stage) is Outcome.RETURNED, "still_open")


@guard
def party_waiting(moment: Moment, arg: str) -> list[Reason]:
    """The party of the person who asks has not given its word yet."""
    signoff = moment.case.signoff_of(moment.hat.party) if moment.hat else None
    if signoff is None:
        return [Reason("no_signoff_asked")]
    return unless(
        signoff.state in OPEN, "already_decided", state=signoff.state, party=signoff.party
    )


@guard
def party_signed(moment: Moment, stage: str) -> list[Reason]:
    """The party of the person who asks has signed in the stage (to take it back)."""
    party = moment.hat.party if moment.hat else ""
    return unless(party in moment.case.signed_parties(stage), "nothing_to_retract")


@guard
def one_person_one_party(moment: Moment, arg: str) -> list[Reason]:
    """Nobody signs for two sides of the same work."""
    hat, case = moment.hat, moment.case
    others = [
        s for s in case.signoffs_in(case.stage)
        if hat and s.decided_by == hat.person_id and s.party != hat.party and s.state in SIGNED
    ]  # fmt: skip
    return unless(not others, "signed_for_another", party=others[0].party if others else "")


@guard
def someone_declined(moment: Moment, arg: str) -> list[Reason]:
    """At least one party has refused to take part; now the coordinator decides what follows."""
    states = {s.state for s in moment.case.signoffs_in(moment.case.stage)}
    return unless("declined" in states, "nobody_declined")


@guard
def signed(moment: Moment, stage: str) -> list[Reason]:
    """The named stage has agreed to the version that stands now."""
    passed = standing(moment.case, stage) is Outcome.PASSED
    return unless(passed, "version_not_signed", stage=stage, version=moment.case.version_no)


@guard
def funded(moment: Moment, arg: str) -> list[Reason]:
    """The signed commitments reach the budget, or the coordinator has accepted the gap."""
    case = moment.case
    committed = sum(s.amount for s in case.signoffs_in(case.stage) if s.state in SIGNED)
    gap = case.budget - committed
    fact = case.papers.get("gap_accepted") if gap > 0 else None
    accepted = fact is not None and fact.version == case.version
    return unless(
        gap <= 0 or accepted, "not_funded", Role.COORDINATOR, action="record_gap_accepted", sum=gap
    )


@guard
def parties_stuck(moment: Moment, arg: str) -> list[Reason]:
    """The parties cannot bring it further by themselves: one declined, or all have answered."""
    states = {s.state for s in moment.case.signoffs_in(moment.case.stage)}
    return unless("declined" in states or not states & OPEN, "parties_at_work")
