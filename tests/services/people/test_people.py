"""Passwords, sessions, and what a person may stand for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy.exc import IntegrityError

from artflow.domain.people.roles import Membership, Role
from artflow.extensions import db
from artflow.models import LoginSession, User
from artflow.services.database.transactions import writing
from artflow.services.identity import persons
from artflow.services.people import people, sign_in
from tests.fixtures.world import NOW, PASSWORD

MINUTE = timedelta(minutes=1)


def signed_in(now=NOW) -> str:
    token = sign_in.sign_in(" Artist@Example.org ", PASSWORD, agent="Firefox", now=now)
    assert token is not None
    return token


def session(token: str, now=NOW):
    db.session.rollback()
    return people.find_session(db.session.connection(), token, now)


def test_a_session_is_opened_by_address_and_password_and_kept_as_a_hash(world):
    token = signed_in()
    row = db.session.scalars(db.select(LoginSession)).one()

    found = session(token)

    assert (found.user_id, found.name, found.language) == (world.artist.id, "Artist", "kk")
    assert (row.user_id, row.agent, row.created_at) == (world.artist.id, "Firefox", NOW)
    assert token not in (row.token_sha256, row.agent)
    assert session("another token") is None


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("artist@example.org", "wrong"),
        ("artist@example.org", ""),
        ("nobody@example.org", PASSWORD),
    ],
)
def test_a_wrong_address_or_password_opens_nothing(world, email, password):
    assert sign_in.sign_in(email, password) is None
    assert db.session.scalar(db.select(db.func.count(LoginSession.id))) == 0


def test_a_hash_that_is_none_opens_nothing(world):
    with writing() as connection:
        connection.execute(db.update(User).values(password_hash="!"))

    assert sign_in.sign_in("artist@example.org", PASSWORD) is None


def test_who_is_not_active_gets_no_session_and_loses_the_open_one(world):
    token = signed_in()
    with writing() as connection:
        connection.execute(db.update(User).values(active=False))

    assert session(token) is None
    assert sign_in.sign_in("artist@example.org", PASSWORD) is None


def test_an_idle_session_ends_and_one_in_use_goes_on(world, context):
    idle = context.config["SESSION_IDLE_MINUTES"] * MINUTE
    token = signed_in()
    opened = session(token)

    assert session(token, NOW + idle) is not None
    assert session(token, NOW + idle + MINUTE) is None
    people.touch_session(opened.id, NOW + idle)
    assert session(token, NOW + idle + MINUTE).seen_at == NOW + idle


def test_no_session_lives_for_ever(world, context):
    longest = context.config["SESSION_LONGEST_MINUTES"] * MINUTE
    token = signed_in()
    people.touch_session(session(token).id, NOW + longest)

    assert session(token, NOW + longest) is not None
    assert session(token, NOW + longest + MINUTE) is None


def test_signing_out_ends_one_session_and_no_other(world):
    one, other = signed_in(), signed_in()

    people.sign_out(one)

    assert session(one) is None
    assert session(other) is not None


def test_signing_out_everywhere_ends_every_session_of_one_person(world):
    tokens = [signed_in(), signed_in()]
    stranger = sign_in.sign_in("head@example.org", PASSWORD, now=NOW)
    people.sign_out(tokens[0], NOW)

    people.sign_out_everywhere(world.artist.id, NOW + MINUTE)

    assert [session(token) for token in tokens] == [None, None]
    assert session(stranger) is not None
    ended = db.session.scalars(db.select(LoginSession.ended_at).order_by(LoginSession.id)).all()
    assert ended == [NOW, NOW + MINUTE, None]


def test_a_password_is_hashed_anew_when_the_settings_ask_for_more(world, context):
    before = db.session.scalar(db.select(User.password_hash).where(User.id == world.artist.id))
    signed_in()
    db.session.rollback()
    same = db.session.scalar(db.select(User.password_hash).where(User.id == world.artist.id))
    context.config["PASSWORD_HASH"] = {"time_cost": 2, "memory_cost": 16, "parallelism": 1}

    signed_in()

    db.session.rollback()
    after = db.session.scalar(db.select(User.password_hash).where(User.id == world.artist.id))
    assert same == before
    assert after != before
    assert PasswordHasher().verify(after, PASSWORD) is True


def test_an_address_belongs_to_one_person(world):
    with pytest.raises(IntegrityError), writing() as connection:
        people.add_user(connection, email="ARTIST@example.org", name="A", password=PASSWORD)


def test_a_person_comes_with_every_role_its_paper_and_its_programmes(world):
    office, platform = (world.organisations[name] for name in ("office", "platform"))
    with writing() as connection:
        user = people.add_user(connection, email="a@b.kz", name="А", password="п", language="ru")
        for organisation, role in [(office, Role.COORDINATOR), (platform, Role.ADMINISTRATOR)]:
            people.give_role(
                connection, user, organisation, role, basis="№ 5", valid_until=date(2027, 1, 1)
            )

    person = persons.load_person(db.session.connection(), user, "А")

    assert (person.id, person.name) == (user, "А")
    assert person.memberships == (
        Membership(
            Role.COORDINATOR, office, frozenset({world.programme}), "№ 5", None, date(2027, 1, 1)
        ),
        Membership(Role.ADMINISTRATOR, platform, frozenset(), "№ 5", None, date(2027, 1, 1)),
    )
