"""What rows keep of their works: open turns and milestones their place, walls their state."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import text

from artflow.extensions import db
from artflow.models import Milestone, Turn
from artflow.services.database.transactions import writing
from artflow.services.lists import places
from artflow.services.walls import past_works, states, walls
from artflow.services.walls.walls import View
from tests.fixtures import walks
from tests.services.queries import list_open_turns

NOW = datetime(2026, 9, 2, tzinfo=UTC)
PAST = {
    "programme_id": None,
    "number": "",
    "title": "Көне сурет",
    "artist": "Белгісіз",
    "year": 1986,
    "width_m": None,
    "height_m": None,
    "source": "1990 жылғы тізім",
    "notes": "",
    "stands": True,
}


def wrong() -> list[object]:
    db.session.rollback()
    connection = db.session.connection()
    return [*places.find_wrong(connection), *states.find_wrong(connection)]


def state_of(wall: int) -> str:
    db.session.rollback()
    return walls.load_with_state(wall).state


@pytest.mark.parametrize("stage", ["site", "architecture", "execution", "completed"])
def test_rows_follow_a_work_on_its_way(world, stage):
    story = walks.STAGES[stage](world)

    assert wrong() == []
    turns = list_open_turns(story)
    assert {turn.programme_id for turn in turns} <= {world.programme}
    milestones = list(db.session.scalars(db.select(Milestone)))
    assert {row.programme_id for row in milestones} <= {world.programme}


def test_open_turns_move_with_the_wall_and_closed_ones_stay(world):
    story = walks.in_review(world)
    (turn,) = list_open_turns(story)
    assert turn.district == "Абай"

    walls.edit_wall(story.case.wall_id, world.admin, {"code": "W-1", "district": "Тұран"})

    (turn,) = list_open_turns(story)
    assert turn.district == "Тұран"
    closed = db.select(Turn.district).where(Turn.closed_at.is_not(None))
    assert "Тұран" not in set(db.session.scalars(closed))
    assert wrong() == []


def test_a_wall_follows_its_works_and_those_of_before(world):
    story = walks.in_review(world)
    first, second = story.case.wall_id, world.walls[1]
    assert (state_of(first), state_of(second)) == ("reserved", "free")

    past = past_works.add(second, world.coordinator, PAST, NOW)
    assert state_of(second) == "painted"
    past_works.edit(past, world.coordinator, {"stands": False}, NOW)
    assert state_of(second) == "free"

    story.act(world.artist, "withdraw", text="Басқа жоспар.")
    assert state_of(first) == "free"
    past_works.add(first, world.coordinator, PAST, NOW)
    assert (state_of(first), wrong()) == ("painted", [])


def test_a_work_of_before_that_moves_or_goes_leaves_its_wall(world):
    first, second = world.walls
    key = past_works.add(first, world.coordinator, PAST, NOW)
    with writing() as connection:
        moved = text("UPDATE past_work SET wall_id = :wall WHERE id = :key")
        connection.execute(moved, {"wall": second, "key": key})
    assert (state_of(first), state_of(second), wrong()) == ("free", "painted", [])

    with writing() as connection:
        connection.execute(text("DELETE FROM past_work"))

    assert (state_of(second), wrong()) == ("free", [])


def test_a_wall_is_found_on_the_map_where_it_was_moved_to(world):
    def place(latitude: str) -> None:
        facts = {"latitude": Decimal(latitude), "longitude": Decimal("69.5961")}
        walls.edit_wall(world.walls[0], world.admin, {"code": "W-1", **facts})

    def shown(south: str, north: str) -> int:
        db.session.rollback()
        edges = (Decimal(edge) for edge in (south, "69.5", north, "69.6"))
        return len(walls.list_points(view=View(*edges)))

    for latitude in ("42.999999", "43", "43.000001", "-0.004", "0", "43.505"):
        place(latitude)
        assert wrong() == []
        assert shown(latitude, latitude) == 1
        assert shown("-89", "89") == 1
        assert shown("44", "44.1") == 0


def test_what_was_changed_past_the_triggers_is_found_and_mended(world):
    walks.in_execution(world)
    with writing() as connection:
        connection.execute(text("UPDATE turn SET district = 'Тұран', openness = 0"))
        connection.execute(text("UPDATE milestone SET programme_id = NULL"))
        connection.execute(text("UPDATE wall SET state = 'painted', band = 7"))
    found = wrong()
    assert {getattr(each, "table", "wall") for each in found} == {"turn", "milestone", "wall"}

    with writing() as connection:
        rows, standing = places.correct(connection), states.correct(connection)

    assert rows + standing == len(found)
    assert wrong() == []
