"""Sign-offs of several parties become one answer: a pure function of the rows, in any order."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from .workflow import Join


class SignoffState(StrEnum):
    """What one party has decided about one version in one stage."""

    PENDING = "pending"
    SIGNED = "signed"
    SIGNED_WITH_CONDITIONS = "signed_with_conditions"
    CHANGES_REQUESTED = "changes_requested"
    DECLINED = "declined"
    RETRACTED = "retracted"


SIGNED = frozenset({SignoffState.SIGNED, SignoffState.SIGNED_WITH_CONDITIONS})
OPEN = frozenset({SignoffState.PENDING, SignoffState.RETRACTED})


class Outcome(StrEnum):
    """What the parties have decided together."""

    PENDING = "pending"
    PASSED = "passed"
    FAILED = "failed"
    RETURNED = "returned"


RULES = ("all", "any", "n_of_m", "veto")


def signatures_needed(join: Join, parties: int) -> int:
    """Return how many signatures the rule asks of that many parties."""
    return {"all": parties, "any": 1}.get(join.rule, join.n)


def outcome(join: Join, states: Collection[SignoffState]) -> Outcome:
    """Compute what the sign-offs come to under the rule.

    `all` and `veto` end at the first party that declines or asks for changes; `any` and `n_of_m` go
    on while enough parties are left. A stage without parties never passes.
    """
    signed = sum(state in SIGNED for state in states)
    waiting = sum(state in OPEN for state in states)
    against = SignoffState.DECLINED in states
    changes = SignoffState.CHANGES_REQUESTED in states
    stopped = join.rule == "veto" and (against or changes)
    enough = signatures_needed(join, len(states))
    if states and signed >= enough and not stopped:
        return Outcome.PASSED
    if signed + waiting >= enough and not stopped:
        return Outcome.PENDING
    return Outcome.RETURNED if changes else Outcome.FAILED
