"""Backups in a folder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from artflow.services.storage.disk import DiskStorage
from artflow.services.storage.port import Storage

from .manifest import CONTENTS, MANIFEST, BackupError, list_backups
from .places import Fetched, copy_content


class FolderPlace:
    """Backups in a folder, each written under a hidden name and named as a whole one at the end.

    Contents that the last backup has are linked to, not copied.
    """

    def __init__(self, root: Path) -> None:
        """Name the folder; it is made when something is written."""
        self.root = root
        self._earlier: list[DiskStorage] = []

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let one process at a time write here. What is half-made then belongs to nobody."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._lock():
            for dead in self.root.glob(".*.part"):
                shutil.rmtree(dead)
            yield

    @contextmanager
    def _lock(self) -> Iterator[None]:
        try:
            import fcntl
        except ModuleNotFoundError:  # Windows: whoever starts two at once is on their own
            yield
            return
        with (self.root / ".lock").open("a+b") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise BackupError(f"another backup is being written to {self.root}") from error
            yield

    def begin(self, name: str) -> Path:
        """Make the hidden folder in which the whole backup grows."""
        self._earlier = [DiskStorage(at / CONTENTS) for at in list_backups(self.root)[-1:]]
        part = self.root / f".{name}.part"
        part.mkdir(mode=0o700)
        return part

    def keep(self, part: Path, store: Storage, sha256: str) -> int:
        """Link to the content in the last backup, or copy it."""
        copy = DiskStorage(part / CONTENTS, durable=False)
        is_linked = any(copy.link_from(other, sha256) for other in self._earlier)
        return copy.size(sha256) if is_linked or copy_content(store, copy, sha256) else -1

    def publish(self, part: Path, name: str) -> Path:
        """Give a finished backup its name, once everything in it has reached the disk."""
        getattr(os, "sync", lambda: None)()  # Windows has no such call
        return part.rename(self.root / name)

    def remove_old(self, keep: int) -> None:
        """Remove all backups but so many of the newest."""
        for old in list_backups(self.root)[:-keep]:
            dead = old.rename(self.root / f".{old.name}.part")  # so that no half of it looks whole
            shutil.rmtree(dead)


@contextmanager
def fetch_from_folder(where: Path) -> Iterator[Fetched]:
    """Find the backup that is here, or the newest one in this folder."""
    found = [where] if (where / MANIFEST).is_file() else list_backups(where)
    if not found:
        raise BackupError(f"there is no whole backup in {where}")
    yield Fetched(found[-1], found[-1], DiskStorage(found[-1] / CONTENTS))
