"""The register of walls: what is known of them, and which of them are free."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, case, func, insert, or_, select, update

from artflow.domain.dossier import FACES
from artflow.domain.errors import Invalid, NotAllowed, NotVisible
from artflow.domain.guards.site import HERITAGE
from artflow.domain.policy import Can, may
from artflow.domain.roles import Person
from artflow.extensions import db
from artflow.models import Proposal, Wall

from . import lines, search
from .database import at_most, writing
from .filters import by_name
from .visibility import public, visible

W = Wall.__table__
FREE, RESERVED, PAINTED = "free", "reserved", "painted"
STATES = (FREE, RESERVED, PAINTED)
"""Open to any work; kept for one that is on its way; carrying a finished one."""
MOST_POINTS, MOST_WORKS = 10_000, 50
_state = case((Wall.held_by_id.is_(None), FREE), (Proposal.ended, PAINTED), else_=RESERVED)
_listed = (
    select(Wall, _state.label("state"))
    .outerjoin(Proposal, Proposal.id == Wall.held_by_id)
    .order_by(Wall.id)
)


class Wanted(NamedTuple):
    """What the register is narrowed to; empty values narrow nothing.

    `among` and `besides` name walls by id.
    """

    district: str = ""
    state: str = ""
    heritage: str = ""
    among: tuple[int, ...] | None = None
    besides: tuple[int, ...] = ()

    def conditions(self) -> list[ColumnElement[bool]]:
        asked = (
            (Wall.district, self.district),
            (_state, self.state),
            (Wall.heritage, self.heritage),
        )
        found = [column == value for column, value in asked if value]
        found += [] if self.among is None else [Wall.id.in_(self.among)]
        return [*found, Wall.id.not_in(self.besides)] if self.besides else found


EVERYTHING = Wanted()


class Listed(NamedTuple):
    """A wall and its state, one of `STATES`."""

    wall: Wall
    state: str


def add(person: Person, facts: Mapping[str, Any], now: datetime | None = None) -> int:
    """Enter a wall and return its id. Raises `NotAllowed`, or `Invalid` as `enter` does."""
    _allowed(person)
    with writing() as connection:
        return enter(connection, facts, now or datetime.now(UTC))


def enter(connection: Connection, facts: Mapping[str, Any], now: datetime) -> int:
    """Enter a wall and return its id.

    Raises `Invalid` for a code in use, or an unknown side or kind of protection.
    """
    _check(connection, facts, None)
    row = {**facts, "created_at": now}
    return connection.execute(insert(W).returning(W.c.id), row).scalar_one()


def edit(wall_id: int, person: Person, facts: Mapping[str, Any]) -> None:
    """Change what is known of a wall. Raises `NotVisible`, `NotAllowed` or `Invalid`."""
    _allowed(person)
    with writing() as connection:
        _check(connection, facts, wall_id)
        if connection.execute(update(W).where(W.c.id == wall_id), dict(facts)).rowcount == 0:
            raise NotVisible
        search.again(connection, Proposal.wall_id == wall_id)


def _allowed(person: Person) -> None:
    if not may(person, Can.EDIT_WALLS):
        raise NotAllowed


def _check(connection: Connection, facts: Mapping[str, Any], wall_id: int | None) -> None:
    for key, known in (("heritage", HERITAGE), ("face", FACES)):
        if key in facts and facts[key] not in known:
            raise Invalid(key, "choice")
    same_code = select(W.c.id).where(W.c.code == facts.get("code"))
    if connection.execute(same_code).scalar() not in (None, wall_id):
        raise Invalid("code", "taken")


def page(wanted: Wanted = EVERYTHING, after: int = 0, size: int = 25) -> list[Listed]:
    """Walls in the order of their entry, after the one with the id `after`."""
    query = _listed.where(Wall.id > after, *wanted.conditions()).limit(at_most(size))
    return [Listed(*row) for row in db.session.execute(query)]


def count(wanted: Wanted = EVERYTHING) -> int:
    found = _listed.where(*wanted.conditions()).order_by(None).subquery()
    return db.session.scalar(select(func.count()).select_from(found)) or 0


def points(wanted: Wanted = EVERYTHING) -> list[Any]:
    """Id, code, address, latitude, longitude and state of the walls with a point on the map."""
    columns = (Wall.id, Wall.code, Wall.address, Wall.latitude, Wall.longitude,
               _state.label("state"))  # fmt: skip
    known = (Wall.latitude.is_not(None), Wall.longitude.is_not(None), *wanted.conditions())
    return list(db.session.execute(_listed.with_only_columns(*columns).where(*known)
                                   .limit(at_most(MOST_POINTS))))  # fmt: skip


def districts() -> list[str]:
    """The districts in which there are walls, in the order of the alphabet."""
    query = select(Wall.district).where(Wall.district != "").distinct()
    return sorted(db.session.scalars(query), key=by_name)


def usual_city() -> str:
    """The city of the wall entered last: most registers are of one city. Empty before that."""
    return db.session.scalar(select(Wall.city).order_by(Wall.id.desc()).limit(at_most(1))) or ""


def get(wall_id: int) -> Wall:
    """The wall. Raises `NotVisible` if there is none."""
    wall = db.session.get(Wall, wall_id)
    if wall is None:
        raise NotVisible
    return wall


def listed(wall_id: int) -> Listed:
    """The wall with its state. Raises `NotVisible` if there is none."""
    row = db.session.execute(_listed.where(Wall.id == wall_id)).one_or_none()
    if row is None:
        raise NotVisible
    return Listed(*row)


def works(wall_id: int, person: Person) -> list[Row[Any]]:
    """The works for which this wall was chosen that the person may see, the newest first.

    A finished work is everybody's; that another one was tried here is for those who follow it.
    """
    query = (
        select(Proposal.id)
        .where(Proposal.wall_id == wall_id, or_(visible(person), public()))
        .order_by(Proposal.id.desc())
        .limit(at_most(MOST_WORKS))
    )
    return lines.read(lines.of(select(query.subquery().c.id), Proposal.id.desc()))
