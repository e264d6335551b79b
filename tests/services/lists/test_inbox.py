"""News in the application: one's own, marked when read, and only then."""

from __future__ import annotations

import pytest

from artflow.domain.errors import NotVisible
from artflow.extensions import db
from artflow.models import Notice
from artflow.services.database.transactions import writing
from artflow.services.lists import inbox
from artflow.services.people import people
from tests.fixtures import walks
from tests.fixtures.world import NOW


def unread(person) -> int:
    with writing() as connection:
        token = people.open_session(connection, person.id, "t", NOW)
    return people.find_session(db.session.connection(), token, NOW).unread


def test_news_are_counted_until_they_are_read(world):
    story = walks.in_review(world)
    rows = inbox.list_notices(world.coordinator.id)
    notice, event, proposal, actor = rows[-1]
    assert (event.type, proposal.id, actor) == ("submit", story.id, "Artist")
    count = unread(world.coordinator)
    assert count == len(rows) > 1

    assert inbox.open_notice(world.coordinator.id, notice.id, NOW) == story.id
    assert inbox.open_notice(world.coordinator.id, notice.id, NOW) == story.id

    assert unread(world.coordinator) == count - 1
    assert inbox.mark_read(world.coordinator.id, rows[1][0].id, NOW) == count - 2
    assert unread(world.coordinator) == 1


def test_more_than_can_be_read_are_not_counted_to_the_end(world):
    walks.submitted(world)
    first = inbox.list_notices(world.coordinator.id)[0][0]
    row = {key: getattr(first, key) for key in ("user_id", "proposal_id", "event_id", "kind", "at")}
    with writing() as connection:
        connection.execute(db.insert(Notice), [row] * people.MAX_UNREAD)

    assert unread(world.coordinator) == people.MAX_UNREAD


def test_a_turn_is_open_until_it_is_done_and_not_while_the_proposal_is_on_hold(world):
    story = walks.submitted(world)

    def open_now():
        db.session.rollback()
        return {turn.role for turn in inbox.list_open_turns([story.id, story.id])}

    assert open_now() == {"coordinator"}
    assert inbox.list_open_turns([]) == []
    story.act(world.coordinator, "hold", text="Күтеміз.", until=None)
    assert open_now() == set()


def test_the_news_of_others_are_not_there(world):
    walks.submitted(world)
    notice = inbox.list_notices(world.coordinator.id)[0][0]

    with pytest.raises(NotVisible):
        inbox.open_notice(world.artist.id, notice.id, NOW)
    assert inbox.mark_read(world.artist.id, 10**6, NOW) == len(inbox.list_notices(world.artist.id))
    db.session.rollback()
    assert inbox.list_notices(world.coordinator.id)[0][0].read_at is None


def test_news_go_by_pages(world):
    walks.at_site(world)
    ids = [row[0].id for row in inbox.list_notices(world.coordinator.id)]

    assert [row[0].id for row in inbox.list_notices(world.coordinator.id, ids[0], 1)] == ids[1:2]


def test_what_one_has_not_looked_at_is_told_by_proposal(world):
    first, second = walks.in_review(world), walks.submitted(world)
    keys = [first.id, second.id]

    found = inbox.unread_by_proposal(world.coordinator.id, keys)
    assert [(event.type, by) for _key, event, by in found[second.id]] == [("submit", "Artist")]
    assert found[first.id][-1][1].type == "submit"
    assert len(found[first.id]) > 1

    inbox.mark_read(world.coordinator.id, found[first.id][0][0], NOW, first.id)
    assert inbox.unread_by_proposal(world.coordinator.id, keys) == {
        first.id: [],
        second.id: found[second.id],
    }
    assert inbox.unread_by_proposal(world.artist.id, [second.id]) == {second.id: []}
