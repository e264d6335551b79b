"""Backups in a bucket. They share their contents, each of which is there once:

<moment>/manifest.json    written last; without it there is no backup of this name
<moment>/database.…       as in a folder, and files.txt beside it
files/aa/bb/<sha256>      the contents of all of them
lock                      somebody is writing; left by whoever died, for some hours
"""

from __future__ import annotations

import os
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from heapq import merge
from pathlib import Path

from artflow.services.storage.bucket import BucketStorage
from artflow.services.storage.objects import Objects
from artflow.services.storage.port import Storage

from .manifest import CONTENTS, DUMPS, LIST, MANIFEST, BackupError, Manifest, is_name, read_list
from .places import Fetched, copy_content, make_work_folder

LOCK = "lock"
DEAD_AFTER = 6 * 3600.0
"""Seconds after which nobody is believed to be writing still; a dump may take its time."""
STILL_HERE = 60.0
"""Seconds after which a writer says that it is still there."""


class BucketPlace:
    """Backups under `s3://bucket/prefix`. The database is dumped on this machine first."""

    def __init__(self, url: str) -> None:
        """Name the place; nothing is asked yet."""
        self.url = url.rstrip("/")
        self.objects = Objects(self.url)
        self.contents = BucketStorage(f"{self.url}/{CONTENTS}")
        self._said_at = 0.0

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let one process at a time write here, by an object that only one can create."""
        held = self.objects.find(LOCK)
        if held is not None and held.at < time.time() - DEAD_AFTER:
            self.objects.delete(LOCK)
        if not self.objects.create(LOCK, self._holder()):
            raise BackupError(
                f"another backup is being written to {self.url}; one that broke off is forgotten"
                " after six hours"
            )
        try:
            self._said_at = time.monotonic()
            self._remove_half_made()
            yield
        finally:
            self.objects.delete(LOCK)

    def _holder(self) -> str:
        return f"{socket.gethostname()} {os.getpid()}"

    def _remove_half_made(self) -> None:
        whole = set(self.list_names())
        for name in filter(is_name, self.objects.list_folders()):
            if name not in whole:
                self._remove(name)

    def list_names(self) -> list[str]:
        """List the whole backups, the oldest first."""
        names = filter(is_name, self.objects.list_folders())
        return sorted(name for name in names if self.objects.find(f"{name}/{MANIFEST}"))

    def begin(self, name: str) -> Path:
        """Make a folder on this machine in which the dump is written."""
        return make_work_folder()

    def keep(self, part: Path, store: Storage, sha256: str) -> int:
        """Keep one content unless an earlier backup has it."""
        if time.monotonic() > self._said_at + STILL_HERE:
            self.objects.put(LOCK, self._holder().encode())
            self._said_at = time.monotonic()
        try:
            size = store.size(sha256)
        except FileNotFoundError:
            return -1
        if self.contents.exists(sha256) and self.contents.size(sha256) == size:
            return size
        return size if copy_content(store, self.contents, sha256) else -1

    def publish(self, part: Path, name: str) -> str:
        """Send what was written on this machine, the manifest last."""
        files = sorted(part.iterdir(), key=lambda path: path.name == MANIFEST)
        for path in files:
            with path.open("rb") as file:
                self.objects.put(f"{name}/{path.name}", file)
        return f"{self.url}/{name}"

    def remove_old(self, keep: int) -> None:
        """Remove all backups but so many of the newest, then the contents that none names now."""
        old = self.list_names()[:-keep]
        for name in old:
            self._remove(name)
        if old:
            self._remove_unnamed()

    def _remove(self, name: str) -> None:
        for file in (MANIFEST, LIST, *DUMPS.values()):  # without the first it is no backup
            self.objects.delete(f"{name}/{file}")

    def _remove_unnamed(self) -> None:
        """Walk over contents and lists side by side: neither has to fit into memory."""
        work = make_work_folder()
        try:
            lists = []
            for name in self.list_names():
                (work / name).mkdir()
                self.objects.download(f"{name}/{LIST}", work / name / LIST)
                lists.append(entry.sha256 for entry in read_list(work / name))
            named = merge(*lists)
            current = next(named, "")
            for sha256 in self.contents.addresses():
                while current and current < sha256:
                    current = next(named, "")
                if current != sha256:
                    self.contents.set_aside(sha256, before=float("inf"))
                    self.contents.remove_aside(sha256)
        finally:
            shutil.rmtree(work, ignore_errors=True)


@contextmanager
def fetch_from_bucket(url: str) -> Iterator[Fetched]:
    """Fetch everything of a backup but its contents: of the one named, or the newest there."""
    above, _, last = url.rstrip("/").rpartition("/")
    place = BucketPlace(above if is_name(last) else url)
    names = place.list_names()
    wanted = last if is_name(last) else (names[-1] if names else "")
    if wanted not in names:
        raise BackupError(f"there is no whole backup in {url}")
    work = make_work_folder()
    try:
        place.objects.download(f"{wanted}/{MANIFEST}", work / MANIFEST)
        for file in (LIST, DUMPS.get(Manifest.read(work).kind, "")):
            if file and place.objects.find(f"{wanted}/{file}"):
                place.objects.download(f"{wanted}/{file}", work / file)
        yield Fetched(f"{place.url}/{wanted}", work, place.contents)
    finally:
        shutil.rmtree(work, ignore_errors=True)
