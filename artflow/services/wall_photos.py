"""Photos of walls: added, taken away, and found again for everybody who sees the register."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from artflow.domain.errors import Invalid, NotAllowed, NotVisible
from artflow.domain.policy import Can, may
from artflow.domain.roles import Person
from artflow.extensions import db
from artflow.models import File, Wall, WallPhoto

from . import files
from .database import at_most, writing

W, F, Ph = Wall.__table__, File.__table__, WallPhoto
MOST_PHOTOS = 20
_photos = (
    select(Ph.c.id, Ph.c.wall_id, Ph.c.alt, Ph.c.taken_on, F.c.sha256, F.c.name,
           F.c.width, F.c.height)
    .select_from(Ph.join(F, F.c.id == Ph.c.file_id))
    .order_by(Ph.c.taken_on.is_(None), Ph.c.taken_on.desc(), Ph.c.id.desc())
)  # fmt: skip
"""The newest first; those of an unknown date come last."""


def add(
    wall_id: int, person: Person, file_id: int, *, alt: str, taken_on: date | None = None,
    now: datetime | None = None,
) -> int:  # fmt: skip
    """Add a kept picture to a wall and return the photo's id.

    Raises `NotAllowed`, `NotVisible` for an unknown wall, and `Invalid` for a file that is no
    picture or one photo too many.
    """
    _allowed(person)
    with writing() as connection:
        if connection.execute(select(W.c.id).where(W.c.id == wall_id)).first() is None:
            raise NotVisible
        if connection.execute(select(F.c.large).where(F.c.id == file_id)).scalar() is None:
            raise Invalid("photo", "no_picture")
        count = select(func.count()).where(Ph.c.wall_id == wall_id)
        if connection.execute(count).scalar_one() >= MOST_PHOTOS:
            raise Invalid("photo", "too_many", n=MOST_PHOTOS)
        row = {"wall_id": wall_id, "file_id": file_id, "alt": alt, "taken_on": taken_on,
               "at": now or datetime.now(UTC)}  # fmt: skip
        return connection.execute(insert(Ph).returning(Ph.c.id), row).scalar_one()


def remove(wall_id: int, person: Person, photo_id: int) -> None:
    """Take a photo from a wall. Raises `NotAllowed`, or `NotVisible` if the wall has no such."""
    _allowed(person)
    with writing() as connection:
        ours = (Ph.c.id == photo_id, Ph.c.wall_id == wall_id)
        if connection.execute(delete(Ph).where(*ours)).rowcount == 0:
            raise NotVisible


def _allowed(person: Person) -> None:
    if not may(person, Can.EDIT_WALLS):
        raise NotAllowed


def of(wall_id: int) -> list[Any]:
    """The photos of a wall, the newest first."""
    return list(db.session.execute(_photos.where(Ph.c.wall_id == wall_id)))


def newest(wall_ids: Iterable[int]) -> dict[int, Any]:
    """The newest photo of each of these walls that has one."""
    found: dict[int, Any] = {}
    for photo in db.session.execute(_photos.where(Ph.c.wall_id.in_(list(wall_ids)))):
        found.setdefault(photo.wall_id, photo)
    return found


def rendition(connection: Connection, sha256: str, size: str) -> str | None:
    """What pages show of a wall's photo in this size; None if no wall has this photo."""
    query = (
        select(files.rendition(size))
        .select_from(Ph.join(F, F.c.id == Ph.c.file_id))
        .where(F.c.sha256 == sha256)
        .limit(at_most(1))
    )
    return connection.execute(query).scalar()
