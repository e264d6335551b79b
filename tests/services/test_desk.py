"""Desks and lists: what waits on me, in due order, and exactly what I may see."""

from __future__ import annotations

from datetime import date

import pytest

from artflow.domain import policy
from artflow.extensions import db
from artflow.models import Membership, Proposal
from artflow.services import desk, listing
from artflow.services.database import writing
from tests import walks
from tests.world import SEATS

from .asking import another

TODAY = date(2026, 9, 1)


def seen(person) -> list[int]:
    return [proposal.id for proposal in listing.of(person).page()]


@pytest.fixture
def house(world):
    """Works at five places, one of them held; ids in the order of the list."""
    stories = {
        "approved": walks.approved(world), "site": another(world),
        "submitted": walks.submitted(world), "draft": world.story(),
    }  # fmt: skip
    world.story().act(world.artist, "withdraw", text=".")
    return {place: story.id for place, story in stories.items()}


def test_every_list_shows_exactly_what_the_policy_lets_see(world, house):
    rows = list(db.session.scalars(db.select(Proposal).order_by(Proposal.id.desc())))
    seats = {seat: getattr(world, seat) for seat in SEATS}

    assert {seat: seen(person) for seat, person in seats.items()} == {
        seat: [row.id for row in rows if policy.sees(person, row)] for seat, person in seats.items()
    }


def test_what_each_seat_sees(world, house):
    approved, site, submitted = (house[place] for place in ("approved", "site", "submitted"))

    assert len(seen(world.artist)) == 5
    assert seen(world.specialist) == [submitted, site, approved]
    assert seen(world.viewer) == [site, approved]
    assert seen(world.third) == seen(world.other_artist) == []


def test_work_waits_in_due_order_and_what_has_no_due_date_waits_last(world, house):
    wanted = [house["submitted"], house["site"], house["approved"]]

    rows = desk.waiting(world.coordinator, TODAY)

    assert [row.proposal.id for row in rows] == wanted
    assert [row.turn.due_on for row in rows] == [date(2026, 9, 3), date(2026, 9, 15), None]
    assert desk.waiting_count(world.coordinator, TODAY) == 3
    assert [row.proposal.id for row in desk.waiting(world.artist, TODAY)] == [house["draft"]]
    assert desk.waiting(world.viewer, TODAY) == []


def test_pages_of_a_desk_go_by_key_and_lose_nothing(world, house):
    found, after = [], None
    while page := desk.waiting(world.coordinator, TODAY, after, size=1):
        found += [row.proposal.id for row in page]
        after = (page[-1].turn.due_on or desk.NEVER, page[-1].proposal.id)

    assert found == [house["submitted"], house["site"], house["approved"]]


def test_pages_of_a_list_go_by_key(world, house):
    first = listing.of(world.artist).page(size=3)
    rest = listing.of(world.artist).page(first[-1].id)

    assert [p.id for p in first + rest] == seen(world.artist)
    assert [p.id for p in listing.own(world.artist, size=2)] == seen(world.artist)[:2]
    assert listing.own(world.coordinator) == []


def test_what_is_on_hold_waits_on_nobody(world):
    story = walks.submitted(world)
    story.act(world.head, "hold", review_on=date(2026, 10, 1))

    assert desk.waiting(world.coordinator, TODAY) == []
    assert desk.waiting_count(world.coordinator, TODAY) == 0


def test_what_is_assigned_to_another_is_not_mine(world):
    story = walks.in_review(world)
    assert desk.waiting_count(world.specialist, TODAY) == 1

    story.act(world.head, "assign", user=world.specialist.id)

    assert [row.turn.user_id for row in desk.waiting(world.specialist, TODAY)] == [
        world.specialist.id
    ]


def test_an_authority_out_of_date_empties_the_desk(world):
    walks.at_sponsors(world)
    assert desk.waiting_count(world.jusan, TODAY) == 1
    with writing() as connection:
        mine = Membership.user_id == world.jusan.id
        connection.execute(db.update(Membership).where(mine).values(valid_until=date(2026, 9, 2)))
    world.read_people()

    assert desk.waiting_count(world.jusan, date(2026, 9, 2)) == 1
    assert desk.waiting_count(world.jusan, date(2026, 9, 3)) == 0


def test_open_turns_of_some_proposals_come_by_proposal(world, house):
    proposals = listing.of(world.artist).page()

    found = desk.open_turns(proposals)

    assert {key: [turn.role for turn in turns] for key, turns in found.items()} == {
        proposals[0].id: [],
        house["draft"]: ["artist"],
        **{house[place]: ["coordinator"] for place in ("approved", "site", "submitted")},
    }
