"""What waits on me, and on whom something waits: the questions behind desks. Pages go by key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    func,
    or_,
    select,
    tuple_,
    union_all,
)

from artflow.domain.roles import Person
from artflow.extensions import db
from artflow.models import Proposal, Turn

from .listing import MOST, PAGE, SHOWN

NEVER = date(9999, 12, 31)
"""Sorts what has no due date behind everything that has one."""
Place = tuple[date, int]
"""The due date and the proposal of a line: the next page begins behind it."""
_due = func.coalesce(Turn.due_on, NEVER)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One proposal that waits on somebody, with the turn that says why and until when."""

    proposal: Proposal
    turn: Turn


def waiting(
    person: Person, today: date, after: Place | None = None, size: int = PAGE
) -> list[Waiting]:
    """The proposals whose turn is the person's, by due date; after the place `after`."""
    ids = select(_first(person, today, after, size).c.id)
    query = (
        select(Turn, Proposal)
        .join(Proposal, Proposal.id == Turn.proposal_id)
        .options(*SHOWN)
        .where(Turn.id.in_(ids))
        .order_by(_due, Turn.proposal_id, Turn.id)
    )
    return [Waiting(proposal, turn) for turn, proposal in db.session.execute(query)]


def waiting_count(person: Person, today: date, most: int = MOST) -> int:
    """How many wait on the person; `most` + 1 stands for any number beyond `most`."""
    found = _first(person, today, None, most + 1)
    return db.session.scalar(select(func.count()).select_from(found)) or 0


def _first(person: Person, today: date, after: Place | None, size: int) -> Subquery:
    """The turns due first, from those due first of each hat, as its index has them in order."""
    parts = [part for hat in _hats(person, today) for part in _by_due(hat, after)]
    found = union_all(*(select(part.limit(size).subquery()) for part in parts)).subquery()
    return select(found).order_by(found.c.due, found.c.proposal_id).limit(size).subquery()


def _hats(person: Person, today: date) -> list[ColumnElement[bool]]:
    """A turn is mine if it names me, or my role and organisation without naming anybody else."""
    applicant = and_(Turn.organisation_id.is_(None), Turn.user_id == person.id)
    return [applicant, *(
        and_(
            Turn.organisation_id == m.organisation_id,
            Turn.role == m.role.value,
            or_(Turn.user_id.is_(None), Turn.user_id == person.id),
        )
        for m in person.memberships
        if m.valid_on(today)
    )]  # fmt: skip


def _by_due(hat: ColumnElement[bool], after: Place | None) -> list[Select[Any]]:
    """What is due, and behind it what has no due date: each is in order, both at once are not."""
    query = select(Turn.id, _due.label("due"), Turn.proposal_id).where(
        Turn.closed_at.is_(None), Turn.stopped_days.is_(None), hat
    )
    dated = query.where(Turn.due_on.is_not(None)).order_by(Turn.due_on, Turn.proposal_id)
    undated = query.where(Turn.due_on.is_(None)).order_by(Turn.proposal_id)
    if after is None:
        return [dated, undated]
    if after[0] == NEVER:
        return [undated.where(Turn.proposal_id > after[1])]
    return [dated.where(tuple_(Turn.due_on, Turn.proposal_id) > tuple_(*after)), undated]


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
