"""Files and folders for the server's own user alone, whatever umask the process runs under."""

from __future__ import annotations

import logging
import os
import stat
from pathlib import Path

log = logging.getLogger(__name__)

FILE_MODE, FOLDER_MODE = 0o600, 0o700
OTHERS = stat.S_IRWXO


def opener(path: str, flags: int) -> int:
    """Open a file for the built-in `open`; one that is made now is its owner's alone.

    A file that is there already keeps the rights its owner has given it.
    """
    try:
        handle = os.open(path, flags | os.O_CREAT | os.O_EXCL, FILE_MODE)
    except FileExistsError:
        return os.open(path, flags, FILE_MODE)
    if hasattr(os, "fchmod"):  # Windows has no such rights
        os.fchmod(handle, FILE_MODE)  # a umask may have taken away what the owner needs
    return handle


def make_file(path: Path) -> None:
    """Make an empty file if there is none, and close one that is there to all other users.

    A file that is there is never opened: closing it again would let go of every lock that this
    process holds on it, and SQLite would lose what others write meanwhile.
    """
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE))
    except FileExistsError:
        close_to_others(path)
    else:
        path.chmod(FILE_MODE)  # a umask may have taken away what the owner needs


def make_folder(path: Path) -> None:
    """Make a folder with those above it, and close one that is there to all other users.

    Those above it are made as usual: they may be shared.
    """
    is_new = not path.exists()
    path.mkdir(FOLDER_MODE, parents=True, exist_ok=True)
    if is_new:
        path.chmod(FOLDER_MODE)  # a umask may have taken away what the owner needs
    else:
        close_to_others(path)


def close_to_others(path: Path) -> None:
    """Take the rights of all other users off; those of the group were somebody's choice.

    What belongs to another user cannot be changed by this one: a warning is logged.
    """
    mode = stat.S_IMODE(path.stat().st_mode)
    if os.name != "posix" or not mode & OTHERS:
        return
    try:
        path.chmod(mode & ~OTHERS)
    except PermissionError:
        log.warning("other users can reach %s, and this one cannot change that", path)
