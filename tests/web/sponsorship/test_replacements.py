"""A sponsor is replaced: the coordinator's form, and the pages of those it concerns."""

from __future__ import annotations

import pytest

from artflow.extensions import db
from artflow.models import Proposal
from tests.fixtures import walks


@pytest.fixture
def declined(app, world):
    """Create a work that Jusan has declined and Kazakh Tourism has signed."""
    with app.app_context():
        story = walks.at_sponsors(world)
        story.act(world.tourism, "sign", amount=4_000_000)
        story.act(world.jusan, "decline", text="Not this year.")
        return story.id


def offered(client, field: str) -> list[str]:
    places = {node.attrs["id"] for node in client.form.all("input", type="radio", name=field)}
    return [label.text for label in client.form.all("label") if label.attrs.get("for") in places]


def test_the_coordinator_names_who_leaves_and_who_takes_the_place(declined, world, visit):
    coordinator, third = visit("coordinator"), world.organisations["sponsor-3"]
    coordinator.get("actions.ask", proposal_id=declined, name="replace_sponsor")
    assert offered(coordinator, "leaving") == ["sponsor-1", "sponsor-2"]
    assert offered(coordinator, "joining") == ["sponsor-3"]
    assert not coordinator.form.all("input", type="radio", checked=""), "not even the only one"
    given = {"leaving": world.organisations["sponsor-1"], "joining": third}

    coordinator.fill("", 422, **given)
    assert coordinator.page.one("input", name="joining", checked="").attrs["value"] == str(third)
    coordinator.fill("", text="Jusan has no budget left.", **given)

    coordinator.get("proposals.show", proposal_id=declined)
    text = coordinator.page.one("main").text
    assert "sponsor-1 → sponsor-3. Jusan has no budget left." in text
    lanes = [lane.one("h3").text for lane in coordinator.page.all("div", role="group")]
    assert lanes == ["sponsor-2", "sponsor-3"]


def test_who_takes_the_place_finds_the_work_on_the_desk_and_signs(app, declined, world, visit):
    coordinator = visit("coordinator")
    coordinator.act(
        declined,
        "replace_sponsor",
        leaving=world.organisations["sponsor-1"],
        joining=world.organisations["sponsor-3"],
        text="Jusan has no budget left.",
    )
    third = visit("third")

    third.get("desk.show")
    assert "Дала таңы" in third.page.one("main").text
    third.act(declined, "sign", amount="6 000 000", password="correct horse")

    with app.app_context():
        assert db.session.get(Proposal, declined).stage == "approved"


def test_a_stranger_cannot_be_put_into_a_place(declined, world, visit):
    coordinator = visit("coordinator")
    coordinator.get("actions.ask", proposal_id=declined, name="replace_sponsor")

    for leaving, joining in (("sponsor-3", "sponsor-3"), ("sponsor-1", "department")):
        coordinator.fill(
            "",
            422,
            leaving=world.organisations[leaving],
            joining=world.organisations[joining],
            text="?",
        )


def test_a_replaced_sponsor_knows_no_sums_of_the_others_any_more(declined, world, visit):
    jusan = visit("jusan")
    jusan.get("proposals.show", proposal_id=declined)
    assert "4 000 000" in jusan.page.one("main").text.replace("\u00a0", " ")
    visit("coordinator").act(
        declined,
        "replace_sponsor",
        leaving=world.organisations["sponsor-1"],
        joining=world.organisations["sponsor-3"],
        text="Jusan has no budget left.",
    )

    for page, given in (
        ("proposals.show", {"proposal_id": declined}),
        ("proposals.sheet", {"proposal_id": declined}),
        ("desk.show", {}),
        ("portfolio.export_csv", {}),
    ):
        text = jusan.get(page, **given).get_data(as_text=True).replace("\u00a0", "")
        assert "4000000" not in text.replace(" ", ""), page
    tourism = visit("tourism")
    tourism.get("proposals.show", proposal_id=declined)
    assert "4 000 000" in tourism.page.one("main").text.replace("\u00a0", " ")
