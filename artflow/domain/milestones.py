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
    """Require that residents were told at least so many calendar days before work begins."""
    fact = context.case.papers.get("residents_notice")
    if fact is None:
        return [Reason("notice_missing", {}, (Role.COORDINATOR,), "record_residents_notice")]
    earliest = date.fromisoformat(str(fact.data["on"])) + timedelta(days=int(days))
    return unless(context.today >= earliest, "notice_too_late", until=earliest, n=int(days))


@guard
def milestone_open(context: GuardContext, arg: str) -> list[Reason]:
    """Require a milestone whose proof can be handed in: no gate before it is still closed."""
    return unless(bool(to_submit(context.case.milestones)), "no_milestone_open")


@guard
def milestone_waiting(context: GuardContext, arg: str) -> list[Reason]:
    """Require a milestone that was handed in and waits for a confirmation."""
    return unless(bool(submitted(context.case.milestones)), "no_milestone_waiting")


@guard
def milestone_left(context: GuardContext, arg: str) -> list[Reason]:
    """Require a milestone that is not confirmed yet: it may be late."""
    return unless(bool(unconfirmed(context.case.milestones)), "no_milestone_left")


@guard
def payment_due(context: GuardContext, arg: str) -> list[Reason]:
    """Require that a sponsor has something to pay: payments follow proof, and only once."""
    found = compute_shares(context.case)
    if not any(share.payable for share in found):
        return [Reason("nothing_payable")]
    return unless(any(share.unpaid for share in found), "all_paid")


@guard
def gates_confirmed(context: GuardContext, arg: str) -> list[Reason]:
    """Require that every gate milestone is confirmed."""
    left = [m.code for m in unconfirmed(context.case.milestones) if m.gate]
    return unless(not left, "gates_left", Role.COORDINATOR, codes=left, n=len(left))


@guard
def painting_left(context: GuardContext, arg: str) -> list[Reason]:
    """Require a work that is not painted yet: a gate milestone is still to be confirmed."""
    return unless(any(m.gate for m in unconfirmed(context.case.milestones)), "painted")


def to_submit(milestones: list[MilestoneFact]) -> list[MilestoneFact]:
    """List the milestones that may be handed in now: up to and including the first unpassed
    gate, without those whose ground is missing."""
    found = []
    for milestone in sorted(milestones, key=lambda m: m.position):
        if milestone.state in ("planned", "returned") and milestone.grounded:
            found.append(milestone)
        if milestone.gate and milestone.state != "confirmed":
            break
    return found


def submitted(milestones: list[MilestoneFact]) -> list[MilestoneFact]:
    """List the milestones that wait for a confirmation."""
    return [milestone for milestone in milestones if milestone.state == "submitted"]


def confirmable(milestones: list[MilestoneFact]) -> list[MilestoneFact]:
    """List the milestones that wait for a confirmation and have their ground."""
    return [milestone for milestone in submitted(milestones) if milestone.grounded]


def unconfirmed(milestones: list[MilestoneFact]) -> list[MilestoneFact]:
    """List the milestones that are still to come: planned, handed in or returned."""
    return [milestone for milestone in milestones if milestone.state != "confirmed"]
