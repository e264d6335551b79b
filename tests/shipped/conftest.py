"""The world of the tests under the process that is shipped."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import current_app

from artflow.demo.story import Story
from artflow.extensions import db
from artflow.models import Programme
from artflow.services.database.transactions import writing
from artflow.services.programmes import definitions
from tests.fixtures.world import NOW, World
from tests.web.support.client import PageClient

from .steps import DOCUMENT, walk_to


@pytest.fixture
def visit(world) -> Callable[[str], PageClient]:
    """Return a function that opens the browser of a person, signed in."""
    return lambda username: PageClient(current_app._get_current_object(), "en").enter(username)


@pytest.fixture
def world(context, states) -> World:
    return states.begin("shipped", create_world)


@pytest.fixture
def reach(world, states) -> Callable[[str], Story]:
    """Return a function that restores a work at a stage of the main path, walked there once."""
    return lambda stage: states.begin(f"shipped at {stage}", lambda: walk_to(create_world(), stage))


def create_world() -> World:
    """Create the world of the tests, with the shipped process in force."""
    made = World.create("mural")
    with writing() as connection:
        shipped = definitions.publish(connection, DOCUMENT.read_text(encoding="utf-8"), NOW)
        connection.execute(db.update(Programme).values(definition_id=shipped))
    return made
