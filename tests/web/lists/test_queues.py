"""The queues of an office can be narrowed, and an address keeps how."""

from __future__ import annotations

import pytest

from artflow.extensions import db
from artflow.models import Wall
from tests.fixtures import walks
from tests.services.queries import create_another
from tests.web.support.statements import recorded_statements


@pytest.fixture
def two(app, world):
    """Create two works at the department, in two districts."""
    with app.app_context():
        walks.in_review(world, title="Дала таңы")
        place = {"district": "Тұран", "address": "Қонаев көшесі 5"}
        db.session.execute(db.update(Wall).filter_by(id=world.walls[1]).values(place))
        db.session.commit()
        walks.placed(world, create_another(world, title="Көктем"), world.walls[1])


def titles(client) -> set[str]:
    text = client.page.one("main").text
    return {title for title in ("Дала таңы", "Көктем") if title in text}


def test_a_queue_is_narrowed_by_district_and_by_street(two, visit):
    client = visit("specialist")
    client.get("desk.show")
    assert titles(client) == {"Дала таңы", "Көктем"}

    client.get("desk.show", district="Тұран")
    assert titles(client) == {"Көктем"}
    client.get("desk.show", q="конаев")
    assert titles(client) == {"Көктем"}
    client.get("desk.show", q="конаев", district="Абай")
    assert titles(client) == set()
    assert "Nothing found" in client.page.one("main").text


def test_the_other_queues_and_pages_keep_the_filter(two, visit):
    client = visit("specialist")

    client.get("desk.show", queue="office", district="Тұран")

    tabs = [a.attrs["href"] for a in client.page.one("nav", **{"class": "tabs"}).all("a")]
    assert all("district=%D0%A2%D2%B1%D1%80%D0%B0%D0%BD" in tab for tab in tabs)
    hidden = client.page.one("input", type="hidden", name="queue")
    assert hidden.attrs["value"] == "office"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"q": "ко"}, "ко"),
        ({"district": "Марс"}, "Choose one from the list"),
    ],
)
def test_a_filter_that_cannot_be_is_said_so(two, visit, asked, words):
    client = visit("specialist")

    client.get("desk.show", 422, **asked)

    assert client.page.one("section", role="alert")
    assert words in str(client.page.one("main"))


def test_who_has_one_queue_has_no_filter(two, visit):
    client = visit("artist")

    client.get("desk.show", district="Тұран")

    assert client.page.all("form", role="search") == []


def test_a_narrowed_queue_asks_little(app, two, visit):
    client = visit("specialist")
    client.get("desk.show", q="конаев", district="Тұран")

    with recorded_statements(app) as found:
        client.get("desk.show", q="конаев", district="Тұран")

    assert len(found) <= 9  # one tells whether the words are rare
