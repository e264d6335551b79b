"""Which works are large on a desk, and who has rows only."""

from __future__ import annotations

import pytest

from tests.fixtures import walks
from tests.services.queries import create_another
from tests.web.support.html import Node


def large(client) -> list[Node]:
    return [node for node in client.page.all("article") if node.attrs["class"] in ("todo", "offer")]


@pytest.fixture
def returned(app, world):
    """Send a work back with an obligatory remark and two recommendations."""
    with app.app_context():
        story = walks.ready_to_decide(world)
        for severity in ("should", "must", "should"):
            story.act(world.head, "remark", severity=severity, text="Түзетіңіз.")
        story.act(world.head, "return")
        return story


def test_an_artist_is_told_the_one_thing_to_do(app, world, returned, visit):
    client = visit("artist")

    client.get("desk.show")

    (task,) = large(client)
    assert task.one("h3").text == "Answer 3 remarks"
    assert "Obligatory: 1. Recommendation: 2" in task.text
    assert "30 September 2026" in task.text
    assert task.one("img").attrs["alt"] == "«Дала таңы»"
    assert task.one("a").attrs["href"] == f"/proposals/{returned.id}"
    with app.app_context():
        for remark in returned.case.remarks:
            returned.act(world.artist, "answer", remark=remark.id, fixed=True, text="Иә")
    client.get("desk.show")
    assert large(client)[0].one("h3").text == "Resubmit"


def test_a_draft_without_a_picture_stands_large_as_well(app, world, visit):
    with app.app_context():
        world.story(title="")

    client = visit("artist")
    client.get("desk.show")

    (task,) = large(client)
    assert "«Untitled» · No number yet" in task.text
    assert task.one("h3").text == "Submit the proposal"


def test_a_sponsor_reads_what_there_is_to_know_before_deciding(app, world, visit):
    with app.app_context():
        story = walks.at_sponsors(world)
        story.act(world.tourism, "sign", amount=4_000_000)
    client = visit("jusan")

    client.get("desk.show")

    (offer,) = large(client)
    assert offer.terms == [
        ("Budget", "10 000 000 ₸"),
        ("Not covered yet", "6 000 000 ₸"),
        ("sponsor-2", "Agreed, 4 000 000 ₸"),
    ]
    assert offer.one("h3").text == "«Дала таңы»"


def test_three_works_stand_large_and_the_others_in_rows(app, world, visit):
    with app.app_context():
        walks.at_sponsors(world)
        for colour in ("olive", "navy", "maroon"):
            placed = walks.placed(world, create_another(world, colour), world.wall(f"W-{colour}"))
            story = walks.assessed(world, placed)
            story.act(world.head, "approve", text="Келісемін.")
    client = visit("jusan")

    client.get("desk.show")

    assert len(large(client)) == 3
    assert len(client.page.all("article", **{"class": "row"})) == 1


@pytest.mark.parametrize("username", ["specialist", "coordinator"])
def test_an_office_has_rows_alone(app, world, visit, username):
    with app.app_context():
        walks.in_review(world)
        create_another(world)
    client = visit(username)

    client.get("desk.show")

    assert large(client) == []
    assert len(client.page.all("article", **{"class": "row"})) == 1


def test_a_department_sees_how_it_gets_on(app, world, returned, visit):
    client = visit("head")
    client.get("desk.show")
    counts = client.page.one("dl", **{"class": "counts"})

    assert [term for term, _number in counts.terms] == [
        "works received in the month",
        "works settled in the month",
        "half of them within, working days",
        "on average, working days",
    ]
    assert visit("coordinator").get("desk.show").text.count('class="counts"') == 0


def test_the_office_s_desk_names_the_sum_that_is_missing(app, visit, world):
    with app.app_context():
        story = walks.at_sponsors(world)
        story.act(world.jusan, "sign", amount=4_000_000)
        story.act(world.tourism, "sign", amount=3_000_000)
    coordinator = visit("coordinator")
    coordinator.get("desk.show")
    text = " ".join(coordinator.page.one("main").text.replace("\u00a0", " ").split())

    assert "Not covered yet: 3 000 000 ₸" in text
    visit("head").get("desk.show")
