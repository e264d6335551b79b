"""A folder as a store: what a laptop and one server need."""

from __future__ import annotations

import hashlib
import io
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from artflow import private_files
from artflow.services.storage import port
from artflow.services.storage.port import ADDRESS

_PAIR = re.compile(r"[0-9a-f]{2}")


class DiskStorage:
    """A folder as a store: `aa/bb/<sha256>`, readable by the server's own user only.

    Keeps the promises of `port.Storage`. Nothing here overwrites content, and nothing is deleted
    that was not set aside before: out of its place, but still found by its address.
    """

    def __init__(self, root: str | os.PathLike[str], *, durable: bool = True) -> None:
        """Open a folder; one that is not `durable` leaves it to its user to wait for the disk."""
        self.root = Path(root)
        self.durable = durable
        # Inside the root, because a link cannot cross from one file system to another.
        self.drafts = self.root / "tmp"
        self.aside = self.root / "aside"

    def put(
        self, content: IO[bytes] | bytes, *, max_bytes: int | None = None, expected: str = ""
    ) -> str:
        """Keep the content, read from where the stream stands, and return its SHA-256.

        On return it survives a power loss. Whoever looks finds all of it or nothing, also
        after kill -9; the same content put again, even at the same time, is the same file,
        whose time tells when it was last put. More than `max_bytes` raises TooLarge, another
        address than `expected` Damaged, a full disk OSError; none leaves a trace.
        """
        stream = io.BytesIO(content) if isinstance(content, bytes) else content
        private_files.make_folder(self.root)
        private_files.make_folder(self.drafts)
        handle, name = tempfile.mkstemp(dir=self.drafts)
        draft = Path(name)
        try:
            sha256 = _write(handle, port.chunks(stream, max_bytes), wait=self.durable)
            port.check_expected(sha256, expected)
            self._publish(draft, sha256)
        finally:
            draft.unlink(missing_ok=True)
        return sha256

    def path(self, sha256: str) -> Path:
        """Return where this content is, or would be, on the disk. Read it; never write to it."""
        place = self._place(sha256)
        aside = self.aside / sha256
        return aside if not place.is_file() and aside.is_file() else place

    def _place(self, sha256: str) -> Path:
        port.check_address(sha256)
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def open(self, sha256: str) -> io.BufferedReader:
        """Open the bytes from the start, for the caller to close; FileNotFoundError if unknown."""
        try:
            return self._place(sha256).open("rb")
        except FileNotFoundError:
            return (self.aside / sha256).open("rb")

    def exists(self, sha256: str) -> bool:
        """Return whether there is content with this address, in its place or set aside."""
        return self.path(sha256).is_file()

    def verify(self, sha256: str) -> bool:
        """Read everything again. Returns False when the bytes are gone or were changed."""
        return port.verify(self, sha256)

    def size(self, sha256: str) -> int:
        """Return how many bytes this content has; FileNotFoundError if unknown."""
        return self.path(sha256).stat().st_size

    def addresses(self) -> Iterator[str]:
        """Yield the addresses of what is in its place, rising; what is set aside is not.

        Only one folder is read at a time, so a store may be larger than memory.
        """
        for first in _sorted_names(self.root, _PAIR):
            for second in _sorted_names(self.root / first, _PAIR):
                yield from _sorted_names(self.root / first / second, ADDRESS)

    def put_at(self, sha256: str) -> float:
        """Return when this was last put, in seconds since 1970; FileNotFoundError if unknown."""
        return self.path(sha256).stat().st_mtime

    def set_aside(self, sha256: str, *, before: float) -> bool:
        """Take content out of its place unless it was put since `before`; it stays readable.

        Returns whether it was. Whoever puts the same content meanwhile keeps it in its place: both
        take turns on a lock file. Where the system has no such locks nothing is ever set aside.
        """
        place = self._place(sha256)
        with self._lock(exclusive=True) as is_locked:
            if not is_locked or not place.is_file() or place.stat().st_mtime >= before:
                return False
            self.aside.mkdir(exist_ok=True)
            os.utime(place)  # before it goes: from now on its time says since when it is there
            place.rename(self.aside / sha256)
            return True

    def set_aside_since(self) -> Iterator[tuple[str, float]]:
        """Yield the addresses of what is set aside, and since when in seconds since 1970."""
        for sha256 in _sorted_names(self.aside, ADDRESS):
            with suppress(FileNotFoundError):  # another worker has just been here
                yield sha256, (self.aside / sha256).stat().st_mtime

    def bring_back(self, sha256: str) -> None:
        """Put content that was set aside into its place again."""
        with suppress(FileNotFoundError):  # another worker was first
            self._publish(self.aside / port.check_address(sha256), sha256)
        self.remove_aside(sha256)

    def remove_aside(self, sha256: str) -> None:
        """Delete for good what is set aside under this address; what was put again is elsewhere."""
        (self.aside / self._place(sha256).name).unlink(missing_ok=True)

    def keep_note(self, name: str, text: str) -> None:
        """Keep a short text beside the contents, in the place of an earlier one of this name."""
        self.drafts.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=self.drafts)
        try:
            _write(handle, iter([text.encode()]), wait=self.durable)
            Path(draft).replace(self.root / f"{name}.txt")
        finally:
            Path(draft).unlink(missing_ok=True)
        _sync(self.root)

    def read_note(self, name: str) -> str:
        """Return the text of this name, or an empty one."""
        path = self.root / f"{name}.txt"
        return path.read_text() if path.is_file() else ""

    def link_from(self, other: DiskStorage, sha256: str) -> bool:
        """Keep content of another folder without copying it. Returns False where that cannot be.

        Both then share one file on the disk, which neither ever writes to.
        """
        try:
            self._publish(other.path(sha256), sha256)
        except OSError:  # it is not there, or on another disk, or a disk without links
            return False
        return True

    def remove_drafts(self, *, seconds: float = 86_400) -> int:
        """Remove drafts that a killed process left behind this long ago; return how many.

        A draft that is still being written is touched by every write, so a day is safe.
        """
        removed = 0
        for draft in self.drafts.glob("*"):
            with suppress(FileNotFoundError):  # its writer has finished just now
                if draft.stat().st_mtime < time.time() - seconds:
                    draft.unlink()
                    removed += 1
        return removed

    def is_ready(self, least: int) -> bool:
        """Return whether the folder, or the nearest one above it, may be written and has room."""
        from artflow.services.database.disk_space import has_room  # whoever keeps needs no database

        return has_room(self.root, least)

    def _publish(self, draft: Path, sha256: str) -> None:
        final = self._place(sha256)
        private_files.make_folder(final.parent.parent)
        private_files.make_folder(final.parent)
        # A link, unlike a rename, fails when the name is taken, so it cannot overwrite. Taken
        # means: the same address, hence the same bytes, kept for us by whoever was first.
        with self._lock(exclusive=False):
            try:
                os.link(draft, final)
            except FileExistsError:
                os.utime(final)  # it was put again: nobody may set it aside as old
        # Also when we were second: the first may have stopped just before this.
        for folder in (final.parent, final.parent.parent, self.root) if self.durable else ():
            _sync(folder)

    @contextmanager
    def _lock(self, *, exclusive: bool) -> Iterator[bool]:
        """Hold the store against whoever sets content aside; False where there are no locks.

        A process that dies releases it. Many put at once; who sets aside is alone.
        """
        try:
            import fcntl
        except ModuleNotFoundError:  # Windows
            yield False
            return
        with open(self.root / "lock", "a+b", opener=private_files.opener) as file:
            fcntl.flock(file, fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH)
            yield True  # closing the file opens the way


def _sorted_names(folder: Path, pattern: re.Pattern[str]) -> list[str]:
    """Return the names of this form in a folder, rising; none if there is no such folder."""
    if not folder.is_dir():
        return []
    return sorted(name for name in os.listdir(folder) if pattern.fullmatch(name))


def _write(handle: int, pieces: Iterator[bytes], *, wait: bool) -> str:
    """Write the pieces, through to the disk itself if told to; return the SHA-256 of them all."""
    digest = hashlib.sha256()
    if hasattr(os, "fchmod"):  # a umask may have taken away what the owner needs
        os.fchmod(handle, private_files.FILE_MODE)
    with os.fdopen(handle, "wb") as file:
        for piece in pieces:
            digest.update(piece)
            file.write(piece)
        file.flush()
        if wait:
            os.fsync(file.fileno())
    return digest.hexdigest()


def _sync(folder: Path) -> None:
    """Make the names in a folder survive a power loss."""
    directory = getattr(os, "O_DIRECTORY", None)
    if directory is None:
        return  # Windows: a folder cannot be opened there, and names are journalled anyway.
    handle = os.open(folder, os.O_RDONLY | directory)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
