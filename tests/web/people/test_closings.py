"""Closing, correcting and deleting an organisation: pages that say what it does, and presses."""

from __future__ import annotations

from artflow.extensions import db
from artflow.models import Organisation, User
from artflow.services.people import invitations
from tests.fixtures.world import NOW
from tests.services.people.test_roster import guest


def main(client) -> str:
    return " ".join(client.page.one("main").text.split())


def enter_mistake(app, admin) -> int:
    admin.get("organisations.new")
    admin.fill("", kind="sponsor", name_kk="Қате")
    with app.app_context():
        return db.session.scalar(db.select(Organisation.id).order_by(Organisation.id.desc()))


def links(client) -> list[str]:
    return [a.text.strip() for a in client.page.one("main").all("a")]


def test_a_sponsor_with_works_is_closed_by_somebody_who_was_told(app, world, visit, at):
    at("sponsors")
    with app.app_context():
        invitations.invite(world.coordinator, guest(world), NOW)
    admin, key = visit("admin"), world.organisations["sponsor-1"]
    admin.get("people.organisation", organisation_id=key)
    assert "Delete" not in links(admin)
    (ask,) = [a for a in admin.page.all("a") if a.text.strip() == "Close the organisation"]

    admin.get(ask.attrs["href"])

    for told in (
        "Works that wait for it now, and then for nobody who may act: 1",
        "Jusansponsor's signatory",
        "Viewersponsor's observer",
        "P (Sponsor)",
        "Works under way that were sent to it and keep its name: 1",
        "1 invitation into it works no longer",
    ):
        assert told in main(admin)
    assert "0" not in main(admin).split("What this does")[1].split("Works that wait")[0]
    admin.fill("", 422, day="2099-01-01")
    assert "has not come yet" in main(admin)
    admin.fill("", 422, day="2026-11-01", reason="")
    assert "Say why" in main(admin)
    admin.fill("", day="2026-11-01", reason="Liquidated by order № 5")

    admin.get("people.organisation", organisation_id=key)
    assert "closed since 1 November 2026" in main(admin)
    assert "Liquidated by order № 5" in main(admin)
    assert "no programme yet" in main(admin), "it has left the only one"
    assert "Invite somebody" not in links(admin)
    admin.get("people.invite", 409, organisation_id=key)
    assert "This organisation is closed" in admin.page.text
    admin.get("people.show", user_id=world.jusan.id)
    assert "out of date" in main(admin), "from the press on, not from tomorrow"
    assert "A role ended: its organisation was closed: sponsor's signatory (Admin)" in main(admin)
    admin.get("organisations.index")
    assert "sponsor-1closed" in main(admin)
    visit("jusan").get("portfolio.index", 403)
    visit("coordinator").get("proposals.show", proposal_id=1)


def test_closed_it_stands_in_no_choice_and_open_again_it_does(app, world, visit):
    admin, key = visit("admin"), world.organisations["sponsor-3"]
    admin.get("closings.close", organisation_id=key)
    admin.fill("", reason="x")

    def is_offered() -> bool:
        admin.get("memberships.add", user_id=world.artist.id)
        given = {o.text for o in admin.page.all("option")}
        admin.get("programmes.show", programme_id=world.programme)
        return "sponsor-3" in given and any("sponsor-3" in text for text in links(admin))

    assert not is_offered()
    admin.get("closings.close", organisation_id=key)
    assert "closed already" in main(admin)
    admin.get("people.organisation", organisation_id=key)
    admin.post("closings.reopen", organisation_id=key)
    assert is_offered()


def test_what_has_changed_meanwhile_is_read_anew(app, world, visit):
    admin, key = visit("admin"), world.organisations["sponsor-1"]
    admin.get("closings.close", organisation_id=key)
    with app.app_context():
        invitations.invite(world.coordinator, guest(world), NOW)

    admin.fill("", 409, reason="Merged")

    assert "it would do something else by now" in main(admin)
    assert "1 invitation into it works no longer" in main(admin)
    assert admin.form.one("textarea").text.strip() == "Merged"
    with app.app_context():
        assert db.session.get_one(Organisation, key).active


def test_asking_closes_and_deletes_nothing(app, world, visit):
    admin = visit("admin")
    key = enter_mistake(app, admin)
    for endpoint in ("closings.close", "corrections.kind", "corrections.delete"):
        admin.get(endpoint, organisation_id=key)
    admin.post("closings.close", 409, data={"day": "2026-01-01"}, organisation_id=key)

    with app.app_context():
        row = db.session.get_one(Organisation, key)
        assert (row.active, row.kind) == (True, "sponsor")


def test_ones_own_right_is_not_closed_away(app, world, visit):
    admin = visit("admin")
    admin.get("closings.close", organisation_id=world.organisations["platform"])

    assert "Your own right to administer" in main(admin)
    assert not admin.page.one("main").all("form")
    with app.app_context():
        assert db.session.get(User, world.admin.id).active


def test_a_mistake_is_corrected_and_deleted(app, world, visit):
    admin = visit("admin")
    key = enter_mistake(app, admin)
    admin.get("people.organisation", organisation_id=key)
    assert {"Correct the kind", "Delete", "Close the organisation"} <= set(links(admin))
    admin.get("corrections.kind", organisation_id=key)
    admin.fill("", kind="architecture")
    admin.get("people.organisation", organisation_id=key)
    assert "Architecture department" in main(admin)
    assert "Before: Sponsor" in main(admin)

    admin.get("corrections.delete", organisation_id=key)
    assert "nothing rests on it" in main(admin)
    admin.fill("")

    admin.get("organisations.index")
    assert "Қате (Architecture department): Admin" in main(admin)
    admin.get("people.organisation", 404, organisation_id=key)


def test_what_something_rests_on_says_what_and_offers_closing(world, visit):
    admin, at = visit("admin"), {"organisation_id": world.organisations["sponsor-1"]}
    for endpoint in ("corrections.kind", "corrections.delete"):
        admin.get(endpoint, **at)
        assert "2 roles are or were held in it" in main(admin)
        assert "it takes or took part in 1 programme" in main(admin)
        assert not admin.page.one("main").all("form")
        assert "Close the organisation" in links(admin)
    admin.post("corrections.delete", 409, **at)
    admin.post("corrections.kind", 409, data={"kind": "artist"}, **at)
    admin.get("people.organisation", **at)


def test_only_an_administrator_is_offered_it(world, visit):
    coordinator, at = visit("coordinator"), {"organisation_id": world.organisations["sponsor-1"]}
    coordinator.get("people.organisation", **at)
    assert "Close the organisation" not in links(coordinator)
    for endpoint in ("closings.close", "corrections.kind", "corrections.delete"):
        coordinator.get(endpoint, 403, **at)
