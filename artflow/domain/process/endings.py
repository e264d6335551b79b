"""What has an end by itself: a hold is over on the day on which the work was to come back.

Rooms that know of more say so themselves, as that of walls of reservations.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from artflow.domain.calendar import WorkCalendar

from .case import Case

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


def latest_day(now: datetime) -> date:
    """Return the day that has begun at this instant wherever on earth it begins first."""
    return (now.astimezone(UTC) + timedelta(hours=14)).date()


def look_ahead(case: Case, today: date) -> None:
    """Let the case stand as it does once what is over has been ended; nothing is written."""
    case.held = case.held and not is_hold_over(case, today)
