"""The command that says whether history is still what was written."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import text

from artflow.extensions import db
from artflow.models import Anchor, File
from artflow.services import audit, audit_contents
from artflow.services.database.transactions import writing
from artflow.services.files import files
from tests.fixtures import databases, walks

from .conftest import run_command


@pytest.fixture
def story(app, states):
    with app.app_context():
        return walks.at_sponsors(states.world())


def tamper(app, statement: str) -> None:
    """Change a row as somebody with the database's own password could."""
    with app.app_context(), db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            for table in ("event", "anchor"):
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        else:
            names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            for name in connection.execute(text(names)).scalars().all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text(statement))


def test_an_honest_history_verifies(story, run):
    said = run("audit", "verify")

    assert "1 proposals" in said


def test_a_report_for_machines(story, run):
    report = json.loads(run("audit", "verify", "--json", "--no-files"))

    assert report["fault"] is None
    assert report["proposals"] == 1
    assert report["files"] == []


def test_a_changed_row_is_named(app, story, run):
    tamper(app, "UPDATE event SET data = '{}' WHERE n = 2")

    assert "event 2" in run("audit", "verify", code=1)
    report = json.loads(run("audit", "verify", "--json", code=1))
    assert (report["fault"]["proposal"], report["fault"]["n"]) == (story.id, 2)


def test_a_lost_file_is_named(app, story, run):
    with app.app_context():
        file = db.session.scalars(db.select(File)).first()
        files.storage().path(file.sha256).unlink()

    assert file.sha256 in run("audit", "verify", code=1)
    run("audit", "verify", "--no-files")


def test_the_heads_of_all_chains_are_sealed(app, story, run):
    first, second = run("audit", "anchor"), run("audit", "anchor")

    assert first != second
    with app.app_context():
        roots = db.session.scalars(db.select(Anchor).order_by(Anchor.id)).all()
        assert roots[1].prev_root == roots[0].root
    run("audit", "verify")


def test_a_seal_that_no_longer_fits_is_named(app, story, run):
    run("audit", "anchor")
    tamper(app, "UPDATE anchor SET chains = 7")

    assert "anchor" in run("audit", "verify", code=1)


def test_a_root_that_was_kept_is_compared_with(app, story, run):
    first, second = run("audit", "anchor").strip(), run("audit", "anchor").strip()

    run("audit", "verify", "--root", first)
    run("audit", "verify", "--root", f" {second.upper()} ")
    said = run("audit", "verify", "--root", "f" * 64, code=1)
    assert "older than the anchor: " + "f" * 64 in said
    report = json.loads(run("audit", "verify", "--json", "--root", "f" * 64, code=1))
    assert report["older"]["root"] == "f" * 64
    assert report["older"]["event"] > 0


@pytest.mark.parametrize("root", ["", "f" * 63, "g" * 64])
def test_what_is_no_root_is_misuse(app, run, root):
    assert "64 hexadecimal digits" in run("audit", "verify", "--root", root, code=2)


@pytest.fixture
def plain_copy(story, app, states, tmp_path, monkeypatch):
    """Copy the file of a running SQLite and its uploads, as people do; the log stays behind."""
    if not states.url.startswith("sqlite"):
        pytest.skip("nobody copies a file of PostgreSQL")
    monkeypatch.setattr(audit_contents, "ARRIVING", timedelta(0))
    folder = tmp_path / "copy"
    folder.mkdir()
    with app.app_context():
        world, before = (
            states.states["world"].made,
            db.session.scalar(db.select(db.func.count(File.id))),
        )
        with closing(db.engine.raw_connection()):  # the running server: it keeps the log open
            for n in range(11):
                world.story(title=f"{n}").attach(
                    world.file(f"hsl({n * 30}, 90%, 50%)"), "montage", alt="x"
                )
            audit.anchor()
            shutil.copyfile(states.folder / "artflow.db", folder / "artflow.db")
            shutil.copytree(states.folder / "uploads", folder / "uploads")
    made = databases.application(f"sqlite:///{folder / 'artflow.db'}", folder)
    with made.app_context():
        assert db.session.scalar(db.select(db.func.count(File.id))) == before
    yield made
    databases.dispose(made)


def test_a_plain_copy_of_the_file_of_a_running_database_is_found_out(plain_copy):
    """All it holds fits together; what lies beside it tells that it was not all."""
    said = run_command(plain_copy, "audit", "verify", code=1)

    assert "22 contents came after the last thing the database knows of" in said
    assert "older than the anchor" in said
    report = json.loads(run_command(plain_copy, "audit", "verify", "--json", code=1))
    assert (report["fault"], report["files"], report["later_files"]) == (None, [], 22)


def test_also_without_a_seal_and_also_without_files(plain_copy):
    with plain_copy.app_context():
        seal = files.storage().root / "anchor.txt"
    kept = seal.read_text()
    seal.unlink()

    assert "22 contents" in run_command(plain_copy, "audit", "verify", code=1)
    root = json.loads(kept)["root"]
    assert root in run_command(plain_copy, "audit", "verify", "--no-files", "--root", root, code=1)
    run_command(plain_copy, "audit", "verify", "--no-files")


def test_what_rows_keep_of_works_is_proved_and_mended(app, story):
    assert "0 turns and milestones and 0 walls differ" in run_command(app, "audit", "totals")
    with app.app_context(), writing() as connection:
        turn = connection.execute(text("SELECT min(id) FROM turn WHERE closed_at IS NULL")).scalar()
        connection.execute(text(f"UPDATE turn SET district = 'Тұран' WHERE id = {turn}"))
        connection.execute(text("UPDATE wall SET state = 'free'"))

    said = run_command(app, "audit", "totals", code=1)
    assert f"turn {turn}: not what its work tells" in said
    assert "1 turns and milestones and 1 walls differ" in said

    mended = run_command(app, "audit", "totals", "--correct")
    assert "1 turns and milestones and 1 walls corrected" in mended
    run_command(app, "audit", "totals")


def test_the_public_key_is_printed_and_a_seal_is_checked_by_the_lines_of_the_guide(story, run):
    public = run("audit", "key").splitlines()[0]
    seal = json.loads(run("audit", "anchor", "--json"))

    Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(
        bytes.fromhex(seal["signature"]), seal["text"].encode()
    )
    assert json.loads(seal["text"])[:2] == ["artflow-anchor-1", seal["root"]]
    assert "1 proposals" in run("audit", "verify", "--public-key", public)
    assert "not signed by a key that was given" in run(
        "audit", "verify", "--public-key", "a" * 64, code=1
    )


def test_a_role_that_was_taken_past_the_program_is_named(app, story, run):
    tamper(app, "UPDATE membership SET role = 'administrator' WHERE id = 2")

    said = run("audit", "verify", code=1)

    assert "membership 2: role is 'administrator', the history says" in said
    report = json.loads(run("audit", "verify", "--json", code=1))
    assert [each["column"] for each in report["accounts"]["faults"]] == ["role"]
