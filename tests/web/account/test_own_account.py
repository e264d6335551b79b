"""One's own account, people, news and letters, through the pages."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from artflow.domain.people.roles import Role
from artflow.extensions import db
from artflow.models import Job, Mail, Membership, Notice
from artflow.services.database.transactions import writing
from artflow.services.people import people, roster
from artflow.services.worker import delivery
from tests.fixtures.world import PASSWORD

from .test_getting_in import STRONG, main_text


def test_name_and_language_are_kept_and_shown_at_once(world, visit):
    client = visit("artist")
    client.get("profile.show")
    client.fill("profile.show", 422, name="", language="ru")
    client.fill("profile.show", 422, name="A", language="xx")
    client.fill("profile.show", name="Айгерім", language="ru", phone="+7 700")

    client.get("profile.show")
    assert client.page.one("html").attrs["lang"] == "ru"
    assert "Айгерім" in client.page.one("header").text


def test_a_changed_password_leaves_this_browser_alone(world, visit):
    here, there = visit("artist"), visit("artist")
    here.get("profile.password")
    here.fill("profile.password", 422, password="wrong", new_password=STRONG)
    here.fill("profile.password", 422, password=PASSWORD, new_password="short")
    here.fill("profile.password", password=PASSWORD, new_password=STRONG)

    here.get("desk.show")
    there.get("desk.show", 303)
    there.post("proposals.new", 401)


def test_wrong_passwords_of_somebody_inside_are_slowed_down_too(world, visit):
    client = visit("artist")
    client.get("profile.email")
    for _ in range(5):
        client.fill("profile.email", 422, email="new@example.org", password="wrong")
    client.fill("profile.email", 429, email="new@example.org", password=PASSWORD)

    assert client.form.one("input", name="email").attrs["value"] == "new@example.org"


def test_a_new_address_is_confirmed_from_there(world, visit, post):
    client = visit("artist")
    client.get("profile.email")
    client.fill("profile.email", 422, email="nonsense", password=PASSWORD)
    client.fill("profile.email", email="new@example.org", password=PASSWORD)
    (address,) = post()

    other = visit()
    other.get(address)
    assert other.fill("").location == "/sign-in"
    other.get(address, 410)
    client.get("profile.show")
    assert "new@example.org" in main_text(client)


def test_other_browsers_are_listed_and_signed_out(world, visit):
    here, there = visit("artist"), visit("artist")
    here.get("profile.sessions")
    assert len(here.page.one("tbody").all("tr")) == 2
    here.fill("profile.end_others")

    there.get("desk.show", 303)
    here.get("profile.sessions")
    assert len(here.page.one("tbody").all("tr")) == 1


def test_a_suspended_person_is_out_at_the_next_request_and_may_come_back(world, visit):
    jusan, coordinator = visit("jusan"), visit("coordinator")
    coordinator.get("departures.suspend", user_id=world.jusan.id)
    coordinator.fill("", reason="Left the bank")

    jusan.get("desk.show", 303)
    visit().sign_in("jusan", status=422)
    coordinator.get("people.show", user_id=world.jusan.id)
    coordinator.post("people.reactivate", user_id=world.jusan.id)
    again = visit("jusan")
    coordinator.post("people.end_sessions", user_id=world.jusan.id)
    again.get("desk.show", 303)


def test_people_of_a_large_organisation_go_by_pages(app, world, visit):
    sponsor = world.organisations["sponsor-1"]
    with app.app_context(), writing() as connection:
        for n in range(roster.PAGE_SIZE):
            user = people.add_user(
                connection, email=f"n{n}@example.org", name=f"N{n}", password="x"
            )
            people.give_role(connection, user, sponsor, Role.SPONSOR_VIEWER)
    client = visit("coordinator")
    client.get("people.organisation", organisation_id=sponsor)
    assert len(client.page.one("tbody").all("tr")) == roster.PAGE_SIZE

    links = [a.attrs["href"] for a in client.page.one("main").all("a")]
    client.get(next(link for link in links if "after=" in link))

    assert len(client.page.one("tbody").all("tr")) == 2


def test_what_was_done_to_an_account_is_told_to_its_keeper(app, world, visit, post):
    coordinator, guest = visit("coordinator"), visit()
    place = {"organisation_id": world.organisations["sponsor-1"]}
    coordinator.get("people.invite", **place)
    coordinator.fill("", email="new@example.org", name="Әсел", role="sponsor_viewer", language="en")
    (address,) = post()
    guest.get(address)
    guest.fill("", new_password=STRONG)

    coordinator.get("people.organisation", **place)
    coordinator.get(coordinator.page.one("tbody").all("a")[-1].attrs["href"])

    assert "Accepted a role: sponsor's observer (Coordinator)" in main_text(coordinator)


def test_somebody_who_lost_a_role_signs_in_anew(app, world, visit):
    jusan, coordinator = visit("jusan"), visit("coordinator")
    with app.app_context():
        username = db.session.scalars(
            db.select(Membership.id).where(Membership.user_id == world.jusan.id)
        ).one()
    coordinator.get("departures.take_role", user_id=world.jusan.id, membership_id=username)
    coordinator.fill("", reason="Left the bank")

    jusan.get("desk.show", 303)


@pytest.mark.parametrize(
    ("username", "status"), [("artist", 403), ("head", 403), ("coordinator", 404)]
)
def test_people_are_looked_after_by_those_whose_they_are(world, visit, username, status):
    client = visit(username)
    client.get("desk.show")

    client.get("people.show", status, user_id=world.third.id)
    client.post("departures.suspend", status, user_id=world.third.id)
    client.get("people.invite", status, organisation_id=world.organisations["sponsor-3"])


def test_news_are_counted_in_the_menu_until_they_are_opened(world, visit, at):
    proposal = at("sponsors")
    client = visit("jusan")
    client.get("notices.index")
    count = int(client.page.one("header").one("b", **{"class": "count"}).children[0])
    assert count == len(client.page.one("main").all("li", **{"class": "unread"}))
    first = client.page.one("main").one("ul").all("form")[0].attrs["action"]

    answer = client.post(first)

    assert answer.location == f"/proposals/{proposal}"
    client.get("notices.index")
    assert len(client.page.one("main").all("li", **{"class": "unread"})) == count - 1
    client.post("notices.read_all", data={"up_to": "9999999"})
    client.get("notices.index")
    assert client.page.one("header").all("b", **{"class": "count"}) == []
    visit("artist").post(first, 404)


def test_a_call_is_one_as_long_as_it_is_the_readers_turn(app, world, visit, at):
    at("sponsors")
    jusan, artist = visit("jusan"), visit("artist")
    jusan.get("notices.index")
    assert "It is your turn." in main_text(jusan)

    artist.get("notices.index")

    assert artist.page.one("main").all("li")
    assert "It is your turn." not in main_text(artist)


def test_very_many_news_are_not_counted_to_the_last(app, world, visit, at):
    at("sponsors")
    with app.app_context():
        first = db.session.scalars(
            db.select(Notice).where(Notice.user_id == world.jusan.id)
        ).first()
        row = {
            key: getattr(first, key) for key in ("user_id", "proposal_id", "event_id", "kind", "at")
        }
        db.session.execute(db.insert(Notice), [row] * 150)
        db.session.commit()

    client = visit("jusan")
    client.get("notices.index")

    assert client.page.one("header").one("b", **{"class": "count"}).children[0] == "99+"
    older = client.page.one("main").all("a")[-1].attrs["href"]
    client.get(older)
    assert len(client.page.one("main").all("li", **{"class": "unread"})) == 25


def test_a_page_of_news_is_read_with_a_few_statements(app, world, visit, at):
    at("sponsors")
    client, statements = visit("coordinator"), []
    with app.app_context():
        db.event.listen(db.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))

    client.get("notices.index")

    assert len(client.page.one("main").one("ul").all("li")) == 3
    assert len(statements) <= 8


def test_administrators_read_letters_in_the_demo_and_try_dead_ones_again(app, world, visit, at):
    at("sponsors")
    with app.app_context():
        db.session.execute(db.update(Notice).values(at=datetime.now(UTC)))
        db.session.commit()
        delivery.deliver_due(app.extensions["letters"])
    app.config["DEMO"] = True
    client = visit("admin")
    client.get("mail.index", state="sent")
    rows = client.page.one("main").one("tbody").all("a")
    client.get(rows[0].attrs["href"])
    page = client.ask("GET", client.page.one("main").all("a")[-1].attrs["href"])
    assert page.status_code == 200
    assert "sandbox" in page.headers["Content-Security-Policy"]
    assert "cid:" not in page.text
    with app.app_context():
        db.session.execute(db.update(Mail).values(sent_at=None))
        db.session.execute(db.update(Job).values(state="failed", reason="refused", error="550 no"))
        db.session.commit()
        key = db.session.scalars(db.select(Mail.id)).first()
    client.get("mail.index", state="failed")
    assert "550 no" in client.page.one("main").text
    client.get("mail.index")
    assert client.page.one("main").all("h2")[0].text == "Not delivered"
    client.post("mail.again", mail_id=key)
    client.post("mail.again", 409, mail_id=key)
    client.get("mail.index")
    client.get("mail.index", 404, state="nonsense")


def test_letters_are_for_administrators_and_in_the_demo_only(app, world, visit):
    visit("coordinator").get("mail.index", 403)
    visit("admin").get("mail.show", 404, mail_id=1)


def test_every_role_stands_on_ones_own_page_and_the_header_counts_them(app, world, visit):
    with app.app_context(), writing() as connection:
        connection.execute(
            db.update(Membership)
            .where(Membership.user_id == world.jusan.id)
            .values(position="Chair", basis="№ 7", valid_until=date(2026, 1, 31))
        )
        place = world.organisations["sponsor-2"]
        people.give_role(connection, world.jusan.id, place, Role.SPONSOR_SIGNATORY)
        people.give_role(connection, world.jusan.id, place, Role.SPONSOR_VIEWER)
    client = visit("jusan")
    client.get("profile.show")

    (section,) = client.page.all("section", **{"aria-labelledby": "h-roles"})
    first, second, third = (" ".join(item.text.split()) for item in section.all("li"))
    for told in ("signatory", "sponsor-1", "out of date", "Chair", "31 January 2026", "№ 7"):
        assert told in first
    for told in ("signatory", "sponsor-2", "valid", "without a time limit", "no authority paper"):
        assert told in second
    assert "sponsor's observer" in third
    assert "no authority paper" not in third
    assert "Jusan, sponsor's signatory and 2 more" in client.page.one("header").text


def test_somebody_with_one_role_has_no_more_in_the_header(world, visit):
    client = visit("artist")
    client.get("profile.show")

    assert "Artist, artist" in client.page.one("header").text
    assert "more" not in client.page.one("header").text
    assert "studio" in main_text(client)
