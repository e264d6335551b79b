"""Before, during and after the painting: notices to residents, milestones, gates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from artflow.domain.people.roles import Role
from artflow.domain.process.guards import guard, unless

from .errors import Reason
from .sponsorship import compute_shares

if TYPE_CHECKING:
    from artflow.domain.process.case import MilestoneFact
    from artflow.domain.process.context import GuardContext


@guard
def residents_told(context: GuardContext, days: str) -> list[Reason]:
    """The residents were told at least so many calendar days before work begins."""
    fact = context.case.papers.get("residents_notice")
    if fact is None:
        return [Reason("notice_missing", {}, (Role.COORDINATOR,), "record_residents_notice")]
    earliest = date.fromisoformat(str(fact.data["on"])) + timedelta(days=int(days))
    return unless(context.today >= earliest, "notice_too_late", until=earliest, n=int(days))


@guard
def milestone_open(context: GuardContext, arg: str) -> list[Reason]:
    """There is a milestone whose proof can be handed in: none before it is a closed gate."""
    return unless(bool(to_submit(context.case.milestones)), "no_milestone_open")


@guard
def milestone_waiting(context: GuardContext, arg: str) -> list[Reason]:
    """A milestone has been handed in and nobody has looked at it yet."""
    return unless(bool(submitted(context.case.milestones)), "no_milestone_waiting")


@guard
def milestone_left(context: GuardContext, arg: str) -> list[Reason]:
    """There is a milestone that has not been confirmed: it may be late."""
    return unless(bool(unconfirmed(context.case.milestones)), "no_milestone_left")


@guard
def payment_due(context: GuardContext, arg: str) -> list[Reason]:
    """A sponsor has something to pay: payments follow proof, and nothing is paid twice."""
    found = compute_shares(context.case)
    if not any(share.payable for share in found):
        return [Reason("nothing_payable")]
    return unless(any(share.unpaid for share in found), "all_paid")


@guard
def gates_confirmed(context: GuardContext, arg: str) -> list[Reason]:
    """Every gate milestone has been confirmed."""
    left = [m.code for m in unconfirmed(context.case.milestones) if m.gate]
    return unless(not left, "gates_left", Role.COORDINATOR, codes=left, n=len(left))


def to_submit(milestones: list[MilestoneFact]) -> list[MilestoneFact]:
    """The milestones that may be handed in now: up to and including the first unpassed gate."""
    found = []
    for milestone in sorted(milestones, key=lambda m: m.position):
        if milestone.state in ("planned", "returned"):
            found.append(milestone)
        if milestone.gate and milestone.state != "confirmed":
            break
    return found


def submitted(milestones: list[MilestoneFact]) -> list[MilestoneFact]:
    """The milestones that wait for a confirmation."""
    return [milestone for milestone in milestones if milestone.state == "submitted"]


def unconfirmed(milestones: list[MilestoneFact]) -> list[MilestoneFact]:
    """The milestones that are still to come: planned, handed in or returned."""
    return [milestone for milestone in milestones if milestone.state != "confirmed"]
