"""Migrations: is the database at the newest one, and bring it there. Alembic comes in only then."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import cache

from flask import Flask
from sqlalchemy import Connection, Engine, func, inspect, select, text

from artflow.config import find_folder
from artflow.extensions import db

from .sqlite_write_lock import sqlite_write_lock

MIGRATIONS = find_folder("migrations")
TURN = 0x6D69_6772  # "migr": any number that nobody else locks
PATIENCE = "10s"
_revision_line = re.compile(r'^(down_)?revision(?:: [^=]+)? = (?:"([^"]*)"|None)', re.M)


@cache
def _revisions() -> tuple[frozenset[str], str]:
    """Return all revisions and the one that no other follows, read from the files themselves."""
    found: set[str] = set()
    followed: set[str] = set()
    for path in (MIGRATIONS / "versions").glob("*.py"):
        for down, revision in _revision_line.findall(path.read_text("utf-8")):
            (followed if down else found).add(revision)
    (head,) = found - followed
    return frozenset(found), head


def newest_revision() -> str:
    """Return the revision that no other one follows."""
    return _revisions()[1]


def is_known(revision: str) -> bool:
    """Return whether this version of the program has the migration; a newer one may have more."""
    return revision in _revisions()[0]


def present_revision(connection: Connection) -> str | None:
    """Return the revision the database is at, or None when it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def is_behind(connection: Connection) -> bool:
    """Return whether the database lacks a migration of this release.

    A higher number than this release has is a later release's: while servers are upgraded one by
    one, the older ones go on with a database that is ahead of them.
    """
    present, newest = present_revision(connection), newest_revision()
    if present is None or not present.isdigit():
        return True
    return int(present) < int(newest)


@contextmanager
def turn_on_sqlite(engine: Engine) -> Iterator[None]:
    """Let nobody else migrate the file meanwhile; its migrations are seen one by one by others.

    Whoever waits reads afterwards how far the database is. On PostgreSQL see `wait_for_turn`.
    """
    path = engine.url.database if engine.dialect.name == "sqlite" else None
    with sqlite_write_lock(f"{path}-migration") if path else nullcontext():
        yield


def wait_for_turn(connection: Connection) -> None:
    """Let one server migrate after the other, and nobody who works wait for us for long.

    Until the transaction ends. A change of a table waits for whoever uses it, and everybody else
    then waits behind the change: after `PATIENCE` PostgreSQL gives it up, and nothing has changed.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(TURN)))
        connection.execute(select(func.set_config("lock_timeout", PATIENCE, True)))


def bind(app: Flask) -> None:
    """Let Flask-Migrate work on this application; its own command is `cli.db`."""
    from flask_migrate import Migrate

    Migrate(
        app,
        db,
        directory=str(MIGRATIONS),
        command="migrations",
        render_as_batch=True,
        compare_type=True,
        include_name=_is_compared,
    )


def _is_compared(name: str | None, kind: str, parents: object) -> bool:
    """Return whether Alembic compares a table.

    The search index is the database's own: FTS5 makes more tables for itself.
    """
    return not (kind == "table" and (name or "").partition("_")[0] == "search")


def upgrade(app: Flask) -> bool:
    """Bring the database to the newest migration. Returns whether there was anything to do."""
    with app.app_context():
        with db.engine.connect() as connection:
            if present_revision(connection) == newest_revision():
                return False
        from flask_migrate import upgrade as run

        bind(app)
        run()
    return True


def downgrade(app: Flask) -> None:
    """Take back every migration: all tables go, with all that is in them."""
    from flask_migrate import downgrade as run

    with app.app_context():
        bind(app)
        run(revision="base")
