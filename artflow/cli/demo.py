"""One command that shows the program: database, demo data, a real server."""

from __future__ import annotations

import logging
import shutil
import sys
from pathlib import Path
from typing import NoReturn

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from artflow import config, logs
from artflow.extensions import db
from artflow.services.database import emptying, schema
from artflow.services.worker import loop

HOST = "127.0.0.1"


@click.command("demo")
@click.option("--port", default=5000, show_default=True, help="Where to listen on this machine.")
@click.option("--fresh", is_flag=True, help="Delete the demo's data and start over; asks first.")
@click.option("--yes", is_flag=True, help="With --fresh: do not ask.")
@with_appcontext
def command(port: int, fresh: bool, yes: bool) -> None:
    """Migrate, load demo data once, print the accounts, serve until Ctrl-C.

    A load that was interrupted starts over. Data that are not the demo's are never touched.
    """
    from artflow import serve
    from artflow.demo import accounts

    app = current_app._get_current_object()  # type: ignore[attr-defined]
    app.config["DEMO"] = True
    config.set_public_url(app, f"http://{HOST}:{port}/")
    logging.getLogger(logs.ACCESS).setLevel(logging.WARNING)  # the accounts stay on the screen
    if fresh:
        _throw_away(app, ask=not yes)
    _load_once(app)
    click.echo(accounts.accounts_table(f"http://{HOST}:{port}/"))
    try:
        with loop.background_worker(app, app.extensions["letters"]):
            serve.serve(app, HOST, port)
    except serve.CannotListen as error:
        _refuse(str(error))


def _load_once(app: Flask) -> None:
    """Load the demo unless it is there; refuse a database in which others work."""
    from artflow.demo import contents, load

    found = contents.count()
    if found.is_interrupted:
        _refuse_while_used()
        click.echo("The demo was not loaded to its end: starting over.")
        emptying.empty(app)
    elif not (found.is_empty or found.is_complete):
        _refuse(
            f"{_database()} holds people who are not the demo's. The demo wants a place of its own:"
            " set ARTFLOW_INSTANCE to another folder"
        )
    schema.upgrade(app)
    if not found.is_complete:
        click.echo("Loading the demo; this happens once.")
        load.load_demo()


def _throw_away(app: Flask, *, ask: bool) -> None:
    """Delete the demo's own database, uploads and letters; settings and the secret key stay.

    Says what will go and asks, unless told not to.
    """
    from artflow.demo import contents

    database = Path(app.instance_path) / "artflow.db"
    if app.config["SQLALCHEMY_DATABASE_URI"] != f"sqlite:///{database}":
        _refuse("--fresh throws away only the demo's own database, and another is set")
    found = contents.count()
    if found.is_foreign:
        _refuse(f"{_database()} is not a demo: it holds people who are not the demo's")
    _refuse_while_used()
    files = {folder: _count_files(folder) for folder in _own_folders(app)}
    if any((found.people, *files.values())):
        click.echo("This deletes for good:")
        click.echo(f"  {_database()}: {found.people} people, {found.proposals} proposals")
        for folder, count in files.items():
            click.echo(f"  {folder}: {count} files")
        if ask:
            click.confirm("Delete it?", abort=True)
    emptying.empty(app)
    for folder in files:
        shutil.rmtree(folder)


def _count_files(folder: Path) -> int:
    return sum(1 for path in folder.rglob("*") if path.is_file())


def _own_folders(app: Flask) -> list[Path]:
    """Return the folders of files and letters, where they are the demo's own."""
    folders = [Path(app.config[name]) for name in ("UPLOADS", "MAIL_FOLDER")]
    return [f for f in folders if f.is_dir() and f.parent == Path(app.instance_path)]


def _refuse_while_used() -> None:
    if emptying.is_in_use():
        _refuse(f"{_database()} is in use: stop the server and the worker first")


def _database() -> str:
    return db.engine.url.database or db.engine.url.render_as_string()


def _refuse(why: str) -> NoReturn:
    click.echo(why, err=True)
    sys.exit(1)
