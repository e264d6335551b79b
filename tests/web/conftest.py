"""Visitors for tests of pages: the world is made first, then they come in."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests import walks
from tests.world import World

from .visitor import Visitor


@pytest.fixture
def visit(app) -> Callable[..., Visitor]:
    """A new browser; with a seat it is signed in: `visit("artist")`."""

    def make(seat: str = "", language: str = "en") -> Visitor:
        visitor = Visitor(app, language)
        return visitor.sign_in(seat) if seat else visitor

    return make


@pytest.fixture
def world(app) -> World:
    """The programme and its people, in a database that no open context holds on to."""
    with app.app_context():
        return World.make("creative-art")


@pytest.fixture
def at(app, world) -> Callable[..., int]:
    """Walk a proposal to a stage and name it: `at("sponsors")`."""

    def walk(stage: str, **facts: object) -> int:
        with app.app_context():
            return walks.STAGES[stage](world, **facts).id

    return walk
