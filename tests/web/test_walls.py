"""The register of walls: entered and changed by those who keep it, read by everybody."""

from __future__ import annotations

import pytest

from artflow.extensions import db
from artflow.models import Wall

WALL = {"code": "W-9", "city": "Шымкент", "district": "Абай", "address": "Тәуке хан, 41",
        "face": "east", "width_m": "12,4", "height_m": "27", "heritage": "none"}  # fmt: skip


@pytest.fixture
def keeper(world, visit):
    visitor = visit("coordinator")
    visitor.get("walls.new")
    return visitor


def walls(app) -> list[Wall]:
    with app.app_context():
        return list(db.session.scalars(db.select(Wall).order_by(Wall.id)))


def test_a_wall_is_entered_and_shown(app, keeper):
    answer = keeper.fill("walls.new", **WALL, owner_contact="+7 705", latitude="42,3")

    keeper.get(answer.location)
    assert "+7 705" in keeper.page.one("main").text
    assert str(walls(app)[-1].width_m) in ("12.40", "12.4")


def test_a_wall_is_changed(app, world, keeper):
    keeper.get("walls.edit", wall_id=world.walls[0])

    keeper.fill("", notes="Plastered anew", owner_contact="")

    assert [w.notes for w in walls(app)] == ["Plastered anew", ""]
    assert walls(app)[0].owner_contact == ""


@pytest.mark.parametrize(
    ("field", "value"),
    [("code", ""), ("code", "W-1"), ("code", "x" * 41), ("address", "\x07"), ("face", "up"),
     ("width_m", "-1"), ("width_m", "501"), ("height_m", "tall"), ("height_m", "NaN"),
     ("heritage", "holy"), ("latitude", "91"), ("latitude", "42.1234567"), ("longitude", "-181"),
     ("notes", "n" * 4001)],
)  # fmt: skip
def test_a_wrong_value_is_said_at_its_field(app, keeper, field, value):
    keeper.fill("walls.new", 422, **WALL | {field: value})

    assert len(walls(app)) == 2
    errors = [p.attrs["id"] for p in keeper.page.all("p", **{"class": "error"})]
    assert errors == [f"{field}-e"]


def test_a_code_in_use_is_refused_for_another_wall(app, world, keeper):
    keeper.get("walls.edit", wall_id=world.walls[0])

    keeper.fill("", 422, code="W-2")


@pytest.mark.parametrize("seat", ["artist", "jusan", "head"])
def test_others_read_and_do_not_see_the_owners_telephone(world, visit, seat):
    visitor = visit(seat)

    answer = visitor.get("walls.show", wall_id=world.walls[0])

    assert "+7 700" not in answer.text
    visitor.get("walls.edit", 403, wall_id=world.walls[0])


def test_a_wall_held_by_a_proposal_says_so(world, at, visit):
    at("architecture")
    visitor = visit("artist")

    visitor.get("walls.show", wall_id=world.walls[0])
    held = visitor.page.one("dl").text
    visitor.get("walls.show", wall_id=world.walls[1])

    assert visitor.page.one("dl").text != held


def test_a_wall_that_does_not_exist(keeper):
    keeper.get("walls.show", 404, wall_id=99)
    keeper.get("walls.edit", 404, wall_id=99)
    keeper.post("walls.edit", 404, wall_id=99)
