"""What is promised for a work: its budget, what is covered of it, what is left to sign for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from artflow.domain.errors import Invalid

from .joins import SIGNED
from .workflow import SumRule

if TYPE_CHECKING:
    from .case import Case, Signoff

COVER = "gap_accepted"
"""The paper by which somebody besides the sponsors covers what is missing."""


def promises(case: Case) -> list[Signoff]:
    """List the sign-offs on the current version in the stages where sums are promised."""
    stages = case.workflow.stages
    return [s for s in case.signoffs if s.organisation_id and stages[s.stage].counts_money]


def compute_signed(case: Case) -> int:
    """Add up what sponsors have signed for; a word that is no signature counts nothing."""
    return sum(s.amount for s in promises(case) if s.state in SIGNED)


def is_cover_accepted(case: Case) -> bool:
    """Return whether a cover was recorded for the current version."""
    fact = case.papers.get(COVER)
    return fact is not None and fact.version == case.version


def compute_covered(case: Case) -> int:
    """Compute what the recorded cover gives: 0 without one, and where it names no sum.

    Covers of before name none: they stand for whatever is missing, see `compute_gap`.
    """
    amount = case.papers[COVER].data.get("amount") if is_cover_accepted(case) else None
    return amount if isinstance(amount, int) else 0


def compute_missing(case: Case) -> int:
    """Compute what of the budget no sponsor has signed for, covered or not; never below zero."""
    return max(case.budget - compute_signed(case), 0)


def compute_left(case: Case) -> int:
    """Compute what of the budget nobody has signed for or covers; never below zero."""
    return max(compute_missing(case) - compute_covered(case), 0)


def compute_gap(case: Case) -> int:
    """Compute what is missing before the work may go on; a cover that names no sum covers all."""
    if is_cover_accepted(case) and "amount" not in case.papers[COVER].data:
        return 0
    return compute_left(case)


def asks_grounds(case: Case, amount: int) -> bool:
    """Return whether the sum is one that the definition lets stand with grounds alone."""
    return _rule_of(case, amount) is SumRule.CONFIRMED


def check_commitment(case: Case, amount: int, grounds: str, seen_left: object = None) -> None:
    """Check a sum that somebody signs for in the present stage.

    `seen_left` is what was left on the page on which the grounds were given: they hold for no other
    sum, so two who sign at once cannot together exceed the budget unnoticed. Raises `Invalid` for a
    sum below zero, for one that the definition refuses, and for one without its grounds.
    """
    if amount < 0:
        raise Invalid("amount", "negative")
    rule, left = _rule_of(case, amount), compute_left(case)
    if rule is None:
        return
    if rule is SumRule.REFUSED and amount:
        raise Invalid("amount", "more_than_left", sum=left, currency=case.currency)
    if rule is SumRule.REFUSED:
        raise Invalid("amount", "nothing_signed", sum=left, currency=case.currency)
    if not grounds:
        raise Invalid("grounds", "grounds_of_sum")
    if seen_left is not None and str(seen_left) != str(left):
        raise Invalid("amount", "left_changed", sum=left, currency=case.currency)


def check_cover(case: Case, amount: int) -> None:
    """Check the sum of a cover. Raises `Invalid` for more than is missing, and for nothing."""
    missing = compute_missing(case)
    if not 0 < amount <= missing:
        raise Invalid("amount", "not_the_gap", sum=missing, currency=case.currency)


def check_contract(case: Case, amount: int) -> None:
    """Check the sum of a contract. Raises `Invalid` for more than the budget that was signed."""
    if case.budget and amount > case.budget:
        raise Invalid("amount", "more_than_budget", sum=case.budget, currency=case.currency)


def _rule_of(case: Case, amount: int) -> SumRule | None:
    rules = case.current_stage.sums
    if not case.current_stage.counts_money:
        return None
    if not amount:
        return rules.nothing if compute_left(case) else SumRule.CONFIRMED
    return rules.more if amount > compute_left(case) else None
