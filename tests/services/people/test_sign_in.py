"""Signing in is slowed down, not shut; known and unknown addresses are alike."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import event

from artflow.domain.errors import Invalid, TooSoon
from artflow.extensions import db
from artflow.models import LoginSession, SignInAttempt, User
from artflow.services.database.transactions import writing
from artflow.services.people import people, sign_in, throttle
from tests.fixtures.world import NOW, PASSWORD

MINUTE = timedelta(minutes=1)


def enter(email="artist@example.org", password=PASSWORD, address="10.0.0.1", now=NOW):
    return sign_in.sign_in(email, password, agent="tests", address=address, now=now)


def fail(times: int, email="artist@example.org", address="10.0.0.1", now=NOW) -> None:
    for _ in range(times):
        assert enter(email, "wrong", address, now) is None


def outcomes() -> list[str]:
    db.session.rollback()
    query = db.select(SignInAttempt.outcome).order_by(SignInAttempt.id)
    return list(db.session.scalars(query))


def test_the_right_password_opens_a_session(world):
    token = enter(" Artist@Example.org ")

    assert people.find_session(db.session.connection(), token, NOW).user_id == world.artist.id
    assert outcomes() == ["passed"]


@pytest.mark.parametrize("email", ["artist@example.org", "nobody@example.org", "no address"])
def test_after_five_failures_every_address_waits_alike_and_then_goes_on(world, email):
    fail(5, email)

    with pytest.raises(TooSoon) as caught:
        enter(email)

    assert caught.value.wait == MINUTE
    assert outcomes() == ["failed"] * 5 + ["delayed"]
    enter(email, now=NOW + MINUTE)
    assert outcomes()[-1] == ("passed" if email == "artist@example.org" else "failed")


def test_the_right_password_is_not_looked_at_while_one_must_wait(world):
    fail(6 - 1)

    with pytest.raises(TooSoon):
        enter(now=NOW + MINUTE - timedelta(seconds=1))

    assert enter(now=NOW + MINUTE)


def test_the_wait_grows_and_asking_in_vain_does_not_make_it_longer(world):
    fail(5)
    fail(1, now=NOW + MINUTE)
    for _ in range(3):
        with pytest.raises(TooSoon) as caught:
            enter(now=NOW + MINUTE)

    assert caught.value.wait == 2 * MINUTE
    assert enter(now=NOW + 3 * MINUTE)


def test_a_success_wipes_out_the_failures_of_the_account_before_it(world):
    fail(4)
    enter()
    fail(4)

    assert enter()


def test_a_guesser_of_many_accounts_is_slowed_by_the_network_address(world):
    for n in range(20):
        fail(1, f"guess{n}@example.org")

    with pytest.raises(TooSoon):
        enter("coordinator@example.org")
    assert enter("coordinator@example.org", address="10.0.0.2")
    assert enter("coordinator@example.org", now=NOW + MINUTE)


def test_many_tries_at_once_are_not_many_free_ones(context, world):
    barrier, results = Barrier(12), []

    def guess():
        with context.app_context():
            barrier.wait()
            try:
                results.append(enter(password="wrong"))
            except TooSoon:
                results.append("wait")

    threads = [Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert results.count(None) == 5
    assert results.count("wait") == 7


def test_a_suspended_account_answers_like_an_unknown_one(world):
    with writing() as connection:
        connection.execute(db.update(User).where(User.id == world.artist.id), {"active": False})

    assert enter() is None
    assert outcomes() == ["failed"]


def test_known_and_unknown_addresses_do_the_same_work(world, monkeypatch):
    statements, compared = [], []
    event.listen(db.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    real = people.password_matches

    def matches(stored, password):
        compared.append(stored.split("$")[:4])
        return real(stored, password)

    monkeypatch.setattr(people, "password_matches", matches)
    enter(password="wrong")
    known, statements[:] = list(statements), []
    enter("nobody@example.org", "wrong")

    assert statements == known
    assert len(compared) == 2
    assert compared[0] == compared[1]  # the kind and the cost of both hashes


def test_a_password_that_is_changed_while_it_is_looked_at_opens_nothing(world, monkeypatch):
    real = people.password_matches

    def matches(stored, password):
        with writing() as connection:
            values = {"password_hash": people.password_hasher().hash("another good one")}
            connection.execute(db.update(User).where(User.id == world.artist.id), values)
        return real(stored, password)

    monkeypatch.setattr(people, "password_matches", matches)

    assert enter() is None
    assert db.session.scalars(db.select(LoginSession)).all() == []
    assert outcomes() == ["failed"]


def test_an_old_hash_is_renewed_at_the_next_sign_in(context, world):
    context.config["PASSWORD_HASH"] = {"time_cost": 2, "memory_cost": 16, "parallelism": 1}
    assert enter()

    db.session.rollback()
    assert "m=16,t=2" in db.session.get(User, world.artist.id).password_hash


def test_asking_for_the_password_again_is_slowed_down_too(world):
    def confirm(password, now=NOW):
        sign_in.confirm_password(world.artist.id, password, session=1, address="10.0.0.1", now=now)

    for _ in range(5):
        with pytest.raises(Invalid) as caught:
            confirm("wrong")
        assert (caught.value.field, caught.value.code) == ("password", "password_wrong")
    with pytest.raises(TooSoon):
        confirm(PASSWORD)

    confirm(PASSWORD, NOW + MINUTE)
    confirm(PASSWORD, NOW + MINUTE)


def test_old_tries_are_forgotten(world):
    fail(2)
    fail(1, now=NOW + timedelta(days=89))

    with writing() as connection:
        assert throttle.delete_old(connection, NOW + timedelta(days=91)) == 2
    assert outcomes() == ["failed"]


def test_a_session_ends_when_idle_and_at_last_anyway(context, world):
    token = enter()
    idle = timedelta(minutes=context.config["SESSION_IDLE_MINUTES"])
    longest = timedelta(minutes=context.config["SESSION_LONGEST_MINUTES"])

    def session(now):
        db.session.rollback()
        return people.find_session(db.session.connection(), token, now)

    assert session(NOW + idle)
    assert session(NOW + idle + MINUTE) is None
    people.touch_session(session(NOW).id, NOW + longest)
    assert session(NOW + longest)
    assert session(NOW + longest + MINUTE) is None


def test_a_session_is_known_by_the_hash_of_its_token_alone(world):
    token = enter()

    kept = db.session.scalars(db.select(LoginSession)).one()
    assert token not in str(vars(kept))
    assert kept.token_sha256 == people.hash_token(token)


def confirm(person, password=PASSWORD, now=NOW) -> None:
    sign_in.confirm_password(person.id, password, session=1, address="10.0.0.1", now=now)


def test_confirming_who_one_is_writes_nothing_unless_it_has_failed(world):
    for _ in range(30):
        confirm(world.jusan)
    assert outcomes() == []

    with pytest.raises(Invalid):
        confirm(world.jusan, "wrong")
    confirm(world.jusan)
    confirm(world.jusan)

    assert outcomes() == ["failed", "passed"]


def test_guesses_at_a_confirmation_are_slowed_down(world):
    for _ in range(5):
        with pytest.raises(Invalid):
            confirm(world.jusan, "wrong")

    with pytest.raises(TooSoon):
        confirm(world.jusan)
    confirm(world.jusan, now=NOW + MINUTE)

    assert outcomes() == ["failed"] * 5 + ["delayed", "passed"]
