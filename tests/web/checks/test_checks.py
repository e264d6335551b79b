"""A paper can be checked by anybody: its code confirms one decision, and tells nothing else."""

from __future__ import annotations

import pytest

from artflow.domain.history import check_codes
from artflow.extensions import db
from artflow.models import Event
from tests.fixtures import walks
from tests.fixtures.world import FACTS

NUMBER = "SHY-2026-0001"
SECRETS = ("Дала таңы", "Artist", "Head", "Jusan", "sponsor-1", "6 000 000", "W-1", "Тақтайша")


@pytest.fixture
def half_signed(app, world):
    """Bring a work to its sponsors, of whom one has signed."""
    with app.app_context():
        story = walks.ready_to_decide(world)
        story.act(world.head, "approve_with_conditions", text="Тақтайша 40 × 30 см.")
        story.act(world.jusan, "sign", amount=6_000_000)
        return story


def code_of(app, story, action: str) -> str:
    """Return the code of the last event of this type."""
    with app.app_context():
        found = db.select(Event.hash).where(Event.proposal_id == story.id, Event.type == action)
        return check_codes.code_of(db.session.scalars(found.order_by(Event.n.desc())).first())


def confirmed(client, code: str) -> dict[str, str]:
    client.get("checks.show", number=NUMBER, code=code)
    return {row.one("dt").text: row.one("dd").text for row in client.page.one("dl").all("div")}


def test_the_square_on_a_sheet_leads_strangers_to_what_it_says(app, half_signed, visit):
    client = visit("jusan", "en")
    client.get("proposals.sheet", proposal_id=half_signed.id)
    address = client.page.one("a", **{"class": "check"}).attrs["href"]
    assert address == f"/check/{NUMBER}/{code_of(app, half_signed, 'sign')}"
    assert client.page.one("a", **{"class": "check"}).all("path")

    stranger = visit("", "en")
    answer = stranger.get(address)

    said = {row.one("dt").text: row.one("dd").text for row in stranger.page.one("dl").all("div")}
    assert list(said) == ["Number", "Version", "Decision", "Stage", "Date", "Today"]
    assert said["Number"] == NUMBER
    assert said["Version"] == "Version 1"
    assert said["Decision"] == "Signed"
    assert said["Today"] == "The decision stands"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert not [word for word in SECRETS if word in stranger.page.one("main").text]


def test_every_signature_of_a_sheet_has_a_code_of_its_own(app, half_signed, visit):
    client = visit("head")
    client.get("proposals.sheet", proposal_id=half_signed.id)
    body = client.page.one("article").one("tbody")
    codes = [check_codes.read(node.text) for node in body.all("code")]

    assert codes == [
        code_of(app, half_signed, "approve_with_conditions"),
        code_of(app, half_signed, "sign"),
    ]
    for code in codes:
        assert confirmed(visit(""), code)["Today"] == "The decision stands"


def test_number_and_code_can_be_typed_from_paper(app, half_signed, visit):
    stranger = visit("", "ru")
    stranger.get("checks.ask")
    code = check_codes.written(code_of(app, half_signed, "sign")).replace("-", " ").lower()
    stranger.get("checks.ask", number=f" {NUMBER.lower()} ", code=code)

    assert "Решение действует" in stranger.page.one("main").text
    assert "Подписано" in stranger.page.one("main").text


@pytest.mark.postgres
def test_what_is_not_confirmed_is_answered_alike(app, world, half_signed, at, visit):
    stranger, number = visit(""), NUMBER
    code = code_of(app, half_signed, "sign")
    another = submit_another(app, world)
    asked = [
        (number, "0" * 20),  # a wrong code
        ("SHY-2026-9999", code),  # a work that does not exist
        (another, code),  # the code of another work
        (number, code_of(app, half_signed, "submit")),  # an event that decided nothing
        (number, code_of(app, half_signed, "recommend")),
    ]
    shown = set()
    for given in asked:
        stranger.get("checks.show", 404, number=given[0], code=given[1])
        shown.add(stranger.page.one("section").text)

    assert len(shown) == 1
    assert "This code confirms nothing" in shown.pop()


def submit_another(app, world) -> str:
    with app.app_context():
        story = world.story(**FACTS | {"title": "Another"})
        story.act(world.artist, "submit")
        return story.case.number


def test_mistakes_are_said_at_their_fields_and_what_was_typed_stays(visit):
    stranger = visit("")
    stranger.get("checks.ask", 422, number="", code="12-zz")

    assert "Copy the number from the paper" in stranger.page.text
    assert "The code has 20 characters" in stranger.page.text
    assert stranger.page.one("input", name="code").attrs["value"] == "12-zz"
    stranger.get("/check/%00/" + "0" * 20, 422)  # PostgreSQL cannot be asked for it


@pytest.mark.postgres
def test_a_decision_that_another_replaced_no_longer_stands(app, world, half_signed, visit):
    code = code_of(app, half_signed, "sign")
    with app.app_context():
        half_signed.act(world.jusan, "retract")

    stranger = visit("")
    assert confirmed(stranger, code)["Today"] == "The decision no longer stands"
    taken_back = confirmed(stranger, code_of(app, half_signed, "retract"))
    assert taken_back["Decision"] == "Signature retracted"
    assert taken_back["Today"] == "The decision stands"


def test_what_ended_a_work_is_confirmed_and_ends_what_was_decided_before(
    app, world, half_signed, visit
):
    code = code_of(app, half_signed, "approve_with_conditions")
    with app.app_context():
        half_signed.act(world.artist, "withdraw", text="Басқа жоспар.")

    client = visit("artist")
    client.get("proposals.sheet", proposal_id=half_signed.id)
    newest = client.page.one("a", **{"class": "check"}).attrs["href"]
    stranger = visit("")
    stranger.get(newest)
    assert "Proposal withdrawn" in stranger.page.one("dl").text
    assert "The decision stands" in stranger.page.one("dl").text
    before = confirmed(stranger, code)
    assert before["Today"] == "The decision no longer stands"


def test_strangers_of_one_network_are_slowed_down(app, half_signed, visit):
    code = code_of(app, half_signed, "sign")
    app.config["CHECKS_PER_MINUTE"] = 2
    try:
        stranger = visit("")
        for _n in range(2):
            stranger.get("checks.show", number=NUMBER, code=code)
        answer = stranger.get("checks.show", 429, number=NUMBER, code=code)
    finally:
        app.config["CHECKS_PER_MINUTE"] = 0
        app.extensions["checks"].__init__()

    assert int(answer.headers["Retry-After"]) > 0
    assert "The decision is on record" not in stranger.page.text


def test_the_sheet_says_capacity_advice_votes_whose_condition_and_the_zone(half_signed, visit):
    client = visit("head", "ru")
    client.get("proposals.sheet", proposal_id=half_signed.id)
    sheet = client.page.one("article").text

    assert "сәулет басқармасының басшысы" in sheet
    assert "department: Тақтайша 40 × 30 см." in sheet
    assert "UTC+5" in sheet
    assert "жеткілікті" in sheet


def test_the_sheet_says_what_was_recommended_and_to_reviewers_by_whom(at, visit):
    key = at("sponsors")

    def recommended(username: str) -> str:
        client = visit(username)
        client.get("proposals.sheet", proposal_id=key)
        rows = client.page.one("article").one("dl").all("div")
        return next(row.one("dd").text for row in rows if "Рекомендация" in row.one("dt").text)

    assert recommended("head").startswith("Келісу (Specialist,")
    assert recommended("jusan") == recommended("artist") == "Келісу"
