"""Days that people enter, held against what they stand beside.

What cannot be is refused; what can be but is odd is asked about, and grounds in words answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from .errors import Invalid

AHEAD = "ahead_days"
"""The setting of a programme: so many days a day may lie ahead; without it any."""


class Beginnings(NamedTuple):
    """What a paper of a work stands beside.

    The day the work was begun, the first version with the present design was sent in, and the
    present stage was first entered; None for what has not been.
    """

    work: date
    version: date | None = None
    stage: date | None = None


def check_past(field: str, day: date, today: date) -> None:
    """Refuse the day of something that is on record although it is still to come."""
    if day > today:
        raise Invalid(field, "not_come")


def check_stage(field: str, day: date, beside: date | None) -> None:
    """Refuse what is older than the stage in which alone it can come about."""
    if beside is not None and day < beside:
        raise Invalid(field, "before_stage", day=beside)


def check_gate(field: str, day: date, passed: date | None) -> None:
    """Refuse a step that is older than the gate before it."""
    if passed is not None and day < passed:
        raise Invalid(field, "before_gate", day=passed)


def check_agreement(field: str, day: date, agreed: date | None) -> None:
    """Refuse a payment that is older than the agreement to it."""
    if agreed is not None and day < agreed:
        raise Invalid(field, "before_agreement", day=agreed)


def check_ahead(field: str, day: date, today: date, settings: Mapping[str, int]) -> None:
    """Refuse a day further ahead than the programme plans."""
    if AHEAD in settings and day > (last := today + timedelta(days=settings[AHEAD])):
        raise Invalid(field, "too_far_ahead", day=last)


def check_vote(field: str, day: date, beside: Beginnings, grounds: object) -> None:
    """Hold the day of a vote against the work and the version it is about."""
    if day < beside.work:
        raise Invalid(field, "before_work", day=beside.work)
    check_version(field, day, beside, grounds)


def check_version(field: str, day: date, beside: Beginnings, grounds: object) -> None:
    """Ask for grounds where something is older than the version that it is about."""
    if beside.version is not None and day < beside.version and not grounds:
        raise Invalid(field, "before_version", day=beside.version)
