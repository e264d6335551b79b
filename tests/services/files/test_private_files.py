"""What the application makes is its user's alone, whatever umask it runs under."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys

import pytest

from artflow import create_app, private_files
from artflow.extensions import db
from artflow.services.database import schema
from artflow.services.database.transactions import writing
from artflow.services.mail import outbox
from artflow.services.worker import delivery
from tests.fixtures import databases
from tests.fixtures.world import NOW, World

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows has no such rights")


@pytest.fixture(params=[0o000, 0o022, 0o077, 0o277], ids=oct)
def umask(request):
    """Run under this umask."""
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def modes(folder) -> dict[str, int]:
    """Return the rights of a folder and of everything in it."""
    return {
        str(path.relative_to(folder)): stat.S_IMODE(path.stat().st_mode)
        for path in [folder, *folder.rglob("*")]
    }


def test_database_letters_uploads_and_key_are_nobody_elses(tmp_path, umask):
    folder = tmp_path / "instance"
    app = databases.hurry(
        create_app({"INSTANCE_PATH": str(folder), "PASSWORD_HASH": databases.QUICK_HASH})
    )
    schema.upgrade(app)
    with app.app_context():
        world = World.create("mural")
        world.file()
        with writing() as connection:
            outbox.enqueue(connection, "known", "a@example.org", "kk", NOW, name="A")
        assert delivery.deliver_due(app.extensions["letters"], lambda: NOW) == 1
        db.session.execute(db.text("SELECT 1"))
        app.test_client().get("/")
        found = modes(folder)
    databases.dispose(app)

    kinds = {path.rpartition("/")[2].partition("-")[0] for path in found}
    assert {"artflow.db", "secret_key", "uploads", "mail", "templates"} <= kinds
    assert {"artflow.db-wal", "artflow.db-shm", "artflow.db-writer", "artflow.db-writers"} <= set(
        found
    )
    assert {path: oct(mode) for path, mode in found.items() if mode & 0o077} == {}
    assert {oct(mode) for path, mode in found.items() if (folder / path).is_dir()} == {"0o700"}
    ours = {path: mode for path, mode in found.items() if not path.startswith("templates/")}
    assert {oct(mode) for path, mode in ours.items() if (folder / path).is_file()} == {"0o600"}


def test_what_was_open_to_others_is_closed_and_the_group_keeps_its_rights(tmp_path):
    folder = tmp_path / "instance"
    (folder / "uploads").mkdir(parents=True)
    database, key = folder / "artflow.db", folder / "secret_key"
    database.touch()
    key.write_text("k" * 64)
    for path, mode in (
        (folder, 0o755),
        (folder / "uploads", 0o755),
        (database, 0o664),
        (key, 0o644),
    ):
        path.chmod(mode)

    app = databases.hurry(create_app({"INSTANCE_PATH": str(folder)}))
    schema.upgrade(app)
    with app.app_context():
        app.extensions["storage"].put(b"x")
    databases.dispose(app)

    found = modes(folder)
    assert (found["."], found["uploads"]) == (0o750, 0o750)
    assert (found["artflow.db"], found["secret_key"]) == (0o660, 0o640)
    assert key.read_text() == "k" * 64


def test_a_file_that_is_there_is_opened_as_it_is(tmp_path):
    path = tmp_path / "file"
    path.write_text("one")
    path.chmod(0o640)

    with open(path, "a", opener=private_files.opener) as file:
        file.write(" two")

    assert path.read_text() == "one two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_what_belongs_to_somebody_else_is_warned_of(tmp_path, caplog, monkeypatch):
    path = tmp_path / "file"
    path.touch()
    path.chmod(0o644)

    def refuse(self, mode):
        raise PermissionError

    monkeypatch.setattr(type(path), "chmod", refuse)
    private_files.close_to_others(path)

    assert "other users can reach" in caplog.text


def test_of_processes_that_begin_at_once_all_have_one_key(tmp_path):
    import subprocess

    program = (
        "import sys; from artflow import create_app;"
        "print(create_app({'INSTANCE_PATH': sys.argv[1]}).secret_key)"
    )
    begun = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path / "instance")],
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    keys = {process.communicate()[0] for process in begun}

    (key,) = keys
    assert len(key.strip()) == 64
    assert [path.name for path in (tmp_path / "instance").glob("secret_key*")] == ["secret_key"]


def test_a_file_that_is_there_is_not_opened_for_its_locks_would_be_lost(tmp_path):
    """POSIX lets go of all locks of a process on a file when it closes any handle of it."""
    path = tmp_path / "locked.db"
    mine = sqlite3.connect(path, isolation_level=None)
    mine.execute("CREATE TABLE one (n INTEGER)")
    mine.execute("BEGIN EXCLUSIVE")
    private_files.make_file(path)

    other = (
        "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('SELECT * FROM one')"
    )
    words = [sys.executable, "-c", other, str(path)]
    said = subprocess.run(words, capture_output=True, text=True, check=False)

    assert "database is locked" in said.stderr
    mine.close()
