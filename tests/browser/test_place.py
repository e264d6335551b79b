"""A remark gets its place on the picture: by pointer, by touch, by the arrow keys, by numbers."""

from __future__ import annotations

import pytest

LAYER = "svg.placing"


@pytest.fixture
def remark(enter, town):
    """Open the form of a remark as the specialist."""

    def ask(**options):
        return enter("gulmira", **options).ask(
            f"/proposals/{town.proposals['architecture']}", "remark"
        )

    return ask


def place(person) -> tuple[float, float]:
    return tuple(
        float(person.page.input_value(f'main form [name="{name}"]') or -1) for name in "xy"
    )


def test_a_click_puts_the_mark_where_it_points(remark):
    person = remark()
    layer = person.page.locator(LAYER)
    box = layer.bounding_box()
    assert not layer.locator("circle").is_visible()

    layer.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.75})

    assert place(person) == pytest.approx((25, 75), abs=1)
    assert layer.locator("circle").get_attribute("cx") == f"{place(person)[0]:g}%"
    assert person.fill(severity="should", text="Осы жер").press() == 200
    assert person.page.locator(".remark", has_text="Осы жер").count() == 1


def test_a_finger_does_the_same(remark):
    person = remark(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    layer = person.page.locator(LAYER)
    layer.scroll_into_view_if_needed()
    box = layer.bounding_box()

    layer.tap(position={"x": box["width"] * 0.5, "y": box["height"] * 0.1})

    assert place(person) == pytest.approx((50, 10), abs=1.5)


def test_arrow_keys_move_the_mark_and_stop_at_the_edge(remark):
    person = remark()
    person.page.locator(LAYER).focus()

    for key in ("ArrowRight", "Shift+ArrowDown"):
        person.page.keyboard.press(key)
    assert place(person) == (51, 55)

    for _ in range(12):
        person.page.keyboard.press("Shift+ArrowUp")
    assert place(person) == (51, 0)


def test_typed_numbers_move_the_mark(remark):
    person = remark().fill(x="12,5", y="40")
    dot = person.page.locator(f"{LAYER} circle")

    assert (dot.get_attribute("cx"), dot.get_attribute("cy")) == ("12.5%", "40%")

    person.fill(y="140")
    assert not dot.is_visible()
