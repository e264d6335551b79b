"""A coordinator sees what a sponsor sees, changes nothing, and everybody can tell."""

from __future__ import annotations

import pytest

from artflow.domain.people.roles import Role
from artflow.extensions import db
from artflow.models import AccountEvent, File, Impersonation, LoginSession, Membership, Notice
from artflow.services.accounts import departures
from artflow.services.database.transactions import writing
from artflow.services.people import invitations, people
from tests.architecture.test_routes import addresses
from tests.fixtures.world import NOW
from tests.services.people.test_roster import guest


@pytest.fixture
def impersonate(world, visit):
    """Return a client of somebody who looks at the application as another person."""

    def begin(whom="jusan", by="coordinator"):
        client = visit(by)
        person = world.people[whom].id
        client.get("people.show", user_id=person)
        client.fill("", reason="Asked for help")
        client.get("desk.show")
        return client

    return begin


def banner(client) -> str:
    found = client.page.all("section", **{"class": "seeing"})
    return found[0].text if found else ""


def test_the_pages_are_the_others_under_a_banner_that_names_both(at, impersonate, visit):
    proposal = at("sponsors")
    sponsor, seen = visit("jusan"), impersonate()

    for endpoint, more in (
        ("desk.show", {}),
        ("proposals.index", {}),
        ("portfolio.index", {}),
        ("proposals.show", {"proposal_id": proposal}),
        ("notices.index", {}),
        ("walls.index", {}),
    ):
        sponsor.get(endpoint, **more)
        seen.get(endpoint, **more)
        assert "You are looking as Jusan" in banner(seen)
        assert "sponsor's signatory (sponsor-1)" in banner(seen)
        assert "You are Coordinator" in banner(seen)
        assert seen.page.one("main").text == sponsor.page.one("main").text
        assert [a.text for a in seen.page.one("nav").all("a")] == [
            a.text for a in sponsor.page.one("nav").all("a")
        ]
    seen.get("/nothing", 404)
    assert "Jusan" in banner(seen)


def test_the_end_is_one_press_away_and_leads_back_to_the_person(app, impersonate, world):
    seen = impersonate()

    seen.post("seeing.end")
    seen.get("people.show", user_id=world.jusan.id)

    assert banner(seen) == ""
    text = seen.page.one("main").text
    assert "Somebody began to look through this person's eyes (Coordinator)" in text
    assert "Asked for help" in text
    assert "Stopped looking" in text
    seen.post("seeing.end")  # a second press, or one that comes late, does no harm


def test_a_look_needs_a_reason(visit, world):
    client = visit("coordinator")
    client.get("people.show", user_id=world.jusan.id)

    client.fill("", 422)

    assert "Fill in this field" in client.page.one("main").text or client.page.all(
        "p", **{"class": "error"}
    )
    client.get("desk.show")
    assert banner(client) == ""


def contents(app) -> dict[str, list]:
    """Return every row, except when a session was last in use."""
    found = {}
    with app.app_context(), db.engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            columns = [c for c in table.c if c.name != "seen_at"]
            rows = connection.execute(db.select(*columns).order_by(*table.primary_key)).all()
            found[table.name] = [tuple(map(repr, row)) for row in rows]
    return found


@pytest.mark.parametrize(
    ("by", "whom"), [("coordinator", "jusan"), ("admin", "artist"), ("admin", "coordinator")]
)
def test_no_form_of_the_whole_application_changes_anything(app, at, impersonate, by, whom):
    """Every address there is, with a good token: the ways out are the only two that answer."""
    proposal = at("sponsors")
    seen = impersonate(whom, by)
    before = contents(app)
    ways_out = {seen.url("seeing.end"), seen.url("account.sign_out")}

    answers = {
        address: seen.ask("POST", address, data={"csrf_token": seen.token()}).status_code
        for address in addresses(app, "POST", proposal)
        if address not in ways_out
    }

    assert set(answers.values()) == {403}
    assert contents(app) == before
    refused = seen.ask("POST", seen.url("notices.read_all"), data={"csrf_token": seen.token()})
    assert "looking through the eyes of" in refused.text


def test_other_methods_than_post_are_no_way_round(impersonate):
    seen = impersonate()
    for method in ("PUT", "PATCH", "DELETE"):
        assert seen.ask(method, "/desk", headers={"X-CSRFToken": seen.token()}).status_code == 403


def test_what_is_the_others_alone_is_not_even_shown(app, impersonate):
    seen = impersonate("artist", "admin")
    for endpoint in ("profile.show", "profile.password", "profile.email", "profile.sessions"):
        seen.get(endpoint, 403)
        assert "artist@example.org" not in seen.page.one("main").text
        assert banner(seen)
    seen.get("desk.show")
    assert not [a for a in seen.page.all("a") if a.attrs["href"].startswith("/account")]
    seen.get("mail.index", 403)


def test_nothing_on_a_page_can_be_pressed(at, impersonate):
    proposal = at("sponsors")
    seen = impersonate()

    for path in (f"/proposals/{proposal}/do/sign", "/notifications/"):
        seen.get(path)
        main = seen.page.one("main")
        shut = [node for node in main.all("fieldset") if "disabled" in node.attrs]
        buttons = main.all("button")
        assert buttons
        assert all(
            "disabled" in b.attrs or any(b in f.all("button") for f in shut) for b in buttons
        )


def test_news_stay_new_for_the_person_they_are_for(app, at, impersonate, world):
    at("sponsors")
    seen = impersonate()
    seen.get("notices.index")
    (first, *_) = [
        f.attrs["action"]
        for f in seen.page.one("main").all("form")
        if f.attrs["action"] != seen.url("notices.read_all")
    ]

    seen.post(first, 403)
    seen.post("notices.read_all", 403, data={"up_to": 999})

    with app.app_context():
        read = db.select(Notice).where(Notice.read_at.is_not(None))
        assert db.session.scalars(read).all() == []


def test_files_and_exports_are_those_of_the_person_seen(app, at, impersonate, visit):
    """A sponsor reaches no consent scan, so nor does the coordinator who looks as one."""
    proposal = at("sponsors")
    seen, sponsor, own = impersonate(), visit("jusan"), visit("coordinator")
    with app.app_context():
        shas = db.session.scalars(db.select(File.sha256)).all()

    for sha in shas:
        path = f"/proposals/{proposal}/files/{sha}"
        assert seen.ask("GET", path).status_code == sponsor.ask("GET", path).status_code
    assert seen.ask("GET", "/portfolio/export.csv").text == (
        sponsor.ask("GET", "/portfolio/export.csv").text
    )
    own.get("directory.index")
    seen.get("directory.index", 403)


def test_nobody_impersonates_on_top_of_an_impersonation(impersonate, world):
    seen = impersonate("coordinator", "admin")
    seen.get("people.show", user_id=world.jusan.id)

    seen.post("people.see_as", 403, user_id=world.jusan.id, data={"reason": "More"})
    seen.get("desk.show")

    assert "You are looking as Coordinator" in banner(seen)


def test_no_invitation_is_accepted_and_nobody_signs_in_meanwhile(app, impersonate, world, post):
    with app.app_context():
        invitations.invite(world.coordinator, guest(world, email="jusan@example.org"), NOW)
    (link,) = post()
    seen = impersonate()

    assert seen.ask("POST", link, data={"csrf_token": seen.token()}).status_code == 403
    entry = {"csrf_token": seen.token(), "email": "head@example.org", "password": "correct horse"}
    assert seen.ask("POST", "/sign-in", data=entry).status_code == 403

    with app.app_context():
        roles = db.select(Membership.role).where(Membership.user_id == world.jusan.id)
        assert db.session.scalars(roles).all() == ["sponsor_signatory"]
        sessions = db.select(LoginSession).where(LoginSession.user_id == world.head.id)
        assert db.session.scalars(sessions).all() == []


def gives_more(world):
    with writing() as connection:
        place = world.organisations["platform"]
        people.give_role(connection, world.jusan.id, place, Role.ADMINISTRATOR)


def time_is_up(world):
    with writing() as connection:
        connection.execute(db.update(Impersonation).values(until=NOW))


@pytest.mark.parametrize(
    "ending",
    [
        lambda world: departures.suspend(world.jusan.id, world.admin, NOW, reason="left"),
        time_is_up,
        gives_more,
    ],
)
def test_the_next_page_is_ones_own_once_it_is_over(app, impersonate, world, ending):
    """The person is suspended, the time is up, or the person has come to more than one has."""
    seen = impersonate()
    with app.app_context():
        ending(world)

    seen.get("desk.show")

    assert banner(seen) == ""
    seen.get("directory.index")


def test_who_loses_the_role_of_a_coordinator_is_out_at_once(app, impersonate, world):
    seen = impersonate()
    with app.app_context():
        username = db.session.scalar(
            db.select(Membership.id).where(Membership.user_id == world.coordinator.id)
        )
        departures.take_role(world.coordinator.id, username, world.admin, NOW, reason="left")

    seen.get("desk.show", 303)

    with app.app_context():
        told = db.select(AccountEvent.type).filter_by(user_id=world.jusan.id)
        types = db.session.scalars(told.order_by(AccountEvent.id))
        assert types.all() == ["see_as_began", "see_as_ended"]


def test_signing_out_ends_both(impersonate, visit):
    seen = impersonate()

    seen.post("account.sign_out")
    seen.sign_in("coordinator").get("desk.show")

    assert banner(seen) == ""


def test_the_language_may_be_changed_meanwhile(impersonate):
    seen = impersonate()
    seen.get("/desk?lang=ru")

    assert seen.page.one("html").attrs["lang"] == "ru"
    assert "Jusan" in banner(seen)
