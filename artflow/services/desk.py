"""What waits on me, and on whom something waits: the questions behind desks. Pages go by key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_

from artflow.domain.roles import Person
from artflow.extensions import db
from artflow.models import Proposal, Turn

from .listing import PAGE, SHOWN

NEVER = date(9999, 12, 31)
"""Sorts what has no due date behind everything that has one."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One proposal that waits on somebody, with the turn that says why and until when."""

    proposal: Proposal
    turn: Turn


def waiting(
    person: Person, today: date, after: tuple[date, int] | None = None, size: int = PAGE
) -> list[Waiting]:
    """The proposals whose turn is the person's, by due date; after the place `after`."""
    due = func.coalesce(Turn.due_on, NEVER)
    query = (
        select(Turn, Proposal)
        .join(Proposal, Proposal.id == Turn.proposal_id)
        .options(*SHOWN)
        .where(Turn.closed_at.is_(None), Turn.stopped_days.is_(None), _mine(person, today))
        .order_by(due, Turn.proposal_id, Turn.id)
        .limit(size)
    )
    if after is not None:
        query = query.where(tuple_(due, Turn.proposal_id) > tuple_(*after))
    return [Waiting(proposal, turn) for turn, proposal in db.session.execute(query)]


def waiting_count(person: Person, today: date) -> int:
    """How many proposals wait on the person."""
    query = select(func.count(Turn.id)).where(
        Turn.closed_at.is_(None), Turn.stopped_days.is_(None), _mine(person, today)
    )
    return db.session.scalar(query) or 0


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


def open_turns(proposals: Sequence[Proposal]) -> dict[int, list[Any]]:
    """The open turns of some proposals, by proposal: whose turn it is and until when."""
    found: dict[int, list[Any]] = {proposal.id: [] for proposal in proposals}
    query = (
        select(Turn)
        .where(Turn.proposal_id.in_(found), Turn.closed_at.is_(None))
        .order_by(Turn.proposal_id, Turn.id)
    )
    for turn in db.session.scalars(query):
        found[turn.proposal_id].append(turn)
    return found
