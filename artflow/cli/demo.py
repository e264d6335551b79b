"""One command that shows the program: database, demo data, a real server."""

from __future__ import annotations

import logging
import shutil
import sys
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from artflow import config, logs
from artflow.services.database import schema
from artflow.services.worker import loop

HOST = "127.0.0.1"


@click.command("demo")
@click.option("--port", default=5000, help="Where to listen on this machine.")
@click.option("--fresh", is_flag=True, help="Throw the demo's data away and start over.")
@with_appcontext
def command(port: int, fresh: bool) -> None:
    """Migrate, load demo data once, print the accounts, serve until Ctrl-C."""
    from artflow import serve
    from artflow.demo import accounts, load

    app = current_app._get_current_object()  # type: ignore[attr-defined]
    app.config["DEMO"] = True
    config.set_public_url(app, f"http://{HOST}:{port}/")
    logging.getLogger(logs.ACCESS).setLevel(logging.WARNING)  # the accounts stay on the screen
    if fresh:
        _throw_away(app)
    schema.upgrade(app)
    if load.is_needed():
        load.load_demo()
    click.echo(accounts.accounts_table(f"http://{HOST}:{port}/"))
    try:
        with loop.background_worker(app, app.extensions["letters"]):
            serve.serve(app, HOST, port)
    except serve.CannotListen as error:
        click.echo(str(error), err=True)
        sys.exit(1)


def _throw_away(app: Flask) -> None:
    """Remove the demo's own database, uploads and letters; settings and the secret key stay."""
    instance = Path(app.instance_path)
    if app.config["SQLALCHEMY_DATABASE_URI"] != f"sqlite:///{instance / 'artflow.db'}":
        click.echo("--fresh throws away only the demo's own database, and another is set", err=True)
        sys.exit(1)
    database = instance / "artflow.db"
    for path in (database, *instance.glob("artflow.db-*")):  # SQLite's own files and the locks
        path.unlink(missing_ok=True)
    for name in ("uploads", "mail"):
        shutil.rmtree(instance / name, ignore_errors=True)
