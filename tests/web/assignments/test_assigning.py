"""Giving a work to a specialist: who is offered, with what load, and where it stands afterwards."""

from __future__ import annotations

import pytest

from artflow.domain.people.roles import Role
from tests.fixtures import walks
from tests.services.accounts.test_departures import add_person


@pytest.fixture
def in_review(app, world):
    """Create a work in review in an office with two specialists."""
    with app.app_context():
        add_person(world, "colleague", "department", Role.ARCHITECTURE_SPECIALIST)
        return walks.in_review(world).id


def test_each_specialist_is_offered_with_what_they_have(in_review, world, visit):
    head = visit("head")
    head.act(in_review, "assign", user=world.specialist.id)

    head.get("actions.ask", proposal_id=in_review, name="assign")

    offered = sorted(label.text for label in head.form.all("label"))
    assert offered == ["Specialist 1 open work", "colleague 0 open works"]
