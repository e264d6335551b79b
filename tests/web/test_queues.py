"""The queues of an office can be narrowed, and an address keeps how."""

from __future__ import annotations

import pytest

from artflow.extensions import db
from artflow.models import Wall
from tests import walks
from tests.services.asking import another

from .statements import heard


@pytest.fixture
def two(app, world):
    """Two works at the department, in two districts."""
    with app.app_context():
        walks.in_review(world, title="Дала таңы")
        place = {"district": "Тұран", "address": "Қонаев көшесі 5"}
        db.session.execute(db.update(Wall).filter_by(id=world.walls[1]).values(place))
        db.session.commit()
        walks.placed(world, another(world, title="Көктем"), world.walls[1])


def titles(visitor) -> set[str]:
    text = visitor.page.one("main").text
    return {title for title in ("Дала таңы", "Көктем") if title in text}


def test_a_queue_is_narrowed_by_district_and_by_street(two, visit):
    visitor = visit("specialist")
    visitor.get("desk.show")
    assert titles(visitor) == {"Дала таңы", "Көктем"}

    visitor.get("desk.show", district="Тұран")
    assert titles(visitor) == {"Көктем"}
    visitor.get("desk.show", q="конаев")
    assert titles(visitor) == {"Көктем"}
    visitor.get("desk.show", q="конаев", district="Абай")
    assert titles(visitor) == set()
    assert "Nothing found" in visitor.page.one("main").text


def test_the_other_queues_and_pages_keep_the_filter(two, visit):
    visitor = visit("specialist")

    visitor.get("desk.show", queue="office", district="Тұран")

    tabs = [a.attrs["href"] for a in visitor.page.one("nav", **{"class": "tabs"}).all("a")]
    assert all("district=%D0%A2%D2%B1%D1%80%D0%B0%D0%BD" in tab for tab in tabs)
    hidden = visitor.page.one("input", type="hidden", name="queue")
    assert hidden.attrs["value"] == "office"


@pytest.mark.parametrize(("asked", "words"), [
    ({"q": "ко"}, "ко"), ({"district": "Марс"}, "Choose one from the list"),
])  # fmt: skip
def test_a_filter_that_cannot_be_is_said_so(two, visit, asked, words):
    visitor = visit("specialist")

    visitor.get("desk.show", 422, **asked)

    assert visitor.page.one("section", role="alert")
    assert words in str(visitor.page.one("main"))


def test_who_has_one_queue_has_no_filter(two, visit):
    visitor = visit("artist")

    visitor.get("desk.show", district="Тұран")

    assert visitor.page.all("form", role="search") == []


def test_a_narrowed_queue_asks_little(app, two, visit):
    visitor = visit("specialist")
    visitor.get("desk.show", q="конаев", district="Тұран")

    with heard(app) as found:
        visitor.get("desk.show", q="конаев", district="Тұран")

    assert len(found) <= 8
