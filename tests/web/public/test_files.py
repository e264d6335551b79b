"""Files as they are served: pictures re-encoded, papers as downloads, each to its readers only."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from werkzeug.http import parse_options_header

from artflow.demo.load import ART
from artflow.extensions import db
from artflow.models import File
from artflow.services.files import files
from artflow.services.walls import photos as walls_photos
from tests.fixtures import walks
from tests.fixtures.world import CONSENT, image
from tests.web.support import parts

NAME = "Хаттама №7 «Ақ үй».pdf"
PDF = (ART / "minutes.pdf").read_bytes()


@pytest.fixture
def proposal(app, world):
    """Create a proposal at the department with a wide sketch and the owners' minutes."""
    with app.app_context():
        story = walks.in_review(world)
        minutes = files.store_upload(io.BytesIO(PDF), NAME, by=world.coordinator.id)
        story.act(world.coordinator, "record_owner_consent", **CONSENT, files=[minutes])
        found = {name.split(",")[0]: sha256 for name, sha256 in parts.proposal_files(story.id)}
    return story.id, found


def test_a_picture_comes_re_encoded_in_three_sizes(app, world, visit):
    with app.app_context():
        story = world.story()
        big = files.store_upload(image("red", (2000, 1000)), "big.png", by=world.artist.id)
        story.attach(big, "montage")
        sha256 = db.session.get_one(File, big).sha256
    artist = visit("artist")

    for size, width in (("large", 1600), ("medium", 800), ("small", 320)):
        answer = artist.get("files.picture", proposal_id=story.id, sha256=sha256, size=size)
        shown = Image.open(io.BytesIO(answer.data))
        assert (shown.format, shown.width) == ("WEBP", width)
        assert answer.mimetype == "image/webp"
    artist.get("files.picture", 404, proposal_id=story.id, sha256=sha256, size="original")


def test_a_picture_is_never_sent_as_it_came(proposal, visit):
    key, found = proposal

    answer = visit("artist").get("files.download", proposal_id=key, sha256=found["sketch"])

    assert answer.mimetype == "image/webp"
    assert Image.open(io.BytesIO(answer.data)).format == "WEBP"


def test_a_paper_is_a_download_under_its_own_name(proposal, visit):
    key, found = proposal

    answer = visit("head").get(
        "files.download", proposal_id=key, sha256=found["paper owner_consent"]
    )

    kind, options = parse_options_header(answer.headers["Content-Disposition"])
    assert (kind, options["filename"]) == ("attachment", NAME)
    assert answer.mimetype == "application/pdf"
    assert answer.data == PDF


def test_a_paper_has_no_picture(proposal, visit):
    key, found = proposal

    visit("head").get(
        "files.picture", 404, proposal_id=key, size="large", sha256=found["paper owner_consent"]
    )


@pytest.mark.parametrize("name", ["sketch", "paper owner_consent"])
def test_a_file_can_do_nothing_in_a_browser(proposal, visit, name):
    key, found = proposal

    answer = visit("head").get("files.download", proposal_id=key, sha256=found[name])

    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"].startswith("private")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_an_unchanged_file_is_not_sent_again(proposal, visit):
    key, found = proposal
    artist = visit("artist")
    first = artist.get("files.download", proposal_id=key, sha256=found["sketch"])

    address = artist.url("files.download", proposal_id=key, sha256=found["sketch"])
    again = artist.ask("GET", address, headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304


def test_a_file_of_another_proposal_is_not_there(app, world, proposal, visit):
    key, _found = proposal
    with app.app_context():
        other = world.story(title="Another")
        world_file = files.store_upload(image("pink"), "p.png", by=world.artist.id)
        other.attach(world_file, "palette")
        sha256 = db.session.get_one(File, world_file).sha256

    visit("artist").get("files.download", 404, proposal_id=key, sha256=sha256)
    visit("artist").get("files.download", proposal_id=other.id, sha256=sha256)
    visit("head").get("files.download", 404, proposal_id=other.id, sha256=sha256)


@pytest.mark.parametrize(
    "sha256",
    ["0" * 64, "x", "A" * 64, "..%2F..%2Fetc", "%00", "0" * 63 + "%00", "0" * 5000],
)
@pytest.mark.parametrize("path", ["/proposals/{}/files/{}", "/proposals/{}/files/{}/small"])
def test_an_address_that_is_no_hash_is_not_there(proposal, visit, path, sha256):
    visit("admin").get(path.format(proposal[0], sha256), 404)


@pytest.mark.parametrize("sha256", ["0" * 64, "%00", "x"])
def test_a_photo_that_no_wall_has_is_not_there(world, visit, sha256):
    visit("admin").get(f"/walls/photos/{sha256}/small", 404)


def test_a_walls_photo_is_a_picture(app, world, visit):
    with app.app_context():
        photo = files.store_upload(image(), "w.png", by=world.admin.id)
        walls_photos.add(world.walls[0], world.admin, photo, alt="A wall")
    client = visit("artist")

    client.get("walls.show", wall_id=world.walls[0])
    (shown,) = client.page.one("main").all("img")

    assert client.get(shown.attrs["src"]).mimetype == "image/webp"


def test_pictures_of_the_pages_are_there(app, at, visit):
    key, jusan = at("completed"), visit("jusan")
    jusan.get("proposals.show", proposal_id=key)

    sources = {img.attrs["src"] for img in jusan.page.one("main").all("img")}

    assert sources
    for source in sources:
        jusan.get(source)
