"""Walls for a work: proposed, chosen, reserved, set free."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert, or_, select, update

from artflow.domain.errors import Invalid, NotPossible, Reason
from artflow.models import CandidateWall, Proposal, Wall
from artflow.services import search

from .registry import Deed, effect

W, C, P = Wall.__table__, CandidateWall.__table__, Proposal.__table__
MOST_CANDIDATES = 5


@effect
def propose_wall(deed: Deed, arg: str) -> None:
    """Add a wall to compare. Raises `Invalid` for an unknown one, a second time, or a sixth."""
    wall = deed.connection.execute(select(W.c.code).where(W.c.id == deed.data["wall"])).scalar()
    if wall is None:
        raise Invalid("wall", "choice")
    proposed = deed.connection.execute(
        select(C.c.wall_id).where(C.c.proposal_id == deed.case.id)
    ).scalars().all()  # fmt: skip
    if deed.data["wall"] in proposed:
        raise Invalid("wall", "already_proposed")
    if len(proposed) >= MOST_CANDIDATES:
        raise Invalid("wall", "too_many", n=MOST_CANDIDATES)
    deed.connection.execute(insert(C), {
        "proposal_id": deed.case.id, "wall_id": deed.data["wall"],
        "score": deed.data.get("score"), "note": deed.data.get("text", ""),
        "proposed_by_id": deed.hat.person_id, "at": deed.moment.now,
    })  # fmt: skip
    deed.facts["wall"] = wall


@effect
def choose_wall(deed: Deed, arg: str) -> None:
    """Choose one of the candidate walls. Raises `Invalid` for any other."""
    wall = deed.connection.execute(
        select(W.c.code)
        .select_from(C.join(W, W.c.id == C.c.wall_id))
        .where(C.c.proposal_id == deed.case.id, C.c.wall_id == deed.data["wall"])
    ).scalar()
    if wall is None:
        raise Invalid("wall", "choice")
    _free(deed)
    deed.case.wall_id = deed.data["wall"]
    deed.case.__dict__.pop("wall", None)
    deed.facts["wall"] = wall
    values = {"wall_id": deed.case.wall_id}  # at once: the search reads where the work stands now
    deed.connection.execute(update(P).where(P.c.id == deed.case.id), values)
    search.index(deed.connection, deed.case.id)


@effect
def reserve_wall(deed: Deed, arg: str) -> None:
    """Keep the chosen wall for this work. Raises `NotPossible` if another one was faster."""
    until = deed.moment.today + timedelta(days=deed.case.workflow.settings["reserve_days"])
    taken = deed.connection.execute(
        update(W)
        .where(W.c.id == deed.case.wall_id)
        .where(or_(W.c.held_by_id.is_(None), W.c.held_by_id == deed.case.id)),
        {"held_by_id": deed.case.id, "held_until": until},
    )
    if taken.rowcount != 1:
        raise NotPossible(Reason("wall_taken", action="choose_wall"))
    deed.case.__dict__.pop("wall", None)
    deed.facts["until"] = until.isoformat()


@effect
def release_wall(deed: Deed, arg: str) -> None:
    """Set the wall free for other works."""
    _free(deed)


def _free(deed: Deed) -> None:
    deed.connection.execute(
        update(W).where(W.c.held_by_id == deed.case.id), {"held_by_id": None, "held_until": None}
    )
    deed.case.__dict__.pop("wall", None)
