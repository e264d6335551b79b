"""The walls an artist asks for: chosen from the register, in an order of preference."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from artflow.domain.case import Case
from artflow.domain.dossier import MOST_WALLS
from artflow.domain.errors import Invalid, NotVisible
from artflow.domain.roles import Person
from artflow.extensions import db
from artflow.models import CandidateWall, Proposal, Wall

from .database import writing
from .editing import editable
from .walls import Listed, Wanted, page

P, C, W = Proposal.__table__, CandidateWall.__table__, Wall.__table__


def asked(facts: dict[str, Any]) -> list[int]:
    """The ids of the walls that a dossier asks for, the dearest first."""
    return list(facts.get("walls") or ())


def chosen(case: Case) -> list[Listed]:
    """The walls that the working dossier asks for, in its order."""
    order = asked(case.dossier["facts"])
    if not order:
        return []
    found = {row.wall.id: row for row in page(Wanted(among=tuple(order)), size=len(order))}
    return [found[key] for key in order if key in found]


def choose(proposal_id: int, person: Person, wall_id: int) -> None:
    """Ask for a wall, as the last choice.

    Raises `Invalid` for a wall that is not free, a second time or one too many, and as `editable`.
    """

    def add(connection: Connection, walls: list[int]) -> list[int]:
        if wall_id in walls:
            raise Invalid("wall", "already_proposed")
        if len(walls) >= MOST_WALLS:
            raise Invalid("wall", "too_many", n=MOST_WALLS)
        row = connection.execute(select(W.c.held_by_id).where(W.c.id == wall_id)).first()
        if row is None:
            raise Invalid("wall", "choice")
        if row.held_by_id not in (None, proposal_id):
            raise Invalid("wall", "wall_taken")
        return [*walls, wall_id]

    _change(proposal_id, person, add)


def drop(proposal_id: int, person: Person, wall_id: int) -> None:
    """Ask no longer for a wall. Raises `NotVisible` if it was not asked for, and as `editable`."""

    _change(proposal_id, person, lambda _, walls: _without(walls, wall_id))


def move(proposal_id: int, person: Person, wall_id: int, place: int) -> None:
    """Put a wall at a place of the order, counted from 0. Raises as `drop`."""

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
    with writing() as connection:
        editable(connection, proposal_id, person)
        facts = connection.execute(select(P.c.facts).where(P.c.id == proposal_id)).scalar_one()
        facts = facts | {"walls": change(connection, asked(facts)) or None}
        connection.execute(update(P).where(P.c.id == proposal_id), {"facts": facts})


def follow(connection: Connection, case: Case, walls: Sequence[int], now: datetime) -> None:
    """Make the walls of a frozen dossier candidates, by rank.

    What the artist asks for no longer is no candidate either, unless it has been chosen meanwhile
    or others have proposed it.
    """
    ranks: dict[int, int | None] = {wall: n for n, wall in enumerate(walls, 1)}
    mine = (C.c.proposal_id == case.id, C.c.rank.is_not(None))
    left = (C.c.wall_id.not_in(ranks), C.c.wall_id != (case.wall_id or 0))
    connection.execute(delete(C).where(*mine, *left))
    connection.execute(update(C).where(*mine), {"rank": None})
    here = select(C.c.wall_id).where(C.c.proposal_id == case.id)
    known = set(connection.execute(here).scalars())
    for wall, rank in ranks.items():
        if wall in known:
            ours = (C.c.proposal_id == case.id, C.c.wall_id == wall)
            connection.execute(update(C).where(*ours), {"rank": rank})
        else:
            connection.execute(insert(C), {
                "proposal_id": case.id, "wall_id": wall, "rank": rank, "score": None, "note": "",
                "proposed_by_id": case.applicant_id, "at": now,
            })  # fmt: skip


def of(case: Case) -> list[Any]:
    """Rank, score, note and wall of every candidate; of a draft those that it asks for."""
    if case.version_id is None:
        return [(n, None, "", row.wall) for n, row in enumerate(chosen(case), 1)]
    query = (
        select(CandidateWall.rank, CandidateWall.score, CandidateWall.note, Wall)
        .join(Wall, Wall.id == CandidateWall.wall_id)
        .where(CandidateWall.proposal_id == case.id)
        .order_by(CandidateWall.rank.is_(None), CandidateWall.rank, CandidateWall.id)
    )
    return [tuple(row) for row in db.session.execute(query)]
