"""Desks and lists: what waits on me, in due order, and exactly what I may see."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from artflow.domain.access import policy
from artflow.extensions import db
from artflow.models import Membership, Proposal
from artflow.services.database.transactions import writing
from artflow.services.lists import desk, listing, proposal_rows, queues
from artflow.services.lists.queues import Queue
from tests.fixtures import walks
from tests.fixtures.world import PEOPLE
from tests.services.queries import create_another

TODAY = date(2026, 9, 1)


def waiting(person, after=None, *, queue=Queue.MINE, size=listing.PAGE_SIZE) -> list[Any]:
    return desk.list_waiting(queues.build_queues(person, TODAY)[queue], after, size)


def count(person, today=TODAY, *, queue=Queue.MINE) -> int:
    return queues.count_queues(queues.build_queues(person, today))[queue]


def seen(person) -> list[int]:
    return [proposal.id for proposal in listing.list_proposals(person).load_page()]


@pytest.fixture
def office(world):
    """Create works at five places, one of them held; return ids in the order of the list."""
    stories = {
        "approved": walks.approved(world),
        "site": create_another(world),
        "submitted": walks.submitted(world),
        "draft": world.story(),
    }
    world.story().act(world.artist, "withdraw", text=".")
    return {place: story.id for place, story in stories.items()}


def test_every_list_shows_exactly_what_the_policy_lets_see(world, office):
    rows = list(db.session.scalars(db.select(Proposal).order_by(Proposal.id.desc())))
    usernames = {username: getattr(world, username) for username in PEOPLE}

    assert {username: seen(person) for username, person in usernames.items()} == {
        username: [row.id for row in rows if policy.sees(person, row)]
        for username, person in usernames.items()
    }


def test_what_each_person_sees(world, office):
    approved, site, submitted = (office[place] for place in ("approved", "site", "submitted"))

    assert len(seen(world.artist)) == 5
    assert seen(world.specialist) == [submitted, site, approved]
    assert seen(world.viewer) == [site, approved]
    assert seen(world.third) == seen(world.other_artist) == []


def test_work_waits_in_due_order_and_what_has_no_due_date_waits_last(world, office):
    wanted = [office["submitted"], office["site"], office["approved"]]

    rows = waiting(world.coordinator)

    assert [row.id for row in rows] == wanted
    assert [row.due_on for row in rows] == [date(2026, 9, 3), date(2026, 9, 15), None]
    assert count(world.coordinator, TODAY) == 3
    assert [row.id for row in waiting(world.artist)] == [office["draft"]]
    assert waiting(world.viewer) == []


def test_pages_of_a_desk_go_by_key_and_lose_nothing(world, office):
    found, after = [], None
    while page := waiting(world.coordinator, after, size=1):
        found += [row.id for row in page]
        after = (page[-1].due_on or queues.NO_DUE_DATE, page[-1].id)

    assert found == [office["submitted"], office["site"], office["approved"]]


def test_pages_of_a_list_go_by_key(world, office):
    first = listing.list_proposals(world.artist).load_page(size=3)
    rest = listing.list_proposals(world.artist).load_page(first[-1].id)

    assert [p.id for p in first + rest] == seen(world.artist)
    assert [p.id for p in listing.list_own(world.artist, size=2)] == seen(world.artist)[:2]
    assert listing.list_own(world.coordinator) == []


def test_what_is_on_hold_waits_on_nobody(world):
    story = walks.submitted(world)
    story.act(world.head, "hold", review_on=date(2026, 10, 1))

    assert waiting(world.coordinator) == []
    assert count(world.coordinator, TODAY) == 0


def test_what_is_on_hold_has_a_queue_of_its_own_by_the_day_on_which_it_comes_back(world):
    stories = [
        create_another(world),
        walks.submitted(world),
        walks.submitted(world, title="Үшінші"),
    ]
    for story, day in zip(stories, (9, 5, 7), strict=True):
        story.act(world.coordinator, "hold", review_on=date(2026, 11, day))

    rows = waiting(world.head, queue=Queue.HELD)

    assert [row.id for row in rows] == [stories[1].id, stories[2].id, stories[0].id]
    assert [row.due_on.day for row in rows] == [5, 7, 9]
    for person in (world.head, world.coordinator, world.specialist):
        assert count(person, queue=Queue.HELD) == 3
        assert count(person, queue=Queue.OVERDUE) == 0
    assert [len(waiting(world.head, queue=Queue.HELD, size=2))] == [2]
    assert Queue.HELD not in queues.build_queues(world.jusan, TODAY)


def test_who_runs_a_programme_sees_all_that_is_late_in_it_each_work_once(world):
    stories = [walks.in_review(world), walks.placed(world, create_another(world), world.walls[1])]
    walks.assessed(world, stories[1]).act(world.head, "approve", text="Келісемін.")
    later = date(2026, 12, 1)

    def late(person) -> list[int]:
        rows = desk.list_waiting(queues.build_queues(person, later)[Queue.OVERDUE])
        assert len(rows) == count(person, later, queue=Queue.OVERDUE)
        return sorted(row.id for row in rows)

    assert late(world.coordinator) == sorted(story.id for story in stories)
    assert late(world.head) == [stories[0].id]


def test_what_is_on_hold_is_found_by_its_words(world):
    story = walks.submitted(world)
    story.act(world.coordinator, "hold", review_on=date(2026, 11, 9))
    queue = queues.build_queues(world.head, TODAY)[Queue.HELD]
    words = queues.build_narrowing(story.case.title, "", None)

    assert [row.id for row in desk.list_waiting(queue, narrowing=words)] == [story.id]


def test_what_is_assigned_to_another_is_not_mine(world):
    story = walks.in_review(world)
    assert count(world.specialist, TODAY) == 1

    story.act(world.head, "assign", user=world.specialist.id)

    assert [row.user_id for row in waiting(world.specialist)] == [world.specialist.id]


def test_an_authority_out_of_date_empties_the_desk(world):
    walks.at_sponsors(world)
    assert count(world.jusan, TODAY) == 1
    with writing() as connection:
        mine = Membership.user_id == world.jusan.id
        connection.execute(db.update(Membership).where(mine).values(valid_until=date(2026, 9, 2)))
    world.read_people()

    assert count(world.jusan, date(2026, 9, 2)) == 1
    assert count(world.jusan, date(2026, 9, 3)) == 0


def test_open_turns_of_some_proposals_come_by_proposal(world, office):
    proposals = listing.list_proposals(world.artist).load_page()

    found = proposal_rows.open_turns_by_proposal(proposal.id for proposal in proposals)

    assert {key: [turn.role for turn in turns] for key, turns in found.items()} == {
        proposals[0].id: [],
        office["draft"]: ["artist"],
        **{office[place]: ["coordinator"] for place in ("approved", "site", "submitted")},
    }


def test_an_office_has_its_own_queues(world):
    """Assigned to one specialist, unassigned, with the artist: three works, three places."""
    mine, free, back = walks.in_review(world), create_another(world, "plum"), create_another(world)
    walks.placed(world, free, world.walls[1])
    mine.act(world.head, "assign", user=world.specialist.id)
    back.act(world.coordinator, "remark", severity="must", text="Фото керек.")
    back.act(world.coordinator, "return")

    def found(person, queue) -> list[int]:
        return [row.id for row in waiting(person, queue=queue)]

    assert set(queues.build_queues(world.head, TODAY)) == set(Queue) - {Queue.STUCK}
    assert found(world.specialist, Queue.MINE) == [mine.id, free.id]
    assert found(world.head, Queue.MINE) == []
    assert found(world.head, Queue.UNASSIGNED) == [free.id]
    assert found(world.head, Queue.OFFICE) == [mine.id, free.id]
    assert found(world.head, Queue.APPLICANT) == [back.id]
    assert found(world.head, Queue.OVERDUE) == []
    late = queues.build_queues(world.head, date(2026, 12, 1))
    assert [row.id for row in desk.list_waiting(late[Queue.OVERDUE])] == [mine.id, free.id]
    assert queues.count_queues(late) == {
        Queue.MINE: 0,
        Queue.UNASSIGNED: 1,
        Queue.OFFICE: 2,
        Queue.APPLICANT: 1,
        Queue.OVERDUE: 2,
        Queue.HELD: 0,
    }


def test_who_has_an_office_has_queues_and_nobody_else(world):
    def names(person) -> set[Queue]:
        return set(queues.build_queues(person, TODAY))

    assert names(world.coordinator) == set(Queue) - {Queue.UNASSIGNED, Queue.STUCK}
    for person in (world.artist, world.jusan, world.viewer, world.admin):
        assert names(person) == {Queue.MINE}


def test_a_draft_stands_in_no_queue_but_its_artist_s(world):
    world.story()

    offered = queues.build_queues(world.head, TODAY)
    assert [count(world.head, queue=queue) for queue in offered] == [0] * 6
    assert count(world.artist) == 1
