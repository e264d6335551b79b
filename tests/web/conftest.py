"""Visitors for tests of pages: the world is made first, then they come in."""

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
    """A new browser; with a seat it is signed in: `visit("artist")`."""

    def make(username: str = "", language: str = "en") -> PageClient:
        client = PageClient(app, language)
        return client.sign_in(username) if username else client

    return make


@pytest.fixture
def world(app, states) -> World:
    """The programme and its people, in a database that no open context holds on to."""
    return states.world()


@pytest.fixture
def at(app, world) -> Callable[..., int]:
    """Walk a proposal to a stage and name it: `at("sponsors")`."""

    def walk(stage: str, **facts: object) -> int:
        with app.app_context():
            return walks.STAGES[stage](world, **facts).id

    return walk


@pytest.fixture
def post(app):
    """Deliver what waits, and return the addresses that the letters of this delivery lead to."""

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
