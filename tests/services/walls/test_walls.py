"""The register of walls, and what forms offer to choose."""

from __future__ import annotations

from decimal import Decimal

import pytest

from artflow.domain.errors import Invalid, NotAllowed, NotVisible
from artflow.extensions import db
from artflow.models import User, Wall
from artflow.services.database.transactions import writing
from artflow.services.lists import filters
from artflow.services.proposals import choices
from artflow.services.walls import walls
from artflow.services.walls.walls import View, WallFilter
from tests.fixtures import walks
from tests.fixtures.world import NOW
from tests.services.queries import create_another, dump_tables
from tests.web.support.statements import recorded_statements, scanned_tables


@pytest.mark.parametrize("username", ["coordinator", "specialist", "admin"])
def test_walls_are_kept_by_the_office_and_the_department(world, username):
    facts = {"code": "W-1", "heritage": "none", "address": "Жаңа көше"}

    walls.edit_wall(world.walls[0], getattr(world, username), facts)

    wall = walls.load_wall(world.walls[0])
    assert (wall.address, wall.face, wall.area_m2) == ("Жаңа көше", "east", Decimal("288.0000"))


@pytest.mark.parametrize("username", ["artist", "head", "jusan", "viewer"])
def test_nobody_else_writes_into_the_register(world, username):
    before = dump_tables()
    facts = {"code": "W-1", "heritage": "none"}

    for verb in (
        lambda p: walls.add_wall(p, facts),
        lambda p: walls.edit_wall(world.walls[0], p, facts),
    ):
        with pytest.raises(NotAllowed):
            verb(getattr(world, username))

    assert dump_tables() == before


def test_a_code_belongs_to_one_wall(world):
    with pytest.raises(Invalid) as added:
        world.wall("W-1")
    with pytest.raises(Invalid) as edited:
        walls.edit_wall(world.walls[0], world.coordinator, {"code": "W-2", "heritage": "none"})

    assert [(e.value.field, e.value.code) for e in (added, edited)] == [("code", "taken")] * 2


def test_a_wall_has_a_known_kind_of_protection(world):
    with pytest.raises(Invalid) as caught:
        world.wall("W-3", heritage="perhaps")

    assert (caught.value.field, caught.value.code) == ("heritage", "choice")


def test_an_unknown_wall_is_not_there(world):
    with pytest.raises(NotVisible):
        walls.load_wall(404)
    with pytest.raises(NotVisible):
        walls.edit_wall(404, world.coordinator, {"code": "W-9", "heritage": "none"})


def test_pages_of_the_register_go_by_key(world):
    world.wall("W-3")

    first = walls.list_walls(size=2)
    rest = walls.list_walls(after=first[-1].wall.id)

    assert [listed.wall.code for listed in first + rest] == ["W-1", "W-2", "W-3"]
    assert walls.count_walls() == 3


def offered(story, action: str) -> dict:
    case = story.case
    return choices.list_choices(case, case.current_stage.actions[action], "en")


def test_walls_are_offered_that_are_free_and_not_yet_proposed(world):
    taken = walks.in_review(world)
    story = create_another(world)
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


def test_a_wall_is_free_then_reserved_then_carries_its_work(world):
    def states() -> dict[str, str]:
        db.session.rollback()
        return {listed.wall.code: listed.state for listed in walls.list_walls()}

    assert states() == {"W-1": "free", "W-2": "free"}
    walks.completed(world)
    assert states() == {"W-1": "painted", "W-2": "free"}
    walks.in_review(world, world.walls[1])
    assert states() == {"W-1": "painted", "W-2": "reserved"}

    for state, code in (("painted", "W-1"), ("reserved", "W-2"), ("free", None)):
        found = walls.list_walls(WallFilter(state=state))
        assert [listed.wall.code for listed in found] == ([code] if code else [])
        assert walls.count_walls(WallFilter(state=state)) == len(found)


def test_the_register_is_narrowed_by_district_and_protection(world):
    third = world.wall("W-3", heritage="regulated_zone")
    walls.edit_wall(third, world.admin, {"code": "W-3", "district": "Тұран"})

    assert filters.list_districts() == ["Абай", "Тұран"]
    assert filters.list_wall_places() == (["Шымкент"], ["Абай", "Тұран"])
    assert walls.count_walls(WallFilter(district="Абай")) == 2
    assert [row.wall.id for row in walls.list_walls(WallFilter(heritage="regulated_zone"))] == [
        third
    ]
    assert walls.list_walls(WallFilter(district="Абай", heritage="regulated_zone")) == []


@pytest.mark.postgres
def test_the_register_is_narrowed_by_city_in_the_order_of_an_index(app, world):
    for n in range(3):
        key = world.wall(f"T-{n}")
        walls.edit_wall(key, world.admin, {"code": f"T-{n}", "city": "Тараз"})
    with recorded_statements(app) as asked:
        places = filters.list_wall_places()
        found = walls.list_walls(WallFilter(city="Тараз"))

    assert places == (["Тараз", "Шымкент"], ["Абай"])
    assert [row.wall.code for row in found] == ["T-0", "T-1", "T-2"]
    assert walls.count_walls(WallFilter(city="Тараз", district="Абай")) == 3
    assert walls.list_walls(WallFilter(city="Алматы")) == []
    with db.engine.connect() as connection:
        is_postgres = connection.dialect.name == "postgresql"
        for way in ("seqscan", "hashjoin", "mergejoin") if is_postgres else ():
            connection.exec_driver_sql(f"SET enable_{way} = off")  # it reads five rows whole
        scanned = [scanned_tables(connection, statement) for statement in asked]
        if is_postgres:
            connection.exec_driver_sql("RESET ALL")
    assert [tables & {"wall"} for tables in scanned] == [set(), set()]


def test_the_map_gets_the_walls_whose_place_is_known(world):
    place = {"latitude": Decimal("42.3174"), "longitude": Decimal("69.5961")}
    walls.edit_wall(world.walls[1], world.admin, {"code": "W-2", **place})

    (point,) = walls.list_points()

    assert (point.id, point.code, point.state) == (world.walls[1], "W-2", "free")
    assert (point.latitude, point.longitude) == tuple(place.values())
    assert walls.list_points(WallFilter(state="painted")) == []


def test_what_hung_on_a_wall_is_told_to_those_who_may_know_it(world):
    refused = walks.in_review(world)
    refused.act(world.artist, "withdraw", text="Басқа жоспар.")
    finished = walks.completed(world)

    def seen(person) -> list[int]:
        return [work.id for work in walls.list_works(world.walls[0], person)]

    assert seen(world.coordinator) == seen(world.artist) == [finished.id, refused.id]
    assert seen(world.other_artist) == [finished.id]
    assert walls.list_works(world.walls[1], world.coordinator) == []


def test_a_map_has_a_bounded_number_of_points_and_those_in_view(world, monkeypatch):
    places = [(42.3, 69.5), (42.4, 69.6), (42.5, 69.7)]
    for n, (latitude, longitude) in enumerate(places):
        with writing() as connection:
            walls.insert_wall(
                connection,
                {
                    **dict.fromkeys(("substrate", "owner_name", "owner_contact", "notes"), ""),
                    "code": f"M-{n}", "city": "Ш", "district": "Абай", "address": f"M-{n}",
                    "face": "east", "width_m": 1, "height_m": 1, "heritage": "none",
                    "latitude": latitude, "longitude": longitude,
                },
                NOW,
            )  # fmt: skip
    view = View(*map(Decimal, ("42.35", "69.55", "42.45", "69.65")))

    assert [point.code for point in walls.list_points(view=view)] == ["M-1"]
    assert len(walls.list_points()) == 3
    monkeypatch.setattr(walls, "MAX_POINTS", 1)
    assert len(walls.list_points()) == 2
    assert walls.count_walls(most=2) == 3
