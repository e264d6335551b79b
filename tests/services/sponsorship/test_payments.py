"""Payments as a bank understands them: one document once, right dates, corrected by an entry."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import exc

from artflow.extensions import db
from artflow.models import Payment, PaymentFile, Programme
from artflow.services.database.transactions import writing
from artflow.services.programmes import definitions
from tests.fixtures import walks
from tests.fixtures.world import NOW, World
from tests.services.queries import last_event, load_portfolio, reason_codes, refusal_of
from tests.services.tampering import verify
from tests.shipped.steps import DOCUMENT

TODAY = NOW.date()
DUE, AGREED = 1_800_000, 6_000_000


@pytest.fixture
def world(context, states) -> World:
    """Return the world under the shipped process, which lets a payment be corrected."""

    def create() -> World:
        made = World.create("mural")
        with writing() as connection:
            shipped = definitions.publish(connection, DOCUMENT.read_text(encoding="utf-8"), NOW)
            connection.execute(db.update(Programme).values(definition_id=shipped))
        return made

    return states.begin("shipped-payments", create)


@pytest.fixture
def begun(world):
    """Create a work whose advance is due: 30 per cent of what both sponsors have signed for."""
    story = walks.in_execution(world)
    first = story.case.milestones[0]
    story.act(world.artist, "submit_milestone", milestone=first.id, files=[world.file("gold")])
    story.act(world.coordinator, "confirm_milestone", milestone=first.id)
    return story


def payment(world, amount: int = DUE, sponsor: str = "sponsor-1", **given) -> dict:
    found = {
        "sponsor": world.organisations[sponsor],
        "amount": amount,
        "document": "№ 12",
        "paid_on": TODAY,
    }
    return found | given


def book(world, story, **given):
    return story.act(world.coordinator, "record_payment", **payment(world, **given))


def rows() -> list[tuple]:
    db.session.rollback()
    columns = (Payment.number, Payment.amount, Payment.entry, Payment.corrects_id, Payment.grounds)
    return [tuple(row) for row in db.session.execute(db.select(*columns).order_by(Payment.id))]


@pytest.mark.parametrize("document", ["№ 12", "12", " No. 12", "№12", "n 12", "1 2"])
def test_a_document_is_booked_once_for_its_payer_however_it_is_written(world, begun, document):
    book(world, begun, amount=800_000)

    given = payment(world, amount=5, document=document)
    answer = refusal_of(begun, world.coordinator, "record_payment", **given)

    assert (answer.field, answer.code) == ("document", "document_booked")
    assert answer.params == {"day": TODAY, "sum": 800_000, "currency": "KZT"}


def test_another_sponsor_may_have_a_document_of_the_same_number(world, begun):
    book(world, begun)
    book(world, begun, amount=1_200_000, sponsor="sponsor-2")

    assert len(rows()) == 2


def test_the_database_itself_refuses_a_document_twice(world, begun):
    book(world, begun, amount=800_000)
    row = dict(db.session.execute(db.select(Payment.__table__)).mappings().one())
    db.session.rollback()

    with pytest.raises(exc.IntegrityError), writing() as connection:
        connection.execute(db.insert(Payment), row | {"id": None, "amount": 1})


@pytest.mark.parametrize(
    ("days", "code"), [(30, "not_come"), (-1, "before_agreement"), (-400, "before_agreement")]
)
def test_a_payment_lies_between_the_agreement_and_today(world, begun, days, code):
    given = payment(world, paid_on=TODAY + timedelta(days=days))

    answer = refusal_of(begun, world.coordinator, "record_payment", **given)

    assert (answer.field, answer.code) == ("paid_on", code)


def test_more_than_is_due_is_paid_only_with_grounds_and_never_more_than_was_agreed(world, begun):
    silent = payment(world, amount=DUE + 1)
    answer = refusal_of(begun, world.coordinator, "record_payment", **silent)
    assert (answer.field, answer.code) == ("amount", "more_than_payable")
    beyond = payment(world, amount=AGREED + 1, grounds="Жыл соңы.")
    answer = refusal_of(begun, world.coordinator, "record_payment", **beyond)
    assert (answer.field, answer.code) == ("amount", "more_than_agreed")

    book(world, begun, amount=AGREED, grounds="Банк жыл соңына дейін төлейді.")

    assert rows() == [("№ 12", AGREED, 0, None, "Банк жыл соңына дейін төлейді.")]
    assert json.loads(last_event(begun).data)["grounds"] == "Банк жыл соңына дейін төлейді."


def test_grounds_are_kept_only_of_a_sum_that_needs_them(world, begun):
    book(world, begun, grounds="Артық сөз.")

    assert rows() == [("№ 12", DUE, 0, None, "")]


def test_a_payment_may_carry_its_document(world, begun):
    book(world, begun, files=[world.file("gold", by=world.coordinator)])

    assert db.session.scalar(db.select(db.func.count(PaymentFile.id))) == 1


def test_a_wrong_payment_is_taken_back_by_an_entry_and_entered_anew(world, begun):
    assert reason_codes(begun, world.coordinator, "correct_payment", text=".") == [
        "no_payment_booked"
    ]
    book(world, begun, amount=180_000)
    (wrong,) = begun.case.booked

    done = begun.act(
        world.coordinator, "correct_payment", payment=wrong.id, text="Бір нөл түсіп қалды."
    )
    assert done.stage == "execution"
    assert json.loads(last_event(begun).data)["corrects"] == wrong.id
    book(world, begun)

    assert rows() == [
        ("№ 12", 180_000, 0, None, ""),
        ("№ 12", -180_000, 0, wrong.id, "Бір нөл түсіп қалды."),
        ("№ 12", DUE, 1, None, ""),
    ]
    (work,) = load_portfolio(world.viewer).works
    assert work.paid == DUE
    assert verify().fault is None


def test_a_payment_is_taken_back_once_and_not_without_a_reason(world, begun):
    book(world, begun)
    (wrong,) = begun.case.booked
    answer = refusal_of(begun, world.coordinator, "correct_payment", payment=wrong.id)
    assert (answer.field, answer.code) == ("text", "required")
    begun.act(world.coordinator, "correct_payment", payment=wrong.id, text="Қате.")
    book(world, begun, document="№ 13")

    again = {"payment": wrong.id, "text": "Тағы."}
    answer = refusal_of(begun, world.coordinator, "correct_payment", **again)

    assert (answer.field, answer.code) == ("payment", "choice")


def test_the_last_part_waits_for_the_acceptance_that_confirms_its_milestone(world):
    story = walks.in_execution(world)
    act = story.case.milestones[-1]
    photo = world.file("gold")
    for milestone in [m for m in story.case.milestones if m.grounded]:
        story.act(world.artist, "submit_milestone", milestone=milestone.id, files=[photo])
        story.act(world.coordinator, "confirm_milestone", milestone=milestone.id)

    early = {"milestone": act.id, "files": [photo]}
    assert reason_codes(story, world.artist, "submit_milestone", **early) == ["no_milestone_open"]
    (work,) = load_portfolio(world.viewer).works
    assert work.payable == 8_000_000
    story.act(world.artist, "record_as_built", files=[photo])
    story.act(world.artist, "finish")
    for person in (world.head, world.jusan, world.tourism, world.artist):
        story.act(person, "sign")
    assert story.case.milestones[-1].state == "planned"
    story.act(world.coordinator, "record_owner_act", files=[])

    assert story.case.milestones[-1].state == "confirmed"
    (work,) = load_portfolio(world.viewer).works
    assert work.payable == 10_000_000
