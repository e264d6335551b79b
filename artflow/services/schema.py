"""Migrations: is the database at the newest one, and bring it there. Alembic comes in only then."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from flask import Flask
from sqlalchemy import Connection, inspect, make_url, text

from artflow.extensions import db

FOLDER = Path(__file__).parent.parent.parent / "migrations"
_line = re.compile(r'^(down_)?revision(?:: [^=]+)? = (?:"([^"]*)"|None)', re.M)


@cache
def newest() -> str:
    """The revision that no other one follows, read from the files themselves."""
    found: set[str] = set()
    followed: set[str] = set()
    for path in (FOLDER / "versions").glob("*.py"):
        for down, revision in _line.findall(path.read_text()):
            (followed if down else found).add(revision)
    (head,) = found - followed
    return head


def present(connection: Connection) -> str | None:
    """The revision the database is at, or None when it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def bind(app: Flask) -> None:
    """Let Flask-Migrate work on this application; its own command is `cli.db`."""
    from flask_migrate import Migrate

    dialect = make_url(app.config["SQLALCHEMY_DATABASE_URI"]).get_backend_name()
    for index in (index for table in db.metadata.tables.values() for index in table.indexes):
        if "where" in index.info:  # in the model it would load every dialect at every start
            index.dialect_options[dialect]["where"] = text(index.info["where"])
    Migrate(app, db, directory=str(FOLDER), command="migrations", render_as_batch=True,
            compare_type=True, include_name=_compared)  # fmt: skip


def _compared(name: str | None, kind: str, parents: object) -> bool:
    """The search index is the database's own: FTS5 makes tables of its own beside it."""
    return not (kind == "table" and (name or "").partition("_")[0] == "search")


def upgrade(app: Flask) -> bool:
    """Bring the database to the newest migration; returns whether there was anything to do."""
    with app.app_context():
        with db.engine.connect() as connection:
            if present(connection) == newest():
                return False
        from flask_migrate import upgrade as run

        bind(app)
        run()
    return True
