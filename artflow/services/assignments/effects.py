"""Assigning a work to a specialist: by a head or coordinator, or by the specialist."""

from __future__ import annotations

from artflow.domain.errors import Invalid
from artflow.services.decisions.effects import ActionContext, effect

from . import specialists


@effect
def assign(context: ActionContext, arg: str) -> None:
    """Name the specialist who looks after the proposal.

    Raises `Invalid` for anybody else, for somebody who cannot act today, and for the artist of the
    work.
    """
    fits = specialists.list_assignable(
        context.connection, context.case, context.guard_context.today
    )
    names = dict(fits)
    user = context.data["user"]
    if user not in names:
        raise Invalid("user", "not_a_specialist")
    context.case.assignee_id = user
    context.facts |= {"user": user, "assignee": names[user]}


@effect
def take(context: ActionContext, arg: str) -> None:
    """Let the specialist who presses look after the proposal."""
    context.case.assignee_id = context.facts["user"] = context.acting_role.person_id
