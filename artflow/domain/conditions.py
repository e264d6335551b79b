"""Conditions of parties and defects: what they hold up, and papers that are no longer in force.

A condition is open until it is reported fulfilled, then answered until the party that set it
closes or returns it. One whose party has decided anew has lapsed.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from artflow.domain.process.case import ANSWERED, CONDITION, OPEN
from artflow.domain.process.guards import guard, unless
from artflow.domain.process.joins import SignoffState
from artflow.domain.process.turns import reporting_roles

from .errors import Reason

if TYPE_CHECKING:
    from artflow.domain.people.roles import ActingRole
    from artflow.domain.process.case import Case, ConditionFact, PaperFact
    from artflow.domain.process.context import GuardContext

IN_FORCE = "in_force"
"""The guard by which a paper that has run out closes an action."""
FULFIL, CLOSE = "fulfil_condition", "close_condition"
"""The actions that clear a reason given here."""


@guard
def no_open_conditions(context: GuardContext, holds: str) -> list[Reason]:
    """Require that everything which holds this up was closed by the party that set it."""
    left = context.case.live_conditions(holds)
    waiting = [each for each in left if each.state == OPEN]
    setting = sorted({each.role for each in left if each.role})
    who = reporting_roles(context.case.current_stage) if waiting else setting
    action = FULFIL if waiting else CLOSE
    return unless(not left, "conditions_left", *who, action=action, n=len(left))


@guard
def conditions_answered(context: GuardContext, holds: str) -> list[Reason]:
    """Require that everything which holds this up was answered, with proof or with grounds."""
    left = [each for each in context.case.live_conditions(holds) if each.state == OPEN]
    who = reporting_roles(context.case.current_stage)
    return unless(not left, "conditions_unanswered", *who, action=FULFIL, n=len(left))


@guard
def condition_open(context: GuardContext, arg: str) -> list[Reason]:
    """Require a condition or a defect that is still to be reported fulfilled."""
    return unless(bool(unanswered(context.case)), "no_condition_open")


@guard
def own_condition_answered(context: GuardContext, arg: str) -> list[Reason]:
    """Require one that was reported fulfilled to the party of the acting person."""
    found = context.acting_role and answered_to(context.case, context.acting_role)
    return unless(bool(found), "no_condition_answered")


@guard
def in_force(context: GuardContext, kind: str) -> list[Reason]:
    """Require that a paper which says until when it holds has not run out.

    One that says nothing of it holds for ever; one that is missing is `paper`'s affair.
    """
    fact = context.case.papers.get(kind)
    until = ends_on(fact) if fact else None
    return unless(
        until is None or context.today <= until,
        "paper_ran_out",
        action=f"record_{kind}",
        paper=kind,
        until=until,
    )


def ends_on(fact: PaperFact) -> date | None:
    """Return the last day on which a paper is in force; None if it names none."""
    until = fact.data.get("until")
    return date.fromisoformat(until) if isinstance(until, str) else None


def unanswered(case: Case) -> list[ConditionFact]:
    """List the conditions and defects that nobody has reported fulfilled."""
    return [each for each in case.conditions if each.state == OPEN]


def answered_to(case: Case, acting_role: ActingRole) -> list[ConditionFact]:
    """List those that were reported to the party, and that somebody in this role answers for.

    Those of an office are its head's: a colleague who may not set them does not close them.
    """
    return [
        each
        for each in case.conditions
        if each.state == ANSWERED and each.party == acting_role.party
        if each.role in ("", acting_role.role)
    ]


def without_ground(case: Case) -> list[ConditionFact]:
    """List the conditions whose party no longer agrees under conditions to this version.

    It took its signature back, was replaced, or is asked anew about a changed work.
    """
    standing = {
        (signoff.stage, signoff.party)
        for signoff in case.signoffs
        if signoff.state is SignoffState.SIGNED_WITH_CONDITIONS
    }
    return [
        each
        for each in case.conditions
        if each.is_live and each.kind == CONDITION and (each.stage, each.party) not in standing
    ]
