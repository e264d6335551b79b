"""The walls an artist asks for: chosen from the register in a draft, or described anew."""

from __future__ import annotations

from decimal import Decimal

import pytest

from artflow.domain.errors import Invalid, NotAllowed, NotVisible
from artflow.extensions import db
from artflow.models import CandidateWall, Wall
from artflow.services.walls import candidates
from tests.fixtures import walks
from tests.services.queries import reason_codes, refusal_of

NEW = {
    "code": "W-9",
    "city": "Шымкент",
    "district": "Тұран",
    "address": "Асар, 72",
    "face": "east",
    "width_m": Decimal("12"),
    "height_m": Decimal("20"),
    "heritage": "none",
    "owner_contact": "+7 705",
}
DESCRIBED = {"wall_address": "Асар, 72", "wall_district": "Тұран", "wall_face": "east"}


def ranks(story) -> list[tuple[int | None, int]]:
    db.session.rollback()
    rows = db.session.scalars(
        db.select(CandidateWall).filter_by(proposal_id=story.id).order_by(CandidateWall.wall_id)
    )
    return [(row.rank, row.wall_id) for row in rows]


def wishes(story) -> list[int]:
    return candidates.wished_walls(story.case.dossier["facts"])


def sent(world, story):
    story.act(world.artist, "submit")
    story.act(world.coordinator, "accept")
    return story


def test_walls_are_asked_for_in_an_order_and_become_candidates_in_it(world):
    one, two = world.walls
    story = world.story()
    candidates.add_wish(story.id, world.artist, one)
    candidates.add_wish(story.id, world.artist, two)
    candidates.move_wish(story.id, world.artist, two, 0)
    assert wishes(story) == [two, one]
    assert [row.wall.id for row in candidates.list_wishes(story.case)] == [two, one]
    assert ranks(story) == []

    sent(world, story)

    assert ranks(story) == [(2, one), (1, two)]
    assert [(rank, wall.id) for rank, *_, wall in candidates.list_candidates(story.case)] == [
        (1, two),
        (2, one),
    ]
    story.act(world.coordinator, "choose_wall", wall=two)
    assert story.case.wall_id == two


def test_a_wall_asked_for_is_enough_of_a_place(world):
    story = world.story(wished_place="")
    assert reason_codes(story, world.artist, "submit") == ["place_missing"]
    candidates.add_wish(story.id, world.artist, world.walls[0])
    candidates.remove_wish(story.id, world.artist, world.walls[0])
    assert reason_codes(story, world.artist, "submit") == ["place_missing"]

    candidates.add_wish(story.id, world.artist, world.walls[0])

    assert sent(world, story).case.stage == "site"


def test_no_taken_wall_none_twice_and_no_fourth_one(world):
    taken = walks.in_review(world).case.wall_id
    story = world.story()
    free = [world.walls[1], *(world.wall(f"X-{n}") for n in range(3))]
    for wall in free[:3]:
        candidates.add_wish(story.id, world.artist, wall)
    tried = {"already_proposed": free[0], "too_many": free[3]}
    for code, wall in tried.items():
        with pytest.raises(Invalid) as caught:
            candidates.add_wish(story.id, world.artist, wall)
        assert caught.value.code == code
    candidates.remove_wish(story.id, world.artist, free[0])
    for code, wall in {"wall_taken": taken, "choice": 404}.items():
        with pytest.raises(Invalid) as caught:
            candidates.add_wish(story.id, world.artist, wall)
        assert caught.value.code == code

    assert wishes(story) == free[1:3]


def test_only_the_artist_of_an_open_dossier_asks(world):
    story = world.story()
    with pytest.raises(NotVisible):
        candidates.add_wish(story.id, world.coordinator, world.walls[0])
    with pytest.raises(NotVisible):
        candidates.remove_wish(story.id, world.artist, world.walls[0])

    sent(world, story)

    with pytest.raises(NotAllowed):
        candidates.add_wish(story.id, world.artist, world.walls[0])


def test_a_revision_that_asks_otherwise_changes_the_artists_own_candidates_only(world):
    one, two = world.walls
    three = world.wall("W-3")
    story = world.story()
    candidates.add_wish(story.id, world.artist, one)
    candidates.add_wish(story.id, world.artist, two)
    sent(world, story)
    story.act(world.coordinator, "propose_wall", wall=three, score=70)
    story.act(world.coordinator, "remark", severity="must", text="Басқа қабырға керек.")
    story.act(world.coordinator, "return")
    candidates.remove_wish(story.id, world.artist, one)
    candidates.add_wish(story.id, world.artist, three)
    assert ranks(story) == [(1, one), (2, two), (None, three)]

    story.act(world.artist, "answer", remark=story.case.remarks[0].id, fixed=True, text="Иә")
    story.act(world.artist, "resubmit", text="Сол нұсқа")

    assert story.case.stage == "site"
    assert ranks(story) == [(1, two), (2, three)]


def test_a_place_saved_empty_is_no_change(world):
    story = walks.in_review(world)
    story.act(world.specialist, "remark", severity="must", text="Түзетіңіз.")
    story.act(world.specialist, "return")
    story.edit(wall_address="", wall_owner="", wall_width_m=None)
    story.act(world.artist, "answer", remark=story.case.remarks[0].id, fixed=True, text="Иә")

    story.act(world.artist, "resubmit", text="Сол нұсқа")

    assert (story.case.stage, story.case.version_no) == ("architecture", 1)


def test_a_described_wall_is_taken_into_the_register_and_can_be_chosen(world):
    story = sent(world, world.story(wished_place="", **DESCRIBED))

    story.act(world.coordinator, "enter_wall", **NEW)

    wall = db.session.scalars(db.select(Wall).filter_by(code="W-9")).one()
    assert (wall.address, wall.heritage, wall.owner_name) == ("Асар, 72", "none", "")
    story.act(world.coordinator, "choose_wall", wall=wall.id)
    assert story.act(world.specialist, "confirm_site").stage == "architecture"


def test_a_side_of_a_house_is_entered_once_and_under_its_own_number(world):
    story = sent(world, world.story(**DESCRIBED))
    taken = refusal_of(story, world.coordinator, "enter_wall", **NEW | {"code": "W-1"})
    story.act(world.coordinator, "enter_wall", **NEW)

    again = refusal_of(story, world.coordinator, "enter_wall", **NEW | {"code": "W-10"})

    assert [(e.field, e.code) for e in (taken, again)] == [
        ("code", "taken"),
        ("address", "wall_known"),
    ]


def test_where_nothing_was_described_nothing_is_entered(world):
    story = sent(world, world.story())

    assert reason_codes(story, world.coordinator, "enter_wall", **NEW) == ["no_wall_described"]
    assert type(refusal_of(story, world.artist, "enter_wall", **NEW)) is NotAllowed
