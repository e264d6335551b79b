"""Walls for a work: proposed, chosen, reserved, set free."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import insert, or_, select, update

from artflow.domain.errors import Invalid, NotPossible, Reason
from artflow.models import CandidateWall, Proposal, Wall
from artflow.services import search, walls

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
    _propose(deed, deed.data["wall"], score=deed.data.get("score"), note=deed.data.get("text", ""))
    deed.facts["wall"] = wall


@effect
def enter_wall(deed: Deed, arg: str) -> None:
    """Take the wall that the artist has described into the register, and propose it.

    Raises `Invalid` for a number in use, and for a side of a house that the register knows.
    """
    same = (W.c.address == deed.data["address"], W.c.face == deed.data["face"])
    if deed.connection.execute(select(W.c.id).where(*same)).first() is not None:
        raise Invalid("address", "wall_known")
    wall_id = walls.enter(deed.connection, deed.data, deed.moment.now)
    _propose(deed, wall_id)
    deed.facts["wall"] = deed.data["code"]


def _propose(deed: Deed, wall_id: int, **more: Any) -> None:
    deed.connection.execute(insert(C), {
        "proposal_id": deed.case.id, "wall_id": wall_id, "score": None, "note": "",
        "proposed_by_id": deed.hat.person_id, "at": deed.moment.now, **more,
    })  # fmt: skip


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
