"""Payments follow proof: who pays what and when, and what is said of a milestone that is late."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from artflow.domain.errors import NotAllowed
from artflow.extensions import db
from artflow.models import Milestone, Payment, Proposal
from tests.fixtures import walks
from tests.fixtures.world import NOW
from tests.services.queries import (
    last_facts,
    load_portfolio,
    reason_codes,
    recipients_of,
    refusal_of,
)
from tests.services.tampering import verify

JUSAN, TOURISM = 6_000_000, 4_000_000
TODAY = NOW.date()


def confirm(world, story, n: int) -> None:
    for milestone in [m for m in story.case.milestones if m.state == "planned"][:n]:
        files = [world.file("gold")]
        story.act(world.artist, "submit_milestone", milestone=milestone.id, files=files)
        story.act(world.coordinator, "confirm_milestone", milestone=milestone.id)


def payment(world, amount: int, sponsor: str = "sponsor-1", **given) -> dict:
    found = {
        "sponsor": world.organisations[sponsor],
        "amount": amount,
        "document": "№ 1",
        "paid_on": TODAY,
    }
    return found | given


def pay(world, story, amount: int, sponsor: str = "sponsor-1"):
    """Book a payment by a document that nobody has used yet."""
    document = f"№ {len(story.case.booked) + 1}"
    given = payment(world, amount, sponsor, document=document)
    return story.act(world.coordinator, "record_payment", **given)


def delay(story, code: str = "outline", **given) -> dict:
    late = next(m.id for m in story.case.milestones if m.code == code)
    found = {
        "milestone": late,
        "reason": "weather",
        "text": "Жаңбыр.",
        "expected_on": TODAY + timedelta(days=40),
    }
    return found | given


def sums(person) -> tuple[int, int, int]:
    (work,) = load_portfolio(person).works
    return work.committed, work.payable, work.paid


def test_nothing_is_paid_before_its_proof(world):
    story = walks.in_execution(world)
    assert reason_codes(story, world.coordinator, "record_payment", **payment(world, 1)) == [
        "nothing_payable"
    ]
    confirm(world, story, 1)

    done = pay(world, story, 1_800_000)

    row = db.session.scalars(db.select(Payment)).one()
    assert (row.proposal_id, row.organisation_id) == (story.id, world.organisations["sponsor-1"])
    assert (row.amount, row.paid_on, row.number) == (1_800_000, TODAY, "№ 1")
    assert row.recorded_by_id == world.coordinator.id
    assert last_facts(story) == {
        "organisation_id": row.organisation_id,
        "amount": 1_800_000,
        "number": "№ 1",
        "paid_on": TODAY.isoformat(),
    }
    assert {"artist", "jusan", "tourism"} <= set(recipients_of(done))
    assert sums(world.viewer) == (JUSAN + TOURISM, 3_000_000, 1_800_000)


def test_it_is_paid_in_parts_and_never_twice(world):
    story = walks.in_execution(world)
    confirm(world, story, 1)
    pay(world, story, 800_000)

    more = refusal_of(story, world.coordinator, "record_payment", **payment(world, 1_000_001))
    assert (more.field, more.code, more.params) == (
        "amount",
        "more_than_payable",
        {"sum": 1_000_000, "currency": "KZT"},
    )
    pay(world, story, 1_000_000)
    again = refusal_of(story, world.coordinator, "record_payment", **payment(world, 1))
    assert (again.field, again.code) == ("sponsor", "choice")
    pay(world, story, 1_200_000, "sponsor-2")

    assert reason_codes(story, world.coordinator, "record_payment", **payment(world, 1)) == [
        "all_paid"
    ]
    assert sums(world.coordinator) == (JUSAN + TOURISM, 3_000_000, 3_000_000)


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"amount": 0}, "amount", "nothing"),
        ({"amount": -5}, "amount", "nothing"),
        ({"paid_on": TODAY + timedelta(days=30)}, "paid_on", "not_come"),
        ({"sponsor": 10**9}, "sponsor", "choice"),
    ],
)
def test_a_payment_that_cannot_be(world, given, field, code):
    story = walks.in_execution(world)
    confirm(world, story, 1)

    answer = refusal_of(story, world.coordinator, "record_payment", **payment(world, 5) | given)

    assert (answer.field, answer.code) == (field, code)


def test_only_the_coordinator_enters_payments(world):
    story = walks.in_execution(world)
    confirm(world, story, 1)

    for person in (world.artist, world.jusan, world.specialist, world.head):
        answer = refusal_of(story, person, "record_payment", **payment(world, 5))
        assert isinstance(answer, NotAllowed)


def test_the_last_part_is_paid_after_the_end_and_the_end_stays_where_it_is(world):
    story = walks.completed(world)
    before = db.session.get_one(Proposal, story.id)
    stood = (before.stage, before.openness, before.ended, before.entered_at, before.events)
    db.session.rollback()

    story.later(days=30)
    done = pay(world, story, JUSAN)
    pay(world, story, TOURISM, "sponsor-2")

    after = db.session.get_one(Proposal, story.id)
    assert done.stage == "completed"
    assert (after.stage, after.openness, after.ended, after.entered_at) == stood[:4]
    assert after.events == stood[4] + 2
    assert reason_codes(story, world.coordinator, "record_payment", **payment(world, 1)) == [
        "all_paid"
    ]
    assert sums(world.viewer) == (JUSAN + TOURISM,) * 3
    assert verify().fault is None


def test_what_was_paid_for_a_work_that_was_withdrawn_stays_known(world):
    story = walks.in_execution(world)
    confirm(world, story, 1)
    pay(world, story, 5)
    story.act(world.coordinator, "withdraw", text="Қабырға құлады.")

    assert sums(world.coordinator) == (0, 0, 5)


@pytest.mark.parametrize("username", ["artist", "coordinator"])
def test_a_delay_is_told_with_its_reason_until_the_milestone_is_confirmed(world, username):
    story = walks.in_execution(world)
    given = delay(story, "contract")

    done = story.act(getattr(world, username), "report_delay", **given)

    row = db.session.get_one(Milestone, given["milestone"])
    assert (row.state, row.delay_reason, row.delay_note) == ("planned", "weather", "Жаңбыр.")
    assert row.expected_on == given["expected_on"]
    assert last_facts(story) == {
        "text": "Жаңбыр.",
        "milestone": "contract",
        "reason": "weather",
        "expected_on": given["expected_on"].isoformat(),
    }
    assert {"jusan", "tourism"} <= set(recipients_of(done))
    (work,) = load_portfolio(world.viewer).works
    assert [(d.code, d.delay_reason, d.due_on) for d in work.delays] == [
        ("contract", "weather", given["expected_on"])
    ]

    confirm(world, story, 1)

    (work,) = load_portfolio(world.viewer).works
    assert list(work.delays) == []
    assert db.session.get_one(Milestone, given["milestone"]).delay_reason == "weather"


def test_a_later_report_takes_the_place_of_the_earlier_one(world):
    story = walks.in_execution(world)
    story.act(world.artist, "report_delay", **delay(story))
    story.act(world.artist, "report_delay", **delay(story, reason="access", text=""))

    (work,) = load_portfolio(world.jusan).works
    assert [late.delay_reason for late in work.delays] == ["access"]


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"expected_on": date(2020, 1, 1)}, "expected_on", "not_ahead"),
        ({"reason": "laziness"}, "reason", "choice"),
        ({"milestone": 10**9}, "milestone", "choice"),
    ],
)
def test_a_delay_that_cannot_be(world, given, field, code):
    story = walks.in_execution(world)

    answer = refusal_of(story, world.artist, "report_delay", **delay(story) | given)

    assert (answer.field, answer.code) == (field, code)


def test_a_confirmed_milestone_is_not_late(world):
    story = walks.in_execution(world)
    given = delay(story, "contract")
    confirm(world, story, 1)

    answer = refusal_of(story, world.artist, "report_delay", **given)

    assert (answer.field, answer.code) == ("milestone", "choice")


def test_a_work_that_has_ended_is_not_late(world):
    story = walks.in_execution(world)
    story.act(world.artist, "report_delay", **delay(story))
    story.act(world.coordinator, "withdraw", text="Шарт бұзылды.")

    (work,) = load_portfolio(world.coordinator).works
    assert list(work.delays) == []
