"""Giving works to specialists: who is offered, several at once, and where it stands afterwards."""

from __future__ import annotations

import pytest

from artflow.demo.story import Story
from artflow.domain.people.roles import Role
from artflow.extensions import db
from artflow.models import Proposal
from tests.fixtures import walks
from tests.fixtures.world import NOW
from tests.services.accounts.test_departures import add_person
from tests.services.queries import create_another


@pytest.fixture
def in_review(app, world):
    """Create a work in review in an office with two specialists."""
    with app.app_context():
        add_person(world, "colleague", "department", Role.ARCHITECTURE_SPECIALIST)
        return walks.in_review(world).id


@pytest.fixture
def second(app, world, in_review):
    """Create a second work in review."""
    with app.app_context():
        story = create_another(world, "olive", title="Түнгі дала")
        return walks.placed(world, story, world.walls[1]).id


def main_text(client, endpoint, **values) -> str:
    client.get(endpoint, **values)
    return client.page.one("main").text


def assignees(app, *works) -> list[int | None]:
    with app.app_context():
        db.session.rollback()
        return [db.session.get_one(Proposal, key).assignee_id for key in works]


def named(client) -> list[str]:
    """Return the names by which the page knows the works that it offers."""
    return [node.attrs["value"] for node in client.form.all("input", type="checkbox")]


def test_each_specialist_is_offered_with_what_they_have(in_review, world, visit):
    head = visit("head")
    head.act(in_review, "assign", user=world.specialist.id)

    head.get("actions.ask", proposal_id=in_review, name="assign")

    offered = sorted(label.text for label in head.form.all("label"))
    assert offered == ["Specialist 1 open work", "colleague 0 open works"]


def test_who_is_in_charge_stands_on_the_page_in_lists_and_in_history(in_review, world, visit):
    head = visit("head")
    assert "Specialist in charge nobody yet" in main_text(
        head, "proposals.show", proposal_id=in_review
    )
    assert "Nobody is in charge yet" in main_text(head, "desk.show", queue="unassigned")

    head.act(in_review, "assign", user=world.specialist.id)

    page = main_text(head, "proposals.show", proposal_id=in_review)
    assert "Specialist in charge Specialist" in page
    assert "Specialist assigned: Specialist. Assigned by: Head" in page
    for endpoint, values in (("proposals.index", {}), ("desk.show", {"queue": "office"})):
        assert "In charge: Specialist" in main_text(head, endpoint, **values)
    coordinator = visit("coordinator")
    assert "In charge: Specialist" in main_text(coordinator, "board.index")
    specialist = visit("specialist")
    assert "Specialist assigned: Specialist. Assigned by: Head" in main_text(
        specialist, "notices.index"
    )


@pytest.mark.parametrize("username", ["artist", "jusan"])
def test_who_is_in_charge_is_the_offices_own_affair(in_review, world, visit, username):
    visit("head").act(in_review, "assign", user=world.specialist.id)
    reader = visit(username)

    for endpoint, values in (
        ("proposals.show", {"proposal_id": in_review}),
        ("proposals.index", {}),
        ("notices.index", {}),
    ):
        text = main_text(reader, endpoint, **values)
        assert "in charge" not in text.lower()
        assert "Specialist assigned" not in text


def test_a_specialist_takes_a_work_and_nobody_takes_it_from_them(app, in_review, world, visit):
    specialist, colleague = visit("specialist"), visit("colleague")

    specialist.act(in_review, "take")

    assert assignees(app, in_review) == [world.specialist.id]
    colleague.get("actions.ask", 409, proposal_id=in_review, name="take")
    assert "A specialist is in charge of it already." in colleague.page.one("main").text
    head = visit("head")
    assert "Taken for review: Specialist" in main_text(head, "notices.index")
    assert "Taken for review: Specialist" in main_text(
        head, "proposals.show", proposal_id=in_review
    )


def test_the_head_assigns_several_works_in_one_go(app, in_review, second, world, visit):
    head, colleague = visit("head"), world.people["colleague"]
    head.get("desk.show", queue="unassigned")
    assert head.page.one("a", href="/assignments/").text == "Assign several works"
    head.get("assignments.several")
    works = named(head)
    assert len(works) == 2

    head.fill("", 422, works=works)
    assert head.form.all("input", type="checkbox", checked=""), "what was ticked stays so"
    head.fill("", works=works, user=str(colleague.id))

    assert assignees(app, in_review, second) == [colleague.id] * 2
    head.get("desk.show", queue="unassigned")
    assert "2 works assigned: colleague" in head.page.text
    history = main_text(head, "proposals.show", proposal_id=second)
    assert "Specialist assigned: colleague. Assigned by: Head" in history


def test_what_has_changed_meanwhile_is_refused_by_itself(app, in_review, second, world, visit):
    head = visit("head")
    head.get("assignments.several")
    works = named(head)
    with app.app_context():
        story = Story(world.artist, world.programme, NOW)
        story.id = second
        story.act(world.artist, "withdraw", text=".")

    head.fill("", 409, works=works, user=str(world.specialist.id))

    text = head.page.one("main").text
    assert "Not assigned" in text
    assert "«Түнгі дала»" in text
    assert assignees(app, in_review, second) == [world.specialist.id, None]


def test_nothing_is_learned_of_works_that_were_not_offered(app, in_review, world, visit):
    with app.app_context():
        secret = world.story(title="Құпия").id
    head = visit("head")
    head.get("assignments.several")

    for name in (f"{secret}~draft~", f"{secret}~submitted~", "99~architecture~"):
        head.fill("", 409, works=[name], user=str(world.specialist.id))
        assert "You may not assign this work." in head.page.one("main").text
        assert "Құпия" not in head.page.one("main").text
        head.get("assignments.several")
    head.fill("", 422, works=["1~architecture~x'--"], user=str(world.specialist.id))
    assert assignees(app, in_review) == [None]


@pytest.mark.parametrize("username", ["artist", "coordinator", "jusan"])
def test_who_has_no_such_office_has_no_such_page(in_review, visit, username):
    visit(username).get("assignments.several", 403)


def test_after_a_decision_the_next_work_is_one_press_away(app, world, visit):
    with app.app_context():
        first, following = (
            create_another(world, colour, title=title).id
            for colour, title in (("olive", "Бірінші"), ("navy", "Екінші"))
        )
    coordinator = visit("coordinator")

    coordinator.act(first, "propose_wall", wall=str(world.walls[0]))
    coordinator.get("proposals.show", proposal_id=first)
    assert "Next:" not in coordinator.page.text, "the work is still theirs"
    coordinator.act(first, "hold", text=".", review_on="2099-01-05")

    coordinator.get("proposals.show", proposal_id=first)
    links = coordinator.page.all("a", href=coordinator.url("proposals.show", proposal_id=following))
    assert [link.text for link in links] == ["Next: «Екінші»"]


def test_the_works_of_somebody_who_is_ill_go_to_somebody_else(app, in_review, second, world, visit):
    head, colleague = visit("head"), world.people["colleague"]
    head.act(in_review, "assign", user=world.specialist.id)
    head.get("desk.show", queue="office")
    head.get(head.page.one("a", href="/assignments/").attrs["href"])
    first, taken = named(head)
    assert (first.split("~")[0], taken.split("~")[0]) == (str(second), str(in_review))
    assert "In charge: Specialist" in head.form.text

    head.fill("", works=[taken], user=str(colleague.id))

    assert assignees(app, in_review, second) == [colleague.id, None]
