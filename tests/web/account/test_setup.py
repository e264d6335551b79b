"""The page that begins an installation: whoever has its address becomes the administrator."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from artflow.services import installation
from tests.web.support import html

ANSWERS = {
    "organisation": "Тараз әкімдігі",
    "city": "Тараз",
    "name": "Айдана Б.",
    "email": "aidana@taraz.example.org",
    "new_password": "a long winter evening",
    "language": "ru",
    "languages": ["ru", "kk"],
    "zone": "Asia/Almaty",
    "public_url": "https://art.taraz.example.org",
}


@pytest.fixture
def address(app):
    """The address of the page; the settings that it keeps are removed again."""
    with app.app_context():
        token = installation.issue_link_token(datetime.now(UTC))
    yield f"/setup/{token}"
    (Path(app.instance_path) / "config.toml").unlink(missing_ok=True)


def test_an_empty_installation_is_set_up_in_the_browser(app, visit, address):
    client = visit()
    client.get("public.home")
    assert "Nobody has set up" in client.page.one("main").text
    client.get(address)
    client.fill("", 422, **ANSWERS | {"public_url": "http://art.example.org", "name": ""})
    there = client.fill("", **ANSWERS | {"public_url": "http://localhost"}).location
    assert there == "http://localhost/sign-in"

    client.get(address, 410)
    client.get("public.home", lang="ru")
    assert client.page.one("html").attrs["lang"] == "ru"
    client.get("public.home", lang="en")
    assert client.page.one("html").attrs["lang"] == "ru", "this installation has no English"
    client.get("account.sign_in")
    client.fill("", email="aidana@taraz.example.org", password="a long winter evening")
    client.get("desk.show")
    assert "Откройте программу" in client.page.one("main").text
    client.get("programmes.new")
    assert "Тараз" in client.page.one("main").text
    assert app.config["PUBLIC_URL"] == "http://localhost/"


def test_all_mistakes_are_said_at_once(visit, address):
    client = visit()
    client.get(address)
    wrong = {"email": "nobody", "new_password": "short", "public_url": "http://a.example.org"}
    client.fill("", 422, **ANSWERS | wrong | {"city": "", "name": ""})

    said = client.page.one("section", **{"aria-labelledby": "errors-title"})
    assert len(said.all("li")) == 5


def offered(client, address, headers) -> str:
    page = html.parse(client.ask("GET", address, headers=headers).text)
    assert page.one("p", id="public_url-h").text
    return page.one("input", name="public_url").attrs.get("value", "")


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, "http://localhost/"),
        ({"Host": "127.0.0.1:8000"}, "http://127.0.0.1:8000/"),
        ({"Host": "evil.example.org"}, ""),
        ({"Host": "127.0.0.1:8000", "X-Forwarded-For": "203.0.113.7"}, ""),
        ({"X-Forwarded-Host": "evil.example.org"}, ""),
    ],
)
def test_no_address_is_offered_that_a_request_only_claims(visit, address, headers, expected):
    assert offered(visit(), address, headers) == expected


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("PUBLIC_URL", "https://art.taraz.example.org/", "https://art.taraz.example.org/"),
        ("TRUSTED_PROXIES", 1, "http://art.example.org/"),
    ],
)
def test_a_setting_or_a_trusted_proxy_says_the_address(
    app, visit, address, monkeypatch, name, value, expected
):
    client = visit()
    monkeypatch.setitem(app.config, name, value)

    assert offered(client, address, {"Host": "art.example.org"}) == expected


def test_each_time_zone_is_offered_under_its_present_name_only(app, visit, address, monkeypatch):
    client = visit()
    client.get(address)
    zones = [one.attrs["value"] for one in client.page.one("select", name="zone").all("option")]
    assert {"Asia/Almaty", "Asia/Kolkata", "Europe/Kyiv", "Europe/Oslo"} <= set(zones)
    assert not {"Asia/Calcutta", "Europe/Kiev", "US/Pacific", "Asia/Alma-Ata"} & set(zones)
    assert len(zones) == len(set(zones))

    monkeypatch.setitem(app.config, "BABEL_DEFAULT_TIMEZONE", "Asia/Calcutta")
    client.get(address)
    chosen = client.page.one("select", name="zone").one("option", selected="").attrs["value"]
    assert chosen == "Asia/Calcutta", "a setting from before stays as it is until it is changed"
    client.fill("", **ANSWERS | {"zone": chosen, "public_url": "http://localhost"})
    assert app.config["BABEL_DEFAULT_TIMEZONE"] == "Asia/Calcutta"


def test_a_language_of_the_administrator_is_one_of_the_installation(visit, address):
    client = visit()
    client.get(address)
    client.fill("", 422, **ANSWERS | {"language": "en"})

    assert "none of the languages" in client.page.one("main").text


def test_without_the_address_there_is_no_page(visit, world):
    visit().get("/setup/anything", 410)
