"""A role is given from the person's page, and its term and paper can be changed there."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

from artflow.extensions import db
from artflow.models import Membership
from artflow.services.database.transactions import writing
from tests.fixtures.world import image

from .test_departures import main, role_of


def test_a_second_role_needs_no_invitation(world, visit, post):
    coordinator = visit("coordinator")
    coordinator.get("people.show", user_id=world.tourism.id)
    coordinator.get("memberships.add", user_id=world.tourism.id)
    fields = {"organisation": str(world.organisations["sponsor-1"]), "basis": "№ 7"}
    coordinator.fill("", 422, **fields, role="coordinator")
    assert "organisations of another kind" in main(coordinator)
    assert coordinator.form.one("input", name="basis").attrs["value"] == "№ 7"
    coordinator.fill("", **fields, role="sponsor_viewer")

    coordinator.get("people.show", user_id=world.tourism.id)
    assert "sponsor's observer" in main(coordinator)
    assert "A role was given: sponsor's observer (Coordinator)" in main(coordinator)
    assert post() == ["/sign-in"]


def test_term_and_paper_are_changed_and_the_history_keeps_them(app, world, visit):
    coordinator, at = visit("coordinator"), {"user_id": world.jusan.id}
    coordinator.get("memberships.edit", membership_id=role_of(app, world.jusan), **at)
    coordinator.fill("", position="Chair", basis="№ 3", valid_until="2090-01-31")
    coordinator.get("memberships.edit", membership_id=role_of(app, world.jusan), **at)
    coordinator.fill("", basis="№ 4", paper=(image(), "order.png"))

    coordinator.get("people.show", **at)
    assert "Chair, № 4, last day: 31 January 2090" in main(coordinator)
    assert "Before: Authority: № 3" in main(coordinator)
    (paper,) = [a for a in coordinator.page.one("main").all("a") if "order" in a.text]
    answer = coordinator.ask("GET", paper.attrs["href"])
    assert answer.mimetype == "image/webp"
    assert visit("head").ask("GET", paper.attrs["href"]).status_code == 403
    assert visit("artist").ask("GET", paper.attrs["href"]).status_code == 403


def test_a_file_that_is_none_is_refused_and_nothing_typed_is_lost(app, world, visit):
    coordinator, at = visit("coordinator"), {"user_id": world.jusan.id}
    coordinator.get("memberships.edit", membership_id=role_of(app, world.jusan), **at)

    coordinator.fill("", 422, position="Chair", paper=(io.BytesIO(b"no paper"), "order.pdf"))

    assert coordinator.form.one("input", name="position").attrs["value"] == "Chair"
    assert "order.pdf" in main(coordinator)


def test_a_role_that_ended_by_its_date_says_so_and_opens_nothing(app, world, visit):
    with app.app_context(), writing() as connection:
        past = {"valid_until": datetime.now(UTC).date() - timedelta(days=2)}
        whose = Membership.user_id.in_([world.jusan.id, world.coordinator.id])
        connection.execute(db.update(Membership).where(whose).values(past))

    admin = visit("admin")
    admin.get("people.show", user_id=world.jusan.id)
    assert "out of date" in main(admin)
    admin.get("people.organisation", organisation_id=world.organisations["sponsor-1"])
    assert "out of date" in main(admin)
    visit("coordinator").get("directory.index", 403)


NO_PAPER = "no authority paper on record"


def test_a_signatory_without_a_paper_is_warned_about_and_given_all_the_same(app, world, visit):
    coordinator, place = visit("coordinator"), world.organisations["sponsor-1"]
    fields = {"organisation": str(place), "role": "sponsor_signatory"}
    at = {"user_id": world.tourism.id}
    coordinator.get("people.show", **at)
    coordinator.get("memberships.add", **at)
    coordinator.fill("", **fields)

    coordinator.get("people.show", **at)
    assert "No authority paper is on record for this role" in coordinator.page.text
    assert main(coordinator).count(NO_PAPER) == 2
    coordinator.get("people.organisation", organisation_id=place)
    assert main(coordinator).count(NO_PAPER) == 2, "that of Jusan and the new one"
    visit("tourism").get("proposals.index")


def test_a_number_or_the_paper_itself_is_enough(app, world, visit):
    coordinator, at = visit("coordinator"), {"user_id": world.jusan.id}
    key = role_of(app, world.jusan)
    coordinator.get("memberships.edit", membership_id=key, **at)
    coordinator.fill("", position="Chair")
    coordinator.get("people.show", **at)
    assert NO_PAPER in main(coordinator)
    coordinator.get("memberships.edit", membership_id=key, **at)
    coordinator.fill("", paper=(image(), "order.png"))
    coordinator.get("people.show", **at)
    assert NO_PAPER not in main(coordinator)
    assert "No authority paper" not in coordinator.page.text
    at = {"user_id": world.tourism.id}
    coordinator.get("memberships.edit", membership_id=role_of(app, world.tourism), **at)
    coordinator.fill("", basis="№ 7 of 1 September 2026")
    coordinator.get("people.show", **at)
    assert NO_PAPER not in main(coordinator)


def test_roles_that_bind_nobody_need_no_paper(world, visit):
    coordinator = visit("coordinator")
    for person in (world.viewer, world.specialist):
        coordinator.get("people.show", user_id=person.id)
        assert NO_PAPER not in main(coordinator)


def test_an_invitation_without_a_paper_says_so(world, visit):
    coordinator, at = visit("coordinator"), {"organisation_id": world.organisations["sponsor-1"]}
    for role, basis, told in (
        ("sponsor_signatory", "", True),
        ("sponsor_signatory", "№ 7", False),
        ("sponsor_viewer", "", False),
    ):
        coordinator.get("people.invite", **at)
        email = f"{role}{len(basis)}@example.org"
        coordinator.fill("", email=email, name="G", role=role, basis=basis)
        coordinator.get("people.organisation", **at)
        assert ("No authority paper is named in it" in coordinator.page.text) is told
