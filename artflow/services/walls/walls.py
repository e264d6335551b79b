"""The register of walls: what is known of them, and which of them are free.

A wall keeps its state (`states`), so an index has the walls of a city or a district, a state and a
kind of protection in the order of their entry. A filter that leaves one of those open asks for each
of its values: the register costs the same however many walls there are and however rare what is
sought.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    func,
    insert,
    or_,
    select,
    union_all,
    update,
)

from artflow.domain.access.policy import Can, may
from artflow.domain.dossier.fields import FACES
from artflow.domain.errors import Invalid, NotAllowed, NotVisible
from artflow.domain.people.roles import Person
from artflow.domain.walls import HERITAGE
from artflow.extensions import db
from artflow.models import Programme, Proposal, Wall
from artflow.services import search
from artflow.services.database.transactions import literal_limit
from artflow.services.identity import persons
from artflow.services.lists import proposal_rows
from artflow.services.lists.listing import COUNT_LIMIT
from artflow.services.lists.visibility import is_public, visible_to

PROGRAMME = Programme.__table__
WALL = Wall.__table__
FREE, RESERVED, PAINTED = "free", "reserved", "painted"
STATES = (FREE, RESERVED, PAINTED)
"""Open to any work; kept for one that is on its way; carrying a finished one, or one of before."""
MAX_POINTS, MAX_WORKS = 500, 50
MAX_BANDS = 8
"""Hundredths of a degree; so high a part of the map, nine kilometres, holds much of a city."""


class View(NamedTuple):
    """The part of the map that is in view, in degrees."""

    south: Decimal
    west: Decimal
    north: Decimal
    east: Decimal


EVERYWHERE = View(Decimal(-90), Decimal(-180), Decimal(90), Decimal(180))


class WallFilter(NamedTuple):
    """What the register is narrowed to; empty values narrow nothing.

    `among` and `besides` name walls by id.
    """

    city: str = ""
    district: str = ""
    state: str = ""
    heritage: str = ""
    among: tuple[int, ...] | None = None
    besides: tuple[int, ...] = ()

    @property
    def is_narrow(self) -> bool:
        """Return whether less is wanted than walls of every place, state and protection."""
        return bool(self.city or self.district or self.state or self.heritage)

    def parts(self) -> list[list[ColumnElement[bool]]]:
        """Build the conditions by which an index gives the walls in order; no two share a wall."""
        named = self._named()
        if not self.is_narrow:
            return [[Wall.id > 0, *named]]
        places = ((Wall.city, self.city), (Wall.district, self.district))
        place = [column == value for column, value in places if value]
        states = (self.state,) if self.state else STATES
        kinds = (self.heritage,) if self.heritage else HERITAGE
        return [
            [*place, Wall.state == state, Wall.heritage == kind, *named]
            for state in states
            for kind in kinds
        ]

    def parts_in(self, view: View) -> list[list[ColumnElement[bool]]]:
        """Build the conditions in a part of the map, by bands that the index of places begins with.

        A low part is asked for band by band in each state, and nothing beside it is read; a high
        one whole. What is narrowed besides is no bare column, or SQLite would begin with a whole
        district.
        """
        asked = (
            (Wall.city, self.city),
            (Wall.district, self.district),
            (Wall.heritage, self.heritage),
        )
        inside = [
            Wall.latitude.between(view.south, view.north),
            Wall.longitude.between(view.west, view.east),
            *(column.concat("") == value for column, value in asked if value),
            *self._named(),
        ]
        first, last = (int(edge * 100) for edge in (view.south, view.north))
        bands: list[ColumnElement[bool]] = [Wall.band.between(first, last)]
        if last - first < MAX_BANDS:
            bands = [Wall.band == band for band in range(first, last + 1)]
        states = (self.state,) if self.state else STATES
        return [[Wall.state == state, band, *inside] for state in states for band in bands]

    def _named(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if self.among is not None:
            found.append(Wall.id.in_(self.among))
        if self.besides:
            found.append(Wall.id.not_in(self.besides))
        return found


NO_FILTER = WallFilter()


class WallWithState(NamedTuple):
    """A wall and its state, one of `STATES`."""

    wall: Wall
    state: str


class Point(NamedTuple):
    """A wall on the map; the place in degrees."""

    id: int
    code: str
    address: str
    latitude: Decimal
    longitude: Decimal
    state: str


def add_wall(person: Person, facts: Mapping[str, object], now: datetime | None = None) -> int:
    """Enter a wall and return its id. Raises `NotAllowed`, or `Invalid` as `insert_wall` does."""
    with persons.writing_as(person) as (connection, actor):
        _allowed(actor)
        return insert_wall(connection, facts, now or datetime.now(UTC))


def insert_wall(connection: Connection, facts: Mapping[str, object], now: datetime) -> int:
    """Enter a wall and return its id.

    Raises `Invalid` for a code in use, or an unknown side or kind of protection.
    """
    _check(connection, facts, None)
    row = {**facts, "created_at": now}
    key: int = connection.execute(insert(WALL).returning(WALL.c.id), row).scalar_one()
    return key


def edit_wall(wall_id: int, person: Person, facts: Mapping[str, object]) -> None:
    """Change what is known of a wall. Raises `NotVisible`, `NotAllowed` or `Invalid`."""
    with persons.writing_as(person) as (connection, actor):
        _allowed(actor)
        update_wall(connection, wall_id, facts)


def update_wall(connection: Connection, wall_id: int, facts: Mapping[str, object]) -> None:
    """Write what is known of a wall, and where its works are found. Raises as `edit_wall`."""
    _check(connection, facts, wall_id)
    if connection.execute(update(WALL).where(WALL.c.id == wall_id), dict(facts)).rowcount == 0:
        raise NotVisible
    search.reindex(connection, Proposal.wall_id == wall_id)


def _allowed(person: Person) -> None:
    if not may(person, Can.EDIT_WALLS):
        raise NotAllowed


def _check(connection: Connection, facts: Mapping[str, object], wall_id: int | None) -> None:
    for key, known in (("heritage", HERITAGE), ("face", FACES)):
        if key in facts and facts[key] not in known:
            raise Invalid(key, "choice")
    same_code = select(WALL.c.id).where(WALL.c.code == facts.get("code"))
    if connection.execute(same_code).scalar() not in (None, wall_id):
        raise Invalid("code", "taken")


def list_walls(
    wanted: WallFilter = NO_FILTER, after: int = 0, size: int = 25
) -> list[WallWithState]:
    """List walls in the order of their entry, after the one with the id `after`."""
    parts = [
        select(WALL.c.id)
        .where(WALL.c.id > after, *conditions)
        .order_by(WALL.c.id)
        .limit(literal_limit(size))
        .subquery()
        for conditions in wanted.parts()
    ]
    found = union_all(*(select(part.c.id) for part in parts)).subquery()
    first = select(found.c.id).order_by(found.c.id).limit(literal_limit(size)).subquery()
    query = select(Wall).where(Wall.id.in_(select(first.c.id))).order_by(Wall.id)
    return [WallWithState(wall, wall.state) for wall in db.session.scalars(query)]


def count_walls(wanted: WallFilter = NO_FILTER, most: int = COUNT_LIMIT) -> int:
    """Count the walls under a filter; `most` + 1 stands for any more."""
    some = (
        select(WALL.c.id).where(*each).limit(literal_limit(most + 1)).subquery()
        for each in wanted.parts()
    )
    counts = (select(func.count()).select_from(part).scalar_subquery() for part in some)
    return min(sum(db.session.execute(select(*counts)).one()), most + 1)


def list_points(wanted: WallFilter = NO_FILTER, view: View | None = None) -> list[Point]:
    """List walls that have a point on the map, in a view of it: `MAX_POINTS` + 1 for any more."""
    columns = (Wall.id, Wall.code, Wall.address, Wall.latitude, Wall.longitude, Wall.state)
    known = (Wall.latitude.is_not(None), Wall.longitude.is_not(None))
    if view is None and not wanted.is_narrow:
        view = EVERYWHERE
    asked = wanted.parts() if view is None else wanted.parts_in(view)
    parts = (
        select(*columns).where(*known, *each).limit(literal_limit(MAX_POINTS + 1)).subquery()
        for each in asked
    )
    found = union_all(*(select(part) for part in parts)).subquery()
    query = select(found).limit(literal_limit(MAX_POINTS + 1))
    return [Point(*row) for row in db.session.execute(query)]


def last_city() -> str:
    """Return the city of the wall entered last: most registers are of one city.

    Empty before that.
    """
    return (
        db.session.scalar(select(Wall.city).order_by(Wall.id.desc()).limit(literal_limit(1))) or ""
    )


def load_wall(wall_id: int) -> Wall:
    """Load the wall. Raises `NotVisible` if there is none."""
    wall = db.session.get(Wall, wall_id)
    if wall is None:
        raise NotVisible
    return wall


def load_with_state(wall_id: int) -> WallWithState:
    """Load the wall with its state. Raises `NotVisible` if there is none."""
    wall = load_wall(wall_id)
    return WallWithState(wall, wall.state)


def list_works(wall_id: int, person: Person) -> list[proposal_rows.ProposalRow]:
    """List the works for which this wall was chosen that the person may see, the newest first.

    A finished work is public; who tried another one here is only for those who see that work.
    """
    query = (
        select(Proposal.id)
        .where(Proposal.wall_id == wall_id, or_(visible_to(person), is_public()))
        .order_by(Proposal.id.desc())
        .limit(literal_limit(MAX_WORKS))
    )
    return proposal_rows.load_proposals(
        proposal_rows.select_rows(select(query.subquery().c.id), Proposal.id.desc())
    )


def find_newest_place(
    connection: Connection, programme_id: int | None = None
) -> tuple[Decimal, Decimal] | None:
    """Find latitude and longitude of the newest wall that has them.

    With a programme only of its city, which people may have written in any of its languages.
    """
    query = select(WALL.c.latitude, WALL.c.longitude).where(
        WALL.c.latitude.is_not(None), WALL.c.longitude.is_not(None)
    )
    if programme_id is not None:
        city = connection.execute(
            select(PROGRAMME.c.city).where(PROGRAMME.c.id == programme_id)
        ).scalar()
        query = query.where(WALL.c.city.in_(city.texts.values() if city else ()))
    row = connection.execute(query.order_by(WALL.c.id.desc()).limit(literal_limit(1))).first()
    return (row.latitude, row.longitude) if row else None
