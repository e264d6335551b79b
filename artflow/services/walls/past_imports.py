"""Works of before that come in as a table: known by their number, else by wall, title and year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from artflow.domain.access.policy import Can, may
from artflow.domain.errors import NotAllowed
from artflow.domain.people.roles import Person
from artflow.domain.text import fold_text
from artflow.models import PastWork, Programme, Wall
from artflow.services.imports import plans
from artflow.services.imports.plans import Fate, ReadRow, RowPlan

from . import past_works
from .past_works import FACTS

PAST_WORK = PastWork.__table__
PROGRAMME = Programme.__table__
WALL = Wall.__table__
Work = tuple[int, str, int]
"""A wall, a title as it is compared, and a year."""


class _Known(NamedTuple):
    """What a table of works is compared with; `held` are walls that a work of ours has."""

    walls: dict[str, int]
    held: set[int]
    programmes: dict[str, int]
    by_number: dict[str, dict[str, Any]]
    by_work: dict[Work, dict[str, Any]]


class PastWorkRegister:
    """The works of earlier registers."""

    def plan(self, connection: Connection, actor: Person, rows: Sequence[ReadRow]) -> list[RowPlan]:
        """Say what would become of each row; nothing changes. Raises `NotAllowed`."""
        if not may(actor, Can.EDIT_WALLS):
            raise NotAllowed
        known = _load(connection)
        planned = [plans.begin(row) for row in rows]
        seen: dict[object, int] = {}
        for plan in planned:
            _find_place(plan, actor, known)
            _refuse_what_stands_twice(plan, seen)
            if plan.fate is not Fate.WRONG:
                _compare(plan, known)
        return planned

    def write(
        self, connection: Connection, actor: Person, plan: RowPlan, now: datetime
    ) -> Mapping[str, object]:
        """Record a work of before, or correct it; both stand in its own history."""
        values = plan.row.values
        if plan.key is None:
            wall_id = int(str(values["wall_id"]))
            return {
                "past_work": past_works.insert_past_work(connection, actor, wall_id, values, now)
            }
        changed = {change.column: change.new for change in plan.changes}
        if "programme" in changed:
            changed = {n: v for n, v in changed.items() if n != "programme"}
            changed["programme_id"] = values["programme_id"]
        past_works.update_past_work(connection, actor, plan.key, changed, now)
        return {"past_work": plan.key}


def _load(connection: Connection) -> _Known:
    known = _Known({}, set(), {}, {}, {})
    for row in connection.execute(select(WALL.c.id, WALL.c.code, WALL.c.held_by_id)):
        known.walls[row.code] = row.id
        known.held.update({row.id} if row.held_by_id is not None else ())
    names: dict[int, str] = {}
    for row in connection.execute(select(PROGRAMME.c.id, PROGRAMME.c.prefix, PROGRAMME.c.name)):
        names[row.id] = row.prefix
        texts = (row.prefix, *row.name.texts.values())
        known.programmes.update({fold_text(text): row.id for text in texts})
    for work in map(dict[str, Any], connection.execute(select(PAST_WORK)).mappings()):
        work["programme"] = names.get(work["programme_id"], "")
        known.by_work[work["wall_id"], fold_text(work["title"]), work["year"]] = work
        if work["number"]:
            known.by_number[work["number"]] = work
    return known


def _find_place(plan: RowPlan, actor: Person, known: _Known) -> None:
    """Find wall and programme of a row, whatever else is wrong with it."""
    values = plan.row.values
    values["wall_id"] = known.walls.get(str(values["wall"]))
    if values["wall_id"] is None and plans.is_readable(plan, "wall"):
        plans.refuse(plan, "wall", "wall_unknown")
    text = str(values.get("programme") or "")
    key = values["programme_id"] = known.programmes.get(fold_text(text)) if text else None
    if text and (key is None or not may(actor, Can.EDIT_PROGRAMME, key)):
        plans.refuse(plan, "programme", "programme_unknown")


def _refuse_what_stands_twice(plan: RowPlan, seen: dict[object, int]) -> None:
    """Refuse the number and the work of a row that another one has named before."""
    marks: list[tuple[object, str]] = [(plan.row.values.get("number"), "number")]
    if plans.is_readable(plan, "wall", "title", "year"):
        marks.insert(0, (_work(plan), "title"))
    for mark, column in marks:
        first = seen.setdefault(mark, plan.row.number) if mark else plan.row.number
        if first != plan.row.number and plans.is_readable(plan, column):
            plans.refuse(plan, column, "twice", row=first)


def _work(plan: RowPlan) -> Work:
    values = plan.row.values
    return int(str(values["wall_id"])), fold_text(str(values["title"])), int(str(values["year"]))


def _compare(plan: RowPlan, known: _Known) -> None:
    values, number = plan.row.values, str(plan.row.values.get("number") or "")
    work = _work(plan)
    here = (known.by_number.get(number) if number else None) or known.by_work.get(work)
    if here is None:
        if values["stands"] and work[0] in known.held:
            plans.ask(plan, "wall", "wall_held")
    elif here["wall_id"] != work[0]:
        plans.refuse(plan, "wall", "other_wall")
    else:
        facts = {name: here[name] for name in (*FACTS, "programme") if name != "programme_id"}
        if values["programme_id"] == here["programme_id"]:
            facts.pop("programme")
        plans.compare(plan, here["id"], facts)
