"""Whose turn is it, and until when? Every page, list and notice asks here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from artflow.domain.calendar import WorkCalendar
from artflow.domain.people.roles import PART_OF, Party, Role

from .context import GuardContext
from .guards import all_hold
from .joins import OPEN
from .workflow import Holder, Stage


@dataclass(frozen=True, slots=True)
class Turn:
    """One party that must act now, in which role."""

    role: Role
    party: str
    organisation_id: int | None = None
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day, with everything it was computed from. Days are working days."""

    opened_on: date
    days: int
    due_on: date
    skipped: tuple[date, ...]

    def days_left(self, today: date, calendar: WorkCalendar) -> int:
        """Count the working days left; 0 on the last day, negative afterwards."""
        return calendar.between(today, self.due_on)


def deadline(calendar: WorkCalendar, now: datetime, days: int) -> Deadline:
    """Build a full period that begins now: counted from the next working day."""
    opened = calendar.registered(now)
    return period(calendar, opened, days)


def period(calendar: WorkCalendar, opened: date, days: int) -> Deadline:
    due = calendar.add(opened, days)
    return Deadline(opened, days, due, tuple(calendar.skipped(opened, due)))


def current_turns(context: GuardContext) -> list[Turn]:
    """List whose turn it is now: nobody's in a final stage or on hold."""
    case = context.case
    if case.current_stage.final or case.held:
        return []
    return [*_signers(context), *_holders(context)]


def _signers(context: GuardContext) -> list[Turn]:
    case, stage = context.case, context.case.current_stage
    if stage.join is None:
        return []
    waiting = {s.party for s in case.signoffs_in(stage.key) if s.state in OPEN}
    return [
        Turn(_signing_role(stage, party), party.key, party.organisation_id, party.user_id)
        for party in case.parties_of(stage)
        if party.key in waiting and not _led_by_holders(stage)
    ]


def _led_by_holders(stage: Stage) -> bool:
    """Return whether the holders lead the stage and sign when they are done.

    So it is where the stage has a holder in every case.
    """
    return any(not holder.when for holder in stage.holders)


def _signing_role(stage: Stage, party: Party) -> Role:
    """Return the role that may sign for the party; checked definitions always have one."""
    return next(role for role in stage.signers() if PART_OF[role] is party.part)


def _holders(context: GuardContext) -> list[Turn]:
    for holder in context.case.current_stage.holders:
        if all_hold(holder.when, context):
            return _turns_of(context, holder)
    return []


def _turns_of(context: GuardContext, holder: Holder) -> list[Turn]:
    case = context.case
    assignee = case.assignee_id if holder.role is Role.ARCHITECTURE_SPECIALIST else None
    return [
        Turn(holder.role, party.key, party.organisation_id, party.user_id or assignee)
        for party in case.parties
        if party.part is PART_OF[holder.role]
    ]
