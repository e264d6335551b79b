"""What the register of walls knows already: offered to whoever fills in a table."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from artflow.domain.text import name_order
from artflow.extensions import db
from artflow.models import Programme, Wall
from artflow.services.database.transactions import literal_limit
from artflow.services.lists import filters

PROGRAMME = Programme.__table__
WALL = Wall.__table__
MAX_VALUES, MAX_READ = 1000, 5000
"""A list of more is no help to anybody; of how many walls, the newest, it is made."""


def list_cities() -> list[str]:
    """List the cities of walls, else of programmes, in the order of the alphabet."""
    found = filters.list_wall_places().cities
    names = db.session.scalars(select(PROGRAMME.c.city)) if not found else ()
    return found or sorted({text for name in names for text in name.texts.values()}, key=name_order)


def list_surfaces() -> list[str]:
    """List what walls are made of, as it was written."""
    return _list_distinct(WALL.c.substrate)


def list_owners() -> list[str]:
    """List the owners of walls, as they were written."""
    return _list_distinct(WALL.c.owner_name)


def list_codes() -> list[str]:
    """List the numbers of walls."""
    return _list_distinct(WALL.c.code)


def _list_distinct(column: ColumnElement[str]) -> list[str]:
    """List the values of a column in the newest walls: a register is never read whole for this."""
    newest = select(column.label("value")).order_by(WALL.c.id.desc()).limit(literal_limit(MAX_READ))
    value = newest.subquery().c.value
    query = select(value).where(value > "").distinct().order_by(value)
    return list(db.session.scalars(query.limit(literal_limit(MAX_VALUES))))
