"""One search finds everybody; invitations that wait stand where they belong."""

from __future__ import annotations

import pytest

from artflow.extensions import db
from artflow.models import Membership, OneTimeLink
from artflow.services.database.transactions import writing
from artflow.services.people import invitations
from tests.fixtures.world import NOW
from tests.services.people.test_roster import guest
from tests.web.support.statements import recorded_statements

from .test_departures import main


def names(client) -> set[str]:
    return {row.one("th").text.strip() for row in client.page.one("tbody").all("tr")}


@pytest.fixture
def invited(app, world) -> None:
    with app.app_context():
        invitations.invite(world.admin, guest(world), NOW)


def test_people_are_found_and_what_was_typed_stays(world, visit):
    admin = visit("admin")
    admin.get("directory.index", q="Art", role="artist")

    assert names(admin) == {"Artist", "Other_Artist"}
    assert admin.page.one("input", name="q").attrs["value"] == "Art"
    admin.get("directory.index", q="nobody at all")
    assert "Nobody found" in main(admin)
    assert admin.page.one("input", name="q").attrs["value"] == "nobody at all"


def test_an_unknown_filter_is_refused_at_its_field(world, visit):
    admin = visit("admin")
    admin.get("directory.index", 422, state="everything")

    assert "Choose one from the list" in main(admin)


@pytest.mark.usefixtures("invited")
def test_where_only_invitations_wait_nobody_is_said_to_be_missing(app, world, visit):
    with app.app_context(), writing() as connection:
        place = Membership.organisation_id == world.organisations["sponsor-1"]
        connection.execute(db.delete(Membership).where(place))
    coordinator = visit("coordinator")
    coordinator.get("people.organisation", organisation_id=world.organisations["sponsor-1"])

    assert "Nobody has accepted an invitation yet" in main(coordinator)
    assert "Nobody holds a role here yet" not in main(coordinator)
    coordinator.get("people.organisation", organisation_id=world.organisations["sponsor-2"])
    assert "Nobody has accepted" not in main(coordinator)


def test_a_coordinator_finds_no_stranger(world, visit):
    coordinator = visit("coordinator")
    coordinator.get("directory.index", q="third")

    assert "Nobody found" in main(coordinator)


@pytest.mark.usefixtures("invited")
def test_an_invitation_stands_on_people_organisation_and_programme(world, visit):
    coordinator = visit("coordinator")
    for endpoint, values in (
        ("directory.index", {}),
        ("directory.index", {"q": "new@"}),
        ("directory.index", {"state": "invited"}),
        ("invited.index", {}),
        ("people.organisation", {"organisation_id": world.organisations["sponsor-1"]}),
        ("programmes.show", {"programme_id": world.programme}),
    ):
        coordinator.get(endpoint, **values)
        assert "new@example.org" in main(coordinator), endpoint
        assert "waits to be sent" in main(coordinator)
    coordinator.get("directory.index", state="suspended")
    assert "new@example.org" not in main(coordinator)


@pytest.mark.usefixtures("invited")
def test_an_invitation_is_sent_again_by_a_press_and_withdrawn_by_two(app, world, visit, post):
    with app.app_context():
        key = db.session.scalars(db.select(OneTimeLink.id)).one()
    coordinator = visit("coordinator")
    coordinator.get("invited.index")
    coordinator.post("invited.send_again", link_id=key)
    (link,) = post()
    coordinator.get("invited.index")
    assert "The invitation is on its way to new@example.org" in coordinator.page.text
    (ask,) = [a.attrs["href"] for a in coordinator.page.all("a") if a.text == "Withdraw"]
    coordinator.get(ask)
    assert "new@example.org" in main(coordinator)
    assert "sponsor-1" in main(coordinator)
    assert "will not work any more" in main(coordinator)
    visit().get(link)
    coordinator.fill("")

    visit().get(link, 410)
    coordinator.get("invited.index")
    assert "Nobody has been asked in vain" in main(coordinator)


@pytest.mark.usefixtures("invited")
def test_withdrawing_leads_back_to_the_list_it_came_from(app, world, visit):
    coordinator = visit("coordinator")
    at = {"organisation_id": world.organisations["sponsor-1"]}
    places = (
        coordinator.url("people.organisation", **at),
        coordinator.url("directory.index") + "?q=new&state=invited",
    )
    for place in places:
        coordinator.get(place)
        (again,) = [
            f.attrs["action"] for f in coordinator.page.all("form") if "again" in f.attrs["action"]
        ]
        answer = coordinator.post(again)
        assert coordinator.url(answer.location) == place
        _let_time_pass(app)
        coordinator.get(place)
        (ask,) = [a.attrs["href"] for a in coordinator.page.all("a") if a.text == "Withdraw"]
        coordinator.get(ask)
        assert [a.attrs["href"] for a in coordinator.form.all("a")] == [place]

    assert coordinator.fill("").location == places[-1]
    coordinator.get(places[-1])
    assert "works no longer" in coordinator.page.text


def _let_time_pass(app):
    """Let an invitation have been sent long enough ago to be sent once more."""
    with app.app_context(), writing() as connection:
        connection.execute(db.update(OneTimeLink).values(created_at=NOW))


@pytest.mark.usefixtures("invited")
@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example/", "\\evil"])
def test_withdrawing_leads_to_no_foreign_place(app, world, visit, back):
    with app.app_context():
        key = db.session.scalars(db.select(OneTimeLink.id)).one()
    coordinator = visit("coordinator")
    coordinator.get("invited.withdraw", link_id=key, back=back)

    assert coordinator.fill("").location == coordinator.url("invited.index")


def test_the_list_asks_little(app, world, visit):
    admin = visit("admin")
    admin.get("directory.index")
    with recorded_statements(app) as found:
        admin.get("directory.index", q="a")

    assert len(found) == 5
