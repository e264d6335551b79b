"""A sponsor that takes another's place: the effect of its action. The sums kept of every work."""

from __future__ import annotations

from artflow.domain.errors import Invalid
from artflow.domain.people.roles import Part
from artflow.domain.process.case import Case
from artflow.domain.sponsorship import compute_shares
from artflow.services.decisions import signoffs
from artflow.services.decisions.effects import (
    ActionContext,
    effect,
    kept_with_proposal,
    owed_by_organisations,
)

from . import replacements


@effect
def replace_party(context: ActionContext, arg: str) -> None:
    """Let another sponsor sign in the place of one, for this proposal alone.

    If sponsors decide in the present stage it is asked at once; the others' signatures stay. Raises
    `Invalid` for an organisation that cannot be replaced, and for one that cannot take its place.
    """
    case, old, new = context.case, context.data["leaving"], context.data["joining"]
    today = context.guard_context.today
    if old not in replacements.replaceable_sponsors(case):
        raise Invalid("leaving", "choice")
    if new not in replacements.possible_replacements(context.connection, case, today):
        raise Invalid("joining", "choice")
    context.newcomers.extend(replacements.add_stand_in(context.connection, case, new, today))
    replacements.replace(context.connection, case, old, new)
    replacements.supersede_signoffs(context.connection, case, old, context.guard_context.now)
    if case.current_stage.join is not None and Part.SPONSOR in case.current_stage.join.parties:
        signoffs.request_signoffs(context)
    context.facts |= {"leaving": old, "joining": new}


@kept_with_proposal
def add_up_shares(case: Case) -> dict[str, int]:
    """Add up what the sponsors of a work have committed, owe and have paid; its budget too."""
    shares = compute_shares(case)
    return {
        "budget": case.budget,
        "committed": sum(share.committed for share in shares),
        "payable": sum(share.called for share in shares),
        "paid": sum(share.paid for share in shares),
    }


@owed_by_organisations
def compute_dues(case: Case) -> dict[int, int]:
    """Compute what each sponsor has to pay for a work now; those that owe nothing are left out."""
    shares = compute_shares(case)
    return {share.organisation_id: share.unpaid for share in shares if share.unpaid}
