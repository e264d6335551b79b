"""What a list of proposals can be narrowed to, and what there is to choose from."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, CompoundSelect, Subquery, func, literal, select, union_all

from artflow.domain.people.roles import Part
from artflow.domain.text import name_order
from artflow.extensions import db
from artflow.models import Definition, Organisation, Programme, ProgrammeParty, Wall
from artflow.models.types import text_in
from artflow.services.programmes.definitions import load_workflow

NamedValues = list[tuple[str, str]]


class Filter(NamedTuple):
    """Empty values narrow nothing. `mine` is what one has made or is to look after."""

    q: str = ""
    stage: str = ""
    district: str = ""
    sponsor: int | None = None
    programme: int | None = None
    mine: bool = False


class Choices(NamedTuple):
    """Values and their words, in the order in which they are offered."""

    stages: NamedValues
    districts: NamedValues
    sponsors: NamedValues
    programmes: NamedValues


_sponsors = select(ProgrammeParty.organisation_id).where(
    ProgrammeParty.part.in_([Part.SPONSOR.value, Part.STAND_IN.value])
)
WALL = Wall.__table__


class WallPlaces(NamedTuple):
    """The cities and the districts in which there are walls, in the order of the alphabet."""

    cities: list[str]
    districts: list[str]


def _select_each(column: ColumnElement[str], name: str) -> Subquery:
    """Select each value of a column of walls: one step in the index from each to the next.

    Neither database does that for DISTINCT: it would read every wall.
    """
    first = select(func.min(column).label("place")).where(column > "")
    found = first.cte(name, recursive=True)
    later = select(func.min(column)).where(column > found.c.place)
    further = select(later.scalar_subquery()).where(found.c.place.is_not(None))
    every = found.union_all(further)
    return select(every.c.place).where(every.c.place.is_not(None)).subquery()


_cities = _select_each(WALL.c.city, "cities")
_districts = _select_each(WALL.c.district, "districts")
_places = union_all(
    select(literal("city"), _cities.c.place), select(literal("district"), _districts.c.place)
)


def list_wall_places() -> WallPlaces:
    """List the cities and the districts in which there are walls; one statement."""
    found: dict[str, list[str]] = defaultdict(list)
    for kind, name in db.session.execute(_places):
        found[kind].append(name)
    return WallPlaces(*(sorted(found[kind], key=name_order) for kind in ("city", "district")))


def list_districts() -> list[str]:
    """List the districts in which there are walls, in the order of the alphabet."""
    return sorted(db.session.scalars(select(_districts.c.place)), key=name_order)


def load_choices(language: str) -> Choices:
    """Load every stage of every published process, the districts, the sponsors, the programmes."""
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for kind, key, name in db.session.connection().execute(_choices_query(language)):
        found[kind].append((key, name))
    return Choices(
        stages=_stages([key for key, _ in sorted(found["definition"])], language),
        districts=[
            (name, name) for name in sorted((n for _, n in found["district"]), key=name_order)
        ],
        sponsors=[(str(key), name) for key, name in sorted(found["sponsor"])],
        programmes=[(str(key), name) for key, name in sorted(found["programme"])],
    )


@cache
def _choices_query(language: str) -> CompoundSelect[str, int, str]:
    return union_all(
        select(literal("definition"), Definition.id, Definition.key),
        select(literal("district"), literal(0), _districts.c.place),
        select(literal("programme"), Programme.id, text_in(Programme.__table__.c.name, language)),
        select(
            literal("sponsor"), Organisation.id, text_in(Organisation.__table__.c.name, language)
        ).where(Organisation.id.in_(_sponsors)),
    )


def _stages(definitions: list[int], language: str) -> NamedValues:
    """List key and label of every stage in the order of the definitions; a key stands once."""
    connection = db.session.connection()
    found: dict[str, str] = {}
    for key in definitions:
        for stage in load_workflow(connection, key).stages.values():
            found.setdefault(stage.key, stage.label[language])
    return list(found.items())
