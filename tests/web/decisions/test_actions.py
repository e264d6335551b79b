"""The one page behind every action: open, closed, somebody else's, out of date, pressed twice."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from artflow.extensions import db
from artflow.models import Event
from tests.fixtures.assessment import ASSESSMENT_FIELDS, COMPLETE_FIELDS
from tests.fixtures.world import PASSWORD, image
from tests.services.tampering import verify

TODAY = datetime.now(ZoneInfo("Asia/Almaty")).date().isoformat()
SIGN = {"amount": "6 000 000", "password": PASSWORD}


@pytest.fixture
def events(app):
    """Return how many events there are."""

    def count() -> int:
        with app.app_context():
            return db.session.scalar(db.select(db.func.count(Event.id)))

    return count


def picture(colour="gold"):
    return (image(colour), f"{colour}.png")


def test_a_proposal_walks_through_the_browser_to_the_sponsors(app, at, world, visit):
    key, wall = at("draft"), world.walls[0]
    people = {
        username: visit(username) for username in ("artist", "coordinator", "specialist", "head")
    }

    people["artist"].act(key, "submit")
    people["coordinator"].act(key, "accept", text="", **COMPLETE_FIELDS)
    people["coordinator"].act(key, "propose_wall", wall=wall, score="88", text="")
    people["coordinator"].act(key, "choose_wall", wall=wall)
    people["specialist"].act(key, "confirm_site")
    people["coordinator"].act(
        key,
        "record_owner_consent",
        format="meeting",
        held_on=TODAY,
        owners_total="100",
        votes_for="60",
        votes_against="5",
        abstained="5",
        document="7",
        files=picture(),
    )
    people["specialist"].act(key, "remark", severity="must", text="Brighter", x="10,5", y="20")
    people["specialist"].act(key, "return")
    people["artist"].get("proposals.show", proposal_id=key)
    _answer(people["artist"])
    people["artist"].act(key, "resubmit", text="Brighter now")
    people["specialist"].get("proposals.show", proposal_id=key)
    people["specialist"].act(key, "close_remark", remark=_remark(app, key))
    people["specialist"].act(key, "recommend", decision="approve", text="Good", **ASSESSMENT_FIELDS)
    people["head"].act(key, "approve", password=PASSWORD)

    people["head"].get("proposals.show", proposal_id=key)
    with app.app_context():
        assert verify().fault is None
    visit("jusan").act(key, "sign", **SIGN)


def _answer(artist):
    """Follow the link at the remark and answer there."""
    (link,) = [a.attrs["href"] for a in artist.page.all("a") if "remark=" in a.attrs["href"]]
    artist.get(link)
    artist.fill("", fixed="yes", text="Done")


def _remark(app, proposal):
    from artflow.models import Remark

    with app.app_context():
        return db.session.scalar(db.select(Remark.id).filter_by(proposal_id=proposal))


def test_a_refusal_names_stages_and_papers_as_the_definition_does(at, visit):
    key, coordinator = at("approved"), visit("coordinator")

    coordinator.get("actions.ask", 409, proposal_id=key, name="start")

    assert "signed contract" in coordinator.page.one("ul", **{"class": "why"}).text.lower()


def test_an_unknown_action_is_not_possible(at, visit):
    key = at("sponsors")

    visit("jusan").get("actions.ask", 409, proposal_id=key, name="nonsense")
    visit("jusan").post("actions.take", 409, proposal_id=key, name="nonsense")


def test_pressing_twice_is_one_decision(at, visit, events):
    key, jusan = at("sponsors"), visit("jusan")
    jusan.get("actions.ask", proposal_id=key, name="sign")
    before = events()

    first, second = jusan.fill("", **SIGN), jusan.fill("", **SIGN)

    assert first.location == second.location
    assert events() == before + 1


def test_a_key_of_another_action_is_refused(at, visit, events):
    key, jusan = at("sponsors"), visit("jusan")
    jusan.get("actions.ask", proposal_id=key, name="sign")
    used = jusan.form.one("input", name="key").attrs["value"]
    jusan.fill("", **SIGN)
    before = events()

    jusan.act(key, "retract", 409, key=used, text="I changed my mind")

    assert events() == before


def test_a_page_that_is_out_of_date_decides_nothing(at, visit, events):
    key, artist, coordinator = at("submitted"), visit("artist"), visit("coordinator")
    coordinator.get("actions.ask", proposal_id=key, name="accept")
    artist.act(key, "withdraw", text="Another time", password=PASSWORD)
    before = events()

    coordinator.fill("", 409)

    assert events() == before
    assert coordinator.page.all("ul", **{"class": "why"})


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"seen_stage": ""}, 409),
        ({"seen_stage": "draft"}, 409),
        ({"seen_version": "0" * 64}, 409),
        ({"key": ""}, 422),
        ({"key": "short"}, 422),
        ({"key": "k" * 41}, 422),
        ({"key": "\x00" * 10}, 422),
        ({"key": None}, 422),
        ({"seen_version": "v" * 500}, 409),
        ({"seen_version": None}, 409),
        ({"seen_stage": None}, 409),
        ({"seen_version": "\x00"}, 409),
    ],
)
def test_hidden_fields_are_believed_as_little_as_the_others(at, visit, events, fields, status):
    key, coordinator = at("submitted"), visit("coordinator")
    before = events()

    coordinator.act(key, "accept", status, **COMPLETE_FIELDS | fields)

    assert events() == before


def test_the_signature_asks_for_the_password_again(at, visit, events):
    key, jusan = at("sponsors"), visit("jusan")
    before = events()

    answer = jusan.act(key, "sign", 422, amount="6000000", password="wrong")

    assert events() == before
    assert "6000000" in answer.text
    assert "wrong" not in jusan.form.one("input", name="password").attrs.values()


@pytest.mark.parametrize("username", ["viewer", "specialist", "artist"])
def test_somebody_elses_action_says_nothing_of_its_form(app, at, visit, events, username):
    key, client = at("architecture"), visit(username)
    before = events()

    for action in ("assign", "approve"):
        client.get("actions.ask", 403, proposal_id=key, name=action)
        seen = {"seen_stage": "architecture", "seen_version": _version(app, key)}
        client.post("actions.take", 403, data=seen, proposal_id=key, name=action)
        assert client.page.one("main").all("form") == []

    assert events() == before


def test_a_reader_of_the_card_learns_no_remark_from_a_form(app, world, at, visit):
    key = at("site")
    visit("specialist").act(key, "remark", severity="note", text="Not for sponsors")
    viewer = visit("viewer")
    seen = {"seen_stage": "site", "seen_version": _version(app, key), "key": "k" * 32}

    answer = viewer.post("actions.take", 403, data=seen, proposal_id=key, name="close_remark")

    assert "Not for sponsors" not in answer.text


def _version(app, proposal):
    from artflow.services.decisions import case_loader

    with app.app_context():
        return case_loader.load(db.session.connection(), proposal).version
