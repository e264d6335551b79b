"""The form of a sponsor's signature: what the budget is, what others give, what is left."""

from __future__ import annotations

import pytest

from artflow.extensions import db
from artflow.models import Signoff
from tests.fixtures import walks
from tests.fixtures.world import PASSWORD


@pytest.fixture
def signed(app, world) -> int:
    """Create a work of which one of two sponsors gives 5 020 000."""
    with app.app_context():
        story = walks.at_sponsors(world)
        story.act(world.tourism, "sign", amount=5_020_000)
        return story.id


def text_of(client) -> str:
    return " ".join(client.page.one("main").text.replace("\u00a0", " ").split())


def typed(client, name: str = "amount") -> str:
    (field,) = client.form.all("input", name=name)
    return field.attrs["value"]


def test_the_form_begins_with_what_is_left_and_says_what_others_give(signed, visit):
    jusan = visit("jusan")
    jusan.get("actions.ask", proposal_id=signed, name="sign")
    sums = jusan.page.one("section", **{"aria-labelledby": "h-sums"})

    assert sums.one("dl").terms == [
        ("Budget", "10 000 000 ₸"),
        ("sponsor-1", "Waiting for the decision"),
        ("sponsor-2", "5 020 000 ₸"),
        ("Not covered yet", "4 980 000 ₸"),
    ]
    assert typed(jusan) == "4 980 000"
    jusan.fill("", password=PASSWORD)


@pytest.mark.parametrize("amount", ["99 999 999 999", "4 980 001"])
def test_more_than_is_left_is_refused_at_its_field_and_nothing_typed_is_lost(signed, visit, amount):
    jusan = visit("jusan")
    jusan.get("actions.ask", proposal_id=signed, name="sign")

    jusan.fill("", 422, amount=amount, text="With pleasure", password=PASSWORD)

    assert "This is more than is left of the budget: 4 980 000 ₸" in text_of(jusan)
    assert typed(jusan) == amount
    assert jusan.form.one("textarea").text.strip() == "With pleasure"


def test_nothing_is_signed_only_with_its_grounds(app, signed, visit):
    jusan = visit("jusan")
    jusan.get("actions.ask", proposal_id=signed, name="sign")
    assert jusan.form.all("textarea", name="grounds") == []

    jusan.fill("", 422, amount="0", password=PASSWORD)
    assert "Why your organisation signs for this sum" in text_of(jusan)
    jusan.fill("", amount="0", grounds="We lend the scaffolding", password=PASSWORD)

    with app.app_context():
        reasons = db.select(Signoff.reason).where(
            Signoff.amount == 0, Signoff.stage == "sponsors", Signoff.reason != ""
        )
        assert db.session.scalars(reasons).all() == ["We lend the scaffolding"]
    jusan.get("proposals.show", proposal_id=signed)
    assert "We lend the scaffolding" in text_of(jusan)


def test_what_the_other_signs_meanwhile_is_told_before_anything_is_signed(app, world, visit):
    with app.app_context():
        story = walks.at_sponsors(world)
    jusan = visit("jusan")
    jusan.get("actions.ask", proposal_id=story.id, name="sign")
    with app.app_context():
        story.act(world.tourism, "sign", amount=5_020_000)

    assert typed(jusan) == ""
    assert "Not covered yet: 10 000 000 ₸, for all who have not decided together" in text_of(jusan)
    jusan.fill("", 409, amount="10 000 000", password=PASSWORD)
    assert "Since this page was opened: Signed." in text_of(jusan)
    jusan.fill("", 422, password=PASSWORD)
    assert "more than is left of the budget: 4 980 000 ₸" in text_of(jusan)
    jusan.fill("", amount="4 980 000", password=PASSWORD)


def test_grounds_given_for_another_rest_are_asked_for_again(app, world, visit):
    with app.app_context():
        story = walks.at_sponsors(world)
    jusan = visit("jusan")
    jusan.get("actions.ask", proposal_id=story.id, name="sign")
    jusan.fill("", 422, amount="0", password=PASSWORD)
    with app.app_context():
        story.act(world.tourism, "sign", amount=5_020_000)

    jusan.fill("", 409, amount="0", grounds="The other gives all", password=PASSWORD)
    jusan.fill("", 422, password=PASSWORD)
    assert "What is left has changed meanwhile: 4 980 000 ₸" in text_of(jusan)
    jusan.fill("", password=PASSWORD)


def test_who_covers_a_gap_and_how_much_stands_beside_the_next_signature(app, signed, visit):
    coordinator = visit("coordinator")
    coordinator.get("actions.ask", proposal_id=signed, name="record_gap_accepted")
    assert typed(coordinator) == "4 980 000"
    coordinator.fill("", 422, amount="4 980 001", covered_by="The city", text="Its reserve")
    coordinator.fill("", amount="4 000 000", covered_by="The city", text="Its reserve")

    jusan = visit("jusan")
    jusan.get("actions.ask", proposal_id=signed, name="sign")

    assert "Covered: The city 4 000 000 ₸" in text_of(jusan)
    assert typed(jusan) == "980 000"
    jusan.get("proposals.sheet", proposal_id=signed)
    assert "The city: 4 000 000 ₸" in text_of(jusan)


def test_a_desk_says_nothing_is_missing_of_a_work_that_is_covered(app, world, visit):
    with app.app_context():
        walks.in_acceptance(world)
    jusan = visit("jusan")
    jusan.get("desk.show")

    assert "Not covered yet" not in text_of(jusan)


@pytest.mark.parametrize(
    "amount", ["4.980.000", "4,980,000", "4 980 000 ₸", "4980000.00", "KZT 4980000"]
)
def test_a_sum_is_read_as_people_write_it(app, signed, visit, amount):
    jusan = visit("jusan")
    jusan.get("actions.ask", proposal_id=signed, name="sign")

    jusan.fill("", amount=amount, password=PASSWORD)

    with app.app_context():
        sums = db.session.scalars(db.select(Signoff.amount).where(Signoff.amount > 0)).all()
        assert sorted(sums) == [4_980_000, 5_020_000]


@pytest.mark.parametrize("amount", ["1e6", "4.98.000", "4,9,8", "about 5", "--5"])
def test_what_is_no_sum_is_refused_in_words(signed, visit, amount):
    jusan = visit("jusan")
    jusan.get("actions.ask", proposal_id=signed, name="sign")

    jusan.fill("", 422, amount=amount, password=PASSWORD)

    assert typed(jusan) == amount


def test_a_wrong_sum_costs_no_try_of_the_password(signed, visit):
    jusan = visit("jusan")
    jusan.get("actions.ask", proposal_id=signed, name="sign")
    for _n in range(12):
        jusan.fill("", 422, amount="99 999 999", password="wrong guess")
    assert jusan.page.all("p", id="password-e") == []

    jusan.fill("", amount="4 980 000", password=PASSWORD)


def test_a_signature_is_taken_back_with_the_password(signed, visit):
    tourism = visit("tourism")
    tourism.act(signed, "retract", 422, text="We count anew")
    tourism.act(signed, "retract", text="We count anew", password=PASSWORD)


def test_the_page_of_the_work_says_what_nobody_covers_yet(signed, visit):
    for username, knows in (("jusan", True), ("coordinator", True), ("head", False)):
        client = visit(username)
        client.get("proposals.show", proposal_id=signed)
        said = "Not covered yet" in text_of(client) and "4 980 000 ₸" in text_of(client)
        assert said is knows, username
