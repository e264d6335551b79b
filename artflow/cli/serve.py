"""The server, from the shell."""

from __future__ import annotations

import contextlib
import sys
from datetime import UTC, datetime

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from artflow.extensions import db
from artflow.services import installation
from artflow.services.database import schema
from artflow.services.worker import loop

from .setup import setup_address


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=5000, show_default=True, help="The port to listen on.")
@click.option("--with-worker", is_flag=True, help="Also send letters, in a thread beside it.")
@with_appcontext
def command(host: str, port: int, with_worker: bool) -> None:
    """Serve until Ctrl-C or SIGTERM; requests that were begun are finished.

    An empty database is made ready. One that lacks a migration is not served from: exit code 1, and
    the command that helps.
    """
    from artflow import serve

    app = current_app._get_current_object()  # type: ignore[attr-defined]
    _prepare_database(app)
    worker = loop.background_worker(app, app.extensions["letters"])
    try:
        with worker if with_worker else contextlib.nullcontext():
            serve.serve(app, host, port, begin=lambda: _print_setup_link(app, port))
    except serve.CannotListen as error:
        click.echo(str(error), err=True)
        sys.exit(1)


def _print_setup_link(app: Flask, port: int) -> None:
    """Say where an installation that has not begun is set up; the address works once."""
    token = installation.issue_link_token(datetime.now(UTC))
    if token:
        where = setup_address(app, token, port)
        click.echo(f"artflow is to be set up here, once: {where}", err=True)


def _prepare_database(app: Flask) -> None:
    """Make an empty database ready; end with exit code 1 for one that lacks a migration."""
    with schema.turn_on_sqlite(db.engine), db.engine.connect() as connection:
        is_empty = schema.present_revision(connection) is None
        is_behind = schema.is_behind(connection)
    if is_empty:
        schema.upgrade(app)
    elif is_behind:
        where = db.engine.url.render_as_string()
        click.echo(f"{where} lacks a migration; bring it there: artflow db upgrade", err=True)
        sys.exit(1)
