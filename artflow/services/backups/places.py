"""What a place of backups promises, be it a folder or a bucket, and what both of them need."""

from __future__ import annotations

import tempfile
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple, Protocol

from artflow.services.storage.port import Damaged, Storage


class Place(Protocol):
    """Backups by their names, which are their moments. Whoever writes is alone meanwhile."""

    def alone(self) -> AbstractContextManager[None]:
        """Let one process at a time write here, and remove what another has left half-made.

        Raises `BackupError` for a second one.
        """

    def begin(self, name: str) -> Path:
        """Make an empty folder on this machine for everything but the contents of files."""

    def keep(self, part: Path, store: Storage, sha256: str) -> int:
        """Keep one content of the storage; return its size, -1 if it is not there whole."""

    def publish(self, part: Path, name: str) -> Path | str:
        """Make a whole backup of what was begun. Returns where it is."""

    def remove_old(self, keep: int) -> None:
        """Remove all backups but so many of the newest."""


class Fetched(NamedTuple):
    """A backup to be put back: its manifest, list and database in a folder, and its contents."""

    where: Path | str
    folder: Path
    contents: Storage


def copy_content(store: Storage, target: Storage, sha256: str) -> bool:
    """Copy one content; False if it is missing or no longer what its address says."""
    try:
        with store.open(sha256) as source:
            target.put(source, expected=sha256)
    except (FileNotFoundError, Damaged):
        return False
    return True


def make_work_folder() -> Path:
    """Make a folder of this machine's temporary ones, for its user alone."""
    return Path(tempfile.mkdtemp(prefix="artflow-backup-"))
