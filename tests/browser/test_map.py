"""Maps of walls: points that lead somewhere, a point that is set, a page that still scrolls."""

from __future__ import annotations

import pytest

from .support.page_audit import REPORT_SCRIPT

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
LATITUDE, LONGITUDE = 42.3174, 69.5961
"""The place of the first wall."""


@pytest.fixture
def at_map(enter):
    """Open a page with a map; return it with what its content policy has refused."""

    def open_page(name, path, **options):
        person = enter(name, **options)
        person.page.context.add_init_script(REPORT_SCRIPT)
        person.open(path)
        person.page.locator(".map.leaflet-container").scroll_into_view_if_needed()
        return person

    return open_page


def point(person) -> tuple[float, float]:
    return tuple(float(person.page.input_value(f"#{name}")) for name in ("latitude", "longitude"))


def open_first(person) -> None:
    """Open the card of the first wall; where it does not fit, the map moves at once."""
    person.page.locator(".map .spot").first.wait_for()
    person.page.locator(".map .spot").first.dispatch_event("click")
    assert person.page.locator(".leaflet-pan-anim").count() == 0
    person.page.wait_for_function(
        "() => { const within = (a, b) => a.top >= b.top - 1 && a.bottom <= b.bottom + 1;"
        " const box = css => document.querySelector(css).getBoundingClientRect();"
        " return within(box('.leaflet-popup a'), box('.map')) }"
    )


def pin(person) -> tuple[float, float]:
    """Return where the mark stands, from the corner of the map."""
    mark, place = (person.page.locator(css).bounding_box() for css in (".pin", ".map"))
    half = mark["width"] / 2
    return mark["x"] + half - place["x"], mark["y"] + half - place["y"]


def test_every_wall_with_a_place_is_a_point_that_leads_to_it(at_map, town):
    person = at_map("aigerim", "/walls/?state=free")
    open_first(person)
    link = person.page.locator(".leaflet-popup a").first
    title = link.inner_text()
    assert person.page.locator(".leaflet-popup-close-button").get_attribute("aria-label") == "Жабу"

    assert person.follow(".leaflet-popup a") == 200
    assert person.words("h1").replace("\u2060", "") == title
    assert person.page.evaluate("window.reports") == []


def test_the_grid_has_the_colours_of_the_page_and_moves_with_the_map(at_map):
    colours = set()
    for scheme in ("light", "dark"):
        person = at_map("aigerim", "/walls/1", color_scheme=scheme)
        line = person.page.locator(".map .grid line").first
        line.wait_for(state="attached")
        colours.add(line.evaluate("line => getComputedStyle(line).stroke"))
        words = set(person.page.locator(".map .grid text").all_text_contents())
        assert any(word.startswith("69.") for word in words)
        person.page.locator(".leaflet-control-zoom-out").click()
        person.page.wait_for_function(
            "known => [...document.querySelectorAll('.grid text')]"
            ".some(text => !known.includes(text.textContent))",
            arg=list(words),
        )
        assert person.page.evaluate("window.reports") == []
    assert len(colours) == 2


def test_a_click_sets_the_fields_and_typing_moves_the_mark(at_map):
    person = at_map("madina", "/walls/1/edit")
    assert point(person) == pytest.approx((LATITUDE, LONGITUDE))
    before = pin(person)

    person.page.locator(".map").click(position={"x": before[0] + 60, "y": before[1] - 40})

    latitude, longitude = point(person)
    assert latitude > LATITUDE
    assert longitude > LONGITUDE
    assert pin(person) == pytest.approx((before[0] + 60, before[1] - 40), abs=2)
    person.page.fill("#latitude", f"{LATITUDE}".replace(".", ","))
    person.page.fill("#longitude", f"{LONGITUDE}")
    assert pin(person) == pytest.approx(before, abs=2)
    person.page.fill("#longitude", "east")
    assert person.page.locator(".pin").count() == 0
    assert person.page.evaluate("window.reports") == []


def test_the_mark_is_dragged(at_map):
    person = at_map("madina", "/walls/1/edit")
    mark = person.page.locator(".pin").bounding_box()
    x, y = mark["x"] + 16, mark["y"] + 16

    person.page.mouse.move(x, y)
    person.page.mouse.down()
    person.page.mouse.move(x - 50, y + 30, steps=5)
    person.page.mouse.up()

    latitude, longitude = point(person)
    assert latitude < LATITUDE
    assert longitude < LONGITUDE


def test_one_finger_on_the_map_moves_the_page(at_map):
    person = at_map("aigerim", "/walls/", **PHONE)
    place = person.page.locator(".map").bounding_box()
    touch = person.page.context.new_cdp_session(person.page)
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    before = person.page.evaluate("scrollY")

    def finger(kind: str, *points: dict[str, float]) -> None:
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    finger("touchStart", {"x": x, "y": y})
    for up in range(20, 220, 20):
        finger("touchMove", {"x": x, "y": y - up})
    finger("touchEnd")

    person.page.wait_for_function("before => scrollY > before + 50", arg=before)
    assert person.page.locator(".by-finger").first.is_visible()


def test_without_a_script_there_is_the_list_and_no_empty_box(enter):
    cookies = enter("aigerim").page.context.cookies()
    plain = enter(java_script_enabled=False).page
    plain.context.add_cookies(cookies)

    plain.goto("/walls/")

    assert plain.locator("main .row").count() > 0
    assert not plain.locator(".map").is_visible()


def test_an_artist_finds_a_wall_on_the_map_and_chooses_it(at_map, town):
    path = f"/proposals/{town.proposals['empty']}/dossier/walls"
    person = at_map("aigerim", path)
    open_first(person)

    assert person.follow(".leaflet-popup a") == 200
    title = person.words("#free h3")
    assert person.follow("#free form button") == 200

    assert person.words("section[aria-labelledby=h-chosen] h3") == title
    assert person.follow("section[aria-labelledby=h-chosen] form[action$=remove] button") == 200
    assert person.page.locator("#h-chosen").count() == 0
