"""Open money: whose turn it is, who is told that a sum fell due, what its payer's desk says."""

from __future__ import annotations

from datetime import date

import pytest

from artflow.extensions import db
from artflow.services.sponsorship import open_money
from tests.fixtures import walks
from tests.fixtures.world import NOW
from tests.services.queries import last_event, list_open_turns, recipients_of, whose_turn

JUSAN, TOURISM = 6_000_000, 4_000_000


def confirm_first(world, story):
    first = next(m for m in story.case.milestones if m.state == "planned")
    story.act(world.artist, "submit_milestone", milestone=first.id, files=[world.file("gold")])
    return story.act(world.coordinator, "confirm_milestone", milestone=first.id)


def pay(world, story, amount: int, sponsor: str, number: str = "1"):
    return story.act(
        world.coordinator,
        "record_payment",
        sponsor=world.organisations[sponsor],
        amount=amount,
        document=number,
        paid_on=NOW.date(),
    )


def owed(person) -> list[tuple[int, date | None]]:
    db.session.rollback()
    found = open_money.list_due(db.session.connection(), person)
    return [
        (part.amount, part.since and part.since.date()) for each in found for part in each.parts
    ]


def test_after_the_acceptance_open_money_is_the_coordinators_turn_until_all_is_paid(world):
    story = walks.completed(world)
    office = f"org:{world.organisations['office']}"

    assert whose_turn(story) == [("coordinator", office)]
    (turn,) = list_open_turns(story)
    assert (turn.stage, turn.days) == ("completed", 10)
    pay(world, story, JUSAN, "sponsor-1")
    assert whose_turn(story) == [("coordinator", office)]
    assert list_open_turns(story)[0].due_on == turn.due_on

    pay(world, story, TOURISM, "sponsor-2")

    assert whose_turn(story) == []


def test_each_part_of_what_is_due_has_the_day_on_which_it_fell_due(world):
    story = walks.in_execution(world)
    confirm_first(world, story.later(days=1))
    ((_advance, first),) = owed(world.jusan)
    walks.painted(world, story.later(days=29))

    second = owed(world.jusan)[-1][1]
    assert second > first
    assert owed(world.jusan)[0] == (1_800_000, first)
    rest = owed(world.jusan)[1:]
    assert (sum(amount for amount, _ in rest), {day for _, day in rest}) == (3_000_000, {second})
    pay(world, story, 2_000_000, "sponsor-1")
    rest = owed(world.jusan)
    assert (sum(amount for amount, _ in rest), {day for _, day in rest}) == (2_800_000, {second})


def test_a_work_that_ended_otherwise_waits_for_nobody(world):
    story = walks.in_execution(world)
    confirm_first(world, story)
    story.act(world.coordinator, "withdraw", text="Қабырға құлады.")

    assert whose_turn(story) == []


def test_whoever_must_pay_is_told_when_a_sum_falls_due(world):
    story = walks.in_execution(world)

    told = recipients_of(confirm_first(world, story))

    assert {"jusan": "news", "tourism": "news"}.items() <= told.items()
    assert "viewer" not in told
    one, two = (world.organisations[f"sponsor-{n}"] for n in (1, 2))
    assert f'"due":{{"{one}":1800000,"{two}":1200000}}' in last_event(story).data


def test_what_releases_nothing_is_told_to_no_sponsor(world):
    story = walks.in_execution(world)
    confirm_first(world, story)

    assert "jusan" not in recipients_of(confirm_first(world, story))
    assert '"due"' not in last_event(story).data


def test_what_is_due_is_listed_for_the_payer_by_when_it_fell_due(world):
    story = walks.in_execution(world)
    assert owed(world.jusan) == []
    confirm_first(world, story)
    ((_advance, first),) = owed(world.jusan)
    story.later(days=20)
    for _n in range(4):
        confirm_first(world, story)
    second = owed(world.jusan)[-1][1]

    assert owed(world.jusan) == [(1_800_000, first), (1_200_000, second)]
    assert second > first
    assert owed(world.viewer) == owed(world.jusan)
    assert owed(world.tourism) == [(1_200_000, first), (800_000, second)]
    assert owed(world.coordinator) == owed(world.artist) == []
    pay(world, story, 1_800_000, "sponsor-1")
    assert owed(world.jusan) == [(1_200_000, second)]


@pytest.mark.parametrize("username", ["jusan", "tourism"])
def test_a_work_that_is_accepted_is_due_since_then(world, username):
    story = walks.completed(world)
    story.later(days=3)

    parts = owed(getattr(world, username))

    assert sum(amount for amount, _ in parts) == (JUSAN if username == "jusan" else TOURISM)
    assert all(since for _, since in parts)
