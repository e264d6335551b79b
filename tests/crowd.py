"""Many proposals at once, for questions of size. Rows are written by SQL: nobody acts on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select, text

from artflow.extensions import db
from artflow.models import Event, Notice, Proposal, Signoff, Turn, User, Wall
from artflow.services import search
from artflow.services.database import writing
from tests import walks

from .world import World

STAGES = ("draft", "draft", "submitted", "site", "architecture", "sponsors", "approved",
          "execution", "completed", "completed")  # fmt: skip
OPEN = (0, 0, 1, 2, 2, 3, 3, 3, 4, 4)
"""The stages of ten neighbours, and how far they have opened themselves."""
WORDS = ("Дала", "Көктем", "Ұлы жол", "Шаңырақ", "Наурыз", "Тұлпар", "Қыран")
DISTRICTS = ("Абай", "Әл-Фараби", "Еңбекші", "Қаратау", "Тұран")
ARTISTS, WALLS, DESK = 200, 500, 100
"""`DESK` proposals wait on the coordinator: an office has its hands full, not its archive."""
SERIES = """WITH RECURSIVE series(i) AS
(SELECT 1 UNION ALL SELECT i + 1 FROM series WHERE i < CAST(:size AS INTEGER))"""


def gather(world: World, size: int) -> None:
    """`size` proposals more, of 200 artists, on 500 walls, at every stage.

    Each has three events, a notice and a closed turn; a sponsor has been asked for every second.
    """
    walks.at_sponsors(world)
    with writing() as connection:
        users = _copies(connection, User, ARTISTS, email="'crowd' || i || '@example.org'",
                        name="'Artist ' || i")  # fmt: skip
        walls = _copies(connection, Wall, WALLS, code="'C-' || i", held_by_id="NULL",
                        district=_one_of(DISTRICTS), address="'Дала көшесі ' || i")  # fmt: skip
        first = _copies(
            connection, Proposal, size, number="'CRO-' || i", stage=_one_of(STAGES),
            title=f"{_one_of(WORDS)} || ' ' || i", openness=_one_of(OPEN), district="NULL",
            applicant_id=f"{users} + i % {ARTISTS}", assignee_id="NULL",
            wall_id=f"CASE WHEN i % 10 > 3 THEN {walls} + i % {WALLS} END",
        )  # fmt: skip
        each = {"proposal_id": f"{first} + i - 1"}
        for number in (1, 2, 3):
            _copies(connection, Event, size, n=str(number), key="NULL", **each)
        _copies(connection, Notice, size, sent_at="at", **each)
        _copies(connection, Turn, size, closed_at="opened_at", **each)
        _copies(connection, Turn, min(DESK, size), closed_at="NULL", role="'coordinator'",
                organisation_id=str(world.organisations["office"]), **each)  # fmt: skip
        _copies(connection, Signoff, size // 2, party="'crowd ' || i",
                organisation_id=str(world.organisations["sponsor-1"]),
                proposal_id=f"{first} + 2 * i - 1")  # fmt: skip
        search.again(connection, Proposal.id >= first)
    _look_after()


def _look_after() -> None:
    """What PostgreSQL does by itself within minutes; it plans by what it knows of its tables."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql("VACUUM ANALYZE")


def _one_of(values: Sequence[Any]) -> str:
    """The value whose turn it is, as SQL."""
    cases = " ".join(f"WHEN {at} THEN {value!r}" for at, value in enumerate(values))
    return f"CASE i % {len(values)} {cases} END"


def _copies(connection: Connection, model: Any, size: int, **other: str) -> int:
    """Copies of a table's newest row, numbered from 1 as `i`; returns the id of the first."""
    table = model.__table__
    newest = connection.scalar(select(func.max(table.c.id)))
    names = [column.name for column in table.columns if column.name != "id"]
    values = [other.get(name, f'"{name}"') for name in names]
    into = ", ".join(f'"{name}"' for name in names)
    connection.execute(
        text(f'INSERT INTO "{table.name}" (id, {into}) {SERIES} '
             f'SELECT CAST(:newest AS INTEGER) + i, {", ".join(values)} '
             f'FROM series JOIN "{table.name}" ON id = :newest ORDER BY i'),
        {"newest": newest, "size": size},
    )  # fmt: skip
    return newest + 1
