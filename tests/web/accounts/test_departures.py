"""Taking a role and suspending an account are said on a page of their own before they are done."""

from __future__ import annotations

from artflow.domain.people.roles import Role
from artflow.extensions import db
from artflow.models import Membership, User
from artflow.services.database.transactions import writing
from artflow.services.people import people


def role_of(app, person) -> int:
    with app.app_context():
        query = db.select(Membership.id).where(Membership.user_id == person.id)
        return db.session.scalars(query).first()


def main(client) -> str:
    return " ".join(client.page.one("main").text.split())


def test_the_page_names_the_works_that_nobody_may_sign_then(app, world, visit, at):
    proposal = at("sponsors")
    coordinator = visit("coordinator")
    coordinator.get("people.show", user_id=world.jusan.id)
    (link,) = [a for a in coordinator.page.all("a") if a.text == "Take the role away"]

    coordinator.get(link.attrs["href"])

    assert "sponsor's signatory, sponsor-1" in main(coordinator)
    assert "Nobody else holds this role there today" in main(coordinator)
    assert "Works that are then without anybody who may act on them: 1" in main(coordinator)
    works = [a.attrs["href"] for a in coordinator.page.one("main").all("a")]
    assert f"/proposals/{proposal}" in works
    coordinator.fill("", 422)
    assert "Say why" in main(coordinator)
    coordinator.fill("", reason="Left the bank")
    assert role_of(app, world.jusan) is None


def test_asking_changes_nothing(app, world, visit):
    coordinator = visit("coordinator")
    at = {"user_id": world.jusan.id}
    coordinator.get("departures.suspend", **at)
    coordinator.get("departures.take_role", membership_id=role_of(app, world.jusan), **at)

    with app.app_context():
        assert db.session.get(User, world.jusan.id).active
        assert role_of(app, world.jusan) is not None


def test_what_has_changed_meanwhile_is_read_anew_before_it_is_decided(app, world, visit):
    with app.app_context(), writing() as connection:
        second = people.add_user(connection, email="s@example.org", name="S", password="x")
        place = world.organisations["sponsor-1"]
        people.give_role(connection, second, place, Role.SPONSOR_SIGNATORY)
    coordinator = visit("coordinator")
    coordinator.get("departures.suspend", user_id=world.jusan.id)
    assert "1 more person holds this role there today" in main(coordinator)
    with app.app_context(), writing() as connection:
        connection.execute(db.update(User).where(User.id == second).values(active=False))

    coordinator.fill("", 409, reason="On leave until May")

    assert "it would do something else by now" in main(coordinator)
    assert "Nobody else holds this role there today" in main(coordinator)
    assert coordinator.form.one("textarea").text.strip() == "On leave until May"
    coordinator.fill("", reason="On leave until May")
    with app.app_context():
        assert not db.session.get(User, world.jusan.id).active


def test_a_press_from_elsewhere_is_asked_first(app, world, visit):
    coordinator = visit("coordinator")
    coordinator.get("desk.show")

    coordinator.post("departures.suspend", 409, user_id=world.jusan.id)

    with app.app_context():
        assert db.session.get(User, world.jusan.id).active


def test_an_administrator_who_is_not_the_last_may_go(app, world, visit):
    with app.app_context(), writing() as connection:
        second = people.add_user(connection, email="s@example.org", name="S", password="x")
        place = world.organisations["platform"]
        people.give_role(connection, second, place, Role.ADMINISTRATOR)
    admin = visit("admin")
    admin.get("departures.suspend", user_id=second)
    assert "last administrator" not in main(admin)
    assert admin.page.one("main").all("form")
