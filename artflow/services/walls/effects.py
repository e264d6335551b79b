"""Walls for a work: proposed, chosen, reserved, set free."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Row, insert, or_, select, update

from artflow.domain import walls as rules
from artflow.domain.errors import Invalid, NotPossible, Reason
from artflow.models import CandidateWall, Proposal, Wall
from artflow.services import search
from artflow.services.decisions import case_loader
from artflow.services.decisions.effects import ActionContext, after_freezing, effect

from . import candidates, walls

WALL = Wall.__table__
CANDIDATE_WALL = CandidateWall.__table__
PROPOSAL = Proposal.__table__
MAX_CANDIDATES = 5
OF_WALL = (WALL.c.code, WALL.c.width_m, WALL.c.height_m)


@after_freezing
def sync_with_dossier(context: ActionContext) -> None:
    """Make the walls that the frozen dossier asks for candidates, by rank."""
    wishes = candidates.wished_walls(context.case.dossier["facts"])
    candidates.sync_candidates(context.connection, context.case, wishes, context.guard_context.now)


@effect
def propose_wall(context: ActionContext, arg: str) -> None:
    """Add a wall to compare.

    Raises `Invalid` for an unknown one, a second time, or a sixth, and for one that is smaller than
    the work unless words say why.
    """
    wall = context.connection.execute(
        select(*OF_WALL).where(WALL.c.id == context.data["wall"])
    ).first()
    if wall is None:
        raise Invalid("wall", "choice")
    proposed = (
        context.connection.execute(
            select(CANDIDATE_WALL.c.wall_id).where(CANDIDATE_WALL.c.proposal_id == context.case.id)
        )
        .scalars()
        .all()
    )
    if context.data["wall"] in proposed:
        raise Invalid("wall", "already_proposed")
    if len(proposed) >= MAX_CANDIDATES:
        raise Invalid("wall", "too_many", n=MAX_CANDIDATES)
    _check_room(context, wall)
    _propose(context, context.data["wall"], context.data.get("score"), context.data.get("text", ""))
    context.facts["wall"] = wall.code


@effect
def enter_wall(context: ActionContext, arg: str) -> None:
    """Enter the wall that the artist has described in the register, and propose it.

    Raises `Invalid` for a number in use, and for a face of a building that the register knows.
    """
    same = (WALL.c.address == context.data["address"], WALL.c.face == context.data["face"])
    if context.connection.execute(select(WALL.c.id).where(*same)).first() is not None:
        raise Invalid("address", "wall_known")
    wall_id = walls.insert_wall(context.connection, context.data, context.guard_context.now)
    _propose(context, wall_id)
    context.facts["wall"] = context.data["code"]


def _propose(
    context: ActionContext, wall_id: int, score: int | None = None, note: str = ""
) -> None:
    context.write(
        insert(CANDIDATE_WALL),
        {
            "proposal_id": context.case.id,
            "wall_id": wall_id,
            "score": score,
            "note": note,
            "proposed_by_id": context.acting_role.person_id,
            "at": context.guard_context.now,
        },
    )


def _check_room(context: ActionContext, wall: Row[*tuple[Any, ...]]) -> None:
    """Ask for words where the work does not fit; the event says that it does not."""
    facts = context.case.dossier["facts"]
    rules.check_room(facts, wall.width_m, wall.height_m, context.data.get("text"))
    if not rules.fits(facts, wall.width_m, wall.height_m):
        context.facts["too_small"] = True


@effect
def choose_wall(context: ActionContext, arg: str) -> None:
    """Choose one of the candidate walls.

    Raises `Invalid` for any other, and for one that is smaller than the work unless words say why.
    """
    wall = context.connection.execute(
        select(*OF_WALL)
        .select_from(CANDIDATE_WALL.join(WALL, WALL.c.id == CANDIDATE_WALL.c.wall_id))
        .where(
            CANDIDATE_WALL.c.proposal_id == context.case.id,
            CANDIDATE_WALL.c.wall_id == context.data["wall"],
        )
    ).first()
    if wall is None:
        raise Invalid("wall", "choice")
    _check_room(context, wall)
    _free(context)
    context.case.wall_id = context.data["wall"]
    case_loader.read_wall(context.connection, context.case)
    context.facts["wall"] = wall.code
    values = {
        "wall_id": context.case.wall_id
    }  # at once: the search reads where the work stands now
    context.connection.execute(update(PROPOSAL).where(PROPOSAL.c.id == context.case.id), values)
    search.index_proposal(context.connection, context.case.id)


@effect
def reserve_wall(context: ActionContext, arg: str) -> None:
    """Keep the chosen wall for this work.

    Raises `NotPossible` if another one was faster, and `Invalid` if it is smaller than the work and
    no words say why it is kept all the same.
    """
    until = context.guard_context.today + timedelta(
        days=context.case.workflow.settings["reserve_days"]
    )
    taken = context.connection.execute(
        update(WALL)
        .where(WALL.c.id == context.case.wall_id)
        .where(or_(WALL.c.held_by_id.is_(None), WALL.c.held_by_id == context.case.id))
        .returning(*OF_WALL),
        {"held_by_id": context.case.id, "held_until": until},
    ).first()
    if taken is None:
        raise NotPossible(Reason("wall_taken", action="choose_wall"))
    _check_room(context, taken)
    case_loader.read_wall(context.connection, context.case)
    context.facts["until"] = until.isoformat()


@effect
def release_wall(context: ActionContext, arg: str) -> None:
    """Set the wall free for other works."""
    _free(context)


def _free(context: ActionContext) -> None:
    context.connection.execute(
        update(WALL).where(WALL.c.held_by_id == context.case.id),
        {"held_by_id": None, "held_until": None},
    )
    case_loader.read_wall(context.connection, context.case)
