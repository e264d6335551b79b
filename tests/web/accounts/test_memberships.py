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
