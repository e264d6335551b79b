"""Refusals are pages: in the reader's language, with a link to go on, no internals."""

from __future__ import annotations

import errno
import logging

import pytest
from flask import abort
from flask_babel import force_locale
from sqlalchemy import text

from artflow.domain.errors import Invalid, NotAllowed, NotPossible, NotVisible, Reason, Stale
from artflow.domain.text import LANGUAGES
from artflow.extensions import db
from artflow.web.errors import MESSAGES
from artflow.web.shared.access import public
from tests.fixtures import databases
from tests.web.support.client import PageClient

RAISED = {
    "invalid": (Invalid("title", "required"), 422),
    "not-allowed": (NotAllowed(), 403),
    "not-visible": (NotVisible(), 404),
    "not-possible": (
        NotPossible(Reason("on_hold"), Reason("file_missing", {"kind": "sketch"})),
        409,
    ),
    "stale": (
        Stale(Reason("version_replaced", {"version": 2}), changes=("title", "files:sketch")),
        409,
    ),
    "fault": (RuntimeError("secret words"), 500),
    "507": (OSError(errno.ENOSPC, "secret words"), 507),
}


@pytest.fixture
def app(database, tmp_path):
    """Create an application without `TESTING`: it answers faults as a server would."""
    made = databases.application(database, tmp_path, TESTING=False)

    @made.get("/raise/<name>")
    @public
    def raise_it(name):
        if name in RAISED:
            raise RAISED[name][0]
        abort(int(name))

    yield made
    databases.dispose(made)


@pytest.mark.parametrize("host", ["x" * 64, f"{'x' * 5000}:80", "a..b"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_host_that_is_no_name_is_refused_in_every_language(app, caplog, method, host):
    answer = PageClient(app).ask(method, "/sign-in", headers={"Host": host})

    assert answer.status_code == 400
    assert len(answer.text.splitlines()) == len(LANGUAGES)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_every_status_has_its_page_in_every_language(app, language, code):
    client = PageClient(app, language)

    client.get(f"/raise/{code}", code)

    with app.test_request_context(), force_locale(language):
        title = str(MESSAGES[code][0])
    assert client.page.one("html").attrs["lang"] == language
    assert client.page.one("h1").text == title


@pytest.mark.parametrize("name", RAISED)
def test_every_refusal_has_its_status(app, name, caplog):
    client = PageClient(app)

    with caplog.at_level(logging.CRITICAL, "artflow"):
        answer = client.get(f"/raise/{name}", RAISED[name][1])

    assert "secret words" not in answer.text


def test_a_fault_is_logged_whole_and_told_briefly(app, caplog):
    PageClient(app).get("/raise/fault", 500)

    assert "secret words" in caplog.text


def test_a_fault_of_the_database_is_told_too(app, caplog):
    from tests.fixtures.world import World

    with app.app_context():
        World.create("mural")
    client = PageClient(app).sign_in("artist")
    with app.app_context():
        db.session.execute(text("ALTER TABLE login_session RENAME TO gone"))
        db.session.commit()

    assert client.ask("GET", "/desk").status_code == 500


def test_an_unexpected_status_is_told_as_a_bad_request(app):
    client = PageClient(app)

    client.get("/raise/418", 418)

    assert client.page.one("h1").text


def test_an_address_that_does_not_exist(app):
    PageClient(app).get("/nowhere", 404)


def test_a_method_that_does_not_exist(app):
    assert PageClient(app).ask("DELETE", "/").status_code == 405


def test_an_address_without_its_slash_is_led_to_the_right_one(app):
    assert PageClient(app).ask("GET", "/walls").status_code == 308


def test_too_much_at_once(app):
    client = PageClient(app)
    client.get("account.sign_in")

    client.fill("account.sign_in", 413, email="a" * 2**20 * 2, password="x")


def test_a_body_that_is_too_large_is_not_read(app):
    app.config["MAX_CONTENT_LENGTH"] = 1000
    client = PageClient(app)
    client.get("account.sign_in")

    client.fill("account.sign_in", 413, email="a" * 2000, password="x")


def test_reasons_stand_in_the_page(app):
    client = PageClient(app)

    client.get("/raise/not-possible", 409)

    assert len(client.page.one("ul", **{"class": "why"}).all("li")) == 2


def test_a_refusal_about_a_proposal_leads_back_to_it(at_a_proposal):
    client, key = at_a_proposal

    client.get("actions.ask", 409, proposal_id=key, name="nonsense")

    links = [a.attrs["href"] for a in client.page.one("main").all("a")]
    assert f"/proposals/{key}" in links


@pytest.fixture
def at_a_proposal(app):
    from tests.fixtures import walks
    from tests.fixtures.world import World

    with app.app_context():
        key = walks.submitted(World.create("mural")).id
    return PageClient(app).sign_in("coordinator"), key


@pytest.fixture
def refusal(at_a_proposal):
    """Return a form with a reason in it, about to be sent from a page that is out of date."""
    client, key = at_a_proposal
    client.get("actions.ask", proposal_id=key, name="refuse")
    return client


def written(client):
    return [area.text for area in client.page.one("main").all("textarea")]


def test_a_text_sent_from_a_page_that_is_out_of_date_is_not_lost(refusal):
    refusal.fill("", 409, code="other", text="A <b>long</b> reason", seen_stage="draft")

    assert written(refusal) == ["A <b>long</b> reason"]


def test_a_text_sent_when_the_session_has_ended_is_not_lost(refusal):
    sent = refusal.filled(code="other", text="A long reason", password="words of a password")
    refusal.client.delete_cookie("session")

    refusal.post(refusal.form.attrs["action"], 400, data=sent, token=False)

    assert written(refusal) == ["A long reason"]


def test_what_another_site_sends_is_not_shown_as_the_readers_words(refusal):
    sent = {"text": "Words of a stranger"}

    answer = refusal.ask(
        "POST", refusal.form.attrs["action"], data=sent, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == 400
    assert "Words of a stranger" not in answer.text
