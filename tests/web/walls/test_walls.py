"""The register of walls: edited by those who manage it, read by everybody."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from PIL import ExifTags, Image

from artflow.demo.load import ART
from artflow.extensions import db
from artflow.models import Wall
from artflow.services.walls import photos
from artflow.services.walls import walls as verbs
from tests.web.support.statements import recorded_statements

WALL = {
    "code": "W-9",
    "city": "Шымкент",
    "district": "Абай",
    "address": "Тәуке хан, 41",
    "face": "east",
    "width_m": "12,4",
    "height_m": "27",
    "heritage": "none",
}


@pytest.fixture
def coordinator(world, visit):
    client = visit("coordinator")
    client.get("walls.new")
    return client


def walls(app) -> list[Wall]:
    with app.app_context():
        return list(db.session.scalars(db.select(Wall).order_by(Wall.id)))


def test_a_wall_is_entered_and_shown(app, coordinator):
    answer = coordinator.fill("walls.new", **WALL, owner_contact="+7 705", latitude="42,3")

    coordinator.get(answer.location)
    assert "+7 705" in coordinator.page.one("main").text
    assert str(walls(app)[-1].width_m) in ("12.40", "12.4")


def test_a_wall_is_changed(app, world, coordinator):
    coordinator.get("walls.edit", wall_id=world.walls[0])

    coordinator.fill("", notes="Plastered anew", owner_contact="")

    assert [w.notes for w in walls(app)] == ["Plastered anew", ""]
    assert walls(app)[0].owner_contact == ""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", ""),
        ("code", "W-1"),
        ("code", "x" * 41),
        ("address", "\x07"),
        ("face", "up"),
        ("width_m", "-1"),
        ("width_m", "501"),
        ("height_m", "tall"),
        ("height_m", "NaN"),
        ("heritage", "holy"),
        ("latitude", "91"),
        ("latitude", "42.1234567"),
        ("longitude", "-181"),
        ("notes", "n" * 4001),
    ],
)
def test_a_wrong_value_is_said_at_its_field(app, coordinator, field, value):
    coordinator.fill("walls.new", 422, **WALL | {field: value})

    assert len(walls(app)) == 2
    errors = [p.attrs["id"] for p in coordinator.page.all("p", **{"class": "error"})]
    assert errors == [f"{field}-e"]


def test_a_code_in_use_is_refused_for_another_wall(app, world, coordinator):
    coordinator.get("walls.edit", wall_id=world.walls[0])

    coordinator.fill("", 422, code="W-2")


@pytest.mark.parametrize("username", ["artist", "jusan", "head"])
def test_others_read_and_do_not_see_the_owners_telephone(world, visit, username):
    client = visit(username)

    answer = client.get("walls.show", wall_id=world.walls[0])

    assert "+7 700" not in answer.text
    client.get("walls.edit", 403, wall_id=world.walls[0])


def test_a_wall_held_by_a_proposal_says_so(world, at, visit):
    at("architecture")
    client = visit("artist")

    client.get("walls.show", wall_id=world.walls[0])
    held = client.page.one("dl").text
    client.get("walls.show", wall_id=world.walls[1])

    assert client.page.one("dl").text != held


def test_a_wall_that_does_not_exist(coordinator):
    coordinator.get("walls.show", 404, wall_id=99)
    coordinator.get("walls.edit", 404, wall_id=99)
    coordinator.post("walls.edit", 404, wall_id=99)


def titles(client) -> list[str]:
    return [heading.text for heading in client.page.one("main").all("h3")]


def test_the_register_is_narrowed_and_says_to_what(app, world, at, visit):
    at("architecture")
    client = visit("artist")

    for query, found in (
        ({}, 2),
        ({"state": "free"}, 1),
        ({"state": "reserved"}, 1),
        ({"district": "Абай"}, 2),
        ({"heritage": "none", "state": "free"}, 1),
        ({"heritage": "unknown"}, 0),
        ({"state": "painted"}, 0),
    ):
        client.get("walls.index", **query)
        assert len(titles(client)) == found, query
        chips = [ul for ul in client.page.all("ul") if ul.attrs.get("class") == "chips"]
        assert bool(chips) is bool(query)
    assert "remove one of the filters" in client.page.one("main").text


def test_cities_are_asked_for_where_there_are_several(app, world, visit):
    client = visit("artist")
    client.get("walls.index", city="Шымкент")
    assert client.page.all("select", name="city") == []
    assert len(titles(client)) == 2
    with recorded_statements(app) as before:
        client.get("walls.index")

    taraz = {"code": "W-2", "city": "Тараз", "latitude": Decimal("42.9"), "longitude": Decimal(71)}
    with app.app_context():
        verbs.edit_wall(world.walls[1], world.admin, taraz)
    with recorded_statements(app) as after:
        client.get("walls.index")
    assert "Тараз, Абай" in client.page.one("main").text
    offered = [one.attrs["value"] for one in client.page.one("select", name="city").all("option")]
    assert offered == ["", "Тараз", "Шымкент"]
    client.get("walls.index", city="Тараз")
    assert [title.endswith("2 көшесі") for title in titles(client)] == [True]
    assert "City: Тараз" in client.page.one("ul", **{"class": "chips"}).text
    assert len(before) == len(after)
    for city, numbers in (("Тараз", ["W-2"]), ("Шымкент", [])):
        points = client.get("walls.points", city=city).json["walls"]
        assert [point["number"] for point in points] == numbers


@pytest.mark.parametrize(
    "query", [{"city": "Nowhere"}, {"district": "Nowhere"}, {"state": "sold"}, {"heritage": "x"}]
)
def test_an_unknown_filter_is_refused_and_narrows_no_map(world, visit, query):
    client = visit("artist")

    client.get("walls.index", 422, **query)

    assert titles(client) == []
    assert client.get("walls.points", **query).json == {"walls": [], "note": ""}


def test_an_empty_register_says_so_and_the_coordinator_may_begin_it(app, world, visit):
    with app.app_context():
        db.session.execute(db.delete(Wall))
        db.session.commit()

    for username, links in (("artist", 0), ("coordinator", 2)):
        client = visit(username)
        client.get("walls.index")
        found = [a for a in client.page.one("main").all("a") if a.attrs["href"] == "/walls/new"]
        assert len(found) == links


def test_a_long_register_has_pages(app, world, visit):
    with app.app_context():
        for n in range(30):
            world.wall(f"L-{n}")
    client = visit("artist")

    client.get("walls.index", district="Абай")
    first = titles(client)
    (more,) = [a.attrs["href"] for a in client.page.all("a") if a.attrs.get("rel") == "next"]
    client.get(more)

    assert (len(first), len(titles(client))) == (25, 7)
    client.get("walls.index", after=10**6)
    assert "ends before this page" in client.page.one("main").text


def test_the_points_of_the_map_lead_to_the_walls(app, world, visit):
    place = {"latitude": Decimal("42.3174"), "longitude": Decimal("69.5961")}
    with app.app_context():
        verbs.edit_wall(world.walls[0], world.admin, {"code": "W-1", **place})
    client = visit("jusan")

    assert client.get("walls.points", state="free").json["walls"] == [
        {
            "id": world.walls[0],
            "number": "W-1",
            "title": "W-1 көшесі",
            "at": [42.3174, 69.5961],
            "state": "free",
            "tag": "",
            "label": "Free",
            "url": f"/walls/{world.walls[0]}",
        }
    ]


def photo(exif: bool = False) -> io.BytesIO:
    stream, exif_data = io.BytesIO(), Image.Exif()
    if exif:
        exif_data.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (42.0, 19.0, 3.0)
    Image.new("RGB", (600, 800), "tan").save(stream, "JPEG", exif=exif_data)
    stream.seek(0)
    return stream


def test_a_photo_is_added_seen_without_its_place_and_taken_away(world, visit):
    coordinator, artist = visit("coordinator"), visit("artist")
    coordinator.get("wall_photos.index", wall_id=world.walls[0])
    data = {"alt": "A blank wall", "taken_on": "2026-05-09", "photo": (photo(exif=True), "w.jpg")}
    assert b"Exif" in photo(exif=True).getvalue()

    coordinator.post("wall_photos.add", wall_id=world.walls[0], data=data)

    artist.get("walls.show", wall_id=world.walls[0])
    (shown,) = artist.page.one("main").all("img")
    assert (shown.attrs["alt"], shown.attrs["width"]) == ("A blank wall", "600")
    assert "9 May 2026" in artist.page.one("figcaption").text.replace("\u00a0", " ")
    content = artist.get(shown.attrs["src"]).data
    assert Image.open(io.BytesIO(content)).getexif() == {}
    artist.get("walls.index")
    assert len(artist.page.one("main").all("img")) == 1

    coordinator.get("wall_photos.index", wall_id=world.walls[0])
    (remove,) = [
        f.attrs["action"]
        for f in coordinator.page.one("main").all("form")
        if f.attrs["action"].endswith("/remove")
    ]
    coordinator.post(remove)
    artist.get("walls.show", wall_id=world.walls[0])
    assert artist.page.one("main").all("img") == []
    artist.get(shown.attrs["src"], 404)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("photo", (io.BytesIO(b"no picture"), "w.jpg")),
        ("photo", ""),
        ("alt", ""),
        ("alt", "a" * 201),
        ("taken_on", "1999-01-01"),
        ("taken_on", "yesterday"),
    ],
)
def test_a_photo_with_a_mistake_keeps_what_was_typed(world, visit, field, value):
    coordinator = visit("specialist")
    data = {"alt": "A blank wall", "taken_on": "2026-05-09", "photo": (photo(), "w.jpg")}

    coordinator.post("wall_photos.add", 422, wall_id=world.walls[0], data=data | {field: value})

    errors = [p.attrs["id"] for p in coordinator.page.all("p", **{"class": "error"})]
    assert errors == [f"{field}-e"]
    (alt,) = coordinator.page.all("input", name="alt")
    assert alt.attrs["value"] == (value if field == "alt" else "A blank wall")


def test_a_paper_is_no_photo(world, visit):
    coordinator = visit("coordinator")
    with (ART / "minutes.pdf").open("rb") as paper:
        data = {"alt": "Minutes", "photo": (io.BytesIO(paper.read()), "minutes.pdf")}

    coordinator.post("wall_photos.add", 422, wall_id=world.walls[0], data=data)

    assert "Only pictures" in coordinator.page.one("main").text


def test_the_page_of_a_wall_tells_its_work_and_what_came_before(app, world, at, visit):
    finished = at("completed")
    names = {"coordinator": True, "artist": True, "other_artist": False, "viewer": True}

    for username, follows in names.items():
        client = visit(username)
        client.get("walls.show", wall_id=world.walls[0])
        links = [a.attrs["href"] for a in client.page.one("main").all("a")]
        assert "«Дала таңы»" in client.page.one("main").text
        assert (f"/proposals/{finished}" in links) is follows
        (shown,) = client.page.one("main").all("img")
        client.get(shown.attrs["src"])


@pytest.mark.parametrize("size", [3, 20])
def test_the_register_and_a_wall_ask_the_same_however_many_there_are(app, world, at, visit, size):
    at("completed")
    with app.app_context():
        for n in range(size):
            world.wall(f"L-{n}")
            for colour in ("teal", "navy"):
                kept = world.file(colour)
                photos.add(world.walls[0], world.coordinator, kept, alt=f"{n}") if n < 9 else None
    client = visit("coordinator")
    asked = {}

    for endpoint, values in (("walls.index", {}), ("walls.show", {"wall_id": world.walls[0]})):
        client.get(endpoint, **values)  # the calendar is read once a minute
        with recorded_statements(app) as asked[endpoint]:
            client.get(endpoint, **values)

    assert {name: len(found) for name, found in asked.items()} == {
        "walls.index": 5,
        "walls.show": 5,
    }
