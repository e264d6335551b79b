"""Signing in and out: one answer for every failure, a session that ends when it is ended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from artflow.extensions import db
from artflow.models import LoginSession, User
from artflow.services.people import people
from tests.fixtures.world import PASSWORD
from tests.web.support.client import PageClient


def test_whoever_signs_in_comes_to_the_desk(world, visit):
    client = visit()
    client.get("account.sign_in")

    answer = client.fill("account.sign_in", email=" Artist@Example.org ", password=PASSWORD)

    assert answer.location == "/desk"
    assert client.get("public.home", 303).location == "/desk"


@pytest.mark.parametrize(
    ("target", "goes"),
    [
        ("/walls/", "/walls/"),
        ("/proposals/?after=3", "/proposals/?after=3"),
        ("//evil.example", "/desk"),
        ("https://evil.example/", "/desk"),
        ("/\\evil.example", "/desk"),
        ("\\\\evil.example", "/desk"),
        ("javascript:alert(1)", "/desk"),
        ("evil", "/desk"),
        ("", "/desk"),
        ("/\t/evil.example", "/desk"),
        ("/\n/evil.example", "/desk"),
        (" //evil.example", "/desk"),
        ("http:evil", "/desk"),
        ("//[", "/desk"),
        ("/x//[", "/x//%5B"),
    ],
)
def test_the_way_on_leads_to_our_own_pages_only(world, visit, target, goes):
    client = visit()
    client.get("account.sign_in", next=target)

    answer = client.fill("account.sign_in", email="artist@example.org", password=PASSWORD)

    assert answer.location == goes


def test_a_page_that_needs_a_person_is_shown_after_signing_in(at, visit):
    key, client = at("sponsors"), visit()

    asked = client.get("proposals.show", 303, proposal_id=key)
    client.get(asked.location)
    answer = client.fill("", email="jusan@example.org", password=PASSWORD)

    assert answer.location == f"/proposals/{key}"


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("artist@example.org", "wrong"),
        ("nobody@example.org", PASSWORD),
        ("artist", PASSWORD),
        ("artist@example.org", PASSWORD + " "),
        ("' OR 1=1 --", "' OR 1=1 --"),
    ],
)
def test_a_wrong_password_and_an_unknown_address_are_answered_alike(world, visit, email, password):
    client = visit()
    client.get("account.sign_in")

    client.fill("account.sign_in", 422, email=email, password=password)

    (error,) = client.page.all("p", **{"class": "error"})
    assert error.attrs["id"] == "password-e"
    assert client.form.one("input", name="email").attrs["value"] == email
    assert "value" not in client.form.one("input", name="password").attrs or (
        client.form.one("input", name="password").attrs["value"] == ""
    )


def test_a_copied_cookie_is_dead_after_signing_out(world, visit, app):
    client, copy = visit("artist"), PageClient(app)
    client.get("desk.show")
    cookie = client.client.get_cookie("session")
    copy.client.set_cookie("session", cookie.value)
    copy.get("desk.show")

    client.post("account.sign_out")

    client.get("desk.show", 303)
    copy.get("desk.show", 303)


def test_signing_in_gives_a_new_session(world, visit):
    client = visit()
    client.get("account.sign_in")
    before = client.client.get_cookie("session").value

    client.fill("account.sign_in", email="artist@example.org", password=PASSWORD)

    assert client.client.get_cookie("session").value != before


def test_the_cookie_is_for_the_server_only(world, visit):
    client = visit().sign_in("artist")

    cookie = client.client.get_cookie("session")

    assert cookie.http_only
    assert cookie.same_site == "Lax"


def test_a_user_who_was_suspended_is_out_at_once(app, world, visit):
    client = visit("artist")
    with app.app_context():
        db.session.execute(
            db.update(User).filter_by(email="artist@example.org").values(active=False)
        )
        db.session.commit()

    client.get("desk.show", 303)
    client.sign_in("artist", status=422)


@pytest.mark.parametrize("column", ["seen_at", "created_at"])
def test_a_session_ends_when_idle_or_old(app, world, visit, column):
    client = visit("artist")
    client.get("desk.show")
    with app.app_context():
        long_ago = datetime.now(UTC) - timedelta(days=30)
        db.session.execute(db.update(LoginSession).values({column: long_ago}))
        db.session.commit()

    client.get("desk.show", 303)


def test_a_session_in_use_is_noted_now_and_then(app, world, visit):
    client = visit("artist")
    earlier = datetime.now(UTC) - 2 * people.TOUCH_INTERVAL
    with app.app_context():
        db.session.execute(db.update(LoginSession).values(seen_at=earlier))
        db.session.commit()

    client.get("desk.show")

    with app.app_context():
        assert db.session.scalar(db.select(LoginSession.seen_at)) > earlier


def test_a_form_sent_after_the_session_ended_is_not_carried_out(app, world, visit):
    client = visit("artist")
    client.get("proposals.new")
    with app.app_context():
        people.sign_out_everywhere(world.artist.id)

    client.fill("proposals.new", 401, title="Lost")


def test_too_many_letters_asked_for_from_one_place_are_stopped(app, world):
    client = PageClient(app)
    for n in range(10):
        client.get("passwords.forgotten")
        client.fill("passwords.forgotten", email=f"a{n}@example.org")

    client.get("passwords.forgotten")
    answer = client.fill("passwords.forgotten", 429, email="b@example.org")
    assert "b@example.org" in answer.text
    assert int(answer.headers["Retry-After"]) <= 61
