"""A coordinator enters a sponsor's new name; signatures keep the old one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from artflow.extensions import db
from artflow.models import Organisation
from tests.fixtures import walks
from tests.web.support.statements import recorded_statements

TODAY = datetime.now(UTC).date().isoformat()


def sections(client) -> dict[str, str]:
    return {s.one("h2").text: s.text for s in client.page.one("main").all("section")}


def test_a_signature_keeps_the_name_of_its_day_and_the_next_bears_the_new_one(app, world, visit):
    with app.app_context():
        story = walks.at_sponsors(world)
        story.act(world.jusan, "sign", amount=10_000_000, password=True)
    coordinator = visit("coordinator")
    key = world.organisations["sponsor-1"]
    coordinator.get("people.organisation", organisation_id=key)
    coordinator.get("organisations.rename", organisation_id=key)
    coordinator.fill("", name_kk="Алатау", name_ru="Алатау", name_en="Alatau", since=TODAY)

    coordinator.get("people.organisation", organisation_id=key)
    found = sections(coordinator)
    assert "Alatau" in coordinator.page.one("h1").text
    assert "sponsor-1" in found["Names"]
    assert "Another name was entered: Coordinator" in found["What was changed"]

    coordinator.get("proposals.show", proposal_id=story.id)
    lanes = [n.text for n in coordinator.page.one("main").all("h3")]
    assert "sponsor-1" in lanes
    assert "Alatau" not in lanes
    assert "Jusan, sponsor-1" in sections(coordinator)["History"]


def test_a_decision_that_is_still_waited_for_bears_the_present_name(app, world, visit, at):
    proposal = at("sponsors")
    coordinator, key = visit("coordinator"), world.organisations["sponsor-1"]
    coordinator.get("organisations.rename", organisation_id=key)
    coordinator.fill("", name_kk="Алатау", name_ru="Алатау", name_en="Alatau", since=TODAY)

    coordinator.get("proposals.show", proposal_id=proposal)

    assert "Alatau" in [n.text for n in coordinator.page.one("main").all("h3")]


def test_a_wrong_name_stays_in_the_form_with_its_reason(visit, world):
    coordinator, key = visit("coordinator"), world.organisations["sponsor-1"]
    coordinator.get("organisations.rename", organisation_id=key)
    coordinator.fill("", 422, name_kk="", name_ru="", name_en="", since="2099-01-01")
    assert "Fill in this field" in coordinator.page.one("main").text

    coordinator.fill("", 422, name_kk="А")
    assert coordinator.page.one("input", name="name_kk").attrs["value"] == "А"
    assert "once it counts" in coordinator.page.one("main").text


def test_contacts_are_corrected_and_wrong_ones_refused(visit, world):
    coordinator, key = visit("coordinator"), world.organisations["sponsor-2"]
    coordinator.get("organisations.edit", organisation_id=key)
    coordinator.fill("", 422, bin="12", email="nobody")
    assert len(coordinator.page.one("main").all("p", **{"class": "error"})) == 2
    coordinator.fill(
        "",
        bin="123456789012",
        email="info@example.org",
        phone="+7 7252 00",
        address="Дала көшесі, 1",
    )

    coordinator.get("people.organisation", organisation_id=key)
    assert "123456789012" in sections(coordinator)["Contacts"]


def test_an_administrator_adds_an_organisation(app, visit, world):
    admin = visit("admin")
    admin.get("organisations.new")
    admin.fill("", 422)
    admin.fill("", kind="sponsor", name_kk="Алатау")
    with app.app_context():
        key = db.session.scalar(db.select(Organisation.id).order_by(Organisation.id.desc()))

    admin.get("people.organisation", organisation_id=key)

    assert admin.page.one("h1").text == "Алатау", "the one language stands for the others"
    assert "no programme yet" in sections(admin)["Programmes"]
    visit("coordinator").get("organisations.new", 403)


def test_where_a_language_is_not_offered_names_are_given_and_changed_without_it(app, visit, world):
    app.config["LANGUAGES"] = ["kk", "ru"]
    admin = visit("admin", "ru")
    admin.get("organisations.new")
    assert admin.page.all("input", name="name_en") == []
    admin.fill("", kind="sponsor", name_kk="Алатау", name_ru="")
    with app.app_context():
        key = db.session.scalar(db.select(Organisation.id).order_by(Organisation.id.desc()))

    admin.get("organisations.rename", organisation_id=key)
    admin.fill("", name_kk="Алатау қоры", name_ru="Фонд «Алатау»", since="2026-11-01")

    admin.get("people.organisation", organisation_id=key)
    assert "Фонд «Алатау»" in admin.page.one("main").text


@pytest.mark.parametrize("endpoint", ["organisations.edit", "organisations.rename"])
def test_who_does_not_look_after_it_finds_nothing(visit, world, endpoint):
    key = world.organisations["sponsor-3"]
    visit("coordinator").get(endpoint, 404, organisation_id=key)
    visit("head").get(endpoint, 403, organisation_id=key)


def test_the_page_of_an_organisation_asks_little(app, visit, world):
    client = visit("coordinator")
    client.get("directory.index")
    with recorded_statements(app) as found:
        client.get("people.organisation", organisation_id=world.organisations["sponsor-1"])

    assert len(found) == 9
