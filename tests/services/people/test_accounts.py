"""Registration, forgotten and changed passwords, a new address: by one-time links."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest

from artflow.domain.errors import Invalid, LinkDead
from artflow.domain.people.roles import Role
from artflow.extensions import db
from artflow.models import LoginSession, Mail, Membership, OneTimeLink, Organisation, User
from artflow.services.database.transactions import writing
from artflow.services.people import (
    links,
    passwords,
    people,
    profile,
    registration,
    sign_in,
    throttle,
)
from artflow.services.worker import delivery
from tests.fixtures.world import NOW, PASSWORD
from tests.services.mail.mailbox import deliver, text, token

STRONG = "жаңа көктем келді"
LATER = NOW + timedelta(minutes=2)


def ask(world, email="new@example.org", password=STRONG, now=NOW, studio="studio"):
    registration.request_registration(
        name="Айгерім Сейтжан",
        email=email,
        password=password,
        language="kk",
        organisation_id=world.organisations[studio],
        now=now,
    )


def user(email) -> User | None:
    db.session.rollback()
    return db.session.scalars(db.select(User).where(User.email == email)).one_or_none()


def enters(email, password) -> bool:
    return bool(sign_in.sign_in(email, password, agent="", address="10.9.9.9", now=LATER))


def test_there_is_no_account_before_the_address_is_confirmed(world):
    ask(world)
    (letter,) = deliver()
    assert user("new@example.org") is None

    session = registration.confirm_registration(token(letter), STRONG, "tests", NOW)

    made = user("new@example.org")
    row = people.find_session(db.session.connection(), session, NOW)
    assert (row.user_id, made.language) == (made.id, "kk")
    (username,) = db.session.scalars(db.select(Membership).where(Membership.user_id == made.id))
    assert (username.role, username.organisation_id) == (Role.ARTIST, world.organisations["studio"])


def test_a_stranger_cannot_confirm_an_account_that_somebody_else_began(world):
    ask(world)
    (letter,) = deliver()

    with pytest.raises(Invalid):
        registration.confirm_registration(token(letter), "my own password", "tests", NOW)

    assert user("new@example.org") is None
    assert registration.confirm_registration(token(letter), STRONG, "tests", NOW)


def test_somebody_with_an_account_is_told_so_by_letter_alone(world):
    ask(world, "Artist@example.org")

    (letter,) = deliver()
    assert letter["To"] == "Artist <artist@example.org>"
    assert "/sign-in" in text(letter)
    assert not enters("artist@example.org", STRONG)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("email", {"email": "no address"}),
        ("email", {"email": "a@b@c"}),
        ("email", {"email": "қ@example.org"}),
        ("email", {"email": "a" * 60 + "@" + ".".join(["b" * 60] * 3) + ".org"}),
        ("password", {"password": "short"}),
        ("password", {"password": "new@example.org"}),
        ("organisation", {"studio": "sponsor-1"}),
    ],
)
def test_what_is_wrong_is_said_at_its_field(world, field, changes):
    with pytest.raises(Invalid) as caught:
        ask(world, **changes)

    assert caught.value.field == field
    assert deliver() == []


def test_a_studio_that_is_closed_is_neither_offered_nor_taken(world):
    key = world.organisations["studio"]
    assert registration.list_studios("en") == [(key, "studio")]
    with writing() as connection:
        connection.execute(
            db.update(Organisation).where(Organisation.id == key), {"registers": False}
        )

    assert registration.list_studios("en") == []
    with pytest.raises(Invalid):
        ask(world)


def test_an_address_that_got_an_account_meanwhile_is_not_taken_over(world):
    ask(world)
    (letter,) = deliver()
    with writing() as connection:
        people.add_user(connection, email="new@example.org", name="N", password=PASSWORD, now=NOW)

    with pytest.raises(LinkDead):
        registration.confirm_registration(token(letter), STRONG, "tests", NOW)
    assert enters("new@example.org", PASSWORD)


def test_of_two_who_use_one_link_at_once_one_gets_it(context, world):
    ask(world)
    (letter,) = deliver()
    key, barrier, results = token(letter), Barrier(4), []

    def press():
        with context.app_context():
            barrier.wait()
            try:
                results.append(bool(registration.confirm_registration(key, STRONG, "tests", NOW)))
            except LinkDead:
                results.append(False)

    threads = [Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == [False, False, False, True]


def test_a_forgotten_password_is_set_anew_and_every_session_ends(world):
    for _ in range(5):
        sign_in.sign_in("artist@example.org", "wrong", agent="", address="a", now=NOW)
    with writing() as connection:
        people.open_session(connection, world.artist.id, "tests", NOW)
    passwords.request_reset(" ARTIST@example.org", NOW)
    (letter,) = deliver()

    passwords.reset(token(letter), STRONG, NOW)

    assert enters("artist@example.org", STRONG), "the failures before are forgiven"
    assert not enters("artist@example.org", PASSWORD)
    db.session.rollback()
    old = db.session.scalars(db.select(LoginSession).where(LoginSession.agent == "tests"))
    assert all(session.ended_at == NOW for session in old)
    (news,) = deliver(LATER)
    assert news["Subject"] == "Құпиясөзіңіз өзгертілді"
    with pytest.raises(LinkDead):
        passwords.reset(token(letter), "another good one", NOW)


@pytest.mark.parametrize("purpose", ["forgotten", "register", "move"])
def test_only_the_letter_tells_a_known_address_from_an_unknown_one(world, purpose):
    """The same answer, after as many questions and as many writes."""
    act = {
        "forgotten": lambda _world, email: passwords.request_reset(email, NOW),
        "register": ask,
        "move": move,
    }[purpose]
    statements, work = [], []
    db.event.listen(db.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    for email in ("nobody@example.org", "jusan@example.org"):
        statements.clear()
        assert act(world, email) is None
        kinds = [
            "reads" if statement.startswith("SELECT") else "writes" for statement in statements
        ]
        work.append((kinds.count("reads"), kinds.count("writes")))

    assert work[0] == work[1]
    assert work[0][1] >= 3
    texts = {letter["To"].addresses[0].addr_spec: text(letter) for letter in deliver()}
    assert "jusan@example.org" in texts
    dead = db.session.scalars(db.select(OneTimeLink).where(OneTimeLink.revoked_at.is_not(None)))
    assert [link.data for link in dead] == [{}]


def test_a_suspended_account_gets_no_link_and_an_old_one_opens_nothing(world):
    passwords.request_reset("artist@example.org", NOW)
    (letter,) = deliver()
    with writing() as connection:
        connection.execute(db.update(User).where(User.id == world.artist.id), {"active": False})

    with pytest.raises(LinkDead):
        passwords.reset(token(letter), STRONG, NOW)
    passwords.request_reset("artist@example.org", LATER)
    assert deliver(LATER) == []


def test_a_new_password_is_judged_before_the_link_is_used_up(world):
    passwords.request_reset("artist@example.org", NOW)
    (letter,) = deliver()

    with pytest.raises(Invalid) as caught:
        passwords.reset(token(letter), "short", NOW)

    assert caught.value.params["least"] == 10
    passwords.reset(token(letter), STRONG, NOW)


def test_links_expire_serve_one_purpose_and_give_way_to_newer_ones(world):
    passwords.request_reset("artist@example.org", NOW)
    (first,) = deliver()
    with pytest.raises(LinkDead):
        links.find_link(token(first), links.INVITE, NOW)
    with pytest.raises(LinkDead):
        links.find_link(token(first), links.RESET, NOW + links.LIFETIMES[links.RESET])
    assert links.find_link(token(first), links.RESET, NOW).email == "artist@example.org"

    passwords.request_reset("artist@example.org", LATER)
    (second,) = deliver(LATER)

    with pytest.raises(LinkDead):
        links.find_link(token(first), links.RESET, LATER)
    assert links.find_link(token(second), links.RESET, LATER)


def test_nobody_is_flooded_with_links(world):
    for n in range(8):
        passwords.request_reset("artist@example.org", NOW + timedelta(seconds=30 * n))

    count = db.select(db.func.count()).select_from(OneTimeLink)
    assert db.session.scalar(count) == 4
    for n in range(8):
        passwords.request_reset("artist@example.org", NOW + timedelta(minutes=10 + 2 * n))
    db.session.rollback()
    assert db.session.scalar(count) == 5
    passwords.request_reset("artist@example.org", NOW + timedelta(hours=2))
    db.session.rollback()
    assert db.session.scalar(count) == 6


def test_nobody_is_flooded_with_registrations(world):
    ask(world)
    ask(world, now=NOW + timedelta(seconds=30))

    assert len(deliver()) == 1


def test_old_letters_and_links_are_forgotten_with_the_names_in_them(world):
    ask(world)
    deliver()
    ask(world, "later@example.org", now=NOW + timedelta(days=89))

    delivery.delete_old(NOW + timedelta(days=91))

    assert db.session.scalars(db.select(Mail.address)).all() == ["later@example.org"]
    assert db.session.scalars(db.select(OneTimeLink.email)).all() == ["later@example.org"]


def test_two_links_asked_for_in_the_same_instant_end_as_one(world):
    with writing() as connection:
        first = links.create_link(connection, links.RESET, "a@example.org", NOW)
    with writing() as connection:
        connection.execute(db.update(OneTimeLink), {"revoked_at": None})
        second = links.create_link(connection, links.RESET, "a@example.org", NOW)
        connection.execute(db.update(OneTimeLink), {"revoked_at": None})

    assert links.issue_token(second, NOW)
    assert links.issue_token(first, NOW) is None


def test_only_the_hash_of_a_token_is_kept_and_none_before_its_letter_is_sent(world):
    passwords.request_reset("artist@example.org", NOW)
    assert db.session.scalars(db.select(OneTimeLink.token_sha256)).all() == [None]

    (letter,) = deliver()

    db.session.rollback()
    kept = str([vars(row) for row in db.session.scalars(db.select(OneTimeLink))])
    kept += str([vars(row) for row in db.session.scalars(db.select(Mail))])
    assert people.hash_token(token(letter)) in kept
    assert token(letter) not in kept


def change(world, session, old=PASSWORD, new=STRONG):
    passwords.change(world.artist.id, session, old, new, address="10.0.0.1", now=NOW)


def test_a_changed_password_ends_every_other_session(world):
    with writing() as connection:
        here, there = (people.open_session(connection, world.artist.id, "t", NOW) for _ in "12")
    session = people.find_session(db.session.connection(), here, NOW)

    change(world, session.id)

    db.session.rollback()
    assert people.find_session(db.session.connection(), here, NOW)
    assert people.find_session(db.session.connection(), there, NOW) is None
    assert enters("artist@example.org", STRONG)
    (letter,) = deliver()
    assert letter["To"] == "Artist <artist@example.org>"


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("wrong", STRONG, "password"),
        (PASSWORD, "artist@example.org", "new_password"),
    ],
)
def test_a_password_is_changed_with_the_old_one_and_by_the_rules(world, old, new, field):
    with pytest.raises(Invalid) as caught:
        change(world, 0, old, new)

    assert caught.value.field == field
    assert enters("artist@example.org", PASSWORD)


def move(world, email="new@example.org", now=NOW):
    profile.request_move(world.artist.id, email, PASSWORD, session=1, address="10.0.0.1", now=now)


def test_a_new_address_counts_once_it_is_confirmed_and_the_old_one_is_told(world):
    passwords.request_reset("artist@example.org", NOW)
    move(world)
    forgotten, letter = deliver()
    assert (letter["To"], forgotten["To"]) == (
        "Artist <new@example.org>",
        "Artist <artist@example.org>",
    )
    assert enters("artist@example.org", PASSWORD)

    assert profile.confirm_move(token(letter), NOW) == "new@example.org"

    assert enters("new@example.org", PASSWORD)
    assert not enters("artist@example.org", PASSWORD)
    (news,) = deliver(LATER)
    assert news["To"] == "Artist <artist@example.org>"
    assert "new@example.org" in text(news)
    with pytest.raises(LinkDead):
        passwords.reset(token(forgotten), STRONG, NOW)


def test_an_address_with_an_account_is_told_and_nothing_moves(world):
    move(world, "jusan@example.org")
    move(world, "jusan@example.org", NOW + timedelta(seconds=5))

    (letter,) = deliver()
    assert letter["To"] == "Jusan <jusan@example.org>"


def test_an_address_taken_before_it_is_confirmed_stays_with_its_owner(world):
    move(world)
    (letter,) = deliver()
    with writing() as connection:
        people.add_user(connection, email="new@example.org", name="N", password=PASSWORD, now=NOW)

    with pytest.raises(LinkDead):
        profile.confirm_move(token(letter), NOW)
    assert enters("artist@example.org", PASSWORD)


def test_a_suspended_account_does_not_move(world):
    move(world)
    (letter,) = deliver()
    with writing() as connection:
        connection.execute(db.update(User).where(User.id == world.artist.id), {"active": False})

    with pytest.raises(LinkDead):
        profile.confirm_move(token(letter), NOW)


def test_a_link_that_died_before_its_letter_was_sent_is_not_sent(world):
    passwords.request_reset("artist@example.org", NOW)
    with writing() as connection:
        links.revoke(connection, links.RESET, "artist@example.org", NOW)

    assert deliver() == []
    assert db.session.scalars(db.select(Mail)).all() == []


def test_forgiving_counts_anew(world):
    with writing() as connection:
        throttle.reset_failures(connection, "artist@example.org", NOW)
