"""Alembic's way into the application: one connection, the models' metadata, batch mode."""

from __future__ import annotations

from alembic import context
from flask import current_app

from artflow.services.database import schema
from artflow.services.database.transactions import WRITE_OPTIONS

migrate = current_app.extensions["migrate"]
database = migrate.db
OPTIONS = {"target_metadata": database.metadata, **migrate.configure_args}


def offline() -> None:
    """Write the SQL of the migrations without a database."""
    url = database.engine.url.render_as_string(hide_password=False)
    context.configure(url=url, literal_binds=True, **OPTIONS)
    with context.begin_transaction():
        context.run_migrations()


def online() -> None:
    """Run the migrations on the application's own database."""
    with schema.turn_on_sqlite(database.engine), database.engine.connect() as connection:
        connection.execution_options(**WRITE_OPTIONS[connection.dialect.name])
        context.configure(connection=connection, **OPTIONS)
        with context.begin_transaction():
            schema.wait_for_turn(connection)
            context.run_migrations()


offline() if context.is_offline_mode() else online()
