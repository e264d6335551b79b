"""Those who manage people find on one page what somebody may do."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date

from artflow.domain.people.roles import Role
from artflow.extensions import db
from artflow.models import Membership
from artflow.services.accounts import departures
from artflow.services.database.transactions import writing
from artflow.services.people import people
from tests.fixtures.world import NOW
from tests.web.support.statements import recorded_statements


@contextmanager
def writing_in(app):
    """Write outside of any request."""
    with app.app_context(), writing() as connection:
        yield connection


def rights(client, world, username) -> dict[str, str]:
    """Return the parts of the page by their headings."""
    client.get("people.rights", user_id=world.people[username].id)
    sections = client.page.one("main").all("section")
    return {section.one("h2").text: section.text for section in sections}


def test_one_page_says_what_a_sponsor_may_do(visit, world):
    found = rights(visit("coordinator"), world, "jusan")

    assert "sponsor's signatory" in found["Roles"]
    assert "sponsor-1" in found["Roles"]
    assert "without a time limit" in found["Roles"]
    assert "portfolio" in found["Everywhere"]
    assert "outbox" not in found["Everywhere"]
    programme = found["P"]
    assert "the card of a work from the stage «Site selection» on" in programme
    assert "Sponsor sign-off" in programme
    assert "Sign with conditions" in programme
    assert "Completeness check" not in programme


def test_a_role_out_of_date_opens_nothing_and_says_so(app, visit, world):
    with writing_in(app) as connection:
        past = {"valid_from": date(2020, 1, 1), "valid_until": date(2020, 12, 31)}
        connection.execute(
            db.update(Membership).where(Membership.user_id == world.jusan.id).values(past)
        )
    found = rights(visit("coordinator"), world, "jusan")

    assert "out of date" in found["Roles"]
    assert "1 January 2020 – 31 December 2020" in " ".join(found["Roles"].split())
    assert "P" not in found


def test_two_roles_in_one_programme_say_whose_each_action_is(app, visit, world):
    with writing_in(app) as connection:
        people.give_role(connection, world.head.id, world.organisations["office"], Role.COORDINATOR)
    found = rights(visit("admin"), world, "head")

    assert "Hand in" not in found["P"]
    assert "Put on hold (coordinator, head of the architecture department)" in found["P"]


def test_a_suspended_person_may_do_nothing(app, visit, world):
    with app.app_context():
        departures.suspend(world.jusan.id, world.admin, NOW, reason="left")
    client = visit("coordinator")

    assert set(rights(client, world, "jusan")) == {"Roles"}
    assert "The account is suspended" in client.page.one("main").text


def test_the_page_is_for_those_who_look_after_the_person(visit, world):
    visit("head").get("people.rights", 403, user_id=world.jusan.id)
    visit("coordinator").get("people.rights", 404, user_id=world.third.id)


def test_the_page_asks_little_of_the_database(app, visit, world):
    client = visit("coordinator")
    client.get("directory.index")
    with recorded_statements(app) as found:
        client.get("people.rights", user_id=world.jusan.id)

    assert len(found) == 9
