"""Every file of a version stands where somebody decides on it, and opens there."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfWriter

from artflow.services.files import files
from tests.fixtures import walks

KINDS = {
    "montage": "Photomontage",
    "elevation": "Drawing to scale",
    "wall_photo": "Photo of the wall",
    "palette": "Palette",
    "paper": "Document",
}


def store_pdf(world) -> int:
    stream, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(width=72, height=72)
    writer.write(stream)
    stream.seek(0)
    return files.store_upload(stream, "paper.pdf", by=world.artist.id)


@pytest.fixture
def draft(app, world):
    """Create a draft with a second sketch and one file of every other kind; the paper is a PDF."""
    with app.app_context():
        story = walks.drafted(world, title="Толық")
        story.attach(world.file("pink"), "sketch")
        for kind, colour in zip(list(KINDS)[:-1], ("navy", "olive", "grey", "gold"), strict=True):
            story.attach(world.file(colour), kind)
        return story.attach(store_pdf(world), "paper", caption="Шарт")


@pytest.fixture
def sent_in(app, world, draft):
    with app.app_context():
        draft.act(world.artist, "submit")
    return draft


def listed(client) -> dict[str, str]:
    """Return the addresses under which the files of a page open, by name."""
    links = client.page.one("main").all("a")
    return {a.text: a.attrs["href"] for a in links if "/files/" in a.attrs["href"]}


@pytest.mark.parametrize("page", ["proposals.show", "proposals.compare", "accept"])
def test_each_kind_of_file_is_named_and_opens(sent_in, visit, page):
    client = visit("coordinator")
    if "." in page:
        client.get(page, proposal_id=sent_in.id)
    else:
        client.get("actions.ask", proposal_id=sent_in.id, name=page)

    text, found = client.page.one("main").text, listed(client)

    assert all(label in text for label in KINDS.values())
    assert set(found) >= {"navy.png", "olive.png", "grey.png", "gold.png", "pink.png", "paper.pdf"}
    assert "KB" in text
    assert "Шарт" in text
    for name in ("olive.png", "paper.pdf"):
        client.get(found[name])


def test_a_second_sketch_does_not_push_the_montage_off(sent_in, world, visit):
    client = visit("coordinator")
    client.get("proposals.show", proposal_id=sent_in.id)

    captions = [each.text for each in client.page.all("figcaption")]

    assert captions == ["Sketch", "Photomontage"]


def test_who_decides_has_picture_montage_files_and_open_remarks_beside_the_form(
    app, world, sent_in, visit
):
    with app.app_context():
        sent_in.act(world.coordinator, "accept")
        walks.placed(world, sent_in, world.walls[0])
        sent_in.act(world.specialist, "remark", severity="must", text="Түсі тым ашық.")
    client = visit("specialist")
    client.get("actions.ask", proposal_id=sent_in.id, name="recommend")

    beside = next(n for n in client.page.all("div") if "aside" in n.attrs.get("class", ""))

    captions = [each.text for each in beside.all("figcaption")]
    assert captions == ["Sketch", "Sketch", "Photomontage", "Photo of the wall"]
    assert "paper.pdf" in beside.text
    assert "Түсі тым ашық." in beside.text


def test_the_artist_opens_what_they_have_sent(draft, visit):
    artist = visit("artist")
    artist.get("attachments.index", proposal_id=draft.id)

    found = listed(artist)

    for name in ("olive.png", "paper.pdf"):
        artist.get(found[name])


def test_a_file_opens_for_nobody_who_may_not_read_the_dossier(sent_in, visit):
    coordinator = visit("coordinator")
    coordinator.get("proposals.show", proposal_id=sent_in.id)
    address = listed(coordinator)["paper.pdf"]

    for stranger in ("jusan", "other_artist"):
        visit(stranger).get(address, status=404)
