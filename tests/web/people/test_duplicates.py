"""An organisation that could be one that is known is asked about; kinds are no persons."""

from __future__ import annotations

from artflow.extensions import db
from artflow.models import Organisation
from tests.web.accounts.test_departures import main


def count(app) -> int:
    with app.app_context():
        return db.session.scalar(db.select(db.func.count(Organisation.id)))


def names(words: str) -> dict[str, str]:
    return {"name_kk": words, "name_ru": words, "name_en": words}


def test_a_name_that_is_known_is_asked_about_and_can_be_meant(app, world, visit):
    admin, before = visit("admin"), count(app)
    admin.get("organisations.new")
    admin.fill("", 422, **names("Sponsor 1"), kind="sponsor", address="Abay 1")

    assert count(app) == before
    assert "There is one with this name or BIN already" in main(admin)
    key = world.organisations["sponsor-1"]
    assert f"/people/organisations/{key}" in [
        a.attrs["href"] for a in admin.page.one("main").all("a")
    ]
    assert admin.form.one("input", name="address").attrs["value"] == "Abay 1"
    admin.fill("", another="y")
    assert count(app) == before + 1


def test_so_is_a_number(app, world, visit):
    admin = visit("admin")
    for place, status in (("sponsor-1", 303), ("sponsor-2", 422)):
        admin.get("organisations.edit", organisation_id=world.organisations[place])
        admin.fill("", status, bin="123456789012")
    admin.get("organisations.edit", organisation_id=world.organisations["sponsor-1"])
    admin.fill("", bin="123456789012", phone="1")


def test_a_coordinator_is_asked_but_not_told_which(world, visit):
    coordinator = visit("coordinator")
    coordinator.get("organisations.rename", organisation_id=world.organisations["sponsor-1"])
    coordinator.fill("", 422, **names("sponsor-3"), since="2026-09-01")

    assert "There is one with this name or BIN already" in main(coordinator)
    key = world.organisations["sponsor-3"]
    assert f"/people/organisations/{key}" not in [
        a.attrs["href"] for a in coordinator.page.one("main").all("a")
    ]


def test_organisations_are_found_by_name_number_and_kind(world, visit):
    admin = visit("admin")
    admin.get("organisations.index", q="sponsor 2")
    assert "sponsor-2" in main(admin)
    assert "sponsor-1" not in main(admin)
    admin.get("organisations.index", kind="artist")
    assert "Artists' studio or association" in admin.page.one("main").one("ul").text
    admin.get("organisations.index", q="nothing of this name")
    assert "Nothing found" in main(admin)
    admin.get("organisations.index", 422, kind="stand_in")


def test_an_artist_without_a_studio_registers_alone(app, world, visit, post):
    with app.app_context():
        db.session.execute(db.update(Organisation).values(registers=False))
        db.session.commit()
    client = visit()
    client.get("registration.register")
    assert "I work alone, without a studio" in main(client)
    client.fill(
        "", name="Жанар Әлі", email="z@example.org", password="жаңа көктем келді",
        organisation="0", language="kk",
    )  # fmt: skip
    (link,) = post()
    client.get(link)
    client.fill("", password="жаңа көктем келді")
    client.get("proposals.new")

    with app.app_context():
        own = db.session.scalars(db.select(Organisation).order_by(Organisation.id.desc())).first()
        assert (own.name["ru"], own.kind, own.registers) == ("Жанар Әлі", "artist", False)
    visit().get("registration.register")
