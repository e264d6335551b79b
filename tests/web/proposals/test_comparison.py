"""Side by side: the wall, the work on it, and what it was before it was sent back."""

from __future__ import annotations

from itertools import chain

import pytest

from artflow.demo.story import Story
from artflow.services.walls import photos as walls_photos
from tests.fixtures import walks
from tests.fixtures.world import NOW


@pytest.fixture
def twice_revised(app, world) -> int:
    """Create a work whose sketch was replaced twice; its wall has a photo in the register."""
    with app.app_context():
        story = walks.in_review(world)
        for colour in ("navy", "olive"):
            story.act(world.specialist, "remark", severity="must", text="Түсі?")
            story.act(world.specialist, "return")
            story.replace("sketch", world.file(colour))
            remark = story.case.remarks[-1].id
            story.act(world.artist, "answer", remark=remark, fixed=True, text="Иә")
            story.act(world.artist, "resubmit")
        walls_photos.add(world.walls[0], world.coordinator, world.file("grey"), alt="Ақ қабырға")
        return story.id


def panes(client) -> dict[str, list[str]]:
    """Return the addresses of the pictures under each heading."""
    sections = client.page.one("main").all("section")
    return {
        section.one("h2").text: [img.attrs["src"] for img in section.all("img")]
        for section in sections
    }


def test_a_reviewer_lays_the_last_versions_beside_the_wall(twice_revised, visit):
    reviewer = visit("specialist")
    reviewer.get("proposals.show", proposal_id=twice_revised)
    (link,) = [a for a in reviewer.page.all("a") if a.attrs["href"].endswith("/compare")]

    reviewer.get(link.attrs["href"])

    shown = panes(reviewer)
    assert list(shown) == ["The wall", "Version 3", "Version 2"]
    assert all(shown.values())
    assert shown["Version 3"] != shown["Version 2"]
    for src in chain(*shown.values()):
        reviewer.get(src)
    assert "Changed since: sketch" in reviewer.page.one("main").text


def test_any_earlier_version_can_be_laid_beside(twice_revised, visit):
    reviewer = visit("specialist")
    reviewer.get("proposals.compare", proposal_id=twice_revised)
    (other,) = [a for a in reviewer.page.one("main").all("a") if "version=" in a.attrs["href"]]
    assert other.text == "Version 1"

    reviewer.get(other.attrs["href"])

    assert list(panes(reviewer)) == ["The wall", "Version 3", "Version 1"]
    for nonsense in ("3", "99", "x", "-1"):
        reviewer.get("proposals.compare", proposal_id=twice_revised, version=nonsense)
        assert list(panes(reviewer)) == ["The wall", "Version 3", "Version 2"]


def test_a_draft_without_pictures_says_so(app, world, visit):
    with app.app_context():
        key = Story(world.artist, world.programme, NOW).draft({"title": ""}).id
    artist = visit("artist")

    artist.get("proposals.compare", proposal_id=key)

    assert panes(artist) == {"The wall": [], "The draft": []}
    text = artist.page.one("main").text
    assert "There is no photo of the wall yet." in text
    assert "There is no picture of the work yet." in text


def test_who_sees_the_card_alone_does_not_compare(at, visit):
    site = at("site")

    visit("viewer").get("proposals.compare", 403, proposal_id=site)
    visit("other_artist").get("proposals.compare", 404, proposal_id=site)
