"""Clients for tests of pages: the world is created first, then they sign in."""

from __future__ import annotations

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from artflow.services.worker import delivery
from tests.fixtures import walks
from tests.fixtures.world import World

from .support.client import PageClient


@pytest.fixture
def visit(app) -> Callable[..., PageClient]:
    """Return a function that opens a browser; with a username it is signed in."""

    def make(username: str = "", language: str = "en") -> PageClient:
        client = PageClient(app, language)
        return client.enter(username) if username else client

    return make


@pytest.fixture
def world(app, states) -> World:
    """Create the programme and its people, in a database that no open context holds on to."""
    return states.world()


@pytest.fixture
def at(app, world) -> Callable[..., int]:
    """Return a function that walks a proposal to a stage and returns its id: `at("sponsors")`."""

    def walk(stage: str, **facts: object) -> int:
        with app.app_context():
            return walks.STAGES[stage](world, **facts).id

    return walk


@pytest.fixture
def post(app):
    """Return a function that delivers what waits and returns where the letters lead."""

    def deliver() -> list[str]:
        folder = Path(app.config["MAIL_FOLDER"])
        before = set(folder.glob("*.eml"))
        with app.app_context():
            delivery.deliver_due(app.extensions["letters"])
        return [_link_in(path) for path in sorted(set(folder.glob("*.eml")) - before)]

    return deliver


def _link_in(path: Path) -> str:
    letter = message_from_bytes(path.read_bytes(), policy=policy.default)
    text = letter.get_body(("plain",)).get_content()
    (found,) = re.findall(r"http://127\.0\.0\.1:5000(/\S*)", text)
    return found
