"""Take everything out of a database that nobody uses: the demo's, before it is loaded anew."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from artflow.extensions import db

from . import schema

OTHER_CLIENTS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
)


def is_in_use() -> bool:
    """Return whether another process has the database open: a server, a worker, a shell.

    Our own connections are closed first. A server that has not yet asked its database anything
    has no connection and is not seen.
    """
    _close_all()
    if db.engine.dialect.name == "sqlite":
        return _is_open_elsewhere(sqlite_path())
    with db.engine.connect() as connection:
        return bool(connection.execute(OTHER_CLIENTS).scalar_one())


def sqlite_path() -> Path:
    """Return the file of an SQLite database."""
    return Path(db.engine.url.database or "")


def empty(app: Flask) -> None:
    """Delete every table and row. A file of SQLite goes whole, with its log and its locks."""
    _close_all()
    if db.engine.dialect.name == "sqlite":
        path = sqlite_path()
        for part in (path, *path.parent.glob(f"{path.name}-*")):
            part.unlink(missing_ok=True)
    else:
        schema.downgrade(app)


def _close_all() -> None:
    db.session.remove()
    db.engine.dispose()


def _is_open_elsewhere(path: Path) -> bool:
    """Ask SQLite to leave its write-ahead log, which it does only for whoever is alone."""
    if not path.exists():
        return False
    connection = sqlite3.connect(path, timeout=0)
    try:
        mode: str = connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return True
        raise
    finally:
        connection.close()
    return mode != "delete"
