"""What waits on me, and what I may see: the questions behind desks and lists. Pages go by key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.orm import joinedload

from artflow.domain.roles import Person
from artflow.extensions import db
from artflow.models import Proposal, Turn

from .queues import RUNNING

PAGE = 25
NEVER = date(9999, 12, 31)
"""Sorts what has no due date behind everything that has one."""

_shown = (
    joinedload(Proposal.applicant),
    joinedload(Proposal.cover),
    joinedload(Proposal.version),
    joinedload(Proposal.wall),
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One proposal that waits on somebody, with the turn that says why and until when."""

    proposal: Proposal
    turn: Turn


def waiting(
    condition: ColumnElement[bool], after: tuple[date, int] | None = None, size: int = PAGE
) -> list[Waiting]:
    """The proposals of a queue by due date; after the place `after`."""
    due = func.coalesce(Turn.due_on, NEVER)
    query = (
        select(Turn, Proposal)
        .join(Proposal, Proposal.id == Turn.proposal_id)
        .options(*_shown)
        .where(RUNNING, condition)
        .order_by(due, Turn.proposal_id, Turn.id)
        .limit(size)
    )
    if after is not None:
        query = query.where(tuple_(due, Turn.proposal_id) > tuple_(*after))
    return [Waiting(proposal, turn) for turn, proposal in db.session.execute(query)]


def mine(person: Person, after: int | None = None, size: int = PAGE) -> list[Proposal]:
    """The person's own proposals, the newest first; those with a smaller id than `after`."""
    return _page(Proposal.applicant_id == person.id, after, size)


def visible(
    condition: ColumnElement[bool], after: int | None = None, size: int = PAGE
) -> list[Proposal]:
    """Proposals under a condition of visibility, the newest first."""
    return _page(condition, after, size)


def _page(condition: ColumnElement[bool], after: int | None, size: int) -> list[Proposal]:
    query = select(Proposal).options(*_shown).where(condition)
    if after is not None:
        query = query.where(Proposal.id < after)
    return list(db.session.scalars(query.order_by(Proposal.id.desc()).limit(size)))


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
