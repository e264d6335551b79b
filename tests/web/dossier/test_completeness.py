"""A coordinator ticks the list; the artist reads what is missing on the page and in the letter."""

from __future__ import annotations

from email import message_from_bytes, policy
from pathlib import Path

from artflow.services.worker import delivery
from tests.fixtures.assessment import COMPLETE_FIELDS


def item(client, label):
    """Return the name of the field that asks about an item, without its beginning."""
    sets = client.page.one("main").all("fieldset")
    (found,) = [
        f
        for f in sets
        if f.attrs.get("id", "").startswith("item_") and f.one("legend").text == label
    ]
    return found.attrs["id"].removeprefix("item_")


def test_what_is_missing_is_told_to_the_artist(app, at, visit):
    proposal = at("submitted")
    coordinator = visit("coordinator")
    coordinator.get("actions.ask", proposal_id=proposal, name="return_incomplete")
    sketch, paint = item(coordinator, "Sketch"), item(coordinator, "Paint")
    coordinator.fill("", 422)
    assert "Choose one" in coordinator.page.one("main").text
    coordinator.fill("", 422, **COMPLETE_FIELDS)
    assert "Mark at least one item" in coordinator.page.one("main").text
    coordinator.fill(
        "",
        text="Please complete it.",
        **{
            f"item_{sketch}": "unclear",
            f"note_{sketch}": "The colours cannot be read",
            f"item_{paint}": "missing",
        },
    )

    artist = visit("artist")
    artist.get("proposals.show", proposal_id=proposal)
    (gaps,) = artist.page.all("section", **{"aria-labelledby": "h-gaps"})
    assert [li.text for li in gaps.all("li")] == [
        "Paint missing",
        "Sketch unclear The colours cannot be read",
    ]
    history = artist.page.all("section", **{"aria-labelledby": "h-history"})[0].text
    assert "Please complete it. Paint: missing; Sketch: unclear" in history
    with app.app_context():
        delivery.deliver_due(app.extensions["letters"])
    letters = [
        message_from_bytes(p.read_bytes(), policy=policy.default)
        for p in Path(app.config["MAIL_FOLDER"]).glob("*.eml")
    ]
    texts = [m.get_body(("plain",)).get_content() for m in letters if "artist@" in m["To"]]
    assert any("(The colours cannot be read)" in text for text in texts)


def test_the_list_is_gone_once_the_work_was_sent_again(at, visit):
    proposal = at("submitted")
    visit("coordinator").act(
        proposal, "return_incomplete", **COMPLETE_FIELDS | {"item_0": "missing"}
    )
    artist = visit("artist")
    artist.act(proposal, "resubmit")

    artist.get("proposals.show", proposal_id=proposal)

    assert artist.page.all("section", **{"aria-labelledby": "h-gaps"}) == []


def test_a_dossier_with_gaps_is_not_accepted_and_what_was_ticked_stays(at, visit):
    proposal = at("submitted")
    coordinator = visit("coordinator")
    given = COMPLETE_FIELDS | {"item_0": "unclear", "note_0": "Which title?"}
    coordinator.act(proposal, "accept", 422, **given)

    main = coordinator.page.one("main")
    assert "return the proposal with this list" in main.text
    assert main.one("input", name="note_0").attrs["value"] == "Which title?"
    (chosen,) = [n for n in main.all("input", name="item_0") if "checked" in n.attrs]
    assert chosen.attrs["value"] == "unclear"
    coordinator.fill("", item_0="present")


def test_one_press_marks_all_as_present_and_nothing_is_marked_before(at, visit):
    proposal, coordinator = at("submitted"), visit("coordinator")
    coordinator.get("actions.ask", proposal_id=proposal, name="accept")
    main = coordinator.page.one("main")
    assert not [n for n in main.all("input", type="radio") if "checked" in n.attrs]
    author = next(f for f in main.all("fieldset") if "I am the author" in f.text)
    assert "True" not in author.text
    assert "Yes" in author.text

    coordinator.get("actions.ask", proposal_id=proposal, name="accept", all="present")
    coordinator.fill("", 422, item_0="missing")

    assert "return the proposal with this list" in coordinator.page.one("p", id="item_0-e").text
    assert not coordinator.page.one("main").all("p", id="text-e")
    coordinator.fill("", item_0="present")
