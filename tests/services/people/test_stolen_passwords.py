"""Whoever had the old password keeps nothing by it once there is a new one."""

from __future__ import annotations

import pytest

from artflow.domain.errors import LinkDead, SignedOut
from artflow.domain.people.roles import Role
from artflow.extensions import db
from artflow.models import OneTimeLink
from artflow.services.database.transactions import writing
from artflow.services.people import invitations, passwords, people, profile, sign_in
from tests.fixtures.world import NOW, PASSWORD
from tests.services.mail.mailbox import deliver, token

STRONG = "жаңа көктем келді"
HERE = "10.0.0.1"


def open_session(world) -> int:
    with writing() as connection:
        key = people.open_session(connection, world.artist.id, "tests", NOW)
    return people.find_session(db.session.connection(), key, NOW).id


def change(world, session: int, new: str = STRONG) -> None:
    passwords.change(world.artist.id, session, PASSWORD, new, address=HERE, now=NOW)


def ask_to_move(world, session: int) -> None:
    profile.request_move(
        world.artist.id, "thief@example.org", PASSWORD, session=session, address=HERE, now=NOW
    )


def reset(world) -> None:
    passwords.request_reset("artist@example.org", NOW)
    (letter,) = deliver()
    passwords.reset(token(letter), STRONG, NOW)


@pytest.mark.parametrize("renew", [reset, lambda world: change(world, open_session(world))])
def test_another_address_that_was_asked_for_with_the_old_password_is_not_taken(world, renew):
    ask_to_move(world, open_session(world))
    (letter,) = deliver()

    renew(world)

    with pytest.raises(LinkDead):
        profile.confirm_move(token(letter), NOW)
    assert sign_in.sign_in("artist@example.org", STRONG, address=HERE, now=NOW)


def test_an_invitation_outlives_a_new_password(world):
    place = world.organisations["sponsor-1"]
    invitee = invitations.Invitee("artist@example.org", "A", "en", place, Role.SPONSOR_VIEWER)
    invitations.invite(world.admin, invitee, NOW)
    (letter,) = deliver()

    change(world, open_session(world))

    invitations.accept(token(letter), NOW)


@pytest.mark.parametrize("verb", [change, ask_to_move])
def test_an_old_password_that_was_compared_before_the_new_one_is_kept_does_nothing(
    world, verb, monkeypatch
):
    session, owner, compare = open_session(world), open_session(world), people.password_matches

    def compare_and_wait(stored: str, password: str) -> bool:
        monkeypatch.setattr(people, "password_matches", compare)
        found = compare(stored, password)
        change(world, owner)
        return found

    monkeypatch.setattr(people, "password_matches", compare_and_wait)

    with pytest.raises(SignedOut):
        verb(world, session)
    assert sign_in.sign_in("artist@example.org", STRONG, address=HERE, now=NOW)
    moves = db.select(OneTimeLink).where(OneTimeLink.purpose == "move")
    assert db.session.scalars(moves).all() == []


@pytest.mark.parametrize("verb", [change, ask_to_move])
def test_what_is_asked_in_a_session_that_ends_meanwhile_is_not_done(world, verb, monkeypatch):
    session, compare = open_session(world), people.password_matches

    def compare_and_wait(stored: str, password: str) -> bool:
        people.sign_out_everywhere(world.artist.id, NOW)
        return compare(stored, password)

    monkeypatch.setattr(people, "password_matches", compare_and_wait)

    with pytest.raises(SignedOut):
        verb(world, session)
    monkeypatch.undo()
    assert sign_in.sign_in("artist@example.org", PASSWORD, address=HERE, now=NOW)
