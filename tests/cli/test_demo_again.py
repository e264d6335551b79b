"""A demo that broke off, that is thrown away, and one that is asked for where others work."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from artflow.cli import demo as command
from artflow.demo import contents, load
from artflow.demo.people import DEMO_PEOPLE
from artflow.services.database.transactions import writing
from artflow.services.people import people
from tests.fixtures import databases
from tests.fixtures.dev_tree import ROOT, free_port
from tests.services.tampering import verify

from .conftest import run_command

pytestmark = pytest.mark.slow
PASSWORD = "correct horse battery"


@pytest.fixture
def place(server, tmp_path):
    """Return an application on an empty database that nobody else has open."""
    url = server.fresh(tmp_path)
    app = databases.application(url, tmp_path)
    yield app
    databases.dispose(app)
    server.drop(url)


@pytest.fixture
def whole(monkeypatch):
    """Let its people be all of the demo: what the rest is made of has tests of its own."""
    monkeypatch.setattr(contents, "PROPOSALS", 0)
    monkeypatch.setattr(load, "load_demo", create_people)


def create_people() -> None:
    with writing() as connection:
        load.create_people(connection, datetime.now(UTC))


def load_people(app) -> None:
    with app.app_context():
        create_people()


def count(app) -> contents.Contents:
    with app.app_context():
        return contents.count()


def add_stranger(app) -> None:
    with app.app_context(), writing() as connection:
        people.add_user(connection, email="a@city.example", name="Айна", password=PASSWORD)


def demo(app, *words: str, code: int = 1, keys: str = "") -> str:
    """Run the command with a port that cannot be, so that it does all but serve."""
    return run_command(app, "demo", "--port", "-1", *words, code=code, keys=keys)


@pytest.mark.postgres
def test_a_load_that_broke_off_starts_over(place, monkeypatch):
    with place.app_context():
        load.load_first_part(datetime.now(UTC))
    monkeypatch.setattr(load, "load_demo", create_people)

    output = demo(place)

    assert "The demo was not loaded to its end: starting over." in output
    assert count(place) == (len(DEMO_PEOPLE), 0, 0)
    with place.app_context():
        assert verify()[:3] == (0, 0, ())


@pytest.mark.postgres
def test_a_broken_off_load_that_is_in_use_is_left_alone(place):
    load_people(place)
    databases.dispose(place)
    other = databases.application(
        place.config["SQLALCHEMY_DATABASE_URI"], Path(place.instance_path)
    )
    before = count(other)  # and its connection stays open in the pool

    output = demo(place)

    assert "is in use: stop the server and the worker first" in output.splitlines()[-1]
    assert count(other) == before
    databases.dispose(other)


@pytest.mark.postgres
@pytest.mark.parametrize("words", [(), ("--fresh", "--yes")])
def test_where_others_work_the_demo_is_neither_loaded_nor_thrown_away(place, words):
    add_stranger(place)

    output = demo(place, *words)

    assert len(output.splitlines()) == 1
    assert count(place) == (0, 1, 0)


def test_a_half_demo_that_somebody_has_joined_is_not_started_over(place):
    load_people(place)
    add_stranger(place)

    assert "ARTFLOW_INSTANCE" in demo(place)
    assert count(place) == (len(DEMO_PEOPLE), 1, 0)


def test_fresh_says_what_goes_and_asks(own, whole):
    load_people(own)
    add_stranger(own)
    letters = Path(own.config["MAIL_FOLDER"])
    letters.mkdir(exist_ok=True)
    (letters / "letter.eml").touch()

    output = demo(own, "--fresh", keys="n\n")

    assert f"{len(DEMO_PEOPLE) + 1} people, 0 proposals" in output
    assert f"{letters}: 1 files" in output
    assert output.rstrip().endswith("Aborted!")
    assert count(own) == (len(DEMO_PEOPLE), 1, 0)


@pytest.mark.parametrize(("words", "keys"), [(("--fresh",), "y\n"), (("--fresh", "--yes"), "")])
def test_fresh_starts_over_and_keeps_the_settings(own, whole, words, keys):
    load_people(own)
    add_stranger(own)
    settings = Path(own.instance_path) / "config.toml"
    settings.write_text('MAIL_FROM = "a <a@city.example>"')
    letter = Path(own.config["MAIL_FOLDER"]) / "letter.eml"
    letter.parent.mkdir(exist_ok=True)
    letter.touch()

    demo(own, *words, keys=keys)

    assert count(own) == (len(DEMO_PEOPLE), 0, 0)
    assert settings.exists()
    assert not letter.exists()


def test_fresh_is_refused_while_a_server_uses_the_data(own, whole):
    load_people(own)
    databases.dispose(own)
    path = Path(own.instance_path) / "artflow.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute(
            "SELECT count(*) FROM user"
        ).fetchone()  # as any server does that has answered
        output = demo(own, "--fresh", "--yes")

    assert "is in use: stop the server and the worker first" in output
    assert count(own).demo_people
    assert "in use" not in demo(own, "--fresh", "--yes")  # the other one has gone


def test_fresh_is_refused_on_a_database_that_is_named(place, tmp_path):
    place.config["SQLALCHEMY_DATABASE_URI"] = "postgresql+psycopg://elsewhere/city"

    assert "another is set" in demo(place, "--fresh", "--yes")


@pytest.fixture
def own(place, request):
    """Return the application on the database that the demo has where none is named."""
    if request.config.getoption("--db") != "sqlite":
        pytest.skip("the demo's own database is SQLite's")
    return place


@pytest.mark.exhaustive
@pytest.mark.pure
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_first_start_is_followed_by_a_whole_one(tmp_path, number):
    """With real processes: the one is ended while it loads, the other loads and is stopped."""
    environ = os.environ | {"ARTFLOW_INSTANCE": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    words = [sys.executable, "-m", "artflow", "demo", "--port", str(free_port())]

    def start() -> subprocess.Popen[str]:
        return subprocess.Popen(
            words,
            cwd=ROOT,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    with start() as first:
        wait_for_proposals(tmp_path / "artflow.db", 3)
        first.send_signal(number)
        assert "Traceback" not in first.communicate(timeout=90)[0]
    assert first.returncode != 0
    with start() as second:
        said = ""
        while "is ready on" not in said:
            line = second.stdout.readline()
            assert line, said
            said += line
        second.send_signal(signal.SIGINT)
        assert second.wait(20) == 0
    assert "starting over" in said
    app = databases.application(f"sqlite:///{tmp_path / 'artflow.db'}", tmp_path)
    assert count(app) == (len(DEMO_PEOPLE), 0, contents.PROPOSALS)
    databases.dispose(app)


def wait_for_proposals(path: Path, wanted: int) -> None:
    """Return when so many have been written; fail after a minute."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if path.exists():
            with closing(sqlite3.connect(path)) as connection:
                tables = connection.execute("SELECT name FROM sqlite_master").fetchall()
                if ("proposal",) in tables:
                    (found,) = connection.execute("SELECT count(*) FROM proposal").fetchone()
                    if found >= wanted:
                        return
        time.sleep(0.05)
    pytest.fail("nothing was loaded within a minute")


def test_the_port_that_cannot_be_is_all_that_keeps_it_from_serving(place, whole):
    assert f"cannot listen on {command.HOST} port -1" in demo(place).splitlines()[-1]
