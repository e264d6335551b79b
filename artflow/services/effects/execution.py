"""Milestones: planned from the definition, handed in with photos, confirmed or returned."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, update

from artflow.domain.case import MilestoneFact
from artflow.domain.errors import Invalid
from artflow.domain.guards.execution import to_submit
from artflow.models import Milestone, MilestonePhoto

from .registry import Deed, effect

M = Milestone.__table__


@effect
def plan_milestones(deed: Deed, arg: str) -> None:
    """Set up the milestones of the definition."""
    rows = [
        {"proposal_id": deed.case.id, "position": n, "code": m.code, "gate": m.gate,
         "weight": m.weight, "pay": m.pay, "state": "planned"}
        for n, m in enumerate(deed.case.workflow.milestones, 1)
    ]  # fmt: skip
    if rows:
        deed.connection.execute(insert(M), rows)
    deed.case.__dict__.pop("milestones", None)


@effect
def submit_milestone(deed: Deed, arg: str) -> None:
    """Hand in a milestone with its photos. Raises `Invalid` without a photo or past a gate."""
    milestone = _one(deed, to_submit(deed.case.milestones))
    photos = deed.data.get("files", ())
    if not photos:
        raise Invalid("files", "photo_needed")
    deed.connection.execute(
        insert(MilestonePhoto.__table__),
        [{"milestone_id": milestone.id, "file_id": file} for file in photos],
    )
    _update(deed, milestone, state="submitted", note=deed.data.get("text", ""),
            done_on=deed.data.get("done_on") or deed.moment.today,
            submitted_by_id=deed.hat.person_id, submitted_at=deed.moment.now)  # fmt: skip
    deed.facts["photos"] = len(photos)


@effect
def confirm_milestone(deed: Deed, arg: str) -> None:
    """Confirm a milestone; its part of the sum becomes payable."""
    milestone = _one(deed, [m for m in deed.case.milestones if m.state == "submitted"])
    _update(deed, milestone, state="confirmed", answer=deed.data.get("text", ""),
            confirmed_by_id=deed.hat.person_id, confirmed_at=deed.moment.now)  # fmt: skip


@effect
def return_milestone(deed: Deed, arg: str) -> None:
    """Send a milestone back. Raises `Invalid` without a word on why."""
    milestone = _one(deed, [m for m in deed.case.milestones if m.state == "submitted"])
    if not deed.data.get("text"):
        raise Invalid("text", "required")
    _update(deed, milestone, state="returned", answer=deed.data["text"])


def _one(deed: Deed, candidates: list[MilestoneFact]) -> MilestoneFact:
    for milestone in candidates:
        if milestone.id == deed.data["milestone"]:
            return milestone
    raise Invalid("milestone", "choice")


def _update(deed: Deed, milestone: MilestoneFact, **values: Any) -> None:
    deed.connection.execute(update(M).where(M.c.id == milestone.id), values)
    milestone.state = values["state"]
    deed.facts["milestone"] = milestone.code
