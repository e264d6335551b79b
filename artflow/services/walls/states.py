"""The states that walls keep, counted anew: what proves the triggers that write them, and mends."""

from __future__ import annotations

from sqlalchemy import Connection, and_, case, exists, or_, select, update

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


def find_wrong(connection: Connection) -> list[int]:
    """List the walls that keep another state than their works tell, by looking at every wall."""
    query = select(WALL.c.id).where(WALL.c.state != _state).order_by(WALL.c.id)
    return list(connection.execute(query).scalars())


def correct(connection: Connection) -> int:
    """Write the states that were found; returns how many walls kept another one."""
    wrong = update(WALL).where(WALL.c.state != _state).values(state=_state)
    return connection.execute(wrong).rowcount
