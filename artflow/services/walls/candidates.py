"""The walls an artist asks for: chosen from the register, in an order of preference."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select, update

from artflow.domain.dossier.fields import MAX_WALLS
from artflow.domain.errors import Invalid, NotVisible
from artflow.domain.people.roles import Person
from artflow.domain.process.case import Case
from artflow.domain.snapshot import Facts, Value
from artflow.extensions import db
from artflow.models import CandidateWall, PastWork, Proposal, Wall
from artflow.services.decisions.editing import load_editable
from artflow.services.identity import persons

from .walls import WallFilter, WallWithState, list_walls

PROPOSAL = Proposal.__table__
CANDIDATE_WALL = CandidateWall.__table__
WALL = Wall.__table__
PAST_WORK = PastWork.__table__


class Candidate(NamedTuple):
    """A wall proposed for a work. `rank` is the artist's; others propose walls without one."""

    rank: int | None
    score: int | None
    note: str
    wall: Wall


def wished_walls(facts: Facts) -> list[int]:
    """List the ids of the walls that a dossier asks for, the most wished first."""
    walls = facts.get("walls")
    return [*walls] if isinstance(walls, list) else []


def list_wishes(case: Case) -> list[WallWithState]:
    """List the walls that the working dossier asks for, in its order."""
    order = wished_walls(case.dossier["facts"])
    if not order:
        return []
    found = {
        row.wall.id: row for row in list_walls(WallFilter(among=tuple(order)), size=len(order))
    }
    return [found[key] for key in order if key in found]


def add_wish(proposal_id: int, person: Person, wall_id: int) -> None:
    """Ask for a wall, as the last choice.

    Raises `Invalid` for a wall that is not free, was named before or is one too many, and as
    `load_editable`.
    """

    def add(connection: Connection, walls: list[int]) -> list[int]:
        if wall_id in walls:
            raise Invalid("wall", "already_proposed")
        if len(walls) >= MAX_WALLS:
            raise Invalid("wall", "too_many", n=MAX_WALLS)
        row = connection.execute(select(WALL.c.held_by_id).where(WALL.c.id == wall_id)).first()
        if row is None:
            raise Invalid("wall", "choice")
        standing = select(PAST_WORK.c.id).where(PAST_WORK.c.wall_id == wall_id, PAST_WORK.c.stands)
        carries = connection.execute(standing).first() is not None
        if row.held_by_id not in (None, proposal_id) or carries:
            raise Invalid("wall", "wall_taken")
        return [*walls, wall_id]

    _change(proposal_id, person, add)


def remove_wish(proposal_id: int, person: Person, wall_id: int) -> None:
    """Stop asking for a wall.

    Raises `NotVisible` if it was not asked for, and as `load_editable`.
    """

    _change(proposal_id, person, lambda _, walls: _without(walls, wall_id))


def move_wish(proposal_id: int, person: Person, wall_id: int, place: int) -> None:
    """Put a wall at a place of the order, counted from 0. Raises as `remove_wish`."""

    def put(_: Connection, walls: list[int]) -> list[int]:
        rest = _without(walls, wall_id)
        rest.insert(place, wall_id)
        return rest

    _change(proposal_id, person, put)


def _without(walls: list[int], wall_id: int) -> list[int]:
    if wall_id not in walls:
        raise NotVisible
    return [key for key in walls if key != wall_id]


def _change(
    proposal_id: int, person: Person, change: Callable[[Connection, list[int]], list[int]]
) -> None:
    with persons.writing_as(person) as (connection, actor):
        load_editable(connection, proposal_id, actor)
        query = select(PROPOSAL.c.facts).where(PROPOSAL.c.id == proposal_id)
        facts: dict[str, Value] = connection.execute(query).scalar_one()
        facts = facts | {"walls": change(connection, wished_walls(facts)) or None}
        connection.execute(update(PROPOSAL).where(PROPOSAL.c.id == proposal_id), {"facts": facts})


def sync_candidates(
    connection: Connection, case: Case, walls: Sequence[int], now: datetime
) -> None:
    """Make the walls of a frozen dossier candidates, by rank.

    A wall that the artist no longer asks for is removed, unless it has been chosen meanwhile or
    others have proposed it.
    """
    ranks: dict[int, int | None] = {wall: n for n, wall in enumerate(walls, 1)}
    mine = (CANDIDATE_WALL.c.proposal_id == case.id, CANDIDATE_WALL.c.rank.is_not(None))
    left = (CANDIDATE_WALL.c.wall_id.not_in(ranks), CANDIDATE_WALL.c.wall_id != (case.wall_id or 0))
    connection.execute(delete(CANDIDATE_WALL).where(*mine, *left))
    connection.execute(update(CANDIDATE_WALL).where(*mine), {"rank": None})
    here = select(CANDIDATE_WALL.c.wall_id).where(CANDIDATE_WALL.c.proposal_id == case.id)
    known = set(connection.execute(here).scalars())
    for wall, rank in ranks.items():
        if wall in known:
            ours = (CANDIDATE_WALL.c.proposal_id == case.id, CANDIDATE_WALL.c.wall_id == wall)
            connection.execute(update(CANDIDATE_WALL).where(*ours), {"rank": rank})
        else:
            connection.execute(
                insert(CANDIDATE_WALL),
                {
                    "proposal_id": case.id,
                    "wall_id": wall,
                    "rank": rank,
                    "score": None,
                    "note": "",
                    "proposed_by_id": case.applicant_id,
                    "at": now,
                },
            )


def list_candidates(case: Case) -> list[Candidate]:
    """List every candidate; of a draft the walls that it asks for."""
    if case.version_id is None:
        return [Candidate(n, None, "", row.wall) for n, row in enumerate(list_wishes(case), 1)]
    query = (
        select(CandidateWall.rank, CandidateWall.score, CandidateWall.note, Wall)
        .join(Wall, Wall.id == CandidateWall.wall_id)
        .where(CandidateWall.proposal_id == case.id)
        .order_by(CandidateWall.rank.is_(None), CandidateWall.rank, CandidateWall.id)
    )
    return [Candidate(*row) for row in db.session.execute(query)]
