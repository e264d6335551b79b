"""A press on a page that is out of date: what changed is said, and nothing typed is lost."""

from __future__ import annotations

from tests.fixtures import walks
from tests.fixtures.assessment import ASSESSMENT_FIELDS
from tests.fixtures.world import PASSWORD
from tests.services.tampering import verify

SIGN = {"amount": "6 000 000", "password": PASSWORD}


def refusal(client):
    return client.page.one("section", **{"class": "errors"}).text


def test_a_head_decides_on_the_recommendation_that_the_page_showed(app, world, visit):
    with app.app_context():
        key = walks.ready_to_decide(world).id
    specialist, head = visit("specialist"), visit("head")
    head.get("actions.ask", proposal_id=key, name="approve")
    specialist.act(key, "recommend", decision="refuse", text="A crack", **ASSESSMENT_FIELDS)

    head.fill("", 409, text="It fits the street", password=PASSWORD)

    assert "Specialist's recommendation given" in refusal(head)
    assert head.form.one("textarea", name="text").text.strip() == "It fits the street"
    assert "A crack" in head.page.text
    with app.app_context():
        assert verify().fault is None


def test_who_has_read_what_changed_may_press_again(at, visit):
    key, jusan, tourism = at("sponsors"), visit("jusan"), visit("tourism")
    jusan.get("actions.ask", proposal_id=key, name="sign")
    tourism.act(key, "sign", amount="1 000 000", password=PASSWORD)

    jusan.fill("", 409, text="With pleasure", **SIGN)
    assert "Since this page was opened: Signed." in refusal(jusan)
    assert jusan.form.one("input", name="amount").attrs["value"] == "6 000 000"
    jusan.fill("", password=PASSWORD)

    jusan.get("proposals.show", proposal_id=key)


def test_an_action_that_decides_nothing_is_not_held_against_others(world, at, visit):
    key, coordinator, specialist = at("site"), visit("coordinator"), visit("specialist")
    specialist.get("actions.ask", proposal_id=key, name="remark")
    coordinator.act(key, "propose_wall", wall=world.walls[0], score="88", text="")

    specialist.fill("", severity="note", text="A fine wall")


def test_a_form_that_does_not_say_what_it_has_seen_decides_nothing(at, visit):
    key, jusan = at("sponsors"), visit("jusan")

    jusan.act(key, "sign", 409, seen_events=None, **SIGN)
    jusan.act(key, "sign", 409, seen_events="x", **SIGN)


def test_answers_to_a_stage_that_is_over_are_given_back(at, visit):
    key, specialist, head = at("architecture"), visit("specialist"), visit("head")
    specialist.get("actions.ask", proposal_id=key, name="recommend")
    head.act(key, "remark", severity="must", text="Lighter, please")
    head.act(key, "return", text="See the remark")

    specialist.fill("", 409, decision="approve", text="A fine work", **ASSESSMENT_FIELDS)

    given = specialist.page.text
    assert "What you have written" in given
    assert "A fine work" in given
    assert "Proposed decision" in given
