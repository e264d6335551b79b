"""What is typed into the forms of actions: refused at its field, kept, and never a fault."""

from __future__ import annotations

import io

import pytest

from artflow.extensions import db
from artflow.models import Event, Wall
from tests.fixtures.assessment import ASSESSMENT_FIELDS
from tests.fixtures.world import PASSWORD, image

ASSESSED = {"decision": "approve", "text": "T", **ASSESSMENT_FIELDS}
CONSENT = {
    "format": "meeting",
    "held_on": "2026-09-01",
    "owners_total": "100",
    "votes_for": "60",
    "votes_against": "5",
    "abstained": "5",
    "document": "7",
}
LATE = {"milestone": "1", "reason": "weather", "expected_on": "2099-01-01", "text": "Rain"}
PAID = {"sponsor": "5", "amount": "5 000", "paid_on": "2026-09-02", "document": "77"}
BLANK, LONG, NUL, HUGE = "   ", "x" * 4001, "a\x00b", "9" * 400


def scan():
    return (image("white"), "scan.png")


def events(app) -> int:
    with app.app_context():
        return db.session.scalar(db.select(db.func.count(Event.id)))


@pytest.fixture
def refused(app, at, visit):
    """Send an action's form and expect it back with an error at this field."""

    def send(stage, username, action, field, **fields):
        key, client = at(stage), visit(username)
        before = events(app)
        client.act(key, action, 422, **fields)
        errors = {p.attrs["id"] for p in client.page.all("p", **{"class": "error"})}
        assert errors == {f"{field}-e"}
        assert client.page.one("section", **{"class": "errors"})
        assert events(app) == before
        return client

    return send


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("format", "telepathy"),
        ("held_on", "yesterday"),
        ("held_on", "1066-10-14"),
        ("held_on", "2031-01-01"),
        ("owners_total", "0"),
        ("owners_total", "many"),
        ("owners_total", HUGE),
        ("owners_total", "50"),
        ("votes_for", "-1"),
        ("votes_for", "60.5"),
        ("votes_for", "101"),
        ("abstained", "NaN"),
        ("document", NUL),
        ("document", "n" * 61),
        ("document", BLANK),
        ("files", None),
    ],
)
def test_a_consent_that_does_not_add_up(refused, field, value):
    place = "votes_for" if (field, value) == ("owners_total", "50") else field

    refused(
        "architecture",
        "coordinator",
        "record_owner_consent",
        place,
        **{"files": scan()} | CONSENT | {field: value},
    )


@pytest.mark.parametrize("content", [b"", b"nonsense", b"%PDF-1.4 broken", b"\x89PNG broken"])
def test_a_refused_file_is_said_at_its_field_and_the_rest_is_kept(refused, content):
    client = refused(
        "architecture",
        "coordinator",
        "record_owner_consent",
        "files",
        **CONSENT,
        files=(io.BytesIO(content), "scan.png"),
    )

    assert client.form.one("input", name="document").attrs["value"] == "7"
    assert client.form.one("input", name="held_on").attrs["value"] == "2026-09-01"
    assert "checked" in client.form.one("input", name="format", value="meeting").attrs


def test_a_text_in_the_place_of_a_file(refused):
    refused("architecture", "coordinator", "record_owner_consent", "files", **CONSENT, files="text")


@pytest.mark.parametrize(
    ("stage", "username", "action", "field", "fields"),
    [
        ("draft", "artist", "withdraw", "text", {"text": BLANK}),
        ("draft", "artist", "withdraw", "text", {"text": LONG}),
        ("draft", "artist", "withdraw", "text", {"text": NUL}),
        (
            "submitted",
            "coordinator",
            "refuse",
            "code",
            {"code": "whim", "text": "No", "password": PASSWORD},
        ),
        ("submitted", "coordinator", "assign", "user", {"user": "1"}),
        ("submitted", "coordinator", "assign", "user", {"user": HUGE}),
        ("submitted", "coordinator", "assign", "user", {"user": "x"}),
        ("submitted", "coordinator", "hold", "review_on", {"text": "A pause", "review_on": "soon"}),
        ("submitted", "coordinator", "remark", "severity", {"severity": "fatal", "text": "T"}),
        ("submitted", "coordinator", "remark", "x", {"severity": "must", "text": "T", "x": "101"}),
        ("submitted", "coordinator", "remark", "y", {"severity": "must", "text": "T", "y": "-1"}),
        ("submitted", "coordinator", "remark", "text", {"severity": "must", "text": "x" * 2001}),
        ("site", "coordinator", "propose_wall", "wall", {"wall": "99"}),
        ("site", "coordinator", "propose_wall", "wall", {}),
        ("site", "coordinator", "propose_wall", "score", {"wall": "1", "score": "101"}),
        ("architecture", "specialist", "recommend", "gate_owners", ASSESSED | {"gate_owners": "?"}),
        ("architecture", "specialist", "recommend", "note_owners", ASSESSED | {"note_owners": NUL}),
        (
            "architecture",
            "specialist",
            "recommend",
            "score_street",
            ASSESSED | {"score_street": "16"},
        ),
        (
            "architecture",
            "specialist",
            "recommend",
            "gate_owners",
            ASSESSED | {"gate_owners": "no"},
        ),
        (
            "architecture",
            "specialist",
            "recommend",
            "score_quality",
            ASSESSED | {"score_quality": "9"},
        ),
        ("architecture", "specialist", "record_ad_test", "ok", {"text": "T", "files": "x"}),
        ("sponsors", "jusan", "sign", "amount", {"amount": "1" + "0" * 13, "password": PASSWORD}),
        ("sponsors", "jusan", "sign", "amount", {"amount": "-1", "password": PASSWORD}),
        ("sponsors", "jusan", "sign", "amount", {"amount": "1e3000", "password": PASSWORD}),
        ("sponsors", "jusan", "sign", "password", {"amount": "1", "password": "p" * 201}),
        ("sponsors", "jusan", "sign", "password", {"amount": "1"}),
        ("sponsors", "jusan", "decline", "text", {"password": PASSWORD}),
        ("sponsors", "jusan", "decline", "password", {"text": "No means"}),
        ("submitted", "coordinator", "refuse", "password", {"code": "other", "text": "No"}),
        ("execution", "artist", "submit_milestone", "files", {"milestone": "1", "files": None}),
        ("execution", "artist", "submit_milestone", "milestone", {"milestone": "99"}),
        ("execution", "artist", "report_delay", "milestone", LATE | {"milestone": "99"}),
        ("execution", "artist", "report_delay", "reason", LATE | {"reason": "laziness"}),
        (
            "execution",
            "artist",
            "report_delay",
            "expected_on",
            LATE | {"expected_on": "2020-01-01"},
        ),
        ("execution", "artist", "report_delay", "expected_on", LATE | {"expected_on": "soon"}),
        ("completed", "coordinator", "record_payment", "amount", PAID | {"amount": "0"}),
        ("completed", "coordinator", "record_payment", "amount", PAID | {"amount": "99 000 000"}),
        ("completed", "coordinator", "record_payment", "amount", PAID | {"amount": HUGE}),
        ("completed", "coordinator", "record_payment", "sponsor", PAID | {"sponsor": "99"}),
        ("completed", "coordinator", "record_payment", "paid_on", PAID | {"paid_on": "2099-01-01"}),
        ("completed", "coordinator", "record_payment", "document", PAID | {"document": BLANK}),
    ],
)
def test_a_wrong_value_is_said_at_its_field(refused, stage, username, action, field, fields):
    if action in ("submit_milestone", "record_ad_test") and field != "files":
        fields = fields | {"files": scan()}

    refused(stage, username, action, field, **fields)


def test_what_speaks_against_an_approval_is_said_at_each_answer(at, visit):
    key, client = at("architecture"), visit("specialist")
    low = {"score_quality": "9", "score_street": "7", "score_building": "8", "score_culture": "8"}
    fields = ASSESSED | low | {"score_legibility": "5", "gate_owners": "no"}
    client.act(key, "recommend", 422, **fields)

    said = {
        p.attrs["id"].removesuffix("-e"): p.text for p in client.page.all("p", **{"class": "error"})
    }
    assert set(said) == {"gate_owners", "score_quality", "score_street", "decision"}
    assert "At least 10 of 20 points" in said["score_quality"]
    assert "At least 8 of 15 points" in said["score_street"]
    assert "requirement is not met" in said["gate_owners"]
    assert "70 are needed" in said["decision"]
    links = {a.attrs["href"] for a in client.page.one("section", role="alert").all("a")}
    assert {"#score_quality", "#score_street"} <= links
    assert client.form.one("input", name="score_quality").attrs["value"] == "9"
    client.act(key, "recommend", **fields | {"decision": "return"})


def test_a_wall_that_was_taken_meanwhile(app, at, world, visit):
    key, coordinator = at("site"), visit("coordinator")
    coordinator.get("actions.ask", proposal_id=key, name="propose_wall")
    with app.app_context():
        db.session.execute(db.update(Wall).filter_by(code="W-1").values(held_by_id=key))
        db.session.commit()

    coordinator.fill("", 422, wall=world.walls[0])


def test_a_wall_is_not_proposed_twice(app, at, world, visit):
    key, first, second = at("site"), visit("coordinator"), visit("specialist")
    second.get("actions.ask", proposal_id=key, name="propose_wall")
    first.act(key, "propose_wall", wall=world.walls[0])

    second.fill("", 422, wall=world.walls[0])


def test_a_milestone_is_handed_in_confirmed_and_returned(at, visit):
    key, artist, coordinator = at("execution"), visit("artist"), visit("coordinator")
    for action, fields in (("return_milestone", {"text": "Closer"}), ("confirm_milestone", {})):
        artist.get("actions.ask", proposal_id=key, name="submit_milestone")
        first = artist.form.all("input", name="milestone")[0].attrs["value"]
        files = [(image("gold"), "a.png"), (image("pink"), "b.png")]
        artist.fill("", milestone=first, files=files, done_on="2026-09-02", text="Done")
        coordinator.act(key, action, milestone=first, **fields)

    coordinator.get("proposals.show", proposal_id=key)
    assert coordinator.page.all("section", **{"aria-labelledby": "h-photos"})


def test_acceptance_and_the_owners_act(at, visit):
    key = at("acceptance")
    visit("head").act(key, "sign", password=PASSWORD, text="")

    visit("coordinator").act(key, "record_owner_act", files=scan(), document="1", on="2026-09-02")


def test_a_hold_and_its_end(at, visit):
    key, coordinator = at("sponsors"), visit("coordinator")

    coordinator.act(key, "hold", text="A pause", review_on="2030-01-01")
    visit("jusan").get("actions.ask", 409, proposal_id=key, name="sign")
    coordinator.act(key, "resume")
    visit("jusan").get("actions.ask", proposal_id=key, name="sign")


def test_an_odd_day_is_asked_about_next_to_its_field_and_the_answer_stands_with_the_paper(
    at, visit
):
    key, office = at("approved"), visit("coordinator")
    office.get("actions.ask", proposal_id=key, name="record_insurance")
    assert not office.form.all("input", name="day_grounds")

    office.fill("", 422, files=scan(), on="2001-01-01")
    assert "sent in on" in office.page.one("p", id="on-e").text
    assert "1 September 2026" in office.page.one("p", id="on-e").text.replace("\u00a0", " ")
    office.fill("", day_grounds="A policy for many years")

    office.get("proposals.show", proposal_id=key)
    assert "A policy for many years" in office.page.one("main").text


def test_who_confirms_a_milestone_sees_its_day_its_words_and_its_photo(at, visit):
    key, artist, office = at("execution"), visit("artist"), visit("coordinator")
    artist.get("actions.ask", proposal_id=key, name="submit_milestone")
    first = artist.form.all("input", name="milestone")[0].attrs["value"]
    photo = [(image("gold"), "a.png")]
    artist.fill("", milestone=first, files=photo, done_on="2026-09-02", text="Two coats")

    office.get("actions.ask", proposal_id=key, name="confirm_milestone")

    (shown,) = office.page.one("fieldset", id="milestone").all("label")
    assert "2 September 2026. Two coats" in shown.text.replace("\u00a0", " ")
    office.get(shown.one("img").attrs["src"])
