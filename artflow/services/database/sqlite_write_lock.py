"""Writers of an SQLite file take turns by two lock files, in addition to SQLite's own lock.

SQLite's busy handler lets one of eight writers wait for seconds; a strict queue passes the work to
a process whose caches are cold each time and loses almost half of the throughput. So whoever finds
the lock taken tries again a little later, and who has tried for long enough goes first.
"""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import BinaryIO

from sqlalchemy.exc import DBAPIError

from artflow import private_files

PATIENCE_SECONDS = 0.3
"""Seconds after which a writer stops looking and queues; then nobody overtakes it any more."""
PAUSE_SECONDS = (0.005, 0.03)
"""Seconds between two looks, at least and at most."""
LOCKED = ("SQLITE_BUSY", "SQLITE_LOCKED")


def is_locked(error: BaseException) -> bool:
    """Return whether an error is a file that somebody else held for longer than SQLite waits.

    Somebody who does not take turns by our files: another program, or a migration.
    """
    found = error.orig if isinstance(error, DBAPIError) else error
    is_ours = isinstance(found, sqlite3.OperationalError)
    return is_ours and getattr(found, "sqlite_errorname", "").startswith(LOCKED)


@contextmanager
def sqlite_write_lock(path: str) -> Iterator[None]:
    """Hold the right to write this file, on this machine. A process that dies releases it."""
    try:
        import fcntl
    except ModuleNotFoundError:  # Windows: SQLite's own busy handler must do
        yield
        return
    with open(f"{path}-writer", "a+b", opener=private_files.opener) as writer:
        with open(f"{path}-writers", "a+b", opener=private_files.opener) as queue:
            if not _lock_soon(fcntl, queue, writer):
                fcntl.flock(queue, fcntl.LOCK_EX)
                fcntl.flock(writer, fcntl.LOCK_EX)
        yield  # closing the file opens the way


def _lock_soon(fcntl: ModuleType, queue: BinaryIO, writer: BinaryIO) -> bool:
    """Try until the lock is free and nobody queues before it. Returns False after a while."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not (_try_lock(fcntl, queue, fcntl.LOCK_SH) and _try_lock(fcntl, writer, fcntl.LOCK_EX)):
        fcntl.flock(queue, fcntl.LOCK_UN)
        if time.monotonic() > until:
            return False
        time.sleep(random.uniform(*PAUSE_SECONDS))
    return True


def _try_lock(fcntl: ModuleType, file: BinaryIO, kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
