"""A backup and the way back from the shell, as an operator has them."""

from __future__ import annotations

import flask_migrate
import pytest
from sqlalchemy.exc import OperationalError

from artflow.extensions import db
from artflow.models import Anchor
from artflow.services.backups import making, manifest, restoring
from artflow.services.database import schema
from artflow.services.database.transactions import reading
from artflow.services.files import files, references
from tests.fixtures import databases, walks

from .conftest import run_command
from .test_audit import tamper

pytestmark = pytest.mark.postgres


@pytest.fixture
def story(app, states, programs):
    with app.app_context():
        return walks.at_sponsors(states.world())


@pytest.fixture
def machine(server, tmp_path):
    """Return another machine: an application whose database has no table."""
    folder = tmp_path / "machine"
    folder.mkdir()
    url = server.empty(folder)
    made = databases.application(url, folder)
    yield made
    databases.dispose(made)
    server.drop(url)


@pytest.fixture
def backups(tmp_path):
    return tmp_path / "backups"


def newest_root(app) -> str:
    with app.app_context():
        return db.session.scalars(db.select(Anchor.root).order_by(Anchor.id.desc())).first()


def test_a_backup_is_put_back_on_an_empty_machine(app, story, run, machine, backups):
    said = run("backup", str(backups))
    root = newest_root(app)
    (folder,) = manifest.list_backups(backups)
    assert f"{folder}: " in said
    assert f"root {root}" in said

    done = run_command(machine, "restore", str(backups), "--root", root)

    assert "of 1 proposals" in done
    assert f"the history fits the root {root}" in done
    at = manifest.Manifest.read(folder).at
    assert f"decisions after {at} are not in this backup; the last in it is event" in done
    assert "1 proposals checked" in run_command(machine, "audit", "verify", "--root", root)
    run_command(machine, "db", "check")


def test_a_root_of_later_than_the_backup_is_missed(app, story, run, machine, backups):
    run("backup", str(backups))
    later = run("audit", "anchor").strip()

    done = run_command(machine, "restore", str(backups), "--root", later, code=1)

    assert f"older than the anchor: {later}" in done
    assert "decisions after that may be missing" in done


def test_only_an_empty_installation_is_filled(story, run, backups):
    run("backup", str(backups))

    said = run("restore", str(backups), code=1)

    assert said.startswith("nothing was restored: the database is not empty")
    assert len(said.splitlines()) == 1


def test_what_is_missing_is_said_on_both_ways(app, story, run, machine, backups):
    with app.app_context(), reading() as connection:
        sha256, name = next(references.list_named(connection))
        files.storage().path(sha256).unlink()

    said = run("backup", str(backups), code=1)
    assert f"missing or damaged in the storage: {name} ({sha256})" in said
    done = run_command(machine, "restore", str(backups), code=1)
    assert f"missing file {name} ({sha256})" in done
    assert "restored" in done


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("backup", "s4://bucket/artflow"), "no backup was made: the place of the backups must be"),
        (("restore", "s4://bucket/artflow"), "nothing was restored: the place of the backups must"),
        (("restore", "/nowhere"), "nothing was restored: there is no whole backup in /nowhere"),
        (("backup", "/dev/null/backups"), "no backup was made: "),
    ],
)
def test_what_cannot_be_done_is_one_line(app, run, words, said):
    answer = run(*words, code=1)

    assert answer.startswith(said)
    assert len(answer.splitlines()) == 1


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_database_that_does_not_answer_is_one_line(app, run, command, backups, monkeypatch):
    def refuse(*_, **__):
        raise OperationalError("SELECT 1", None, Exception("connection refused\n  is it running?"))

    monkeypatch.setattr(making, "make", refuse)
    monkeypatch.setattr(restoring, "restore", refuse)

    said = run(command, str(backups), code=1)

    assert said.endswith(": connection refused is it running?\n")


@pytest.mark.parametrize("words", [("backup",), ("restore",), ("backup", "x", "--keep", "0")])
def test_misuse_is_said(app, run, words):
    run(*words, code=2)


def test_an_empty_database_has_nothing_to_back_up(machine, backups, programs):
    assert "the database is empty" in run_command(machine, "backup", str(backups), code=1)


def test_few_are_kept(story, run, backups, monkeypatch):
    for day in range(1, 5):
        monkeypatch.setattr(making, "name_of", lambda moment, day=day: f"2026-11-0{day}T000000Z")
        run("backup", str(backups), "--keep", "2")

    kept = [folder.name for folder in manifest.list_backups(backups)]
    assert kept == ["2026-11-03T000000Z", "2026-11-04T000000Z"]


def test_a_faulty_history_is_said_when_it_is_put_back(app, story, run, machine, backups):
    tamper(app, "UPDATE event SET data = '{}' WHERE n = 2")
    run("backup", str(backups))

    assert f"proposal {story.id}, event 2: changed" in run_command(
        machine, "restore", str(backups), code=1
    )


def test_an_older_backup_is_migrated(app, story, run, machine, backups):
    schema.bind(app)
    with app.app_context():
        flask_migrate.downgrade(revision="-1")
    run("backup", str(backups))
    run("db", "upgrade")

    assert "migrated from 00" in run_command(machine, "restore", str(backups))


def test_the_key_that_signs_seals_is_in_no_backup_and_the_way_back_says_so(
    app, story, run, machine, backups
):
    run("audit", "key")
    run("backup", str(backups))

    names = [path.name for path in backups.rglob("*")]
    assert not any("signing" in name for name in names)
    assert all(b"PRIVATE KEY" not in p.read_bytes() for p in backups.rglob("*") if p.is_file())
    assert "the key that signs seals is in no backup" in run_command(
        machine, "restore", str(backups)
    )
