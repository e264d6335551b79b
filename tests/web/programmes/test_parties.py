"""An administrator takes organisations in and out, and is told before what that does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def main(client) -> str:
    return " ".join(client.page.one("main").text.split())


def address(world, name):
    return {"programme_id": world.programme, "organisation_id": world.organisations[name]}


def show(client, world):
    client.get("programmes.show", programme_id=world.programme)
    return main(client)


def test_a_sponsor_is_taken_in_and_the_page_says_first_what_that_does(visit, world, at):
    at("submitted")
    admin, third = visit("admin"), address(world, "sponsor-3")
    assert "sponsor-3 (Sponsor)" in show(admin, world)
    admin.get("parties.add", **third)
    assert "not submitted yet" not in main(admin), "there are none, and nothing is said of none"
    assert "without this one: 1 work." in main(admin)
    assert "SHY-2026-0001" in main(admin)
    admin.fill("")

    assert "An organisation takes part from now on: sponsor-3, Admin" in show(admin, world)
    admin.get("parties.add", 409, **third)
    assert "already takes part" in main(admin)
    assert admin.page.one("h1").text == "P"


def test_a_sponsor_that_leaves_later_is_announced_and_may_stay_after_all(visit, world):
    admin, second = visit("admin"), address(world, "sponsor-2")
    ahead = (datetime.now(UTC) + timedelta(days=40)).date()
    show(admin, world)
    admin.get("parties.remove", **second)
    admin.fill("", 422, leaves_on="2020-01-01")
    assert "This day has passed" in main(admin)
    admin.fill("", 422, leaves_on="")
    admin.fill("", leaves_on=ahead.isoformat())

    assert "leaves on" in show(admin, world)
    assert f"leaves from a day on: sponsor-2, {ahead.day} " in main(admin).replace("\xa0", " ")
    admin.post("parties.keep", **second)
    assert "stays after all: sponsor-2" in show(admin, world)
    admin.post("parties.keep", 409, **second)
    assert "is not leaving" in main(admin)


def test_who_leaves_at_once_stands_under_those_that_have_left(visit, world, at):
    at("submitted")
    admin, department = visit("admin"), address(world, "department")
    admin.get("parties.remove", **department)
    assert "This programme would no longer have: Architecture department" in main(admin)
    admin.fill("")

    assert "left on" in show(admin, world)
    assert "Still missing: Architecture department" in main(admin)
    admin.get("parties.remove", 409, **department)
    assert "takes no part here" in main(admin)


def test_a_press_on_a_page_that_is_out_of_date_is_refused_in_words(visit, world, at):
    admin, second = visit("admin"), address(world, "sponsor-2")
    admin.get("parties.remove", **second)
    at("submitted")
    admin.fill("", 409)
    assert "have changed since the page was opened" in main(admin)
    assert "Works in progress keep it, and it continues to decide on them: 1 work." in main(admin)
    admin.fill("")

    admin.get("parties.add", **address(world, "sponsor-3"))
    admin.get("parties.add", 404, programme_id=99, organisation_id=1)
    admin.get("parties.remove", 404, programme_id=99, organisation_id=1)


def test_where_no_work_has_begun_one_sentence_says_so(visit, world):
    admin = visit("admin")
    admin.get("parties.add", **address(world, "sponsor-3"))
    assert "No work has begun yet: those that are sent from now on get it." in main(admin)
    assert "0" not in main(admin)
    admin.get("parties.remove", **address(world, "sponsor-1"))
    assert "No work that has begun is touched" in main(admin)
    assert "0 works" not in main(admin)
