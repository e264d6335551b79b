"""Milestones: planned from the definition, handed in, confirmed, returned or late; payments."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import insert, update

from artflow.domain.case import DELAYS, MilestoneFact
from artflow.domain.errors import Invalid
from artflow.domain.guards.execution import submitted, to_submit, unconfirmed
from artflow.domain.money import shares
from artflow.models import Milestone, MilestonePhoto, Payment

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
    milestone = _one(deed, submitted(deed.case.milestones))
    _update(deed, milestone, state="confirmed", answer=deed.data.get("text", ""),
            confirmed_by_id=deed.hat.person_id, confirmed_at=deed.moment.now)  # fmt: skip


@effect
def return_milestone(deed: Deed, arg: str) -> None:
    """Send a milestone back. Raises `Invalid` without a word on why."""
    milestone = _one(deed, submitted(deed.case.milestones))
    if not deed.data.get("text"):
        raise Invalid("text", "required")
    _update(deed, milestone, state="returned", answer=deed.data["text"])


@effect
def delay(deed: Deed, arg: str) -> None:
    """Report that a milestone is late. Raises `Invalid` for a day that is not ahead."""
    milestone = _one(deed, unconfirmed(deed.case.milestones))
    reason, expected = deed.data["reason"], deed.data["expected_on"]
    if reason not in DELAYS:
        raise Invalid("reason", "choice")
    if expected <= deed.moment.today:
        raise Invalid("expected_on", "not_ahead")
    _update(deed, milestone, state=milestone.state, delay_reason=reason, expected_on=expected,
            delay_note=deed.data.get("text", ""))  # fmt: skip
    deed.facts |= {"reason": reason, "expected_on": expected.isoformat()}


@effect
def pay(deed: Deed, arg: str) -> None:
    """Record what a sponsor has paid, in tenge. Raises `Invalid` for more than it has to pay now,
    for a sponsor that has nothing to pay, and for a day that has not come."""
    amount, paid_on = deed.data["amount"], deed.data["paid_on"]
    owed = {share.organisation_id: share.unpaid for share in shares(deed.case) if share.unpaid}
    _check(deed, owed, amount, paid_on)
    values = {"organisation_id": deed.data["sponsor"], "amount": amount,
              "number": deed.data["document"]}  # fmt: skip
    row = {"proposal_id": deed.case.id, "paid_on": paid_on, **values,
           "recorded_by_id": deed.hat.person_id, "at": deed.moment.now}  # fmt: skip
    deed.connection.execute(insert(Payment.__table__), row)
    deed.case.__dict__.pop("payments", None)
    deed.facts |= values | {"paid_on": paid_on.isoformat()}


def _check(deed: Deed, owed: dict[int, int], amount: int, paid_on: date) -> None:
    sponsor = deed.data["sponsor"]
    if sponsor not in owed:
        raise Invalid("sponsor", "choice")
    if amount < 1:
        raise Invalid("amount", "nothing")
    if amount > owed[sponsor]:
        raise Invalid("amount", "more_than_payable", sum=owed[sponsor])
    if paid_on > deed.moment.today:
        raise Invalid("paid_on", "not_come")


def _one(deed: Deed, candidates: list[MilestoneFact]) -> MilestoneFact:
    for milestone in candidates:
        if milestone.id == deed.data["milestone"]:
            return milestone
    raise Invalid("milestone", "choice")


def _update(deed: Deed, milestone: MilestoneFact, **values: Any) -> None:
    deed.connection.execute(update(M).where(M.c.id == milestone.id), values)
    milestone.state = values["state"]
    deed.facts["milestone"] = milestone.code
