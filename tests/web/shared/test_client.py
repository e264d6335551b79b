"""The client itself: nobody leaks from one browser into another."""

from __future__ import annotations

import pytest

from artflow.extensions import db
from tests.fixtures import walks


def test_two_clients_are_two_people_even_inside_an_open_context(app, world, visit):
    with app.app_context():
        story = walks.STAGES["draft"](world)
        artist, jusan = visit("artist"), visit("jusan")

        artist.get("proposals.show", proposal_id=story.id)
        jusan.get("proposals.show", 404, proposal_id=story.id)
        artist.get("proposals.show", proposal_id=story.id)


def test_a_signed_in_client_does_not_sign_in_the_next(app, world, visit):
    with app.app_context():
        visit("admin").get("desk.show")

        answer = visit().get("desk.show", 303)

    assert answer.location.startswith("/sign-in")


def test_a_client_leaves_no_session_of_the_database_behind(app, world, visit):
    visit("admin").get("proposals.index")

    with app.app_context():
        assert not db.session.registry.has()


@pytest.mark.parametrize("username", ["artist", "jusan"])
def test_the_header_names_the_person(world, visit, username):
    client = visit(username)

    client.get("desk.show")

    assert username.title() in client.page.one("header").text
