"""One way to write: a short transaction that is alone from its first statement on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Engine, event

from artflow.extensions import db

PRAGMAS = ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000")
"""FULL, not NORMAL: with NORMAL the last approvals may vanish when the power fails."""


ONE_INSTANT = {
    "postgresql": "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
    "sqlite": "SELECT 1 FROM sqlite_master",  # the first read is the instant
}


def init_app(app: Flask) -> None:
    """Bind the database and prepare every SQLite connection."""
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _prepare)
            event.listen(db.engine, "begin", _begin)


def _prepare(connection: sqlite3.Connection, record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see `_begin`
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("artflow_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def writing() -> Iterator[Connection]:
    """A connection inside a write transaction: committed at the end, rolled back on any error.

    What the session has read is forgotten first, so that nothing read before is written after.
    On SQLite writers queue at a lock file: its own busy handler is unfair and lets one of eight
    writers wait for seconds.
    """
    db.session.rollback()
    with _queue(db.engine), db.engine.connect() as connection:
        connection.execution_options(artflow_writes=True)
        with connection.begin():
            yield connection


@contextmanager
def reading() -> Iterator[Connection]:
    """A connection that sees one instant only, however long it reads and whoever writes."""
    with db.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql(ONE_INSTANT[connection.dialect.name])
        yield connection


@contextmanager
def _queue(engine: Engine) -> Iterator[None]:
    path = engine.url.database if engine.dialect.name == "sqlite" else None
    if not path or path == ":memory:":
        yield
        return
    with open(f"{path}-writers", "a+b") as lock:
        _lock(lock.fileno())
        yield  # closing the file gives the lock back


def _lock(descriptor: int) -> None:
    try:
        import fcntl
    except ModuleNotFoundError:  # Windows: SQLite's own busy handler must do
        return
    fcntl.flock(descriptor, fcntl.LOCK_EX)
