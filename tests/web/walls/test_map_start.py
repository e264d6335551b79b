"""A map on which nothing stands yet begins at the walls of the city, or over the whole country."""

from __future__ import annotations

from decimal import Decimal

import pytest

from artflow.domain.text import LocalizedText
from artflow.extensions import db
from artflow.models import Programme, Wall

COUNTRY, CITY = ("48.02,66.92", "5"), "12"


def start(client, endpoint, **values) -> tuple[str, str]:
    client.get(endpoint, **values)
    shown = client.page.one("div", **{"data-map": ""}).attrs
    return shown["data-at"], shown["data-zoom"]


@pytest.fixture
def placed(app, world):
    """Give the newest wall of the city a place."""
    with app.app_context():
        wall = db.session.get_one(Wall, world.walls[1])
        wall.latitude, wall.longitude = Decimal("42.317400"), Decimal("69.596100")
        db.session.get_one(Programme, world.programme).city = LocalizedText({"ru": "Шымкент"})
        db.session.commit()


def test_without_walls_the_whole_country_is_seen(app, visit, world):
    coordinator = visit("coordinator")
    assert start(coordinator, "walls.new") == COUNTRY
    assert start(coordinator, "walls.index") == COUNTRY


def test_a_new_wall_begins_at_the_newest_one(visit, world, placed):
    assert start(visit("coordinator"), "walls.new") == ("42.317400,69.596100", CITY)


def test_the_place_of_a_work_begins_in_the_city_of_its_programme(app, visit, world, at, placed):
    key, artist = at("draft"), visit("artist")
    here = {"proposal_id": key, "section": "place"}
    assert start(artist, "dossier.edit", **here) == ("42.317400,69.596100", CITY)
    with app.app_context():
        db.session.get_one(Programme, world.programme).city = LocalizedText({"ru": "Тараз"})
        db.session.commit()

    assert start(artist, "dossier.edit", **here) == COUNTRY
