"""Files of a draft: several at once with their progress, put in order by mouse and by keys."""

from __future__ import annotations

import re

import pytest

from artflow.extensions import db
from artflow.models import File, Milestone, MilestonePhoto
from tests.fixtures import walks
from tests.fixtures.world import image

from .support.journey_steps import TODAY


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
    return page.locator("[data-order] h3 + p a").all_inner_texts()


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


def requests_of(page, ending):
    """Collect the requests whose address ends so."""
    found = []
    page.on("request", lambda sent: found.append(sent) if sent.url.endswith(ending) else None)
    return found


def test_each_file_is_a_request_with_a_result_of_its_own(page):
    sent = requests_of(page, "/dossier/files")
    wrong = {"name": "bad.png", "mimeType": "image/png", "buffer": b"<html>not a picture</html>"}
    files = [picture("one.png", "navy"), wrong, picture("two.png", "plum")]
    page.locator('main [name="files"]').set_input_files(files)
    page.locator('main input[name="kind"][value="palette"]:not([id^="f"])').check()
    page.get_by_role("button", name="Қосу", exact=True).click()

    results = page.locator("ul.sent > li")
    results.nth(3).wait_for(timeout=10000)
    told = results.all_inner_texts()
    assert [told[0], told[2]] == ["one.png: қосылды", "two.png: қосылды"]
    assert "bad.png" in told[1]
    assert [each.method for each in sent] == ["POST"] * 3
    assert page.locator('main [name="files"]').evaluate("input => input.files.length") == 0
    with page.expect_navigation():
        results.nth(3).get_by_role("link").click()
    assert order(page)[-2:] == ["one.png", "two.png"]


def test_photos_of_a_decision_arrive_before_its_form(enter, town):
    with town.app.app_context():
        wall = town.people.wall("W-photos")
        key = walks.in_execution(town.people, wall=wall, width_m="9", height_m="9").id
    artist = enter("aigerim").ask(f"/proposals/{key}", "submit_milestone").pick("milestone")
    sent = requests_of(artist.page, "/do/submit_milestone/files")
    artist.fill(done_on=TODAY, text="Екі сурет")
    artist.fill(files=[picture("one.png", "navy"), picture("two.png", "plum")])

    assert artist.press() == 200

    assert artist.path == f"/proposals/{key}"
    assert len(sent) == 2
    with town.app.app_context():
        mine = db.select(File.name).join(MilestonePhoto).join(Milestone)
        names = db.session.scalars(mine.where(Milestone.proposal_id == key).order_by(File.id))
        assert list(names) == ["one.png", "two.png"]
