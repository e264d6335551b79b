"""Maps: the base map by the settings, and what a first visit with a map weighs."""

from __future__ import annotations

import gzip

import pytest

from artflow.config import ConfigurationError
from tests.architecture.source import ROOT
from tests.fixtures import databases
from tests.fixtures.world import World
from tests.web.support.client import PageClient

FONTS = list((ROOT / "artflow" / "static" / "fonts").glob("*.woff2"))
TILES = "https://{s}.tiles.example/{z}/{x}/{y}.png"
HEAVIEST = 200 * 1024


@pytest.fixture
def set_up(database, tmp_path):
    """Return a function that creates the application under some settings of the map."""
    made = []

    def make(**settings):
        made.append(databases.application(database, tmp_path, **settings))
        return made[-1]

    yield make
    for app in made:
        databases.dispose(app)


@pytest.fixture
def visit_in():
    """Return a function that opens the artist's browser in a world made for them."""

    def make(app):
        with app.app_context():
            made = World.create("mural")
            made.wall("W-3")
        return PageClient(app).sign_in("artist")

    return make


def policy(app) -> str:
    return app.test_client().get("/sign-in").headers["Content-Security-Policy"]


def test_only_the_host_of_the_tiles_joins_the_policy_and_only_when_it_is_set(set_up):
    plain = policy(set_up())
    tiled = policy(set_up(MAP_TILES=TILES))

    assert "img-src 'self' data: blob:;" in plain
    assert tiled == plain.replace("blob:;", "blob: https://*.tiles.example;")


@pytest.mark.parametrize(
    "settings",
    [
        {"MAP_TILES": "tiles/{z}/{x}/{y}.png"},
        {"MAP_TILES": "https://host/{z}/{x}.png"},
        {"MAP_TILES": "https://a;script-src *.b/{z}/{x}/{y}"},
        {"MAP_CENTRE": "Шымкент"},
        {"MAP_TILES": "https://a{s}.host/{z}/{x}/{y}"},
        {"MAP_PMTILES": "/nowhere/city.pmtiles"},
        {"MAP_TILES": TILES, "MAP_PMTILES": "/nowhere/city.pmtiles"},
    ],
)
def test_settings_that_cannot_work_are_said_at_the_start(set_up, settings):
    with pytest.raises(ConfigurationError, match="ARTFLOW_MAP"):
        set_up(**settings)


def test_a_file_of_tiles_is_served_in_parts(set_up, visit_in, tmp_path):
    file = tmp_path / "city.pmtiles"
    file.write_bytes(bytes(range(256)) * 100)
    client = visit_in(set_up(MAP_PMTILES=str(file), MAP_ATTRIBUTION="© Жасаушы"))

    answer = client.ask("GET", "/map/tiles.pmtiles", headers={"Range": "bytes=256-260"})
    page = client.get("walls.index")

    assert (answer.status_code, answer.data) == (206, bytes(range(5)))
    assert answer.headers["Content-Range"] == "bytes 256-260/25600"
    assert 'data-pmtiles="/map/tiles.pmtiles"' in page.text
    assert "vendor/pmtiles/pmtiles.js" in page.text
    assert "© Жасаушы" in page.text


def test_without_a_file_there_are_no_tiles_and_nobody_else_asks_for_them(world, visit):
    visit("artist").get("/map/tiles.pmtiles", 404)
    visit().get("/map/tiles.pmtiles", 303)


def test_a_first_visit_with_a_map_is_light(world, visit):
    client = visit("artist")
    page = client.get("walls.index")
    head = client.page.one("head")
    files = [n.attrs["src"] for n in head.all("script")]
    files += [n.attrs["href"] for n in head.all("link") if n.attrs["rel"] == "stylesheet"]
    assert any("leaflet.js" in file for file in files)

    answers = [client.ask("GET", file, headers={"Accept-Encoding": "gzip"}) for file in files]

    assert {answer.headers["Content-Encoding"] for answer in answers} == {"gzip"}
    fonts = sum(path.stat().st_size for path in FONTS)
    assert len(page.data) + fonts + sum(len(answer.data) for answer in answers) < HEAVIEST


@pytest.mark.parametrize("endpoint", ["walls.new", "desk.show", "proposals.index"])
def test_the_script_of_maps_comes_with_maps_only(world, visit, endpoint):
    page = visit("coordinator").get(endpoint)

    assert ("leaflet" in page.text) is (endpoint == "walls.new")


def test_who_takes_no_packed_files_gets_them_plain(world, visit):
    client = visit("artist")
    plain = client.ask("GET", "/static/js/map.js")
    packed = client.ask("GET", "/static/js/map.js", headers={"Accept-Encoding": "gzip"})
    again = client.ask(
        "GET",
        "/static/js/map.js",
        headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]},
    )

    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.data) == plain.data
    assert all("Accept-Encoding" in answer.headers["Vary"] for answer in (plain, packed))
    assert (again.status_code, again.data) == (304, b"")
