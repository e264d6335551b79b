"""The queues of a desk: what waits on me, on nobody yet, on my office, on the artists, too long."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, or_, select

from artflow.domain.roles import PART_OF, Part, Person, Role
from artflow.extensions import db
from artflow.models import Proposal, Turn

from .visibility import visible


class Queue(StrEnum):
    """One list of a desk; its name is its address."""

    MINE = "mine"
    UNASSIGNED = "unassigned"
    OFFICE = "office"
    APPLICANT = "applicant"
    OVERDUE = "overdue"


RUNNING = and_(Turn.closed_at.is_(None), Turn.stopped_days.is_(None))
OFFICES = (Part.ARCHITECTURE, Part.COORDINATOR)


def queues(person: Person, today: date) -> dict[Queue, ColumnElement[bool]]:
    """The queues a person has, each as a condition on turns and their proposals.

    Everybody has their own. Who works in the department or for the programme has their office's
    too, and a department has works that nobody has taken yet.
    """
    found = {Queue.MINE: _mine(person, today)}
    office = _offices(person, today, OFFICES)
    if not office:
        return found
    ours = Turn.organisation_id.in_(office)
    if department := _offices(person, today, (Part.ARCHITECTURE,)):
        specialists = Turn.role == Role.ARCHITECTURE_SPECIALIST.value
        theirs = Turn.organisation_id.in_(department)
        found[Queue.UNASSIGNED] = and_(theirs, specialists, Turn.user_id.is_(None))
    found[Queue.OFFICE] = ours
    found[Queue.APPLICANT] = and_(Turn.organisation_id.is_(None), visible(person))
    found[Queue.OVERDUE] = and_(ours, Turn.due_on < today)
    return found


def counts(found: dict[Queue, ColumnElement[bool]]) -> dict[Queue, int]:
    """How many works are in each queue, in one statement."""
    numbers = [
        select(func.count(Turn.id))
        .join(Proposal, Proposal.id == Turn.proposal_id)
        .where(RUNNING, condition)
        .scalar_subquery()
        for condition in found.values()
    ]
    return dict(zip(found, db.session.execute(select(*numbers)).one(), strict=True))


def _offices(person: Person, today: date, parts: tuple[Part, ...]) -> list[int]:
    return sorted({
        m.organisation_id
        for m in person.memberships
        if PART_OF[m.role] in parts and m.valid_on(today)
    })  # fmt: skip


def _mine(person: Person, today: date) -> ColumnElement[bool]:
    """A turn is mine if it names me, or my role and organisation without naming anybody else."""
    hats = [
        and_(
            Turn.organisation_id == m.organisation_id,
            Turn.role == m.role.value,
            or_(Turn.user_id.is_(None), Turn.user_id == person.id),
        )
        for m in person.memberships
        if m.valid_on(today)
    ]
    applicant = and_(Turn.organisation_id.is_(None), Turn.user_id == person.id)
    return or_(applicant, *hats)
