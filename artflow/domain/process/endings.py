"""What has an end by itself: a hold on the day on which the work was to come back, a stay in a
stage after the time that the definition gives it.

Rooms that know of more say so themselves, as that of walls of reservations.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from artflow.domain.calendar import WorkCalendar, add_months
from artflow.domain.errors import Reason

from .case import Case
from .guards import all_hold, guard, unless
from .workflow import Action, Stage

if TYPE_CHECKING:
    from .context import GuardContext

NOON = time(12)
STAYS = "stays_until"
"""What an event keeps of the last day that it has set."""
HOLD_ENDED = "hold_ended"
RESERVATION_ENDED = "reservation_ended"
"""What is written into a history that nobody has done: time has."""


def is_hold_over(case: Case, today: date) -> bool:
    """Return whether the day on which a work on hold was to come back has come."""
    return case.held and case.held_review_on is not None and case.held_review_on <= today


def end_of_hold(case: Case, calendar: WorkCalendar) -> datetime:
    """Return the instant at which the hold is over: with the beginning of that day."""
    assert case.held_review_on is not None
    return datetime.combine(case.held_review_on, time(), calendar.zone)


def last_day_in(stage: Stage, now: datetime, calendar: WorkCalendar) -> date | None:
    """Return the last day of a stay that begins now; None where a work may stay for ever."""
    rule = stage.expiry
    if rule is None:
        return None
    if rule.months is not None:
        return add_months(calendar.today(now), rule.months)
    if rule.days is not None:
        return calendar.today(now) + timedelta(days=rule.days)
    return calendar.add(calendar.registered(now), stage.limit or 0)


def delay_last_day(case: Case, stopped: date, runs: date, calendar: WorkCalendar) -> None:
    """Give back to a stay the days for which its clock was stopped, counted as its own are."""
    rule = case.current_stage.expiry
    if rule is None or case.expires_on is None:
        return
    if rule.months is None and rule.days is None:
        case.expires_on = calendar.add(case.expires_on, calendar.between(stopped, runs))
    else:
        case.expires_on += max(runs - stopped, timedelta())


def is_stay_over(case: Case, today: date) -> bool:
    """Return whether the work has been in its stage for longer than it may; on hold it never is."""
    if case.held or case.expires_on is None or case.current_stage.expiry is None:
        return False
    return case.expires_on < today


def end_of_stay(case: Case, calendar: WorkCalendar) -> datetime:
    """Return the instant at which turns pass on: within the last day, so that it was nobody's late.

    Whoever is asked then has the next working day as the first.
    """
    assert case.expires_on is not None
    return datetime.combine(case.expires_on, NOON, calendar.zone)


def latest_day(now: datetime) -> date:
    """Return the day that has begun at this instant wherever on earth it begins first."""
    return (now.astimezone(UTC) + timedelta(hours=14)).date()


def look_ahead(case: Case, today: date) -> None:
    """Let the case stand as it does once what is over has been ended; nothing is written.

    A work whose hold ends has the days that it lost by it, so its stay is not over then.
    """
    if is_stay_over(case, today):
        case.stage, case.expires_on = case.current_stage.after_time, None
    case.held = case.held and not is_hold_over(case, today)


def months_until(context: GuardContext, months: int) -> date | None:
    """Return the last day of so many months in the present stage; None if it is not known."""
    entered = context.case.entered_at
    return None if entered is None else add_months(context.calendar.today(entered), months)


class WayOn(NamedTuple):
    """How a work that has ended can go on: by which action, and until when; None for always."""

    action: Action
    until: date | None


def ways_on(context: GuardContext) -> list[WayOn]:
    """List how the work can still go on after its end: nobody in particular is asked for."""
    actions = context.case.current_stage.actions.values()
    if not context.case.current_stage.final:
        return []
    found = [a for a in actions if a.leaves_stage and all_hold(a.needs, context)]
    return [WayOn(action, _last_day_of(context, action)) for action in found]


def _last_day_of(context: GuardContext, action: Action) -> date | None:
    days = (
        months_until(context, int(need.arg))
        for need in action.needs
        if need.name == within_months.__name__
    )
    return min(filter(None, days), default=None)


@guard
def within_months(context: GuardContext, months: str) -> list[Reason]:
    """Require that the work came into its stage at most so many months ago."""
    until = months_until(context, int(months))
    return unless(until is None or context.today <= until, "time_over", until=until)
