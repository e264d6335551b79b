"""Through pages: a stranger keeps guessing, and the owner's browser is known and let in."""

from __future__ import annotations

import pytest

from artflow.services.people import sign_in
from tests.fixtures.world import PASSWORD
from tests.web.support.client import PageClient

OFFICE = "127.0.0.1"
"""The address from which the clients of these tests come."""


def guess(app, times: int, email: str = "artist@example.org") -> None:
    """Let a stranger of the same office try wrong passwords."""
    with app.app_context():
        for _ in range(times):
            assert sign_in.sign_in(email, "wrong", address=OFFICE) is None


def test_a_browser_that_the_account_knows_is_let_in_at_once(app, world):
    owner = PageClient(app).sign_in("artist")
    owner.post("account.sign_out")
    guess(app, 5)

    refused = PageClient(app).sign_in("artist", status=429)
    owner.sign_in("artist")

    assert "Try again in 1 minute" in refused.page.text
    owner.get("desk.show")


def test_the_cookie_of_another_account_is_of_no_use(app, world):
    stranger = PageClient(app).sign_in("jusan")
    stranger.post("account.sign_out")
    guess(app, 5)

    stranger.sign_in("artist", status=429)


def test_whoever_has_followed_the_letter_is_known(app, world, post):
    owner = PageClient(app)
    owner.get("passwords.forgotten")
    owner.fill("passwords.forgotten", email="artist@example.org")
    (link,) = post()
    owner.get(link)
    owner.fill("", new_password="a new and good one")
    guess(app, 5)

    PageClient(app).sign_in("artist", "a new and good one", status=429)
    owner.sign_in("artist", "a new and good one")


def test_signing_in_remembers_the_device_for_more_than_a_year(app, world):
    client = PageClient(app)
    client.get("account.sign_in")
    assert client.client.get_cookie("device") is None

    client.fill("account.sign_in", 422, email="artist@example.org", password="wrong")
    assert client.client.get_cookie("device") is None

    client.fill("account.sign_in", email="artist@example.org", password=PASSWORD)
    cookie = client.client.get_cookie("device")
    assert cookie.max_age >= 365 * 24 * 3600
    assert cookie.http_only
    assert cookie.same_site == "Lax"


@pytest.mark.parametrize("value", ["", "x", "a.b.c", "%00", "\u0456" * 10, "x" * 4000])
def test_a_cookie_that_is_none_of_ours_does_no_harm(app, world, value):
    client = PageClient(app)
    client.client.set_cookie("device", value)

    client.sign_in("artist")

    client.get("desk.show")


def test_who_is_in_signs_while_strangers_guess(app, world, at):
    key = at("sponsors")
    jusan = PageClient(app).sign_in("jusan")
    guess(app, 5, "jusan@example.org")

    jusan.act(key, "sign", amount="5000000", text="", password=PASSWORD)

    PageClient(app).sign_in("jusan", status=429)


def test_guesses_on_the_page_of_a_signature_are_slowed_and_say_how_long(app, world, at):
    key = at("sponsors")
    jusan = PageClient(app).sign_in("jusan")
    for _ in range(5):
        jusan.act(key, "sign", 422, amount="5000000", text="", password="wrong")

    answer = jusan.act(key, "sign", 429, amount="5000000", text="", password=PASSWORD)

    assert 0 < int(answer.headers["Retry-After"]) <= 60
    PageClient(app).sign_in("jusan")
