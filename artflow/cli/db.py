"""Flask-Migrate's commands, loaded when one of them is called: a server never imports Alembic."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from artflow.services.database import schema


@click.command(
    "db",
    add_help_option=False,
    help="Migrations of the database.",
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
)
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
@with_appcontext
def command(ctx: click.Context, words: tuple[str, ...]) -> object:
    """Hand the words to Flask-Migrate's own group."""
    from flask_migrate.cli import db

    schema.bind(current_app._get_current_object())  # type: ignore[attr-defined]
    return db.main(list(words), prog_name="flask db", obj=ctx.obj, standalone_mode=False)
