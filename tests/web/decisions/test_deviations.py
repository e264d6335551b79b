"""A refusal is on the ground that was announced, and says why it is not what was recommended."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from artflow.domain.errors import Invalid
from artflow.services import review
from tests.fixtures import walks
from tests.fixtures.assessment import ASSESSMENT_DATA
from tests.fixtures.world import PASSWORD


def context(announced, code):
    papers = {"announced": SimpleNamespace(data={"code": announced})} if announced else {}
    return SimpleNamespace(case=SimpleNamespace(papers=papers), data={"code": code})


def test_a_refusal_is_on_the_ground_that_was_announced():
    review.as_announced(context("quality", "quality"), "announced")
    review.as_announced(context("", "content"), "announced")
    with pytest.raises(Invalid, match="not_announced") as error:
        review.as_announced(context("quality", "content"), "announced")
    assert error.value.field == "code"


@pytest.fixture
def heard(app, world) -> int:
    """Bring a work to its refusal: the specialist recommends to return it, the artist answers."""
    with app.app_context():
        story = walks.in_review(world)
        story.act(
            world.specialist, "recommend", decision="return", **ASSESSMENT_DATA, text="Түсін түзету"
        )
        story.act(world.head, "announce_refusal", code="quality", text="Сызығы әлсіз")
        story.act(world.artist, "answer_refusal", text="Түзетемін")
        return story.id


def test_who_refuses_against_advice_reads_the_hearing_and_says_why(heard, visit):
    head, artist = visit("head"), visit("artist")

    head.get("actions.ask", proposal_id=heard, name="refuse")
    shown = head.page.one("section", **{"aria-labelledby": "h-hearing"}).text
    for words in ("Artistic quality", "Сызығы әлсіз", "Түзетемін"):
        assert words in shown
    given = {"code": "quality", "text": "Сызығы әлсіз", "password": PASSWORD}
    head.fill("", 422, **given)
    assert head.page.one("p", id="deviation-e")
    head.fill("", **given, deviation="Қайта сурет салу керек")

    for page in ("proposals.show", "proposals.sheet"):
        head.get(page, proposal_id=heard)
        assert "Қайта сурет салу керек" in head.page.one("main").text
        artist.get(page, proposal_id=heard)
        assert "Қайта сурет салу керек" not in artist.page.one("main").text
