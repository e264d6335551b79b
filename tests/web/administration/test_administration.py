"""The overview tells what waits, with the way to it; the history is verified by a press."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from artflow.extensions import db
from artflow.models import Membership
from artflow.services import audit, audit_runs
from artflow.services.accounts import departures
from artflow.services.backups import making
from artflow.services.database import disk_space
from artflow.services.database.transactions import writing
from artflow.services.files import files
from tests.fixtures.world import NOW
from tests.services.tampering import tamper
from tests.web.accounts.test_departures import main
from tests.web.support.statements import recorded_statements


def links(client) -> dict[str, str]:
    return {a.text.strip(): a.attrs["href"] for a in client.page.one("main").all("a")}


def test_the_heading_leads_to_the_overview_and_on_from_there(world, visit):
    admin = visit("admin")
    admin.get("desk.show")
    (entry,) = [a for a in admin.page.all("a") if a.text.strip() == "Administration"]
    admin.get(entry.attrs["href"])

    assert admin.page.one("h1").text == "Administration"
    rooms = ("People", "Organisations", "Programmes", "Working days", "Tables", "Processes")
    for name in (*rooms, "Verification", "Letters"):
        admin.get("administration.index")
        listed = admin.page.one("section", **{"aria-labelledby": "h-rooms"}).all("a")
        admin.get(next(a.attrs["href"] for a in listed if a.text == name))
        current = [
            a for a in admin.page.one("header").all("a") if a.attrs.get("aria-current") == "page"
        ]
        assert [a.text.strip() for a in current] == [
            "Letters" if name == "Letters" else "Administration"
        ]


def test_the_tabs_stand_on_every_page_of_the_administration(world, visit):
    admin, place = visit("admin"), world.organisations["sponsor-1"]
    for tab, endpoint, values in (
        ("Overview", "administration.index", {}),
        ("People", "people.show", {"user_id": world.artist.id}),
        ("People", "people.rights", {"user_id": world.artist.id}),
        ("Organisations", "people.organisation", {"organisation_id": place}),
        ("Organisations", "people.invite", {"organisation_id": place}),
        ("Organisations", "organisations.edit", {"organisation_id": place}),
        ("Programmes", "programmes.show", {"programme_id": world.programme}),
        ("Programmes", "programmes.new", {}),
        ("Working days", "calendar.rename", {"calendar_id": 1}),
        ("Tables", "imports.new", {"kind": "walls"}),
        ("Processes", "processes.show", {"definition_id": 1}),
        ("Verification", "audits.index", {}),
    ):
        admin.get(endpoint, **values)
        tabs = admin.page.one("main").one("nav", **{"aria-label": "Administration"})
        assert [a.text for a in tabs.all("a", **{"aria-current": "page"})] == [tab], endpoint
    specialist = visit("specialist")
    specialist.get("imports.index")
    assert specialist.page.one("main").all("nav") == []
    admin.get("walls.index")
    assert admin.page.one("main").all("nav") == []


def test_the_first_steps_stand_on_the_desk_and_in_the_overview(app, world, visit):
    with app.app_context(), writing() as connection:
        connection.execute(db.delete(Membership).where(Membership.user_id == world.jusan.id))
    admin = visit("admin")
    for page in ("desk.show", "administration.index"):
        admin.get(page)
        steps = admin.page.one("section", **{"aria-labelledby": "h-steps"})
        assert "4 of 5 done" in steps.text
        (people,) = [li for li in steps.all("li") if "done" not in li.text.split()]
        assert "Invite their people" in people.text
        (link,) = [a.attrs["href"] for a in people.all("a") if a.text == "sponsor-1"]
        admin.get(link)
    coordinator = visit("coordinator")
    coordinator.get("administration.index")
    assert "First steps" not in main(coordinator)


@pytest.mark.parametrize("page", ["administration.index", "desk.show"])
def test_an_administrator_sees_what_waits_on_the_desk_too(app, world, visit, page):
    with app.app_context():
        departures.suspend(world.artist.id, world.admin, NOW)
        with writing() as connection:
            whose = Membership.user_id == world.jusan.id
            connection.execute(
                db.update(Membership).where(whose).values(valid_until=date(2026, 8, 31))
            )
    admin = visit("admin")
    admin.get(page)

    assert "Nobody may sign for sponsor-1" in main(admin)
    admin.get(links(admin)["1 account is suspended"])
    assert "Artist" in main(admin)
    admin.get(page)
    admin.get(links(admin)["The history was never verified here"])


def test_a_coordinator_has_an_overview_without_the_machine(world, visit):
    coordinator = visit("coordinator")
    coordinator.get("administration.index")

    assert "Nothing waits" in main(coordinator)
    assert not {"Verification", "Letters", "Processes"} & set(links(coordinator))
    assert "The machine" not in main(coordinator)
    coordinator.get("audits.index", 403)


def test_a_full_disk_and_the_last_backup_are_told(app, world, visit, monkeypatch):
    admin = visit("admin")
    admin.get("administration.index")
    assert "none that this server knows of" in main(admin)
    assert "there is room" in main(admin)
    with app.app_context():
        files.storage().keep_note(making.NOTE, datetime(2026, 9, 1, tzinfo=UTC).isoformat())
    monkeypatch.setattr(disk_space, "can_write_database", lambda: False)

    admin.get("administration.index")

    assert "there is hardly any room left" in main(admin)
    assert "1 September 2026" in main(admin)


@pytest.mark.parametrize(("page", "statements"), [("administration.index", 9), ("desk.show", 14)])
def test_the_pages_ask_the_same_however_much_waits(app, world, at, visit, page, statements):
    at("submitted")  # the first steps are over
    admin = visit("admin")
    admin.get(page)
    counted = []
    for change in (lambda: None, lambda: departures.suspend(world.artist.id, world.admin, NOW)):
        with app.app_context():
            change()
        with recorded_statements(app) as found:
            admin.get(page)
        counted.append(len(found))

    assert counted[0] == counted[1] <= statements


def test_a_press_verifies_and_the_result_is_remembered(app, at, visit):
    at("site")
    with app.app_context():
        root = audit.anchor(NOW)
    admin = visit("admin")
    admin.get("audits.index")
    assert root in main(admin)
    admin.fill("", 422, root="nonsense")
    assert admin.form.one("input", name="root").attrs["value"] == "nonsense"
    answer = admin.fill("", root=root.upper())
    admin.get(answer.location)

    assert "all is well" in main(admin)
    assert root in main(admin)
    admin.get("audits.index")
    assert answer.location in links(admin).values()


def test_the_page_says_what_is_verified_and_what_is_not(world, visit):
    admin = visit("admin")
    admin.get("audits.index")
    admin.fill("")
    for page in (("audits.index", {}), ("audits.show", {"run_id": 1})):
        admin.get(page[0], **page[1])
        said = " ".join(admin.page.one("main").text.split())
        assert "Verified is the history of every proposal, entry by entry" in said
        assert "Not verified are drafts and the register of walls" in said
        assert "organisations, programmes with their parties, and calendars" in said


def test_what_is_wrong_is_told_in_words_with_the_way_to_it(app, at, visit):
    proposal = at("site")
    with app.app_context():
        tamper(f"UPDATE event SET data = '{{}}' WHERE proposal_id = {proposal} AND n = 2")
    admin = visit("admin")
    admin.get("audits.index")
    admin.get(admin.fill("", root="a" * 64).location)

    assert "2 things are wrong" in main(admin)
    assert "a" * 64 in [code.text for code in admin.page.one("main").one("ul").all("code")]
    assert "this entry was changed after it was written" in main(admin)
    assert f"/proposals/{proposal}" in links(admin).values()
    admin.get("administration.index")
    assert "The last verification of the history found something wrong" in links(admin)


def test_a_long_history_waits_for_the_worker_and_the_page_says_so(app, world, visit, monkeypatch):
    monkeypatch.setattr(audit_runs, "QUICK_EVENTS", -1)
    admin = visit("admin")
    admin.get("audits.index")
    address = admin.fill("").location
    admin.get(address)
    assert "waits for the worker" in main(admin)

    with app.app_context():
        assert audit_runs.carry_out_waiting(datetime.now(UTC))

    admin.get(address)
    assert "all is well" in main(admin)
