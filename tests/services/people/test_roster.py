"""Invitations, and managing people: within the own programme, and at the next request."""

from __future__ import annotations

from datetime import timedelta

import pytest

from artflow.domain.errors import Invalid, LinkDead, NotAllowed, NotVisible
from artflow.domain.people.roles import Role
from artflow.extensions import db
from artflow.models import AccountEvent, Membership, User
from artflow.services.accounts import departures
from artflow.services.database.transactions import writing
from artflow.services.people import account_log, invitations, passwords, people, roster
from artflow.services.people.invitations import Invitee
from tests.fixtures.world import NOW
from tests.services.mail.mailbox import deliver, text, token

STRONG = "жаңа көктем келді"
LATER = NOW + timedelta(minutes=2)


def guest(world, email="new@example.org", place="sponsor-1", role=Role.SPONSOR_VIEWER):
    return Invitee(email, "Әсел", "kk", world.organisations[place], role, "маман", "№ 9 бұйрық")


def invited(world, by=None, **fields) -> str:
    invitations.invite(by or world.coordinator, guest(world, **fields), NOW)
    (letter,) = deliver()
    return token(letter)


def join(key, name="Әсел Жұмабек"):
    return invitations.accept_with_new_account(
        key, name=name, language="ru", password=STRONG, agent="t", now=NOW
    )


def signed_in(person) -> str:
    with writing() as connection:
        return people.open_session(connection, person.id, "tests", NOW)


def inside(session) -> bool:
    db.session.rollback()
    return people.find_session(db.session.connection(), session, NOW) is not None


def roles(email) -> list[str]:
    db.session.rollback()
    query = db.select(Membership.role).join(User).where(User.email == email)
    return sorted(db.session.scalars(query))


def test_an_invited_person_makes_an_account_and_has_the_role(world):
    key = invited(world)
    found = invitations.load_invitation(key, NOW)
    assert (found.name, found.inviter, found.has_account) == ("Әсел", "Coordinator", False)
    assert roles("new@example.org") == []

    session = join(key)

    row = people.find_session(db.session.connection(), session, NOW)
    assert (row.name, row.language) == ("Әсел Жұмабек", "ru")
    username = db.session.scalars(
        db.select(Membership).where(Membership.user_id == row.user_id)
    ).one()
    assert (username.role, username.position, username.basis) == (
        "sponsor_viewer",
        "маман",
        "№ 9 бұйрық",
    )
    with pytest.raises(LinkDead):
        join(key)


def test_somebody_with_an_account_only_accepts(world):
    key = invited(world, email="Artist@Example.org")
    assert invitations.load_invitation(key, NOW).has_account

    invitations.accept(key, NOW)

    assert roles("artist@example.org") == ["artist", "sponsor_viewer"]
    with pytest.raises(LinkDead):
        invitations.accept(key, NOW)


def test_a_role_one_has_already_is_not_given_twice(world):
    key = invited(world, email="viewer@example.org")
    invitations.accept(key, NOW)

    assert roles("viewer@example.org") == ["sponsor_viewer"]


def test_a_stranger_cannot_accept_without_an_account_nor_join_with_one(world):
    with pytest.raises(LinkDead):
        invitations.accept(invited(world), NOW)
    with pytest.raises(LinkDead):
        join(invited(world, email="artist@example.org"))


def test_a_weak_password_leaves_the_invitation_open(world):
    key = invited(world)
    with pytest.raises(Invalid):
        invitations.accept_with_new_account(
            key, name="Ә", language="kk", password="x", agent="", now=NOW
        )

    assert join(key)


@pytest.mark.parametrize(
    ("by", "fields"),
    [
        ("coordinator", {"place": "sponsor-3"}),
        ("coordinator", {"place": "platform", "role": Role.ADMINISTRATOR}),
        ("head", {}),
        ("artist", {}),
    ],
)
def test_nobody_invites_beyond_what_is_theirs(world, by, fields):
    with pytest.raises(NotAllowed):
        invitations.invite(getattr(world, by), guest(world, **fields), NOW)
    assert deliver() == []


def test_a_role_goes_into_an_organisation_of_its_kind(world):
    with pytest.raises(Invalid) as caught:
        invitations.invite(world.admin, guest(world, role=Role.COORDINATOR), NOW)
    assert caught.value.field == "role"
    missing = guest(world)._replace(organisation_id=999)
    with pytest.raises(NotVisible):
        invitations.invite(world.admin, missing, NOW)


def test_an_invitation_dies_with_the_power_of_its_inviter(world):
    key = invited(world)
    departures.suspend(world.coordinator.id, world.admin, NOW, reason="left")

    with pytest.raises(LinkDead):
        join(key)


def test_suspension_ends_sessions_and_links_at_once_and_can_be_undone(world):
    session = signed_in(world.jusan)
    passwords.request_reset("jusan@example.org", NOW)
    (letter,) = deliver()

    departures.suspend(world.jusan.id, world.coordinator, NOW, reason="left")

    assert not inside(session)
    with pytest.raises(LinkDead):
        passwords.reset(token(letter), STRONG, NOW)
    roster.reactivate(world.jusan.id, world.coordinator, NOW)
    assert not inside(session)
    assert inside(signed_in(world.jusan))
    done = [(row.type, row.actor) for row in account_log.list_events(world.jusan.id)]
    assert done == [("reactivated", "Coordinator"), ("suspended", "Coordinator")]


def test_a_role_taken_away_ends_the_sessions(world):
    session = signed_in(world.jusan)
    username = db.session.scalars(
        db.select(Membership.id).where(Membership.user_id == world.jusan.id)
    ).one()

    departures.take_role(world.jusan.id, username, world.coordinator, NOW, reason="left")

    assert not inside(session)
    assert roles("jusan@example.org") == []
    db.session.rollback()
    event = db.session.scalars(db.select(AccountEvent)).one()
    assert event.data["role"] == "sponsor_signatory"
    with pytest.raises(NotVisible):
        departures.take_role(world.jusan.id, username, world.coordinator, NOW, reason="left")
    with pytest.raises(NotVisible):
        departures.take_role(world.tourism.id, 999, world.coordinator, NOW)


def test_somebody_is_signed_out_everywhere(world):
    sessions = [signed_in(world.jusan) for _ in range(2)]

    roster.end_sessions(world.jusan.id, world.coordinator, NOW)

    assert not any(map(inside, sessions))


@pytest.mark.parametrize(
    ("by", "whom", "refusal"),
    [
        ("coordinator", "third", NotVisible),  # a sponsor of no programme of theirs
        ("coordinator", "admin", NotVisible),
        ("coordinator", "coordinator", NotAllowed),
        ("admin", "admin", NotAllowed),
        ("artist", "jusan", NotVisible),
    ],
)
def test_nobody_looks_after_others_than_theirs(world, by, whom, refusal):
    by, whom = getattr(world, by), getattr(world, whom)
    for change in (departures.suspend, roster.reactivate, roster.end_sessions):
        with pytest.raises(refusal):
            change(whom.id, by, NOW)

    db.session.rollback()
    assert db.session.get(User, whom.id).active


def test_a_role_of_a_person_who_is_partly_elsewhere_is_not_the_coordinators_to_take(world):
    with writing() as connection:
        people.give_role(
            connection, world.jusan.id, world.organisations["sponsor-3"], Role.SPONSOR_VIEWER
        )
    username = db.session.scalars(
        db.select(Membership.id).where(Membership.user_id == world.jusan.id)
    ).first()

    with pytest.raises(NotAllowed):
        departures.take_role(world.jusan.id, username, world.coordinator, NOW, reason="left")
    departures.take_role(world.jusan.id, username, world.admin, NOW, reason="left")


def test_everybody_sees_the_organisations_that_are_theirs(world):
    def names(person):
        return {
            organisation.name["en"]: count
            for organisation, count in roster.list_organisations(person)
        }

    assert names(world.coordinator) == {
        "department": 2,
        "sponsor-1": 2,
        "sponsor-2": 1,
        "office": 1,
    }
    assert set(names(world.admin)) == set(world.organisations)
    key = world.organisations["sponsor-3"]
    assert roster.load_organisation(key, world.admin).name["en"] == "sponsor-3"
    with pytest.raises(NotVisible):
        roster.load_organisation(key, world.coordinator)


def test_people_of_an_organisation_go_by_pages(world):
    key = world.organisations["sponsor-1"]
    (first,) = roster.list_members(key, size=1)
    (second,) = roster.list_members(key, first.id, size=1)

    assert [first.user.name, second.user.name] == ["Jusan", "Viewer"]
    assert roster.list_members(key, second.id) == []


def test_an_account_shows_itself_to_who_manages_it(world):
    signed_in(world.jusan)
    found = roster.load_account(world.jusan.id, world.coordinator)

    assert (found.user.name, found.open_sessions, len(found.memberships)) == ("Jusan", 1, 1)
    for missing in (999, world.third.id):
        with pytest.raises(NotVisible):
            roster.load_account(missing, world.coordinator)


def test_the_letter_of_an_invitation_says_by_whom_where_and_as_what(world):
    invitations.invite(world.coordinator, guest(world), NOW)

    (letter,) = deliver()

    assert {"Coordinator", "sponsor-1"} <= set(text(letter).replace(":", " ").split())
