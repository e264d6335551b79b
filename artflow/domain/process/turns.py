"""Whose turn is it, and until when? Every page, list and notice asks here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from artflow.domain.calendar import WorkCalendar
from artflow.domain.people.roles import PART_OF, Party, Role

from .case import ANSWERED, Case
from .case import OPEN as UNANSWERED
from .context import GuardContext
from .guards import all_hold
from .joins import OPEN
from .workflow import ACCEPTED, Holder, Need, Stage

OPEN_MONEY, PAY = Need("payment_due"), "pay"
"""The guard and the effect by which the end of a work still waits for somebody."""
ALL_CLOSED, ALL_ANSWERED, REPORT = (
    "no_open_conditions",
    "conditions_answered",
    "fulfil_condition",
)
"""The guards by which conditions and defects hold something up, and the effect that answers one."""
PAYMENT_DAYS = 10
"""Working days for what is open after the end, where the definition does not say `payment_days`."""


class TurnOutcome(StrEnum):
    """What the end of a turn was to its party.

    It decided; it sent the work back to be revised; it passed the period on to somebody of its
    own; or somebody else's deed was faster. One that ended before this was kept says nothing.
    """

    DECIDED = "decided"
    RETURNED = "returned"
    PASSED = "passed"
    OVERTAKEN = "overtaken"


@dataclass(frozen=True, slots=True)
class Turn:
    """One party that must act now, in which role."""

    role: Role
    party: str
    organisation_id: int | None = None
    user_id: int | None = None
    due_on: date | None = None
    """The day it is due, where that is not the stage's affair but that of a condition."""
    days: int | None = None
    """Its own working days, where they are neither."""


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


class Counted(Protocol):
    """A turn that is kept, as far as its clock is read from it."""

    @property
    def opened_on(self) -> date: ...
    @property
    def opened_at(self) -> datetime: ...
    @property
    def due_on(self) -> date | None: ...
    @property
    def stopped_on(self) -> date | None: ...
    @property
    def used_days(self) -> int: ...
    @property
    def paused_days(self) -> int: ...
    @property
    def late_days(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Clock:
    """What one turn has used up so far, in working days, and from which day on it is counting.

    Every press is counted on the day on which it is registered, of whoever it begins or ends a
    turn: so the days of all parties and all pauses add up to those that have passed. Once late
    stays late: `late` only grows.
    """

    since: date
    due_on: date | None
    used: int = 0
    paused: int = 0
    late: int = 0
    stopped_on: date | None = None

    @classmethod
    def of(cls, turn: Counted, calendar: WorkCalendar) -> Clock:
        """Return the clock of a turn: a period that was passed on began before the turn did."""
        since = max(turn.opened_on, calendar.registered(turn.opened_at))
        counted = (turn.used_days, turn.paused_days, turn.late_days)
        return cls(since, turn.due_on, *counted, stopped_on=turn.stopped_on)

    def used_on(self, today: date, calendar: WorkCalendar) -> int:
        """Return what it has used up by the end of a day.

        What was registered on a day that is still to come counts from then on: until it comes, that
        day is not used, be the clock running or stopped.
        """
        passed = calendar.between(self.stopped_on or self.since, today)
        return max(self.used + (min(passed, 0) if self.stopped_on else passed), 0)

    def until(self, calendar: WorkCalendar, now: datetime) -> Clock:
        """Return the clock as it stands at this instant; a stopped one has paused meanwhile."""
        day = calendar.registered(now)
        if self.stopped_on is not None:
            paused = self.paused + calendar.between(self.stopped_on, day)
            return replace(self, since=day, stopped_on=day, paused=paused)
        used = self.used + calendar.between(self.since, day)
        return replace(self, since=day, used=used, late=self.late_on(calendar.today(now), calendar))

    def late_on(self, today: date, calendar: WorkCalendar) -> int:
        """Return by how many working days it is or was late at most; 0 for never."""
        if self.due_on is None or today <= self.due_on:
            return self.late
        return max(self.late, calendar.between(self.due_on, today), 1)


def days_of(case: Case) -> int | None:
    """Return how many working days a turn in the present stage lasts; None for as long as it takes.

    After the end they are those of a payment.
    """
    if case.current_stage.final:
        return case.workflow.settings.get("payment_days", PAYMENT_DAYS)
    return case.current_stage.limit


def deadline(calendar: WorkCalendar, now: datetime, days: int) -> Deadline:
    """Build a full period that begins now: counted from the next working day."""
    opened = calendar.registered(now)
    return period(calendar, opened, days)


def period(calendar: WorkCalendar, opened: date, days: int) -> Deadline:
    due = calendar.add(opened, days)
    return Deadline(opened, days, due, tuple(calendar.skipped(opened, due)))


def current_turns(context: GuardContext) -> list[Turn]:
    """List whose turn it is now: nobody's on hold; in a final stage theirs who book open money."""
    case = context.case
    if case.held:
        return []
    if case.current_stage.final:
        return _bookkeepers(context)
    own, asked = [*_signers(context), *_holders(context)], _of_conditions(context)
    # Of two turns of a party the later one counts: a date goes before none.
    return [*asked, *own] if case.current_stage.limit is not None else [*own, *asked]


def _of_conditions(context: GuardContext) -> list[Turn]:
    """List whose turn it is for the conditions and defects that hold up what is done here.

    Those that are open wait for whoever reports them fulfilled, until the earliest of their days;
    those that were reported wait for the party that has set them.
    """
    case, stage = context.case, context.case.current_stage
    needs = [need for action in stage.actions.values() for need in action.needs]
    answering = {n.arg for n in needs if n.name in (ALL_CLOSED, ALL_ANSWERED)}
    closing = {n.arg for n in needs if n.name == ALL_CLOSED}
    waiting = [c for c in case.conditions if c.state == UNANSWERED and c.holds in answering]
    found = []
    if waiting:
        due = min((c.due_on for c in waiting if c.due_on), default=None)
        for role in reporting_roles(stage):
            found += [replace(turn, due_on=due) for turn in _turns_of(context, Holder(role))]
    days = case.workflow.conditions.closing_days
    return found + [
        Turn(Role(c.role), c.party, c.organisation_id, days=days)
        for c in case.conditions
        if c.state == ANSWERED and c.holds in closing
    ]


def reporting_roles(stage: Stage) -> list[Role]:
    """List the roles that report a condition fulfilled in the stage, each once."""
    return list(
        dict.fromkeys(
            role
            for action in stage.actions.values()
            if any(effect.name == REPORT for effect in action.effects)
            for role in action.by
        )
    )


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


def _bookkeepers(context: GuardContext) -> list[Turn]:
    """List those who book payments of an accepted work, while a sponsor owes something for it."""
    stage = context.case.current_stage
    if stage.outcome != ACCEPTED or not all_hold([OPEN_MONEY], context):
        return []
    roles = {
        role
        for action in stage.actions.values()
        if any(effect.name == PAY for effect in action.effects)
        for role in action.by
    }
    return [turn for role in sorted(roles) for turn in _turns_of(context, Holder(role))]


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
