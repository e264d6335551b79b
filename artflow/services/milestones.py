"""Milestones: planned from the definition, handed in, confirmed, returned or late."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import joinedload

from artflow.domain import days
from artflow.domain.errors import Invalid
from artflow.domain.milestones import confirmable, submitted, to_submit, unconfirmed
from artflow.domain.process.case import DELAY_REASONS, MilestoneFact
from artflow.domain.process.workflow import ACCEPTED
from artflow.extensions import db
from artflow.models import Milestone, MilestonePhoto
from artflow.services.database import write_queue
from artflow.services.decisions import case_loader, versions
from artflow.services.decisions.effects import ActionContext, after_entering, effect

MILESTONE = Milestone.__table__


@effect
def plan_milestones(context: ActionContext, arg: str) -> None:
    """Set up the milestones of the definition; a work that goes on keeps those that it has."""
    if context.case.milestones:
        return
    rows = [
        {
            "proposal_id": context.case.id,
            "position": n,
            "code": m.code,
            "gate": m.gate,
            "weight": m.weight,
            "pay": m.pay,
            "state": "planned",
        }
        for n, m in enumerate(context.case.workflow.milestones, 1)
    ]
    context.write(insert(MILESTONE), rows)
    write_queue.flush(context.connection)
    case_loader.read_milestones(context.connection, context.case)


@effect
def submit_milestone(context: ActionContext, arg: str) -> None:
    """Hand in a milestone with its photos.

    Raises `Invalid` without a photo, past a gate, and for a day on which it cannot have been done.
    """
    milestone = _chosen_milestone(context, to_submit(context.case.milestones))
    photos = context.data.get("files", ())
    if not photos:
        raise Invalid("files", "photo_needed")
    _check_done(context, milestone)
    context.write(
        insert(MilestonePhoto.__table__),
        [{"milestone_id": milestone.id, "file_id": file} for file in photos],
    )
    _update(
        context,
        milestone,
        state="submitted",
        note=context.data.get("text", ""),
        done_on=context.data.get("done_on") or context.guard_context.today,
        submitted_by_id=context.acting_role.person_id,
        submitted_at=context.guard_context.now,
    )
    context.facts["photos"] = len(photos)


def _check_done(context: ActionContext, milestone: MilestoneFact) -> None:
    """Hold the day of a milestone against today, the start and the last gate before it."""
    day = context.data.get("done_on")
    if day is None:
        return
    connection, case = context.connection, context.case
    before = (MILESTONE.c.proposal_id == case.id, MILESTONE.c.position < milestone.position)
    last_gate = connection.execute(
        select(func.max(MILESTONE.c.done_on)).where(*before, MILESTONE.c.gate)
    ).scalar()
    painted = case.workflow.stages_with_milestones
    start = versions.load_beginnings(
        connection, case, context.guard_context.calendar, painted
    ).stage
    days.check_past("done_on", day, context.guard_context.today)
    days.check_stage("done_on", day, start)
    days.check_gate("done_on", day, last_gate)


def list_handed_in(ids: Iterable[int]) -> list[Milestone]:
    """List milestones with their photos."""
    photos = joinedload(Milestone.photos).joinedload(MilestonePhoto.file)
    query = select(Milestone).options(photos).where(Milestone.id.in_(list(ids)))
    return list(db.session.scalars(query).unique())


@effect
def confirm_milestone(context: ActionContext, arg: str) -> None:
    """Confirm a milestone that has its ground; its part of the sum becomes payable."""
    milestone = _chosen_milestone(context, confirmable(context.case.milestones))
    _update(
        context,
        milestone,
        state="confirmed",
        answer=context.data.get("text", ""),
        confirmed_by_id=context.acting_role.person_id,
        confirmed_at=context.guard_context.now,
    )


@after_entering
def confirm_by_acceptance(context: ActionContext) -> None:
    """Confirm the milestones whose ground is the acceptance, once the work is accepted."""
    case = context.case
    if case.current_stage.outcome != ACCEPTED:
        return
    waiting = {m.code for m in case.workflow.milestones if m.waits_for_acceptance}
    for milestone in unconfirmed(case.milestones):
        if milestone.code in waiting:
            milestone.state, milestone.grounded = "confirmed", True
            context.write(
                update(MILESTONE).where(MILESTONE.c.id == milestone.id),
                {
                    "state": milestone.state,
                    "done_on": context.guard_context.today,
                    "confirmed_by_id": context.acting_role.person_id,
                    "confirmed_at": context.guard_context.now,
                },
            )


@effect
def return_milestone(context: ActionContext, arg: str) -> None:
    """Send a milestone back. Raises `Invalid` without a reason in words."""
    milestone = _chosen_milestone(context, submitted(context.case.milestones))
    if not context.data.get("text"):
        raise Invalid("text", "required")
    _update(context, milestone, state="returned", answer=context.data["text"])


@effect
def delay(context: ActionContext, arg: str) -> None:
    """Report that a milestone is late.

    Raises `Invalid` for an expected day that is not in the future.
    """
    milestone = _chosen_milestone(context, unconfirmed(context.case.milestones))
    reason, expected = context.data["reason"], context.data["expected_on"]
    if reason not in DELAY_REASONS:
        raise Invalid("reason", "choice")
    if expected <= context.guard_context.today:
        raise Invalid("expected_on", "not_ahead")
    settings = context.case.workflow.settings
    days.check_ahead("expected_on", expected, context.guard_context.today, settings)
    _update(
        context,
        milestone,
        state=milestone.state,
        delay_reason=reason,
        expected_on=expected,
        delay_note=context.data.get("text", ""),
    )
    context.facts |= {"reason": reason, "expected_on": expected.isoformat()}


def _chosen_milestone(context: ActionContext, candidates: list[MilestoneFact]) -> MilestoneFact:
    for milestone in candidates:
        if milestone.id == context.data["milestone"]:
            return milestone
    raise Invalid("milestone", "choice")


def _update(
    context: ActionContext, milestone: MilestoneFact, *, state: str, **values: object
) -> None:
    context.write(
        update(MILESTONE).where(MILESTONE.c.id == milestone.id), {"state": state, **values}
    )
    milestone.state = state
    context.facts["milestone"] = milestone.code
