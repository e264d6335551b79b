"""Kazakh, Russian, English: which one an answer comes in, and how things are written in each."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask_babel import force_locale

from artflow.domain.text import LANGUAGES
from artflow.web.shared import formatting, language
from tests.fixtures.world import PASSWORD
from tests.web.support.client import PageClient

NBSP = "\u00a0"


def fresh(app, wish=""):
    """Open a browser that has chosen nothing yet, with the language of its settings."""
    client = app.test_client()
    return lambda path, **more: client.get(path, headers={"Accept-Language": wish}, **more)


def lang(answer):
    return answer.text.split('<html lang="')[1][:2]


@pytest.mark.parametrize(
    ("wish", "comes"),
    [
        ("", "kk"),
        ("kk", "kk"),
        ("ru", "ru"),
        ("en-GB,en;q=0.8", "en"),
        ("de", "kk"),
        ("fr,ru;q=0.5,en;q=0.9", "en"),
        ("*", "kk"),
        ("ru-KZ", "ru"),
        (";;;,q=", "kk"),
    ],
)
def test_a_browser_is_answered_as_it_wishes(app, wish, comes):
    assert lang(fresh(app, wish)("/sign-in")) == comes


def test_a_choice_is_remembered_in_this_browser(app):
    get = fresh(app, "ru")

    first = get("/sign-in?lang=en")

    assert lang(first) == "en"
    assert lang(get("/sign-in")) == "en"
    assert "HttpOnly" in first.headers["Set-Cookie"]


@pytest.mark.parametrize("nonsense", ["xx", "", "en'", "EN", "kk\x00", "../en"])
def test_an_unknown_language_changes_nothing(app, nonsense):
    get = fresh(app, "ru")

    answer = get("/sign-in", query_string={"lang": nonsense})

    assert lang(answer) == "ru"
    assert "language=" not in answer.headers.get("Set-Cookie", "")


def test_a_cookie_from_elsewhere_is_not_believed(app):
    client = PageClient(app, "xx")

    client.get("account.sign_in")

    assert client.page.one("html").attrs["lang"] == "kk"


def test_the_profile_speaks_before_the_browsers_wish(app, world):
    client = PageClient(app, "xx").sign_in("artist", PASSWORD)

    answer = client.ask("GET", "/desk", headers={"Accept-Language": "en"})

    assert lang(answer) == "kk"


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_page_links_itself_in_the_other_languages(app, world, code):
    client = PageClient(app, code).sign_in("artist")
    client.get("/proposals/?after=3&x=%D3%99&x=2")

    shown = [a for a in client.page.one("header").all("a") if "hreflang" in a.attrs]

    assert [a.attrs["hreflang"] for a in shown] == [c for c in LANGUAGES if c != code]
    for link in shown:
        client.get(link.attrs["href"])
        assert client.page.one("html").attrs["lang"] == link.attrs["hreflang"]
        assert "after=3" in link.attrs["href"]


@pytest.fixture
def spoken(app):
    """Return a function that runs another one in a language."""

    def say(code, function, *values, **more):
        with app.test_request_context(), force_locale(code):
            return str(function(*values, **more)).replace(NBSP, " ")

    return say


@pytest.mark.parametrize(
    ("code", "written"),
    [("kk", "2026 ж. 4 наурыз"), ("ru", "4 марта 2026 г."), ("en", "4 March 2026")],
)
def test_a_day_in_words(spoken, code, written):
    assert spoken(code, formatting.day, date(2026, 3, 4)) == written


def test_an_instant_is_told_in_the_citys_time(spoken):
    late = datetime(2026, 3, 4, 20, 30, tzinfo=UTC)

    assert spoken("en", formatting.day, late) == "5 March 2026"
    assert spoken("en", formatting.day, late, year=False) == "5 March"
    assert spoken("ru", formatting.date_time, late) == "5 марта 2026 г., 01:30"
    assert spoken("en", formatting.day, None) == ""


@pytest.mark.parametrize(
    ("code", "value", "written"),
    [
        ("en", 12480000, "12 480 000"),
        ("kk", "26.50", "26,5"),
        ("en", Decimal("1234.05"), "1 234.05"),
        ("ru", None, ""),
        ("ru", "", ""),
        ("ru", 0, "0"),
        ("en", -5, "-5"),
        ("en", 0.5, "0.5"),
    ],
)
def test_a_number(spoken, code, value, written):
    assert spoken(code, formatting.number, value) == written


@pytest.mark.parametrize(
    ("code", "value", "currency", "written"),
    [
        ("ru", 4980000, "KZT", "4 980 000 ₸"),
        ("en", 4980000, "KZT", "4 980 000 ₸"),
        ("kk", None, "KZT", "0 ₸"),
        ("ru", 3000, "EUR", "3 000 €"),
        ("kk", 3000, "USD", "3 000 $"),
        ("en", 3000, "EUR", "€3 000"),
        ("en", 3000, "UZS", "UZS 3 000"),
    ],
)
def test_money_in_a_currency(spoken, code, value, currency, written):
    assert spoken(code, formatting.money, value, currency) == written


def test_what_belongs_together_is_not_parted(spoken):
    text = spoken("kk", formatting.typeset, "№ 7, 41-үй <b>")

    assert "41-\u2060үй" in text
    assert "&lt;b&gt;" in text


def test_outside_of_a_request_the_first_language_is_spoken(app):
    assert language.code() == "kk"
    with app.app_context():
        assert language.code() == "kk"
