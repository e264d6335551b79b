"""Works that wait for nobody stand on the desk and in the overview of who runs the programme."""

from __future__ import annotations

import pytest

from artflow.domain.people.roles import Role
from artflow.services.accounts import departures
from artflow.web.shared.role_labels import ROLE_LABELS
from tests.fixtures import walks
from tests.fixtures.world import NOW
from tests.services.accounts.test_departures import membership


@pytest.fixture
def headless(app, world):
    """Create a work that waits for a head in a department that has none any more."""
    with app.app_context():
        story = walks.ready_to_decide(world)
        departures.take_role(
            world.head.id, membership(world.head), world.coordinator, NOW, reason="Has left"
        )
        return story.id


def text(client, endpoint, **values) -> str:
    client.get(endpoint, **values)
    return client.page.one("main").text


@pytest.mark.parametrize("username", ["coordinator", "admin"])
def test_what_waits_for_nobody_is_on_a_desk(headless, visit, username):
    reader = visit(username)

    assert "Waiting for nobody 1" in text(reader, "desk.show")
    assert "«Дала таңы»" in text(reader, "desk.show", queue="stuck")


@pytest.mark.parametrize("username", ["coordinator", "admin"])
def test_the_overview_names_the_role_and_the_works(headless, visit, username):
    reader = visit(username)

    told = text(reader, "administration.index")

    assert f"Nobody can act in department, role: {ROLE_LABELS[Role.ARCHITECTURE_HEAD]}" in told
    assert "Waiting for nobody: SHY-2026-0001 «Дала таңы»" in told
    (link,) = {a.attrs["href"] for a in reader.page.all("a") if "Waiting for nobody" in a.text}
    reader.get(link)
    assert "«Дала таңы»" in reader.page.one("main").text


def test_where_everybody_can_act_there_is_no_such_queue(app, world, at, visit):
    at("architecture")

    for username in ("coordinator", "admin"):
        reader = visit(username)
        assert "Waiting for nobody" not in text(reader, "desk.show", queue="stuck")
        assert "Nobody can act" not in text(reader, "administration.index")


def test_others_hear_nothing_of_it(headless, visit):
    for username in ("specialist", "jusan", "artist"):
        assert "Waiting for nobody" not in text(visit(username), "desk.show", queue="stuck")


def test_the_page_of_the_work_says_it_to_who_runs_the_programme(headless, visit):
    for username, told in (("coordinator", True), ("admin", True), ("specialist", False)):
        client = visit(username)
        client.get("proposals.show", proposal_id=headless)
        assert ("Nobody there can act today." in client.page.text) is told
