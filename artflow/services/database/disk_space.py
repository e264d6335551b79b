"""Is there room on the disks: what a full one looks like, and how it is noticed before."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from flask import current_app
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from artflow.extensions import db

from .transactions import reading

NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
SQLITE_NO_ROOM = ("SQLITE_FULL", "SQLITE_IOERR_SHMSIZE")
"""The second when even the 32 kilobytes are missing by which connections know of each other."""
POSTGRESQL_NO_ROOM = "53100"
SPILL = """
    SELECT max(n) FROM (
        SELECT row_number() OVER (ORDER BY md5(g::text)) AS n FROM generate_series(1, 20000) AS g
    ) AS sorted
"""


def is_disk_full(error: BaseException) -> bool:
    """Return whether an error, or one that led to it, is a disk without room or a used-up quota."""
    return any(_is_full(each) for each in _chain(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        if isinstance(error, DBAPIError) and error.orig is not None:
            yield error.orig
        error = error.__cause__ or error.__context__


def _is_full(error: BaseException) -> bool:
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorname", "") in SQLITE_NO_ROOM
    if isinstance(error, OSError):
        return error.errno in NO_ROOM
    return getattr(error, "sqlstate", "") == POSTGRESQL_NO_ROOM


def least_free() -> int:
    """Return how many bytes must be left on a disk, from the setting `LEAST_FREE_MEGABYTES`."""
    megabytes: int = current_app.config["LEAST_FREE_MEGABYTES"]
    return megabytes * 2**20


def has_room(path: Path, least: int) -> bool:
    """Return whether this folder, or the nearest one above it, may be written and has room left.

    `least` is how many bytes must be free.
    """
    folder = path.absolute()
    while not folder.exists():
        folder = folder.parent
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        return False
    return shutil.disk_usage(folder).free >= least


def can_write_database() -> bool:
    """Return whether the disk of the database has room, without changing anything.

    SQLite's is asked itself. PostgreSQL is made to sort more than it may keep in memory: it writes
    that to its own disk and forgets it.
    """
    if db.engine.dialect.name == "sqlite":
        name = db.engine.url.database
        return not name or name == ":memory:" or has_room(Path(name).parent, least_free())
    try:
        with reading() as connection:
            connection.execute(text("SET LOCAL work_mem = '64kB'"))
            connection.execute(text(SPILL)).scalar()
    except DBAPIError as error:
        if is_disk_full(error):
            return False
        raise
    return True
