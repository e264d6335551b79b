"""Migrations on a database with something in it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import inspect, text

from artflow.domain.jobs import PICTURE, URGENT
from artflow.extensions import db
from artflow.models import File, Job, Mail
from artflow.services.database import schema
from artflow.services.database.transactions import writing
from artflow.services.jobs import queue
from artflow.services.mail import outbox
from tests.fixtures.world import NOW


@pytest.fixture
def migrate(app):
    """Return Flask-Migrate's own functions, on this test's database."""
    import flask_migrate

    with app.app_context():
        schema.bind(app)
        yield flask_migrate


def test_every_migration_but_the_first_goes_down_and_up_again_under_data(migrate, world):
    before = set(inspect(db.engine).get_table_names())

    migrate.downgrade(revision="0002")
    between = set(inspect(db.engine).get_table_names())
    migrate.upgrade()

    gone = {
        name.partition("_")[0] if name.startswith("search") else name for name in before - between
    }
    assert gone == {
        "account_event",
        "audit_run",
        "calendar",
        "export",
        "export_piece",
        "former_name",
        "import_run",
        "job",
        "keeper_event",
        "mail",
        "one_time_link",
        "past_work",
        "payment",
        "role_paper",
        "search",
        "seeing",
        "sign_in_attempt",
        "stage_total",
        "wall_photo",
    }
    assert set(inspect(db.engine).get_table_names()) == before
    migrate.check()


def test_letters_and_pictures_that_wait_are_carried_over_and_back(migrate, world):
    picture = world.file("teal")
    with writing() as connection:
        for name in ("waits", "failed", "sent"):
            outbox.enqueue(connection, "moved", f"{name}@example.org", "en", NOW, email="x@y.zz")
        connection.execute(db.update(File).where(File.id == picture), {"state": "preparing"})
        queue.enqueue(connection, PICTURE, picture, NOW, URGENT)
        tried = {"attempts": 3, "due_at": NOW + timedelta(hours=1), "error": "451 later"}
        gone = {"state": "failed", "finished_at": NOW, "reason": "refused", "error": "550 no"}
        connection.execute(db.update(Job).where(Job.subject_id == 1), tried)
        connection.execute(db.update(Job).where(Job.subject_id == 2), gone)
        connection.execute(db.update(Mail).where(Mail.id == 3), {"sent_at": NOW})
    jobs = (Job.kind, Job.subject_id, Job.priority, Job.state, Job.due_at, Job.attempts, Job.error)
    wanted = db.select(*jobs).where(Job.subject_id != 3).order_by(Job.kind, Job.subject_id)
    before = db.session.execute(wanted).all()
    db.session.rollback()

    migrate.downgrade(revision="0014")
    old = "SELECT dead_at IS NOT NULL, attempts, error FROM mail WHERE sent_at IS NULL ORDER BY id"
    with db.engine.connect() as connection:
        rows = connection.execute(text(old)).all()
    assert [tuple(row) for row in rows] == [(False, 3, "451 later"), (True, 0, "550 no")]
    migrate.upgrade()

    assert db.session.execute(wanted).all() == before
    assert len(before) == 3
