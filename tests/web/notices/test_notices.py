"""What happened since one last looked: on the desk and on the proposal's page, until it is seen."""

from __future__ import annotations

import pytest

from artflow.extensions import db
from artflow.models import Proposal
from tests.fixtures import walks

SINCE = "Since you last looked"


@pytest.fixture
def half_signed(app, world):
    """Create a proposal that one of two sponsors has signed."""
    with app.app_context():
        story = walks.at_sponsors(world)
        story.act(world.tourism, "sign", amount=4_000_000)
        return story.id


def test_a_sponsor_sees_what_the_other_has_said_and_what_is_new(half_signed, visit):
    client = visit("jusan")

    client.get("desk.show")
    page = " ".join(client.page.one("main").text.split())

    facts = dict(client.page.one("dl", **{"class": "facts"}).terms)
    assert facts["sponsor-2"] == "Agreed, 4 000 000 ₸"
    assert "sponsor-1" not in facts, "one's own word is no news"
    assert SINCE in page
    assert "Signed: Tourism" in page


def test_what_was_seen_is_not_told_again_and_other_works_stay_new(app, world, half_signed, visit):
    with app.app_context():
        other = walks.submitted(world).id
    client = visit("coordinator")
    assert SINCE in client.get("proposals.show", proposal_id=half_signed).text

    newest = client.page.one("input", name="up_to").attrs["value"]
    client.post("notices.looked", proposal_id=half_signed, data={"up_to": newest})

    assert SINCE not in client.get("proposals.show", proposal_id=half_signed).text
    assert SINCE in client.get("proposals.show", proposal_id=other).text


def test_who_may_not_know_the_signatures_is_not_told_them_on_a_list(app, half_signed, visit):
    with app.app_context():
        assert db.session.get_one(Proposal, half_signed).stage == "sponsors"

    assert "Agreed" not in visit("specialist").get("proposals.index").text
