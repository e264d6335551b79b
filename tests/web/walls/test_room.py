"""A wall must have room for the work: who takes a smaller one all the same says why."""

from __future__ import annotations

from decimal import Decimal

import pytest

from artflow.domain.walls import fits
from artflow.services.walls import photos as walls_photos
from artflow.services.walls import walls
from tests.fixtures.world import NOW


@pytest.mark.parametrize(
    ("width", "height", "found"),
    [("12", "26", True), ("12.0", "26.01", True), ("11.99", "26", False), ("24", "7.5", False)],
)
def test_a_work_fits_where_neither_side_is_larger_than_the_wall(width, height, found):
    facts = {"width_m": "12", "height_m": "26.0"}

    assert fits(facts, Decimal(width), Decimal(height)) is found
    assert fits({}, Decimal(width), Decimal(height))


@pytest.fixture
def low_wall(app, world) -> int:
    """Add a wall that is wide and low, with a photo."""
    with app.app_context():
        low = {
            "code": "W-LOW",
            "city": "Шымкент",
            "district": "Абай",
            "address": "Аласа көшесі",
            "face": "east",
            "width_m": Decimal(24),
            "height_m": Decimal("7.5"),
            "substrate": "сылақ",
            "heritage": "protection_zone",
            "owner_name": "МИБ",
            "owner_contact": "+7 700",
            "latitude": None,
            "longitude": None,
            "notes": "",
        }
        key = walls.add_wall(world.coordinator, low, NOW)
        walls_photos.add(key, world.coordinator, world.file("grey"), alt="Қабырға")
        return key


def said(client) -> str:
    return client.page.one("p", id="text-e").text


def test_a_wall_without_room_is_asked_about_by_all_who_take_it(at, visit, low_wall):
    key, office, expert = at("site"), visit("coordinator"), visit("specialist")
    size = "The work is 10 × 20 m, the wall 24 × 7.5 m: it does not fit."

    office.act(key, "propose_wall", 422, wall=low_wall)
    assert size in said(office)
    office.fill("", wall=low_wall, text="Эскиз қайта өлшенеді", score="70")
    office.act(key, "choose_wall", 422, wall=low_wall)
    assert size in said(office)
    office.fill("", wall=low_wall, text="Иесі келісті")
    expert.act(key, "confirm_site", 422)
    assert size in said(expert)
    beside = next(n for n in expert.page.all("div") if "aside" in n.attrs.get("class", ""))
    assert "the work does not fit" in beside.text
    expert.fill("", text="Сурет қабырғаға бейімделеді")

    expert.get("proposals.show", proposal_id=key)
    assert "the work does not fit" in expert.page.one("main").text


def test_candidates_are_compared_by_size_photo_heritage_points_and_note(at, world, visit, low_wall):
    key, office = at("site"), visit("coordinator")
    office.act(key, "propose_wall", wall=low_wall, text="Көрнекі", score="70")
    office.act(key, "propose_wall", wall=world.walls[0], score="88")

    office.get("actions.ask", proposal_id=key, name="choose_wall")

    low, high = office.page.one("fieldset", id="wall").all("label")
    for words in ("24 × 7.5", "the work does not fit", "rotection zone", "Score: 70", "Көрнекі"):
        assert words in low.text.replace("\u00a0", " ")
    assert low.all("img")
    assert "12 × 24" in high.text.replace("\u00a0", " ")
    assert "does not fit" not in high.text
    assert "Size of the work: 10 × 20" in office.page.one("fieldset", id="wall").text.replace(
        "\u00a0", " "
    )
