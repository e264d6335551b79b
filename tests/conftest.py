"""One database a test, made from a migrated template; SQLite by default, PostgreSQL by option."""

from __future__ import annotations

import os
import shutil

import pytest

from tests import databases
from tests.world import World


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--db", choices=("sqlite", "postgres"), default="sqlite",
                     help="Which database the tests run on.")  # fmt: skip
    parser.addoption("--rewrite-matrix", action="store_true",
                     help="Write tests/web/matrix.txt anew from what is answered.")  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def server(request, tmp_path_factory, worker_id):
    """The database server with its migrated template."""
    kind = request.config.getoption("--db")
    made = databases.SERVERS[kind](tmp_path_factory, worker_id)
    yield made
    made.close()


@pytest.fixture
def database(server, tmp_path):
    """The address of a fresh, migrated, empty database."""
    url = server.fresh(tmp_path)
    yield url
    server.drop(url)


@pytest.fixture
def app(database, tmp_path):
    """The application on its own database and storage."""
    made = databases.application(database, tmp_path)
    yield made
    databases.dispose(made)


@pytest.fixture
def context(app):
    """An application context for tests of services. Pages are tested without one."""
    with app.app_context():
        yield app


@pytest.fixture
def world(context) -> World:
    """A programme with its organisations and people, and nothing submitted yet."""
    return World.make("creative-art")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is; tests that need it are skipped in words where it is not."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip("Chromium is not installed: browser tests did not run")
    return found


@pytest.fixture(scope="session")
def worker_id(request) -> str:
    """The name of this process among its fellows, also without xdist."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")
