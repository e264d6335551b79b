"""Files of a draft: several at once with their progress, put in order by mouse and by keys."""

from __future__ import annotations

import re

import pytest

from tests.fixtures.world import image


@pytest.fixture
def draft(town):
    with town.app.app_context():
        return town.people.story(title="Файлдар").id


@pytest.fixture
def page(enter, draft):
    return enter("aigerim").open(f"/proposals/{draft}/dossier/files").page


def picture(name, colour):
    return {"name": name, "mimeType": "image/png", "buffer": image(colour).getvalue()}


def add(page, *files):
    page.locator('main [name="files"]').set_input_files(list(files))
    page.locator('main input[name="kind"][value="palette"]:not([id^="f"])').check()
    page.get_by_role("button", name="Қосу", exact=True).click()
    page.locator(".said").wait_for(timeout=10000)


def order(page):
    return page.locator("[data-order] h3 + p").all_inner_texts()


def test_several_files_at_once_then_dragged_and_moved_by_key(page):
    add(page, picture("one.png", "navy"), picture("two.png", "plum"))
    *before, one, two = order(page)
    assert (one, two) == ("one.png", "two.png")

    rows = page.locator("[data-order] > [data-place]")
    with page.expect_navigation():
        rows.last.drag_to(
            rows.nth(len(before)),
            source_position={"x": 30, "y": 30},
            target_position={"x": 30, "y": 30},
        )
    assert order(page) == [*before, "two.png", "one.png"]

    page.get_by_role("button", name=re.compile("Жоғары.*one.png")).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert order(page) == [*before, "one.png", "two.png"]


def test_a_refused_file_is_said_beside_the_button(page):
    wrong = {"name": "bad.png", "mimeType": "image/png", "buffer": b"<html>not a picture</html>"}
    page.locator('main [name="files"]').set_input_files([wrong])
    page.locator('main input[name="kind"][value="palette"]:not([id^="f"])').check()
    page.get_by_role("button", name="Қосу", exact=True).click()

    page.locator("[data-upload].error", has_text="bad.png").wait_for(timeout=10000)


def test_a_lost_connection_is_said_and_the_choice_is_kept(page):
    page.locator('main [name="files"]').set_input_files([picture("one.png", "navy")])
    page.locator('main input[name="kind"][value="palette"]:not([id^="f"])').check()
    page.context.set_offline(True)
    page.get_by_role("button", name="Қосу", exact=True).click()
    page.locator("[data-upload].error").wait_for(timeout=10000)

    page.context.set_offline(False)
    page.get_by_role("button", name="Қосу", exact=True).click()
    page.locator(".said").wait_for(timeout=10000)
    assert order(page)[-1] == "one.png"
