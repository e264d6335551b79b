"""The log: a line for each request, events of security, and a number on the page of a fault."""

from __future__ import annotations

import json
import logging

import pytest
from sqlalchemy import text

from artflow import logs
from artflow.domain.text import LANGUAGES
from artflow.extensions import db
from artflow.services.accounts import departures
from artflow.services.people import people
from artflow.web.http import request_log
from artflow.web.shared.access import public
from tests.fixtures import databases
from tests.fixtures.world import NOW, PASSWORD, World
from tests.web.support import html
from tests.web.support.client import PageClient

TITLES = {
    "kk": "Жүйеде қате шықты",
    "ru": "В системе произошла ошибка",
    "en": "Something went wrong on our side",
}


def lines(caplog, name: str) -> list[dict[str, object]]:
    """Return what was logged under a name, as it is written."""
    formatter = logs.Formatter()
    found = [record for record in caplog.records if record.name == name]
    return [json.loads(formatter.format(record)) for record in found]


def events(caplog) -> list[str]:
    return [line["event"] for line in lines(caplog, logs.SECURITY)]


@pytest.fixture(autouse=True)
def _log(caplog):
    caplog.set_level(logging.INFO, "artflow")


def test_a_request_is_a_line_without_what_was_looked_for(app, world, visit, caplog):
    client = visit("artist")
    caplog.clear()

    answer = client.get("proposals.index", q="Сейтжан")

    (line,) = lines(caplog, logs.ACCESS)
    assert (line["method"], line["path"], line["status"]) == ("GET", "/proposals/", 200)
    assert line["user"] == world.artist.id
    assert line["bytes"] == len(answer.data)
    assert line["ms"] > 0
    assert "Сейтжан" not in json.dumps(line, ensure_ascii=False)


def test_nobody_is_named_where_nobody_was_asked_for(app, caplog):
    PageClient(app).ask("GET", "/static/css/look.css")

    assert lines(caplog, logs.ACCESS)[0]["user"] is None


def test_the_token_of_a_link_is_not_in_the_log(app, world, post, caplog):
    client = PageClient(app)
    client.get("passwords.forgotten")
    client.fill("passwords.forgotten", email="artist@example.org")
    (link,) = post()
    token = link.rpartition("/")[2]
    caplog.clear()

    client.get(link)
    client.ask("GET", f"{link}/")

    written = "".join(logs.Formatter().format(record) for record in caplog.records)
    assert token not in written
    assert '"path": "/new-password/..."' in written


def test_the_hash_of_a_file_is():
    path = f"/works/1/{'ab' * 32}/small"

    assert request_log.loggable_path(path) == path


def test_what_looks_like_another_line_is_written_as_signs():
    assert request_log.loggable_path("/a\r\nb") == "/a%0D%0Ab"


def test_each_answer_has_an_id_of_its_own(app, caplog):
    client = PageClient(app)
    given = [client.ask("GET", "/").headers.getlist("X-Request-ID") for _ in range(2)]

    assert [len(ids) for ids in given] == [1, 1]
    assert given[0] != given[1]
    assert [line["request"] for line in lines(caplog, logs.ACCESS)] == [ids[0] for ids in given]


@pytest.mark.parametrize(
    ("given", "is_kept"),
    [
        ("abcdefgh-1.2_3", True),
        ("short", False),
        ("a" * 65, False),
        ("a b c d e f", False),
        ("", False),
    ],
)
def test_an_id_is_taken_over_from_a_trusted_proxy_only_if_it_is_one(given, is_kept):
    def answer(environ, start_response):
        start_response("200 OK", [])
        return []

    def ask(proxies):
        told = []
        environ = {"HTTP_X_REQUEST_ID": given, "HTTP_X_FORWARDED_FOR": "192.0.2.1"}
        log = request_log.RequestLog(answer, proxies)
        log(environ, lambda status, headers, exc_info=None: told.extend(headers))
        return dict(told)["X-Request-ID"]

    assert (ask(1) == given) is is_kept
    assert ask(0) != given


@pytest.fixture
def faulty(database, tmp_path):
    """Create an application as a server has it, with a page that breaks."""
    made = databases.application(database, tmp_path, TESTING=False)

    @made.get("/break")
    @public
    def break_it():
        raise RuntimeError("secret words")

    yield made
    databases.dispose(made)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_a_fault_has_the_number_that_is_in_header_and_log(faulty, language, caplog):
    client = PageClient(faulty, language)
    written = []
    handler = logging.StreamHandler()
    handler.setFormatter(logs.Formatter())
    handler.emit = lambda record: written.append(handler.format(record))
    logging.getLogger("artflow").addHandler(handler)

    answer = client.get("/break", 500)
    logging.getLogger("artflow").removeHandler(handler)

    number = answer.headers["X-Request-ID"]
    assert client.page.one("code").text == number
    assert client.page.one("h1").text == TITLES[language]
    fault = next(line for line in written if "secret words" in line)
    assert number in fault.splitlines()[0]
    assert "Traceback" in fault
    assert json.loads(written[-1])["request"] == number


def test_a_fault_of_the_database_is_told_in_every_language_at_once(faulty):
    with faulty.app_context():
        World.create("mural")
    client = PageClient(faulty).sign_in("artist")
    with faulty.app_context():
        db.session.execute(text("ALTER TABLE login_session RENAME TO gone"))
        db.session.commit()

    answer = client.ask("GET", "/desk")

    assert answer.status_code == 500
    page = html.parse(answer.text)
    assert [s.attrs["lang"] for s in page.all("section")] == list(LANGUAGES)
    for title in TITLES.values():
        assert title in page.text
    assert {code.text for code in page.all("code")} == {answer.headers["X-Request-ID"]}


def test_coming_and_going_is_in_the_log_of_security(app, world, caplog):
    client = PageClient(app)
    client.sign_in("artist", "wrong", status=422)
    client.sign_in("artist")
    client.post("account.sign_out")

    failed, came, went = lines(caplog, logs.SECURITY)
    assert (failed["event"], came["event"], went["event"]) == (
        "sign_in_failed",
        "signed_in",
        "signed_out",
    )
    assert failed["user"] == came["user"] == went["user"] == world.artist.id
    assert failed["known_device"] is False


def test_neither_address_nor_password_is_in_the_log(app, world, caplog):
    client = PageClient(app)
    for email in ("artist@example.org", "a-password-in-the-wrong-field"):
        client.get("account.sign_in")
        client.fill("account.sign_in", 422, email=email, password="also secret")
    client.sign_in("artist")

    written = "".join(logs.Formatter().format(record) for record in caplog.records)
    for secret in ("example.org", "wrong-field", "also secret", PASSWORD):
        assert secret not in written


def test_guesses_that_must_wait_are_told_apart(app, world, caplog):
    for status in [422] * 5 + [429]:
        PageClient(app).sign_in("nobody", "wrong", status=status)

    found = lines(caplog, logs.SECURITY)
    assert [line["event"] for line in found] == ["sign_in_failed"] * 5 + ["sign_in_delayed"]
    assert len({line["account"] for line in found}) == 1
    assert found[0]["user"] is None


def test_what_changes_rights_is_in_the_log_once_it_has_happened(app, world, visit, caplog):
    admin = visit("admin")
    caplog.clear()
    admin.post("people.see_as", user_id=world.artist.id, data={"reason": "Her own words"})
    admin.post("seeing.end")
    admin.get("departures.suspend", user_id=world.artist.id)
    admin.fill("", reason="Her own words again")
    admin.post("people.reactivate", user_id=world.artist.id)
    admin.get("departures.take_role", user_id=world.artist.id, membership_id=1)
    admin.fill("")
    admin.post("people.end_sessions", user_id=world.jusan.id)

    found = lines(caplog, logs.SECURITY)
    assert [line["event"] for line in found] == [
        "see_as_began",
        "see_as_ended",
        "suspended",
        "reactivated",
        "role_taken",
        "sessions_ended",
    ]
    assert {line["by"] for line in found} == {world.admin.id}
    assert found[4]["role"] == "artist"
    assert "Her own words" not in json.dumps(found)


def test_a_new_password_by_letter_is_in_the_log(app, world, post, caplog):
    client = PageClient(app)
    client.get("passwords.forgotten")
    client.fill("passwords.forgotten", email="artist@example.org")
    (link,) = post()
    client.get(link)
    client.fill("", new_password="a new and good one")

    assert events(caplog) == ["reset_requested", "password_reset"]


def test_what_did_not_happen_is_not_in_the_log(app, world, caplog, monkeypatch):
    def break_off(*_args, **_more):
        raise RuntimeError

    monkeypatch.setattr(people, "end_sessions", break_off)
    with app.app_context(), pytest.raises(RuntimeError):
        departures.take_role(world.artist.id, 1, world.admin, NOW)

    assert events(caplog) == []


def test_a_message_cannot_forge_a_line():
    record = logging.LogRecord("x", logging.ERROR, "", 0, "at %s", ("/a\nERROR b\u2028c",), None)

    assert len(logs.Formatter().format(record).splitlines()) == 1
