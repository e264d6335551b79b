"""One way to write, one way to read an instant, and migrations."""

from __future__ import annotations

import sys

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError, OperationalError

from artflow.domain.errors import NotVisible
from artflow.extensions import db
from artflow.models import Counter, User
from artflow.services.database import schema
from artflow.services.database.transactions import PRAGMAS, reading, writing
from artflow.services.decisions import case_loader
from tests.fixtures import databases

ONE = "INSERT INTO counter (programme_id, year, last) VALUES (1, 2026, 1)"


def counters() -> int:
    db.session.rollback()
    return db.session.scalar(db.select(db.func.count()).select_from(Counter))


def test_what_is_written_is_there(context, world):
    with writing() as connection:
        connection.execute(text(ONE))

    assert counters() == 1


def test_what_breaks_off_was_never_there(context, world):
    def twice():
        with writing() as connection:
            connection.execute(text(ONE))
            connection.execute(text(ONE))

    with pytest.raises(IntegrityError):
        twice()
    assert counters() == 0


def test_writing_forgets_what_the_session_has_read(world):
    user = db.session.get_one(User, world.artist.id)
    with writing() as connection:
        connection.execute(db.update(User).values(name="Басқа"))

    assert user.name == "Басқа"


def test_reading_sees_one_instant_whoever_writes(context, world):
    count = text("SELECT count(*) FROM counter")
    with reading() as connection:
        before = connection.execute(count).scalar()
        with writing() as other:
            other.execute(text(ONE))
        assert connection.execute(count).scalar() == before == 0

    assert counters() == 1


def test_sqlite_keeps_foreign_keys_and_every_approval(tmp_path):
    asked = dict(pragma.split("=") for pragma in PRAGMAS)
    app = databases.application(f"sqlite:///{tmp_path / 'kept.db'}", tmp_path, durable=True)

    with app.app_context(), db.engine.connect() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked}
    databases.dispose(app)

    assert asked["synchronous"] == "FULL"
    assert found == {
        "foreign_keys": 1,
        "journal_mode": "wal",
        "synchronous": 2,
        "busy_timeout": 10000,
    }


def test_without_locks_of_files_the_database_locks_alone(context, world, monkeypatch):
    monkeypatch.setitem(sys.modules, "fcntl", None)  # as on Windows

    with writing() as connection:
        connection.execute(text(ONE))

    assert counters() == 1


def test_a_database_in_memory_needs_no_queue(tmp_path):
    app = databases.application("sqlite:///:memory:", tmp_path)

    with app.app_context(), writing() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1
    databases.dispose(app)


def test_a_database_that_is_not_there_says_so(tmp_path):
    app = databases.application("postgresql+psycopg://nobody@127.0.0.1:1/none", tmp_path)

    with app.app_context(), pytest.raises(OperationalError), writing():
        pass
    databases.dispose(app)


def test_a_proposal_that_is_not_there_is_not_visible(context):
    with pytest.raises(NotVisible):
        case_loader.load(db.session.connection(), 404)


def test_a_new_database_is_brought_to_the_newest_migration_once(tmp_path):
    app = databases.application(f"sqlite:///{tmp_path / 'new.db'}", tmp_path)

    assert (schema.upgrade(app), schema.upgrade(app)) == (True, False)

    with app.app_context():
        assert schema.present_revision(db.session.connection()) == schema.newest_revision()
    databases.dispose(app)


def test_an_empty_database_is_at_no_migration():
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        assert schema.present_revision(connection) is None
    engine.dispose()


def test_the_database_of_a_test_is_at_the_newest_migration(context):
    assert schema.present_revision(db.session.connection()) == schema.newest_revision()
