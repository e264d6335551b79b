"""That the history is not what was written stands where those look who answer for it."""

from __future__ import annotations

from datetime import UTC, datetime

from artflow.services import audit, audit_runs, signing
from tests.services.tampering import tamper

FORGED = "UPDATE membership SET position = 'x' WHERE id = 2"
MENDED = "UPDATE membership SET position = '' WHERE id = 2"
SAID = "The history is not what was written"


def verify(app, world):
    with app.app_context():
        now = datetime.now(UTC)
        assert audit_runs.carry_out(audit_runs.ask(world.admin, "", now), now)


def says_so(browser, page):
    browser.get(page)
    return SAID in browser.page.one("main").text


PLACES = ("desk.show", "administration.index", "organisations.index", "audits.index")


def test_a_red_result_stands_on_every_page_of_the_administration_until_a_green_one(
    app, world, visit
):
    admin = visit("admin")
    with app.app_context():
        tamper(FORGED)
    assert not any(says_so(admin, page) for page in PLACES)

    verify(app, world)
    assert all(says_so(admin, page) for page in PLACES)

    with app.app_context():
        tamper(MENDED, "DELETE FROM account_change WHERE op = 'update'")
    verify(app, world)
    assert not any(says_so(admin, page) for page in PLACES)


def test_coordinators_hear_of_it_and_nobody_else(app, world, visit):
    with app.app_context():
        tamper(FORGED)
    verify(app, world)

    assert says_so(visit("coordinator"), "desk.show")
    assert not says_so(visit("head"), "desk.show")
    assert not says_so(visit("artist"), "desk.show")
    admin = visit("admin")
    admin.get("audits.show", run_id=1)
    assert "position is «x», the history says «»" in admin.page.one("main").text


def test_the_page_shows_the_public_key_and_which_seals_are_signed(app, world, visit):
    with app.app_context():
        audit.anchor()
        public = signing.public_key().hex
    admin = visit("admin")
    admin.get("audits.index")

    said = admin.page.one("main").text
    assert public in said
    assert "signed" in said
