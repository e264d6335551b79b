"""Walls that come in as a table: each is compared with the register by its number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from artflow.domain.access.policy import Can, may
from artflow.domain.errors import NotAllowed
from artflow.domain.people.roles import Person
from artflow.domain.text import fold_text
from artflow.models import Programme, Wall
from artflow.services.imports import plans
from artflow.services.imports.plans import Fate, ReadRow, RowPlan

from . import walls
from .places import MAX_DISTANCE, Place, find_centre, judge

WALL = Wall.__table__
Side = tuple[str, str, object]
"""A side of a house: the city and the address as they are compared, and where it looks."""


class _Known(NamedTuple):
    """The register as far as a table is compared with it."""

    by_code: dict[str, dict[str, Any]]
    by_side: dict[Side, str]
    places: dict[str, list[Place]]
    cities: set[str]


class WallRegister:
    """The register of walls. `home` is the middle of the map, `reach` how far it goes, in km."""

    def __init__(self, home: Place, reach: float = MAX_DISTANCE) -> None:
        self.home, self.reach = home, reach

    def plan(self, connection: Connection, actor: Person, rows: Sequence[ReadRow]) -> list[RowPlan]:
        """Say what would become of each row; nothing changes. Raises `NotAllowed`."""
        if not may(actor, Can.EDIT_WALLS):
            raise NotAllowed
        known = _load(connection)
        planned = [plans.begin(row) for row in rows]
        _compare_with_each_other(planned)
        for plan in planned:
            _compare_with_register(plan, known)
        self._ask_about_places(planned, known)
        return planned

    def write(
        self, connection: Connection, actor: Person, plan: RowPlan, now: datetime
    ) -> Mapping[str, object]:
        """Enter a wall, or change it; the log keeps what a changed one was."""
        if plan.key is None:
            return {"wall": walls.insert_wall(connection, plan.row.values, now)}
        facts = {change.column: change.new for change in plan.changes}
        walls.update_wall(connection, plan.key, facts)
        return {"wall": plan.key, "old": {c.column: _plain(c.old) for c in plan.changes}}

    def _ask_about_places(self, planned: Sequence[RowPlan], known: _Known) -> None:
        """Ask about coordinates that are not where the other walls of the city are."""
        given: dict[str, list[tuple[RowPlan, Place]]] = defaultdict(list)
        for plan in planned:
            place = _place(plan.row.values)
            if plan.fate in (Fate.NEW, Fate.DIFFERS) and place is not None:
                given[fold_text(str(plan.row.values["city"]))].append((plan, place))
        for city, found in given.items():
            centre = find_centre(
                known.places.get(city, []), [place for _plan, place in found], self.home, self.reach
            )
            for plan, place in found:
                doubt = judge(place, centre) if centre else ""
                if doubt:
                    plans.ask(plan, "latitude", f"place_{doubt}", place=_words(place))


def _load(connection: Connection) -> _Known:
    found = _Known({}, {}, defaultdict(list), set())
    for names in connection.execute(select(Programme.city)).scalars():
        found.cities.update(fold_text(name) for name in names.texts.values())
    for row in map(dict[str, Any], connection.execute(select(WALL)).mappings()):
        found.by_code[row["code"]] = row
        found.by_side[_side(row)] = row["code"]
        found.cities.add(fold_text(row["city"]))
        place = _place(row)
        if place is not None:
            found.places[fold_text(row["city"])].append(place)
    return found


def _side(values: Mapping[str, object]) -> Side:
    return fold_text(str(values["city"])), fold_text(str(values["address"])), values["face"]


def _place(values: Mapping[str, object]) -> Place | None:
    latitude, longitude = values.get("latitude"), values.get("longitude")
    if isinstance(latitude, Decimal) and isinstance(longitude, Decimal):
        return Place(float(latitude), float(longitude))
    return None


def _words(place: Place) -> str:
    return f"{place.latitude:g}, {place.longitude:g}"


def _compare_with_each_other(planned: Sequence[RowPlan]) -> None:
    """Refuse a number that comes twice, ask about a side of a house that does."""
    codes: dict[object, int] = {}
    sides: dict[Side, int] = {}
    for plan in planned:
        number, code = plan.row.number, plan.row.values.get("code")
        first = codes.setdefault(code, number) if code else number
        if first != number:
            plans.refuse(plan, "code", "twice", row=first)
        elif plan.fate is not Fate.WRONG:
            first = sides.setdefault(_side(plan.row.values), number)
            if first != number:
                plans.ask(plan, "address", "side_twice", row=first)


def _compare_with_register(plan: RowPlan, known: _Known) -> None:
    """Compare a row; one that is wrong only as far as something else may be wrong with it."""
    values = plan.row.values
    here = known.by_code.get(str(values["code"]))
    if plan.fate is Fate.WRONG:
        if here is not None and plans.is_readable(plan, "code", "city"):
            _refuse_other_city(plan, here)
        return
    if here is None:
        other = known.by_side.get(_side(values))
        if other is not None:
            plans.ask(plan, "address", "side_known", number=other)
        if known.cities and fold_text(str(values["city"])) not in known.cities:
            plans.ask(plan, "city", "city_unknown")
    elif not _refuse_other_city(plan, here):
        plans.compare(plan, here["id"], here)
    _ask_for_other_half(plan, here)


def _refuse_other_city(plan: RowPlan, here: Mapping[str, Any]) -> bool:
    """Refuse a number that a wall of another city has; return whether it is so."""
    elsewhere = fold_text(here["city"]) != fold_text(str(plan.row.values["city"]))
    if elsewhere:
        plans.refuse(plan, "code", "code_elsewhere", city=here["city"])
    return elsewhere


def _ask_for_other_half(plan: RowPlan, here: Mapping[str, object] | None) -> None:
    """Ask about a coordinate that would be without the other one."""
    if plan.fate not in (Fate.NEW, Fate.DIFFERS):
        return
    given = {name: plan.row.values.get(name) for name in ("latitude", "longitude")}
    known = [value if value is not None else (here or {}).get(n) for n, value in given.items()]
    if known.count(None) == 1:
        plans.ask(plan, [*given][known.index(None)], "half_a_place")


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Decimal) else value
