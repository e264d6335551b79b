"""An installation with works in it, and an empty machine to put its backup on."""

from __future__ import annotations

import contextvars

import pytest

from artflow.services.backups import making, restoring
from tests.fixtures import databases, walks


@pytest.fixture
def story(world):
    """Create a work with files and a history, and a draft besides it."""
    story = walks.in_review(world)
    world.story(title="Басқа").attach(world.file("crimson"), "montage", alt="қабырғада")
    return story


class Machine:
    """An installation on another machine, whose database has no table yet."""

    def __init__(self, server, folder) -> None:
        folder.mkdir()
        self.url = server.empty(folder)
        self.app = databases.application(self.url, folder)

    def run(self, verb, *args, **more):
        """Call a verb there, out of the context of the installation that the test stands in."""

        def call():
            with self.app.app_context():
                return verb(*args, **more)

        return contextvars.Context().run(call)

    def restore(self, where, **more):
        return self.run(restoring.restore, self.app, where, **more)


@pytest.fixture
def machine(server, tmp_path):
    made = Machine(server, tmp_path / "machine")
    yield made
    made.run(databases.dispose, made.app)
    server.drop(made.url)


@pytest.fixture
def backups(programs, tmp_path):
    """Return a folder for backups, which does not exist yet."""
    return tmp_path / "backups"


@pytest.fixture
def made(story, backups):
    """Make a backup of the installation with the story."""
    return making.make(backups)
