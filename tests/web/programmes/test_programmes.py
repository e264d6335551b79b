"""The pages of programmes and of the calendar, through a browser."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from artflow.extensions import db
from artflow.models import CalendarDay
from tests.web.support.statements import recorded_statements

TOMORROW = (datetime.now(UTC) + timedelta(days=2)).date()


def sections(client) -> dict[str, str]:
    return {s.one("h2").text: s.text for s in client.page.one("main").all("section")}


def test_a_coordinator_sets_the_days_of_the_call_and_artists_see_the_programme_no_longer(
    visit, world
):
    coordinator, artist = visit("coordinator"), visit("artist")
    coordinator.get("programmes.index")
    assert "takes proposals" in coordinator.page.one("main").text
    coordinator.get("programmes.edit", programme_id=world.programme)
    coordinator.fill("", opens_on=TOMORROW.isoformat(), closes_on="2020-01-01", status=422)
    assert "cannot end before" in coordinator.page.one("main").text
    coordinator.fill("", closes_on="", name_en="Creative art", city_kk="Шымкент")

    coordinator.get("programmes.show", programme_id=world.programme)
    assert "the call has not begun" in coordinator.page.one("main").text
    assert coordinator.page.one("h1").text == "Creative art"
    assert "Settings were changed: Coordinator" in sections(coordinator)["What was changed"]
    artist.get("proposals.new")
    assert "Creative art" not in artist.page.one("main").text


def test_a_programme_may_be_stopped_without_touching_its_days(visit, world):
    coordinator = visit("coordinator")
    coordinator.get("programmes.edit", programme_id=world.programme)
    coordinator.fill("", 422, open=None)
    coordinator.fill("", open="no")

    coordinator.get("programmes.show", programme_id=world.programme)

    assert "not active" in coordinator.page.one("main").text


def test_a_coordinator_sees_who_takes_part_and_cannot_change_it(visit, world):
    coordinator = visit("coordinator")
    coordinator.get("programmes.show", programme_id=world.programme)

    assert coordinator.page.one("main").all("form") == []
    third = {"programme_id": world.programme, "organisation_id": world.organisations["sponsor-3"]}
    coordinator.get("parties.add", 403, **third)
    coordinator.get("parties.remove", 403, **third)
    coordinator.post("parties.keep", 403, **third)


def test_a_day_is_edited_and_undone(app, visit, world):
    admin = visit("admin")
    admin.get("calendar.index", year=2027)
    admin.fill("", 422, day="", kind="off")
    admin.fill("", day="2027-06-07", kind="off", name="Қала күні")
    admin.get("calendar.index", year=2027)
    assert "Қала күні" in admin.page.one("main").text
    assert "Made a day off: 7 June 2027, Admin" in " ".join(
        sections(admin)["What was changed"].split()
    )
    admin.fill("", 422, day="2027-06-07", kind="off")

    admin.post("calendar.restore", calendar_id=1, data={"day": "2027-06-07"})

    with app.app_context():
        assert (
            db.session.scalars(db.select(CalendarDay).filter_by(day=date(2027, 6, 7))).all() == []
        )
    admin.post("calendar.restore", 400, calendar_id=1, data={"day": "yesterday"})


def test_a_year_without_days_off_says_so_until_it_is_taken_over(visit, world):
    admin = visit("admin")
    admin.get("calendar.index", year=2031)
    assert "No days off are known" in admin.page.one("main").text
    admin.post("calendar.fill", calendar_id=1, year=2031)
    admin.get("calendar.index", year=2031)
    assert "No days off are known" not in admin.page.one("main").text
    admin.post("calendar.fill", 404, calendar_id=1, year=1)
    admin.post("calendar.fill", 404, calendar_id=9, year=2031)
    admin.get("calendar.index", year=99999)


def test_a_coordinator_reads_the_calendar(visit, world):
    coordinator = visit("coordinator")
    coordinator.get("calendar.index", year=2027)

    assert coordinator.page.one("main").all("form") == []
    coordinator.post("calendar.edit", 403, calendar_id=1, data={"day": "2027-06-07", "kind": "off"})


@pytest.mark.parametrize(
    ("endpoint", "statements"),
    [
        ("programmes.index", 2),
        ("programmes.show", 8),
        ("calendar.index", 4),
    ],
)
def test_the_pages_ask_little(app, visit, world, endpoint, statements):
    client = visit("coordinator")
    client.get("calendar.index")
    values = {"programme_id": world.programme} if endpoint == "programmes.show" else {}
    with recorded_statements(app) as found:
        client.get(endpoint, **values)

    assert len(found) == statements
