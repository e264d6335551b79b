"""The world of the tests under the process that is shipped."""

from __future__ import annotations

import pytest

from artflow.extensions import db
from artflow.models import Programme
from artflow.services.database.transactions import writing
from artflow.services.programmes import definitions
from tests.fixtures.world import NOW, World

from .steps import DOCUMENT


@pytest.fixture
def world(context, states) -> World:
    return states.begin("shipped", create_world)


def create_world() -> World:
    """Create the world of the tests, with the shipped process in force."""
    made = World.create("mural")
    with writing() as connection:
        shipped = definitions.publish(connection, DOCUMENT.read_text(encoding="utf-8"), NOW)
        connection.execute(db.update(Programme).values(definition_id=shipped))
    return made
