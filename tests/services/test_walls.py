"""The register of walls, and what forms offer to choose."""

from __future__ import annotations

from decimal import Decimal

import pytest

from artflow.domain.errors import Invalid, NotAllowed, NotVisible
from artflow.extensions import db
from artflow.models import User, Wall
from artflow.services import choices, walls
from artflow.services.database import writing
from tests import walks

from .asking import another, dump


@pytest.mark.parametrize("seat", ["coordinator", "specialist", "admin"])
def test_walls_are_kept_by_the_office_and_the_department(world, seat):
    facts = {"code": "W-1", "heritage": "none", "address": "Жаңа көше"}

    walls.edit(world.walls[0], getattr(world, seat), facts)

    wall = walls.get(world.walls[0])
    assert (wall.address, wall.face, wall.area_m2) == ("Жаңа көше", "east", Decimal("288.0000"))


@pytest.mark.parametrize("seat", ["artist", "head", "jusan", "viewer"])
def test_nobody_else_writes_into_the_register(world, seat):
    before = dump()
    facts = {"code": "W-1", "heritage": "none"}

    for verb in (lambda p: walls.add(p, facts), lambda p: walls.edit(world.walls[0], p, facts)):
        with pytest.raises(NotAllowed):
            verb(getattr(world, seat))

    assert dump() == before


def test_a_code_belongs_to_one_wall(world):
    with pytest.raises(Invalid) as added:
        world.wall("W-1")
    with pytest.raises(Invalid) as edited:
        walls.edit(world.walls[0], world.coordinator, {"code": "W-2", "heritage": "none"})

    assert [(e.value.field, e.value.code) for e in (added, edited)] == [("code", "taken")] * 2


def test_a_wall_has_a_known_kind_of_protection(world):
    with pytest.raises(Invalid) as caught:
        world.wall("W-3", heritage="perhaps")

    assert (caught.value.field, caught.value.code) == ("heritage", "choice")


def test_an_unknown_wall_is_not_there(world):
    with pytest.raises(NotVisible):
        walls.get(404)
    with pytest.raises(NotVisible):
        walls.edit(404, world.coordinator, {"code": "W-9", "heritage": "none"})


def test_pages_of_the_register_go_by_key(world):
    world.wall("W-3")

    first = walls.page(size=2)
    rest = walls.page(after=first[-1].wall.id)

    assert [listed.wall.code for listed in first + rest] == ["W-1", "W-2", "W-3"]
    assert walls.count() == 3


def offered(story, action: str) -> dict:
    case = story.case
    return choices.of(case, case.at.actions[action], "en")


def test_walls_are_offered_that_are_free_and_not_yet_proposed(world):
    taken = walks.in_review(world)
    story = another(world)
    third = world.wall("W-3")
    assert taken.case.wall_id == world.walls[0]
    assert offered(story, "propose_wall") == {
        "wall": [(world.walls[1], "W-2: W-2 көшесі"), (third, "W-3: W-3 көшесі")]
    }

    story.act(world.artist, "propose_wall", wall=third)

    assert offered(story, "propose_wall") == {"wall": [(world.walls[1], "W-2: W-2 көшесі")]}
    assert offered(story, "choose_wall") == {"wall": [(third, "W-3: W-3 көшесі")]}
    assert offered(story, "confirm_site") == {}


def test_specialists_are_offered_while_they_are_active(world):
    story = walks.submitted(world)
    assert offered(story, "assign") == {"user": [(world.specialist.id, "Specialist")]}

    with writing() as connection:
        connection.execute(db.update(User).values(active=False))

    assert offered(story, "assign") == {"user": []}


def test_remarks_are_offered_by_their_state_under_their_number(world):
    story = walks.submitted(world)
    for n in (1, 2, 3):
        story.act(world.head, "remark", severity="must", text=f"Ескерту {n}")
    one, two, three = (remark.id for remark in story.case.remarks)
    story.act(world.head, "close_remark", remark=two)

    assert offered(story, "close_remark") == {
        "remark": [(one, "1. Ескерту 1"), (three, "3. Ескерту 3")]
    }
    assert offered(story, "reopen_remark") == {"remark": [(two, "2. Ескерту 2")]}
    story.act(world.coordinator, "return")
    assert len(offered(story, "answer")["remark"]) == 2


def test_milestones_are_offered_that_can_be_handed_in_or_wait(world):
    story = walks.in_execution(world)
    first = story.case.milestones[0].id
    assert offered(story, "submit_milestone") == {"milestone": [(first, "Contract and advance")]}
    assert offered(story, "confirm_milestone") == {"milestone": []}

    story.act(world.artist, "submit_milestone", milestone=first, files=[world.file("gold")])

    assert offered(story, "submit_milestone") == {"milestone": []}
    assert offered(story, "return_milestone") == {"milestone": [(first, "Contract and advance")]}
    assert db.session.scalar(db.select(db.func.count(Wall.id))) == 2
