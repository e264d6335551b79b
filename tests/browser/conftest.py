"""One browser, one town and one running server for all browser tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import delete

from artflow.extensions import db
from artflow.models import SignInAttempt
from tests.fixtures import databases
from tests.journeys import servers

from .support.person import Person
from .support.town import create_town

SWITCHES = (
    "--no-sandbox",
    "--lang=en-US",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="package")
def chrome(chromium) -> Iterator[Any]:
    """Start Debian's Chromium; without Playwright the tests are skipped with a message."""
    driver = pytest.importorskip(
        "playwright.sync_api", reason="Playwright is not installed: browser tests did not run"
    )
    with driver.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=list(SWITCHES))
        yield opened
        opened.close()


@pytest.fixture(scope="package")
def town(server, states, tmp_path_factory, chrome) -> Iterator[Any]:
    """Serve the demo's people and walls with a proposal at every stage."""
    folder = tmp_path_factory.mktemp("town")
    states.begin_shared("town", create_town)
    url, (made, ids) = states.copy("town", folder)
    app = databases.application(url, folder)
    running = servers.start(1, url, folder, durable=False)[0]
    home = f"http://127.0.0.1:{running.port}"
    yield SimpleNamespace(app=app, people=made, proposals=ids, home=home, walls=made.walls)
    running.stop()
    assert "Traceback" not in running.errors.read_text()
    databases.dispose(app)
    server.drop(url)


@pytest.fixture(autouse=True)
def patience(town) -> Iterator[None]:
    """Delete failed sign-ins after each test: all tests come from one address."""
    yield
    with town.app.app_context():
        db.session.execute(delete(SignInAttempt))
        db.session.commit()


@pytest.fixture
def enter(chrome, town) -> Iterator[Callable[..., Person]]:
    """Return a function that opens a browser: `enter("aigerim")` is signed in."""
    opened = []

    def make(
        name: str = "", language: str = "kk", device: type[Person] = Person, **options: Any
    ) -> Person:
        known = {"base_url": town.home, "reduced_motion": "reduce"} | device.OPTIONS
        context = chrome.new_context(**known | options)
        context.add_cookies([{"name": "language", "value": language, "url": town.home}])
        opened.append(context)
        person = device(context.new_page())
        return person.sign_in(name) if name else person

    yield make
    for context in opened:
        context.close()
