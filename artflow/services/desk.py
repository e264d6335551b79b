"""What waits on me, and what I may see: the questions behind desks and lists. Pages go by key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import joinedload

from artflow.extensions import db
from artflow.models import Proposal, Signoff, Turn

from .listing import PAGE, shown
from .queues import DUE, Place, first


class Waiting(NamedTuple):
    """One proposal that waits on somebody, with the turn that says why and until when."""

    proposal: Proposal
    turn: Turn


def waiting(
    queue: list[ColumnElement[bool]], after: Place | None = None, size: int = PAGE
) -> list[Waiting]:
    """The proposals of a queue by due date; after the place `after`."""
    query = (
        select(Turn, Proposal)
        .join(Proposal, Proposal.id == Turn.proposal_id)
        .options(*shown(), joinedload(Turn.organisation))
        .where(Turn.id.in_(select(first(queue, after, size).c.id)))
        .order_by(DUE, Turn.proposal_id, Turn.id)
    )
    return [Waiting(proposal, turn) for turn, proposal in db.session.execute(query)]


def said(proposals: Sequence[Proposal]) -> dict[int, list[Signoff]]:
    """What the sides of the present stage have said on the current version, by proposal."""
    found: dict[int, list[Signoff]] = {proposal.id: [] for proposal in proposals}
    query = (
        select(Proposal.id, Signoff)
        .options(joinedload(Signoff.organisation))
        .join(Signoff, and_(Signoff.version_id == Proposal.version_id,
                            Signoff.stage == Proposal.stage))
        .where(Proposal.id.in_(found))
        .order_by(Signoff.id)
    )  # fmt: skip
    for key, signoff in db.session.execute(query):
        found[key].append(signoff)
    return found


def open_turns(proposals: Sequence[Proposal]) -> dict[int, list[Any]]:
    """The open turns of some proposals, by proposal: whose turn it is and until when."""
    found: dict[int, list[Any]] = {proposal.id: [] for proposal in proposals}
    query = (
        select(Turn)
        .options(joinedload(Turn.organisation))
        .where(Turn.proposal_id.in_(found), Turn.closed_at.is_(None))
        .order_by(Turn.proposal_id, Turn.id)
    )
    for turn in db.session.scalars(query):
        found[turn.proposal_id].append(turn)
    return found
