"""The two stores behind the port: what is told of one is told of both."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from artflow.services.storage.opening import open_storage
from artflow.services.storage.port import Storage


class Shelf:
    """A store, with the folder in which its contents lie, also those of a bucket of the tests."""

    def __init__(self, where: str, folder: Path) -> None:
        self.where, self.folder = where, folder
        self.store: Storage = open_storage(where)

    def place(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256[2:4] / sha256

    def age(self, sha256: str, by: timedelta = timedelta(days=90)) -> None:
        """Let a content have been put so long ago."""
        then = self.place(sha256).stat().st_mtime - by.total_seconds()
        os.utime(self.place(sha256), (then, then))

    def names(self) -> list[str]:
        """List what lies there, without the lock of a folder."""
        found = (path for path in self.folder.rglob("*") if path.is_file())
        names = (path.relative_to(self.folder).as_posix() for path in found)
        return sorted(name for name in names if name != "lock")


@pytest.fixture(params=["disk", "bucket"])
def shelf(request, tmp_path) -> Shelf:
    if request.param == "disk":
        return Shelf(str(tmp_path / "uploads"), tmp_path / "uploads")
    bucket = request.getfixturevalue("bucket")
    return Shelf(bucket.url, bucket.folder)


@pytest.fixture
def store(shelf) -> Storage:
    return shelf.store
