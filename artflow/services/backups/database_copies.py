"""A consistent copy of the database while people work, and the way back into an empty one."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

from flask import current_app
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, make_url

from artflow.services.database.transactions import reading

from .manifest import BackupError

if TYPE_CHECKING:
    from sqlalchemy.pool import PoolProxiedConnection


@contextmanager
def copied(engine: Engine, dump: Path) -> Iterator[Connection]:
    """Write a copy of the database to a new file; yield a connection that sees just what it holds.

    Raises `BackupError` if that cannot be done; the database itself is only read.
    """
    copy = _copy_sqlite if engine.dialect.name == "sqlite" else _copy_postgresql
    with copy(engine, dump) as connection:
        yield connection


def put_back(engine: Engine, dump: Path) -> None:
    """Fill an empty database from a copy, whole or not at all. Raises `BackupError`."""
    if engine.dialect.name == "sqlite":
        with closing(engine.raw_connection()) as target, closing(_open_copy(dump)) as source:
            _copy_pages(source, _driver(target))
    else:
        options = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
        _run("pg_restore", engine, *options, str(dump))


@contextmanager
def _copy_sqlite(engine: Engine, dump: Path) -> Iterator[Connection]:
    """Copy by SQLite's own backup: it sees one instant, also what its log holds still."""
    with closing(engine.raw_connection()) as source, closing(sqlite3.connect(dump)) as target:
        _copy_pages(_driver(source), target, "PRAGMA journal_mode=DELETE")  # whole without a log
    copy = create_engine(f"sqlite:///{dump}", poolclass=NullPool)
    with copy.connect() as connection:
        yield connection


def _copy_pages(source: sqlite3.Connection, target: sqlite3.Connection, *then: str) -> None:
    """Copy everything in one step: in several, each write of others would begin it anew.

    Carries out some statements on the copy. Raises `BackupError`.
    """
    try:
        source.backup(target, pages=-1)
        for statement in then:
            target.execute(statement)
    except sqlite3.Error as error:
        raise BackupError(f"the database cannot be copied: {error}") from error


def _open_copy(dump: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{dump.absolute().as_uri()}?mode=ro", uri=True)


def _driver(connection: PoolProxiedConnection) -> sqlite3.Connection:
    return cast("sqlite3.Connection", connection.driver_connection)


@contextmanager
def _copy_postgresql(engine: Engine, dump: Path) -> Iterator[Connection]:
    """Let pg_dump see the very instant that our own connection sees, until that is closed."""
    with reading() as connection:
        snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        options = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}")
        _run("pg_dump", engine, *options, f"--file={dump}")
        yield connection


def _run(tool: str, engine: Engine, *options: str) -> None:
    """Run a program of PostgreSQL on the application's database.

    The password goes through a file that only we may read, not where `ps` shows it. Raises
    `BackupError` with what the program says, or with what to install if it is missing.
    """
    path = shutil.which(tool)
    if path is None:
        raise BackupError(
            f"{tool} is not on the PATH: install PostgreSQL's client programs of the server's"
            " version or newer (Debian: postgresql-client)"
        )
    settings = _libpq_settings(engine)
    with tempfile.NamedTemporaryFile("w", prefix="artflow-") as secret:  # mode 0600
        password = str(settings.pop("password", "")).replace("\\", "\\\\").replace(":", "\\:")
        secret.write(f"*:*:*:*:{password}\n")
        secret.flush()
        command = [path, f"--dbname={_conninfo(settings, secret.name)}", *options]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = "; ".join(line.strip() for line in done.stderr.splitlines() if line.strip())
        raise BackupError(f"{tool} has failed: {said}")


def _libpq_settings(engine: Engine) -> dict[str, object]:
    """Return what the address of the database says, as far as it is not for our driver alone."""
    from psycopg import pq

    known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
    _, settings = engine.dialect.create_connect_args(_direct_url(engine))
    return {name: value for name, value in settings.items() if name in known}


def _direct_url(engine: Engine) -> URL:
    """Return where PostgreSQL itself answers. Raises `BackupError` where only a pooler is named.

    Its programs set things for their whole session. A pooler in transaction mode hands such a
    connection on to us as it is left, and no table would be found there any more.
    """
    direct = current_app.config["DIRECT_DATABASE_URI"]
    if current_app.config["POOLER"] and not direct:
        raise BackupError(
            "PostgreSQL's programs cannot work through a pooler in transaction mode: let"
            " ARTFLOW_DIRECT_DATABASE_URI name PostgreSQL itself"
        )
    return make_url(direct) if direct else engine.url


def _conninfo(settings: dict[str, object], passfile: str) -> str:
    from psycopg.conninfo import make_conninfo

    return make_conninfo(
        "", **{name: str(value) for name, value in settings.items()}, passfile=passfile
    )
