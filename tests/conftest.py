"""One application a process, as new for every test; on SQLite by default, PostgreSQL by option."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from .fixtures import buckets, databases
from .fixtures.states import States
from .fixtures.world import World

DIFFER_ON_POSTGRES = (
    "tests/architecture/test_routes.py::test_asking",
    "tests/architecture/test_schema.py",
    "tests/services/audit/",
    "tests/services/backups/",
    "tests/services/database/",
    "tests/services/decisions/",
    "tests/services/imports/test_runs.py",
    "tests/services/lists/",
    "tests/services/files/test_preparation.py",
    "tests/services/jobs/",
    "tests/services/mail/",
    "tests/services/people/test_sign_in.py",
    "tests/services/people/test_strangers.py",
    "tests/services/sponsorship/test_totals.py",
    "tests/web/everywhere/test_size.py::test_no_page",
    "tests/web/everywhere/test_size.py::test_a_scan",
    "tests/web/everywhere/test_growth.py::test_postgresql",
    "tests/web/everywhere/test_growth.py::test_a_sort",
    "tests/web/http/test_lost_connections.py",
    "tests/web/exports/",
    "tests/web/jobs/",
    "tests/web/lists/",
    "tests/journeys/",
)
"""Where a test can go otherwise on PostgreSQL: locking, search, plans, races, migrations."""
LATER_ON_POSTGRES = (
    "tests/web/everywhere/test_size.py::test_no_page",
    "tests/web/everywhere/test_growth.py::test_postgresql",
)
"""What a release asks of PostgreSQL: plans are dear to ask there, for they need many rows."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--db",
        choices=("sqlite", "postgres"),
        default="sqlite",
        help="Which database the tests run on.",
    )
    parser.addoption(
        "--all",
        action="store_true",
        help="Also what only a release asks: every combination, every sequence.",
    )
    parser.addoption(
        "--rewrite-matrix",
        action="store_true",
        help="Write tests/web/everywhere/matrix.txt anew from what is answered.",
    )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave unread what the second run of a check, that on PostgreSQL, takes nothing from."""
    if config.option.markexpr != "postgres" or not collection_path.name.startswith("test_"):
        return None
    name = collection_path.relative_to(config.rootpath).as_posix()
    differs = any(
        f"{name}::".startswith(each) or each.startswith(name) for each in DIFFER_ON_POSTGRES
    )
    marked = collection_path.is_file() and "mark.postgres" in collection_path.read_text("utf-8")
    return None if differs or marked or collection_path.is_dir() else True


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in item.nodeid:
            item.add_marker(pytest.mark.browser)
        if item.nodeid.startswith(DIFFER_ON_POSTGRES):
            item.add_marker(pytest.mark.postgres)
        if config.getoption("--db") == "postgres" and item.nodeid.startswith(LATER_ON_POSTGRES):
            item.add_marker(pytest.mark.exhaustive)
    if not (config.getoption("--all") or config.getoption("--rewrite-matrix")):
        later = [item for item in items if item.get_closest_marker("exhaustive")]
        items[:] = [item for item in items if not item.get_closest_marker("exhaustive")]
        config.hook.pytest_deselected(items=later)
    # Whoever takes what is left over at the end takes something short.
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def exhaustive(request) -> bool:
    """Return whether every combination is tested, or each value once."""
    return request.config.getoption("--all")


@pytest.fixture(scope="session", autouse=True)
def _no_wait_for_the_disk() -> Iterator[None]:
    """Return skip `fsync` in this process: no test here outlives a power loss.

    Processes that tests start are as durable as the program, unless they ask not to be.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda handle: None)
        yield


@pytest.fixture(scope="session")
def server(request, tmp_path_factory, worker_id):
    """Start the database server with its migrated template."""
    kind = request.config.getoption("--db")
    made = databases.SERVERS[kind](tmp_path_factory, worker_id)
    yield made
    made.close()


@pytest.fixture
def programs(server, monkeypatch) -> None:
    """Put the programs of the tests' own PostgreSQL before others on the PATH."""
    if server.programs:
        monkeypatch.setenv("PATH", f"{server.programs}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture(scope="session")
def bucket_server(tmp_path_factory):
    """An S3 server that all tests of this process share; each has buckets of its own."""
    yield from buckets.serve(tmp_path_factory.mktemp("buckets"))


@pytest.fixture
def bucket(bucket_server, monkeypatch):
    """Return an empty bucket, which the environment leads to."""
    buckets.clear_environment(monkeypatch)
    for name, value in bucket_server.environment.items():
        monkeypatch.setenv(name, value)
    return bucket_server.make_bucket()


@pytest.fixture(scope="session")
def states(server, tmp_path_factory):
    """The application and the database that the tests of this process take turns with."""
    run = tmp_path_factory.getbasetemp()
    shared = run.parent if "gw" in run.name else run  # of all processes of this run
    made = States(server, tmp_path_factory.mktemp("states"), shared)
    yield made
    made.close()


@pytest.fixture
def database(request, states):
    """The address of a migrated, empty database; for a test of the world, that restores it."""
    states.renew(restored_later="world" in request.fixturenames)
    yield states.url
    states.close_all()


@pytest.fixture
def app(database, states):
    """The application on an empty database and storage."""
    return states.app


@pytest.fixture
def context(app):
    """Return an application context for tests of services. Pages are tested without one."""
    with app.app_context():
        yield app


@pytest.fixture
def world(states, context) -> World:
    """Return a programme with its organisations and people, and nothing submitted yet."""
    return states.world()


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return where Chromium is; skip the test with a message if it is not installed."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip("Chromium is not installed: browser tests did not run")
    return found


@pytest.fixture(scope="session")
def worker_id(request) -> str:
    """Return the name of this process among the workers, also without xdist."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")
