"""Tables and migrations agree, and migrations go up, down and up again on this database."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect

from artflow.extensions import db
from artflow.services.database import schema


@pytest.fixture
def migrations(app):
    """Return Flask-Migrate bound to the application."""
    import flask_migrate

    schema.bind(app)
    return flask_migrate


def tables(app) -> set[str]:
    with app.app_context():
        found = set(inspect(db.engine).get_table_names())
        db.engine.dispose()
        return found


def test_the_models_are_what_the_migrations_make(app, migrations):
    with app.app_context():
        migrations.check()


def test_migrations_go_down_to_nothing_and_up_again(app, migrations):
    full = tables(app)

    with app.app_context():
        migrations.downgrade(revision="base")
    assert tables(app) - {"alembic_version"} == set()

    assert schema.upgrade(app)
    assert tables(app) == full
    assert set(db.metadata.tables) <= full
    assert not schema.upgrade(app)


def test_the_newest_migration_is_the_one_alembic_names(app, migrations):
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))

    assert ScriptDirectory.from_config(config).get_heads() == [schema.newest_revision()]
