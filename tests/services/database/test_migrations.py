"""Migrations on a database with something in it."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect

from artflow.extensions import db
from artflow.services.database import schema


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
        "job",
        "keeper_event",
        "mail",
        "one_time_link",
        "payment",
        "role_paper",
        "search",
        "seeing",
        "sign_in_attempt",
        "wall_photo",
    }
    assert set(inspect(db.engine).get_table_names()) == before
    migrate.check()
