"""One way to write: a short transaction that is alone from its first statement on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Integer,
    Transaction,
    event,
    literal_column,
)
from sqlalchemy.exc import ArgumentError

from artflow import private_files
from artflow.config import ConfigurationError
from artflow.extensions import db

from . import lost_connections
from .lost_connections import TransactionName
from .sqlite_write_lock import sqlite_write_lock
from .write_queue import QUEUE_OPTION, flush

if TYPE_CHECKING:
    import psycopg

PRAGMAS = ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000")
"""FULL, not NORMAL: with NORMAL the last approvals may vanish when the power fails."""


WRITE_OPTIONS = {"postgresql": {"isolation_level": "READ COMMITTED"}, "sqlite": {}}
SNAPSHOT_OPTIONS = {"postgresql": {"isolation_level": "REPEATABLE READ"}, "sqlite": {}}
"""How a connection is asked for that has a transaction, see `init_app`."""


BEFORE_COMMIT_OPTION = "artflow_before_commit"
AFTER_COMMIT_OPTION = "artflow_after_commit"
NAME_OPTION = "artflow_transaction_name"


def init_app(app: Flask) -> None:
    """Bind the database and prepare every connection.

    On PostgreSQL pages read without a transaction: at READ COMMITTED one would tell them nothing
    more, it costs two round trips, and its rollback makes psycopg forget all it has prepared.

    Behind a pooler in transaction mode the next transaction is another connection: nothing may be
    prepared there and nothing set beyond the end of a transaction.
    """
    is_pooled = bool(app.config["POOLER"])
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql"):
        asked = app.config["SQLALCHEMY_ENGINE_OPTIONS"]
        never = {"prepare_threshold": None} if is_pooled else {}
        app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {
            **asked,
            "isolation_level": "AUTOCOMMIT",
            "connect_args": {**asked.get("connect_args", {}), **never},
        }
    try:
        db.init_app(app)
    except (ArgumentError, ValueError, TypeError, ImportError) as error:
        raise ConfigurationError(_why_no_database(app, error)) from error
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "do_connect", _make_private)
            event.listen(db.engine, "connect", _set_pragmas)
            event.listen(db.engine, "begin", _begin)
        else:
            event.listen(db.engine, "checkout", lost_connections.check_before_use)
            if not is_pooled:
                event.listen(db.engine, "connect", _plan_once)


def _why_no_database(app: Flask, error: Exception) -> str:
    """Say what is wrong with the address of the database, without showing it: a password is in."""
    if isinstance(error, ImportError) and "psycopg" in str(error):
        return "PostgreSQL needs the packages of requirements-optional.txt"
    if isinstance(error, TypeError):
        return "ARTFLOW_SQLALCHEMY_ENGINE_OPTIONS has an option that SQLAlchemy does not know"
    return (
        "ARTFLOW_SQLALCHEMY_DATABASE_URI must look like postgresql://user:password@host/name "
        "or sqlite:////folder/artflow.db"
    )


def _make_private(dialect: object, record: object, args: list[str], options: object) -> None:
    """Make the file of SQLite before SQLite does; its log and its index inherit the rights."""
    if args and args[0] and not args[0].startswith((":memory:", "file:")):
        with suppress(OSError):  # SQLite itself says better what is in the way
            private_files.make_file(Path(args[0]))


def _set_pragmas(connection: sqlite3.Connection, record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see `_begin`
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _plan_once(connection: psycopg.Connection, record: object) -> None:
    """Plans of prepared statements are kept for good.

    Left to itself, PostgreSQL plans most of ours anew each time, which takes longer than asking
    them: it weighs a plan by the rows of a table, and an archive has many. A value that a plan
    must know stands in its statement, see `literal_limit` and `search.matches_words`.
    """
    connection.execute("SET plan_cache_mode = force_generic_plan")
    connection.commit()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("artflow_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def literal_limit(n: int) -> ColumnElement[int]:
    """Return the number itself for `limit`, not a parameter.

    PostgreSQL takes a limit that is unknown while planning for a tenth of everything; it then sorts
    a whole table to give back a page.
    """
    return literal_column(str(int(n)), Integer)


@contextmanager
def writing(*, repeatable: bool = False) -> Iterator[Connection]:
    """A connection inside a write transaction: committed at the end, rolled back on any error.

    What the session has read is forgotten first, so that nothing read before is written after.
    On SQLite writers take turns (`sqlite_write_lock`). `repeatable` says that doing it all once
    more would do no harm: a key answers, or it only notes.

    Where the connection is lost with the commit, the database is asked what became of it. Raises
    `OutcomeUnknown` if it cannot say, and it matters.
    """
    db.session.rollback()
    with _write_lock(db.engine), db.engine.connect() as connection:
        asked = WRITE_OPTIONS[connection.dialect.name]
        then: list[Callable[[], object]] = []
        options = {
            QUEUE_OPTION: [],
            BEFORE_COMMIT_OPTION: [],
            AFTER_COMMIT_OPTION: then,
            NAME_OPTION: [],
        }
        connection.execution_options(artflow_writes=True, **options, **asked)
        with connection.begin() as transaction, lost_connections.left_behind(connection):
            yield connection
            _commit(connection, transaction, repeatable=repeatable)
    if not repeatable:
        lost_connections.note_written()
    for call in then:
        call()


def _commit(connection: Connection, transaction: Transaction, *, repeatable: bool) -> None:
    """Write what was left for the end, and commit, in one trip."""
    _finish(connection)
    name = _name(connection)
    try:
        with pipelined(connection):
            flush(connection)
            transaction.commit()
    except Exception as error:
        if lost_connections.is_lost(error):
            lost_connections.settle_commit(connection, name, error, repeatable=repeatable)
        else:
            connection.connection.rollback()  # it was sent, but it has not become a commit
            raise


def _finish(connection: Connection) -> None:
    """Do what was left for the very end; then nothing but the commit is left."""
    left = left_for_commit(connection)
    if left:
        with pipelined(connection):
            flush(connection)
        for call in left:
            call()


def _name(connection: Connection) -> TransactionName | None:
    """Return what PostgreSQL calls this transaction; asked now, unless an earlier trip has."""
    found: list[TransactionName] = connection.get_execution_options()[NAME_OPTION]
    if not found and connection.dialect.name == "postgresql":
        with pipelined(connection):
            pass
    return found[0] if found else None


def before_commit(connection: Connection, call: Callable[[], object]) -> None:
    """Have something done as the last thing of the write transaction, after the rows left for it.

    A row that is locked there is locked last: two transactions cannot wait for each other by it.
    """
    connection.get_execution_options()[BEFORE_COMMIT_OPTION].append(call)


def left_for_commit(connection: Connection) -> Sequence[Callable[[], object]] | None:
    """Return what is left for the end of the write transaction; None outside of one."""
    found: list[Callable[[], object]] | None = connection.get_execution_options().get(
        BEFORE_COMMIT_OPTION
    )
    return found


def after_commit(connection: Connection, call: Callable[[], object]) -> None:
    """Have something called once the write transaction has been committed, and never otherwise."""
    connection.get_execution_options()[AFTER_COMMIT_OPTION].append(call)


@contextmanager
def pipelined(connection: Connection) -> Iterator[None]:
    """Send the statements in here without waiting for the answer to the one before.

    Only for those whose answer nobody reads. On SQLite, in the same process, it changes nothing.
    """
    if connection.dialect.name != "postgresql":
        yield
        return
    driver: psycopg.Connection | None = connection.connection.driver_connection
    assert driver is not None, "the connection was closed while it was written to"
    names: list[TransactionName] | None = connection.get_execution_options().get(NAME_OPTION)
    asks = names is not None and not names
    with driver.pipeline():
        cursor = driver.execute(lost_connections.NAME) if asks else None
        yield
    if names is not None and cursor is not None:
        names.append(TransactionName(*cursor.fetchall()[0]))


@contextmanager
def reading() -> Iterator[Connection]:
    """Open a connection that sees one instant only, however long it reads and whoever writes."""
    with db.engine.connect() as connection:
        connection.execution_options(**SNAPSHOT_OPTIONS[connection.dialect.name])
        with connection.begin():
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("SELECT 1 FROM sqlite_master")  # it begins by reading
            yield connection


def _write_lock(engine: Engine) -> AbstractContextManager[None]:
    path = engine.url.database if engine.dialect.name == "sqlite" else None
    return sqlite_write_lock(path) if path and path != ":memory:" else nullcontext()
