"""Works that are not painted, and one that has to wait."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from artflow.demo.people import PASSWORD

from .support import journey_steps


@pytest.fixture
def story(town):
    """Return a function that walks a work on its own wall and returns its story and page."""

    def walk(to, **facts):
        with town.app.app_context():
            ids = to(town.people, **facts)
            return ids, f"/proposals/{ids.id}"

    return walk


def test_refused_once_the_artist_has_been_heard(enter, town, story):
    _story, work = story(journey_steps.walks.in_review)
    head = enter("erlan")
    assert "refuse" not in head.may(work)
    shut = head.page.locator("details .shut li").count()
    assert shut, "a closed action and its reason"

    head.act(work, "announce_refusal", code="context", text="Көше көрінісіне сай емес.")
    assert "refuse" not in head.may(work)

    with town.app.app_context():
        work = f"/proposals/{journey_steps.announce_refusal(town.people, days_ago=12).id}"
    head.act(work, "refuse", code="context", text="Көше көрінісіне сай емес.", password=PASSWORD)
    artist = enter("aigerim").open(work)
    assert artist.step() == ""
    assert not artist.is_my_turn()
    assert artist.may(work) == {"appeal"}


def test_withdrawn_then_begun_anew(enter, town, story):
    _story, work = story(journey_steps.walks.submitted, title="Көкпар")
    artist = enter("aigerim")
    artist.act(work, "withdraw", text="Қабырғаның иесі өзгерді.", password=PASSWORD)
    assert artist.step() == ""

    assert artist.follow(f'main a[href="{work}/copy"]') == 200
    assert artist.press() == 200
    fresh = re.sub("/dossier$", "", artist.path)
    assert fresh != work
    assert "Көкпар" in artist.words("h1")
    assert artist.may(fresh) == {"submit", "withdraw"}
    assert artist.page.locator(".hang img").count() == 2


def test_put_on_hold_and_taken_up_again(enter, story):
    _story, work = story(journey_steps.walks.in_review)
    coordinator, specialist = enter("olzhas"), enter("gulmira")
    assert specialist.open(work).is_my_turn()

    back = journey_steps.TODAY + timedelta(days=30)
    coordinator.act(work, "hold", text="Қасбет жөнделуде.", review_on=back)
    assert not specialist.open(work).is_my_turn()
    assert not specialist.may(work) & {"recommend", "remark", "return"}
    assert coordinator.may(work) == {"resume"}

    coordinator.act(work, "resume")
    assert specialist.open(work).is_my_turn()
    assert specialist.may(work) >= {"recommend", "remark"}
