"""Invitations that wait are seen by those who could give the role, withdrawn and sent again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from artflow.domain.errors import LinkDead, NotVisible, TooSoon
from artflow.domain.people.roles import Role
from artflow.extensions import db
from artflow.models import AdminEvent, Mail
from artflow.services.accounts import invited
from artflow.services.database.transactions import writing
from artflow.services.people import invitations, links
from tests.fixtures.world import NOW
from tests.services.mail.mailbox import deliver, token
from tests.services.people.test_roster import guest, roles

SOON = NOW + timedelta(minutes=5)
LATE = NOW + links.LIFETIMES[links.INVITE] + timedelta(days=1)


def invite(world, email="new@example.org", by=None, **fields):
    invitations.invite(by or world.admin, guest(world, email, **fields), NOW)


def waiting(world, by="admin", now=NOW, **narrowed):
    db.session.rollback()
    found = invited.list_waiting(getattr(world, by), now, **narrowed)
    return {row.email: row.state for row in found}


@pytest.mark.postgres
def test_an_invitation_is_seen_until_it_is_accepted_or_expires(world):
    invite(world)
    assert waiting(world) == {"new@example.org": invited.UNSENT}
    (letter,) = deliver()
    assert waiting(world) == {"new@example.org": invited.WAITING}
    assert waiting(world, now=LATE) == {"new@example.org": invited.EXPIRED}
    assert invited.count_stuck(world.admin, LATE) == (1, 0)

    invitations.accept_with_new_account(
        token(letter), name="Ә", language="kk", password="жаңа көктем келді", agent="", now=NOW
    )

    assert waiting(world) == {}


@pytest.mark.postgres
def test_a_letter_that_did_not_arrive_is_told(world):
    invite(world)
    with writing() as connection:
        connection.execute(db.update(Mail).values(dead_at=NOW))

    assert waiting(world) == {"new@example.org": invited.BOUNCED}
    assert invited.count_stuck(world.admin, NOW) == (0, 1)


@pytest.mark.postgres
def test_coordinators_see_what_they_could_have_sent(world):
    invite(world, "own@example.org")
    invite(world, "elsewhere@example.org", place="sponsor-3")
    invite(world, "admin2@example.org", place="platform", role=Role.ADMINISTRATOR)

    assert set(waiting(world, "coordinator")) == {"own@example.org"}
    assert len(waiting(world)) == 3
    only = world.organisations["sponsor-3"]
    assert set(waiting(world, organisations=[only])) == {"elsewhere@example.org"}
    assert set(waiting(world, words=["OWN"])) == {"own@example.org"}
    assert len(waiting(world, words=["әсел"])) == 3


def ids(world) -> list[int]:
    return [row.id for row in invited.list_waiting(world.admin, NOW)]


def test_a_withdrawn_one_works_no_longer(world):
    invite(world)
    (letter,) = deliver()
    (key,) = ids(world)

    assert invited.withdraw(key, world.coordinator, NOW) == "new@example.org"

    with pytest.raises(LinkDead):
        invitations.load_invitation(token(letter), NOW)
    assert waiting(world) == {}
    (event,) = db.session.scalars(db.select(AdminEvent))
    assert (event.type, event.data) == ("invitation_withdrawn", {"role": "sponsor_viewer"})
    with pytest.raises(NotVisible):
        invited.withdraw(key, world.coordinator, NOW)


def test_one_that_is_sent_again_carries_a_new_link(world):
    invite(world)
    (first,) = deliver()
    (key,) = ids(world)
    with pytest.raises(TooSoon):
        invited.send_again(key, world.admin, NOW)

    invited.send_again(key, world.coordinator, SOON)
    (second,) = deliver(SOON)

    with pytest.raises(LinkDead):
        invitations.load_invitation(token(first), SOON)
    found = invitations.load_invitation(token(second), SOON)
    assert (found.name, found.inviter, found.role) == ("Әсел", "Coordinator", Role.SPONSOR_VIEWER)
    invitations.accept_with_new_account(
        token(second), name="Ә", language="kk", password="жаңа көктем келді", agent="", now=SOON
    )
    assert roles("new@example.org") == ["sponsor_viewer"]


@pytest.mark.parametrize("verb", [invited.withdraw, invited.send_again])
def test_nobody_touches_what_they_could_not_have_sent(world, verb):
    invite(world, place="sponsor-3")
    (key,) = ids(world)

    for by in (world.coordinator, world.head, world.artist):
        with pytest.raises(NotVisible):
            verb(key, by, SOON)
    assert waiting(world) == {"new@example.org": invited.UNSENT}
