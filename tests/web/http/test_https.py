"""Behind https every cookie is for https alone, and browsers stay there; by http they do not."""

from __future__ import annotations

import pytest

from artflow import config
from tests.fixtures.world import PASSWORD
from tests.web.support.client import PageClient


class CookieJar(PageClient):
    """A browser that keeps every line with which a cookie was set."""

    def __init__(self, app, scheme):
        super().__init__(app)
        self.origin = f"{scheme}://localhost/"
        self.lines: list[str] = []

    def ask(self, method, url, **more):
        headers = {"Referer": self.origin}
        answer = super().ask(method, url, base_url=self.origin, headers=headers, **more)
        self.lines += answer.headers.getlist("Set-Cookie")
        self.hsts = answer.headers.get("Strict-Transport-Security")
        return answer


def walk_about(app, scheme: str) -> CookieJar:
    """Do everything that sets a cookie: choose a language, sign in, save, ask for a letter."""
    jar = CookieJar(app, scheme)
    jar.get("account.sign_in", lang="ru")
    jar.sign_in("artist")
    jar.get("profile.show")
    jar.fill("profile.show", name="Artist", phone="", language="en")
    jar.post("account.sign_out")
    jar.get("passwords.forgotten")
    jar.fill("passwords.forgotten", email="artist@example.org")
    return jar


def test_behind_https_every_cookie_is_secure_and_browsers_are_told_to_stay(app, world):
    config.set_public_url(app, "https://artflow.city.kz")

    jar = walk_about(app, "https")

    assert {line.partition("=")[0] for line in jar.lines} == {"session", "language", "device"}
    assert [line for line in jar.lines if "; Secure" not in line] == []
    assert [line for line in jar.lines if "; HttpOnly" not in line] == []
    assert [line for line in jar.lines if "; SameSite=Lax" not in line] == []
    for address in ("/", "/static/css/look.css", "/nowhere", "/healthz"):
        jar.ask("GET", address)
        assert jar.hsts == "max-age=31536000"


def test_by_http_no_cookie_is_secure_and_nobody_is_sent_to_https(app, world):
    jar = walk_about(app, "http")

    assert len(jar.lines) > 5
    assert [line for line in jar.lines if "Secure" in line] == []
    assert jar.hsts is None


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://artflow.city.kz", "https://artflow.city.kz/"),
        ("http://127.0.0.1:5000/", "http://127.0.0.1:5000/"),
        ("https://city.kz:8443/art/", "https://city.kz:8443/art/"),
    ],
)
def test_a_public_address_ends_with_a_slash(app, url, kept):
    config.set_public_url(app, url)

    assert app.config["PUBLIC_URL"] == kept
    assert app.config["SESSION_COOKIE_SECURE"] is url.startswith("https")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "artflow.city.kz",
        "ftp://city.kz/",
        "https://",
        "https://[",
        "https://a/?b",
        "//a",
        "http://a:99999",
    ],
)
def test_what_is_no_address_of_a_server_is_refused(url):
    with pytest.raises(config.ConfigurationError, match="ARTFLOW_PUBLIC_URL"):
        config.check_public_url(url)


def test_pages_may_use_nothing_of_the_machine_but_forms_for_files_the_camera(app, world, visit):
    coordinator = visit("coordinator")

    plain = coordinator.get("desk.show").headers["Permissions-Policy"]
    photos = coordinator.get("wall_photos.index", wall_id=1).headers["Permissions-Policy"]

    assert "camera=()" in plain
    assert photos == plain.replace("camera=()", "camera=(self)")
    assert {"geolocation=()", "microphone=()", "payment=()"} <= set(plain.split(", "))


def test_the_password_of_this_test_is_right(app, world):
    """The walk above would set fewer cookies if nobody came in."""
    assert PageClient(app).sign_in("artist", PASSWORD).get("desk.show")
