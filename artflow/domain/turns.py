"""Whose turn is it, and until when? Every page, list and notice asks here."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from .calendar import WorkCalendar
from .guards import met
from .joins import OPEN
from .moment import Moment
from .roles import PART_OF, Party, Role
from .workflow import Holder, Stage


class Turn(NamedTuple):
    """One party that must act now, in which role."""

    role: Role
    party: str
    organisation_id: int | None = None
    user_id: int | None = None


class Deadline(NamedTuple):
    """The last day, with everything it was computed from. Days are working days."""

    opened_on: date
    days: int
    due_on: date
    skipped: tuple[date, ...]

    def left(self, today: date, calendar: WorkCalendar) -> int:
        """Working days left; 0 on the last day, negative when it has passed."""
        return calendar.between(today, self.due_on)


def deadline(calendar: WorkCalendar, now: datetime, days: int) -> Deadline:
    """A full period that begins at this instant: counted from the next working day."""
    opened = calendar.registered(now)
    return period(calendar, opened, days)


def period(calendar: WorkCalendar, opened: date, days: int) -> Deadline:
    due = calendar.add(opened, days)
    return Deadline(opened, days, due, tuple(calendar.skipped(opened, due)))


def turns(moment: Moment) -> list[Turn]:
    """Whose turn it is at this moment: nobody's in a final stage or on hold."""
    case = moment.case
    if case.at.final or case.held:
        return []
    return [*_signers(moment), *_holders(moment)]


def _signers(moment: Moment) -> list[Turn]:
    case, stage = moment.case, moment.case.at
    if stage.join is None:
        return []
    waiting = {s.party for s in case.signoffs_in(stage.key) if s.state in OPEN}
    return [
        Turn(_signing_role(stage, party), party.key, party.organisation_id, party.user_id)
        for party in case.parties_of(stage)
        if party.key in waiting and not _led_by_holders(stage)
    ]


def _led_by_holders(stage: Stage) -> bool:
    """A stage with a holder for every case is led by its holders: they sign when they are done."""
    return any(not holder.when for holder in stage.holders)


def _signing_role(stage: Stage, party: Party) -> Role:
    """The role that may sign for the party; the loader has seen to it that there is one."""
    return next(role for role in stage.signers() if PART_OF[role] is party.part)


def _holders(moment: Moment) -> list[Turn]:
    for holder in moment.case.at.holders:
        if met(holder.when, moment):
            return _turns_of(moment, holder)
    return []


def _turns_of(moment: Moment, holder: Holder) -> list[Turn]:
    case = moment.case
    assignee = case.assignee_id if holder.role is Role.ARCHITECTURE_SPECIALIST else None
    return [
        Turn(holder.role, party.key, party.organisation_id, party.user_id or assignee)
        for party in case.parties
        if party.part is PART_OF[holder.role]
    ]
