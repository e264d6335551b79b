"""The register of walls."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from artflow.domain.errors import Invalid, NotAllowed, NotVisible
from artflow.domain.guards.site import HERITAGE
from artflow.domain.policy import Can, may
from artflow.domain.roles import Person
from artflow.extensions import db
from artflow.models import Proposal, Wall

from . import search
from .database import writing

W = Wall.__table__
FACES = ("north", "north_east", "east", "south_east", "south", "south_west", "west", "north_west")


def add(person: Person, facts: Mapping[str, Any], now: datetime | None = None) -> int:
    """Enter a wall and return its id. Raises `NotAllowed`, or `Invalid` for a code in use."""
    with writing() as connection:
        _check(person, facts)
        code = facts.get("code")
        if connection.execute(select(W.c.id).where(W.c.code == code)).first():
            raise Invalid("code", "taken")
        row = dict(facts, created_at=now or datetime.now(UTC))
        return connection.execute(insert(W).returning(W.c.id), row).scalar_one()


def edit(wall_id: int, person: Person, facts: Mapping[str, Any]) -> None:
    """Change what is known of a wall. Raises `NotVisible`, `NotAllowed` or `Invalid`."""
    with writing() as connection:
        _check(person, facts)
        same_code = select(W.c.id).where(W.c.code == facts.get("code"), W.c.id != wall_id)
        if connection.execute(same_code).first():
            raise Invalid("code", "taken")
        if connection.execute(update(W).where(W.c.id == wall_id), dict(facts)).rowcount == 0:
            raise NotVisible
        search.again(connection, Proposal.wall_id == wall_id)


def _check(person: Person, facts: Mapping[str, Any]) -> None:
    if not may(person, Can.EDIT_WALLS):
        raise NotAllowed
    if facts.get("heritage") not in HERITAGE:
        raise Invalid("heritage", "choice")


def page(after: int = 0, size: int = 25) -> list[Wall]:
    """Walls in the order of their entry, after the one with the id `after`."""
    return list(
        db.session.scalars(select(Wall).where(Wall.id > after).order_by(Wall.id).limit(size))
    )


def count() -> int:
    return db.session.scalar(select(func.count(Wall.id))) or 0


def get(wall_id: int) -> Wall:
    """The wall. Raises `NotVisible` if there is none."""
    wall = db.session.get(Wall, wall_id)
    if wall is None:
        raise NotVisible
    return wall
