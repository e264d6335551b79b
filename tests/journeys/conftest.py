"""One database and two running servers for all races: a start costs more than a race."""

from __future__ import annotations

import itertools

import pytest

from tests.fixtures import databases
from tests.fixtures.world import World

from . import servers


class RaceWorld(World):
    """A world with room for many works: every sketch is another picture."""

    def file(self, colour=None, by=None):
        number = next(self.__dict__.setdefault("colours", itertools.count(1)))
        return super().file(colour or f"#{number:06x}", by)


@pytest.fixture(scope="package")
def shared(server, tmp_path_factory):
    """Create a world on a database of its own, with the application that can reach it."""
    folder = tmp_path_factory.mktemp("race")
    url = server.fresh(folder)
    app = databases.application(url, folder)
    with app.app_context():
        made = RaceWorld.create("mural")
    made.app, made.url, made.folder = app, url, folder
    yield made
    databases.dispose(app)
    server.drop(url)


@pytest.fixture(scope="package")
def running(shared):
    """Start two server processes on the shared database. None of them may log a traceback."""
    made = servers.start(2, shared.url, shared.folder)
    yield made
    for process in made:
        process.stop()
    logs = [path.read_text() for path in shared.folder.glob("server-*.log")]
    assert not [log for log in logs if "Traceback" in log]


@pytest.fixture
def city(shared):
    """Return the shared world with a wall that nobody has taken yet."""
    with shared.app.app_context():
        shared.walls.insert(0, shared.wall(f"W-{len(shared.walls) + 1}"))
        yield shared


@pytest.fixture
def ports(running):
    return [process.port for process in running]
