"""The portfolio: exactly what the policy lets see, and sums that follow the signatures."""

from __future__ import annotations

import pytest

from artflow.domain.access import policy
from artflow.domain.process.joins import SignoffState
from artflow.extensions import db
from artflow.models import Proposal, Signoff
from artflow.services.lists import inbox
from artflow.services.sponsorship import photos, portfolio
from tests.fixtures import walks
from tests.fixtures.world import NOW, PEOPLE
from tests.services.queries import create_another, load_portfolio

JUSAN, TOURISM = 6_000_000, 4_000_000


def read(person) -> portfolio.Portfolio:
    return load_portfolio(person)


def one(person) -> portfolio.Work:
    (work,) = read(person).works
    return work


def shares(work) -> list[tuple[str, int, int]]:
    return [(share.state.value, share.committed, share.payable) for share in work.shares]


def confirm(world, story, n: int) -> None:
    """Hand in and confirm the first milestones."""
    for milestone in story.case.milestones[:n]:
        story.act(
            world.artist, "submit_milestone", milestone=milestone.id, files=[world.file("gold")]
        )
        story.act(world.coordinator, "confirm_milestone", milestone=milestone.id)


def test_every_portfolio_holds_exactly_what_the_policy_lets_see(world):
    walks.approved(world)
    create_another(world)
    walks.submitted(world)
    world.story().act(world.artist, "withdraw", text=".")
    rows = list(db.session.scalars(db.select(Proposal).order_by(Proposal.id.desc())))
    people = {username: getattr(world, username) for username in PEOPLE}

    found = {
        username: [work.row.id for work in read(person).works]
        for username, person in people.items()
    }

    assert found == {
        username: [row.id for row in rows if policy.sees(person, row)]
        for username, person in people.items()
    }
    assert found["third"] == []


def test_a_card_names_the_work_and_no_sum(world):
    walks.in_review(world)

    card, whole = one(world.jusan), one(world.coordinator)

    assert (card.row.title, card.budget, card.shares) == ("Дала таңы", None, ())
    assert whole.budget == 10_000_000


def test_the_sums_of_sponsors_are_for_sponsors_and_coordinators(world):
    walks.approved(world)

    for person in (world.jusan, world.tourism, world.viewer, world.coordinator):
        assert one(person).committed == JUSAN + TOURISM
    assert one(world.head).shares == ()
    assert one(world.head).budget == 10_000_000


def test_what_the_other_sponsor_has_said_stands_beside_what_waits(world):
    story = walks.at_sponsors(world)
    story.act(world.tourism, "sign", amount=TOURISM)
    sponsors = [world.organisations["sponsor-1"], world.organisations["sponsor-2"]]

    found = read(world.jusan)

    assert shares(found.works[0]) == [("pending", 0, 0), ("signed", TOURISM, 0)]
    assert found.sponsors == sponsors
    assert {found.organisations[key]["en"] for key in sponsors} == {"sponsor-1", "sponsor-2"}


def test_confirmed_milestones_make_their_part_payable(world):
    story = walks.in_execution(world)
    assert one(world.jusan).payable == 0
    confirm(world, story, 1)

    work = one(world.jusan)

    assert shares(work) == [("signed", JUSAN, 1_800_000), ("signed", TOURISM, 1_200_000)]
    assert work.payable == 3_000_000


def test_at_the_end_all_is_payable_once_although_all_have_signed_twice(world):
    walks.completed(world)

    work = one(world.viewer)

    assert (work.committed, work.payable) == (JUSAN + TOURISM, JUSAN + TOURISM)
    assert len(work.shares) == 2


def test_part_of_an_odd_sum_is_rounded_down_to_a_tenge(world):
    story = walks.in_execution(world)
    confirm(world, story, 1)
    db.session.execute(db.update(Signoff).where(Signoff.amount > 0).values(amount=9))

    assert shares(one(world.jusan)) == [("signed", 9, 2)] * 2


@pytest.mark.parametrize(
    ("action", "state"), [("retract", SignoffState.RETRACTED), ("decline", SignoffState.DECLINED)]
)
def test_a_word_taken_back_commits_nothing(world, action, state):
    story = walks.at_sponsors(world)
    if action == "retract":
        story.act(world.jusan, "sign", amount=JUSAN)
    story.act(world.jusan, action, text="A reason")

    assert one(world.tourism).shares[0].state is state
    assert one(world.tourism).committed == 0


def test_a_work_that_was_refused_binds_nobody(world):
    story = walks.at_sponsors(world)
    story.act(world.jusan, "sign", amount=JUSAN)
    story.act(world.tourism, "decline", text="A reason")
    assert one(world.coordinator).committed == JUSAN
    story.act(world.coordinator, "refuse", code="other", text="A reason")

    assert shares(one(world.coordinator)) == [("signed", 0, 0), ("declined", 0, 0)]


def test_news_that_were_not_opened_are_counted_for_their_reader(world):
    story = walks.at_sponsors(world)
    before = one(world.jusan).row.news
    story.act(world.tourism, "sign", amount=TOURISM)

    assert before > 0
    assert one(world.jusan).row.news == before + 1
    inbox.mark_read(world.jusan.id, 10**6, NOW)
    assert one(world.jusan).row.news == 0


def test_photos_come_newest_first_and_only_to_those_who_see_milestones(world):
    story = walks.in_execution(world)
    confirm(world, story, 2)
    done = [milestone.code for milestone in story.case.milestones[:2]]
    connection = db.session.connection()

    def codes(person, size=12) -> list[str]:
        return [photo.code for photo, _ in photos.load_photos(connection, person, size)]

    assert codes(world.viewer) == done[::-1]
    assert codes(world.viewer, 1) == done[1:]
    assert codes(world.third) == codes(world.other_artist) == []
