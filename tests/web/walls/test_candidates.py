"""An artist asks for walls of the register, or describes one; the office takes it over."""

from __future__ import annotations

import pytest

from artflow.demo.story import Story
from artflow.extensions import db
from artflow.models import Proposal, Wall
from tests.fixtures.assessment import COMPLETE_FIELDS
from tests.fixtures.world import FACTS, NOW
from tests.web.support.statements import recorded_statements


@pytest.fixture
def draft(at, visit):
    """Create a draft; return it and its artist's client."""
    return at("draft", wished_place=""), visit("artist")


def asked(app, key) -> list[int]:
    with app.app_context():
        return db.session.get_one(Proposal, key).facts.get("walls") or []


def buttons(client, verb: str) -> list[str]:
    """Return the addresses of the page's forms that choose, move or remove a wall."""
    forms = (form.attrs["action"] for form in client.page.one("main").all("form"))
    return [url for url in forms if (url.endswith(verb) if verb else url[-1].isdigit())]


def test_walls_are_chosen_ordered_and_taken_back_without_a_script(app, world, draft):
    key, artist = draft
    one, two = world.walls
    artist.get("candidates.index", proposal_id=key)

    for url in buttons(artist, ""):
        artist.post(url)
    assert asked(app, key) == [one, two]
    artist.get("candidates.index", proposal_id=key)
    artist.post(buttons(artist, "/move")[1], data={"place": "0"})
    assert asked(app, key) == [two, one]
    artist.post(buttons(artist, "/remove")[0])
    assert asked(app, key) == [two]

    artist.get("dossier.tasks", proposal_id=key)
    assert "1 wall" in artist.page.one("main").text


def test_only_free_walls_are_offered_and_those_of_a_district(app, world, draft):
    key, artist = draft
    with app.app_context():
        db.session.execute(db.update(Wall).filter_by(code="W-2").values(district="Тұран"))
        db.session.commit()

    artist.get("candidates.index", proposal_id=key, district="Тұран")
    assert len(buttons(artist, "")) == 1
    artist.get("candidates.index", proposal_id=key, wall=world.walls[0])
    assert len(buttons(artist, "")) == 1
    for page in ("candidates.index", "candidates.points"):
        artist.get(page, 400, proposal_id=key, district="Тұран\0")
    artist.get("candidates.index", proposal_id=key, district="Nowhere")
    assert buttons(artist, "") == []
    assert "No free wall" in artist.page.one("main").text


def test_a_wall_that_was_faster_taken_is_refused_in_words(app, world, draft):
    key, artist = draft
    with app.app_context():
        db.session.execute(db.update(Wall).values(held_by_id=None))
        rival = Story(world.artist, world.programme, NOW).draft(FACTS)
        db.session.execute(db.update(Wall).filter_by(code="W-1").values(held_by_id=rival.id))
        db.session.commit()

    artist.post("candidates.choose", 422, proposal_id=key, wall_id=world.walls[0])

    assert "Another work has taken this wall" in artist.page.one("main").text
    assert asked(app, key) == []


@pytest.mark.parametrize(("verb", "status"), [("move", 404), ("remove", 404)])
def test_what_was_not_chosen_is_neither_moved_nor_removed(world, draft, verb, status):
    key, artist = draft
    values = {"proposal_id": key, "wall_id": world.walls[0]}

    artist.post(f"candidates.{verb}", status, data={"place": "0"}, **values)
    artist.post("candidates.move", 400, data={"place": "first"}, **values)


def test_a_full_choice_offers_no_more(app, world, draft):
    key, artist = draft
    with app.app_context():
        world.walls += [world.wall("W-3"), world.wall("W-4")]
    for wall in world.walls[:3]:
        artist.post("candidates.choose", proposal_id=key, wall_id=wall)

    artist.get("candidates.index", proposal_id=key)

    assert buttons(artist, "") == []
    assert "leaflet" not in str(artist.page.one("head").all("script"))
    artist.post("candidates.choose", 422, proposal_id=key, wall_id=world.walls[3])


def test_the_points_of_free_walls_lead_to_their_buttons(app, world, draft):
    key, artist = draft
    with app.app_context():
        db.session.execute(db.update(Wall).values(latitude=42.3, longitude=69.6))
        db.session.commit()
    artist.post("candidates.choose", proposal_id=key, wall_id=world.walls[0])

    (point,) = artist.get("candidates.points", proposal_id=key).json["walls"]

    artist.get(point["url"])
    assert len(buttons(artist, "")) == 1


def test_a_wall_is_described_and_the_office_takes_it_into_the_register(app, world, draft, visit):
    key, artist = draft
    artist.get("dossier.edit", proposal_id=key, section="place")
    artist.fill(
        "",
        wall_address="Асар, 72",
        wall_district="Тұран",
        wall_face="west",
        wall_width_m="12,5",
        wall_height_m="20",
        wall_owner="МИБ «Асар»",
        wall_latitude="42,352700",
        wall_longitude="69.5241",
    )
    artist.act(key, "submit")
    office = visit("coordinator")
    office.act(key, "accept", **COMPLETE_FIELDS)
    office.get("proposals.show", proposal_id=key)
    assert "Асар, 72" in office.page.one("main").text

    office.get("actions.ask", proposal_id=key, name="enter_wall")
    office.fill("", 422, heritage="none")
    errors = [p.attrs["id"] for p in office.page.all("p", **{"class": "error"})]
    assert errors == ["code-e"]
    office.fill("", code="W-9", heritage="none", owner_contact="+7 705")

    with app.app_context():
        wall = db.session.scalars(db.select(Wall).filter_by(code="W-9")).one()
        columns = (wall.city, wall.address, wall.district, wall.face, wall.owner_name)
        assert columns == ("Шымкент", "Асар, 72", "Тұран", "west", "МИБ «Асар»")
        assert [float(n) for n in (wall.width_m, wall.height_m, wall.latitude)] == [
            12.5,
            20,
            42.3527,
        ]
    office.act(key, "choose_wall", wall=str(wall.id))
    office.get("proposals.show", proposal_id=key)
    assert "W-9: Асар, 72" in office.page.one("main").text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("wall_latitude", "91"),
        ("wall_longitude", "-181"),
        ("wall_width_m", "wide"),
        ("wall_face", "up"),
        ("wall_address", "a" * 201),
    ],
)
def test_a_wrong_word_about_a_wall_is_said_at_its_field(draft, field, value):
    key, artist = draft
    artist.get("dossier.edit", proposal_id=key, section="place")

    artist.fill("", 422, **{field: value})

    errors = [p.attrs["id"] for p in artist.page.all("p", **{"class": "error"})]
    assert errors == [f"{field}-e"]


def test_pages_with_walls_ask_a_constant_number_of_questions(app, world, draft, visit):
    key, artist = draft
    for wall in world.walls:
        artist.post("candidates.choose", proposal_id=key, wall_id=wall)
    asked_of = {}
    artist.get("candidates.index", proposal_id=key)
    with recorded_statements(app) as asked_of["choose"]:
        artist.get("candidates.index", proposal_id=key)
    artist.act(key, "submit")
    office = visit("coordinator")
    office.act(key, "accept", **COMPLETE_FIELDS)
    with recorded_statements(app) as asked_of["site"]:
        office.get("proposals.show", proposal_id=key)

    assert len(asked_of["choose"]) == 10
    assert not [text for text, _ in asked_of["site"] if text.startswith("SELECT proposal.facts")]
