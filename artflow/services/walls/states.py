"""What walls keep, counted anew: it proves the triggers that write states and bands, and mends."""

from __future__ import annotations

from sqlalchemy import (
    Connection,
    Integer,
    and_,
    case,
    cast,
    exists,
    func,
    or_,
    select,
    update,
)

from artflow.models import PastWork, Proposal, Wall

from .walls import FREE, PAINTED, RESERVED

WALL = Wall.__table__
PROPOSAL = Proposal.__table__
PAST_WORK = PastWork.__table__
_carries = exists().where(PAST_WORK.c.wall_id == WALL.c.id, PAST_WORK.c.stands).correlate(WALL)
_ended = exists().where(PROPOSAL.c.id == WALL.c.held_by_id, PROPOSAL.c.ended).correlate(WALL)
_state = case(
    (and_(WALL.c.held_by_id.is_(None), ~_carries), FREE),
    (or_(WALL.c.held_by_id.is_(None), _ended), PAINTED),
    else_=RESERVED,
)


_band = cast(func.round(WALL.c.latitude * 1_000_000), Integer) // 10_000
_wrong = or_(WALL.c.state != _state, WALL.c.band.is_distinct_from(_band))


def find_wrong(connection: Connection) -> list[int]:
    """List the walls that keep another state than their works tell, or another band."""
    query = select(WALL.c.id).where(_wrong).order_by(WALL.c.id)
    return list(connection.execute(query).scalars())


def correct(connection: Connection) -> int:
    """Write what was found; returns how many walls kept something else."""
    wrong = update(WALL).where(_wrong).values(state=_state, band=_band)
    return connection.execute(wrong).rowcount
