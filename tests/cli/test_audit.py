"""The command that says whether history is still what was written."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from artflow.extensions import db
from artflow.models import Anchor, File
from artflow.services.files import files
from tests.fixtures import walks


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
