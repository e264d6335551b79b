"""Photos of walls: added, taken away, and found again for everybody who sees the register."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select

from artflow.domain import days
from artflow.domain.access.policy import Can, may
from artflow.domain.errors import Invalid, NotAllowed, NotVisible
from artflow.domain.people.roles import Person
from artflow.domain.process.endings import latest_day
from artflow.extensions import db
from artflow.models import File, Wall, WallPhoto
from artflow.services.database.transactions import literal_limit
from artflow.services.files import files
from artflow.services.identity import persons

WALL = Wall.__table__
FILE = File.__table__
WALL_PHOTO = WallPhoto.__table__
MAX_PHOTOS = 20


class Photo(NamedTuple):
    """A picture of a wall: what it shows, when it was taken if that is known, and its file."""

    id: int
    wall_id: int
    alt: str
    taken_on: date | None
    sha256: str
    name: str
    width: int
    height: int
    state: str


_photos = (
    select(
        WALL_PHOTO.c.id,
        WALL_PHOTO.c.wall_id,
        WALL_PHOTO.c.alt,
        WALL_PHOTO.c.taken_on,
        FILE.c.sha256,
        FILE.c.name,
        FILE.c.width,
        FILE.c.height,
        FILE.c.state,
    )
    .select_from(WALL_PHOTO.join(FILE, FILE.c.id == WALL_PHOTO.c.file_id))
    .order_by(WALL_PHOTO.c.taken_on.is_(None), WALL_PHOTO.c.taken_on.desc(), WALL_PHOTO.c.id.desc())
)
"""The newest first; those of an unknown date come last."""


def add(
    wall_id: int,
    person: Person,
    file_id: int,
    *,
    alt: str,
    taken_on: date | None = None,
    now: datetime | None = None,
) -> int:
    """Add a kept picture to a wall and return the photo's id.

    Raises `NotAllowed`, `NotVisible` for an unknown wall, and `Invalid` for a file that is no
    picture, one photo too many or a day that has come nowhere on earth.
    """
    with persons.writing_as(person) as (connection, actor):
        _allowed(actor)
        if connection.execute(select(WALL.c.id).where(WALL.c.id == wall_id)).first() is None:
            raise NotVisible
        if connection.execute(select(FILE.c.width).where(FILE.c.id == file_id)).scalar() is None:
            raise Invalid("photo", "no_picture")
        count = select(func.count()).where(WALL_PHOTO.c.wall_id == wall_id)
        if connection.execute(count).scalar_one() >= MAX_PHOTOS:
            raise Invalid("photo", "too_many", n=MAX_PHOTOS)
        if taken_on is not None:
            days.check_past("taken_on", taken_on, latest_day(now or datetime.now(UTC)))
        row = {
            "wall_id": wall_id,
            "file_id": file_id,
            "alt": alt,
            "taken_on": taken_on,
            "at": now or datetime.now(UTC),
        }
        key: int = connection.execute(
            insert(WALL_PHOTO).returning(WALL_PHOTO.c.id), row
        ).scalar_one()
    return key


def remove(wall_id: int, person: Person, photo_id: int) -> None:
    """Take a photo from a wall. Raises `NotAllowed`, or `NotVisible` if the wall has no such."""
    with persons.writing_as(person) as (connection, actor):
        _allowed(actor)
        ours = (WALL_PHOTO.c.id == photo_id, WALL_PHOTO.c.wall_id == wall_id)
        if connection.execute(delete(WALL_PHOTO).where(*ours)).rowcount == 0:
            raise NotVisible


def _allowed(person: Person) -> None:
    if not may(person, Can.EDIT_WALLS):
        raise NotAllowed


def list_photos(wall_id: int) -> list[Photo]:
    """List the photos of a wall, the newest first."""
    return [
        Photo(*row) for row in db.session.execute(_photos.where(WALL_PHOTO.c.wall_id == wall_id))
    ]


def newest_photos(wall_ids: Iterable[int]) -> dict[int, Photo]:
    """Return the newest photo of each of these walls that has one to look at."""
    found: dict[int, Photo] = {}
    these = (WALL_PHOTO.c.wall_id.in_(list(wall_ids)), FILE.c.large.is_not(None))
    for row in db.session.execute(_photos.where(*these)):
        photo = Photo(*row)
        found.setdefault(photo.wall_id, photo)
    return found


def find_rendition(connection: Connection, sha256: str, size: str) -> str | None:
    """Find what pages show of a wall's photo in this size; None if no wall has this photo."""
    query = (
        select(files.rendition_column(size))
        .select_from(WALL_PHOTO.join(FILE, FILE.c.id == WALL_PHOTO.c.file_id))
        .where(FILE.c.sha256 == sha256)
        .limit(literal_limit(1))
    )
    return connection.execute(query).scalar()
