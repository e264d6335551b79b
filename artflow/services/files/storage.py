"""Where the bytes of files live: each content once, under its own SHA-256, never changed."""

from __future__ import annotations

import hashlib
import io
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, BinaryIO, Protocol

from artflow import private_files

CHUNK = 256 * 1024
ADDRESS = re.compile(r"[0-9a-f]{64}")


class TooLarge(ValueError):
    """The content has more than `limit` bytes; none of it was kept."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"The content is larger than {limit} bytes.")
        self.limit = limit


class Storage(Protocol):
    """What the application needs of any store. A store without a file system has no `path`."""

    def put(self, content: IO[bytes] | bytes, *, max_bytes: int | None = None) -> str:
        """Keep the content for good and return its SHA-256; TooLarge keeps nothing."""

    def open(self, sha256: str) -> BinaryIO:
        """Open the bytes from the start, for the caller to close; FileNotFoundError if unknown."""

    def exists(self, sha256: str) -> bool:
        """Return whether content with this address was ever put."""

    def verify(self, sha256: str) -> bool:
        """Read everything again. Returns whether the bytes still give this address."""


class DiskStorage:
    """A folder as a store: `aa/bb/<sha256>`, readable by the server's own user only.

    Every method refuses an address that is not 64 lower-case hex digits with ValueError,
    so no address can lead out of the folder. Nothing here overwrites or deletes content.
    """

    def __init__(self, root: str | os.PathLike[str]) -> None:
        self.root = Path(root)
        # Inside the root, because a link cannot cross from one file system to another.
        self.drafts = self.root / "tmp"

    def put(self, content: IO[bytes] | bytes, *, max_bytes: int | None = None) -> str:
        """Keep the content, read from where the stream stands, and return its SHA-256.

        On return it survives a power loss. Whoever looks finds all of it or nothing, also
        after kill -9; the same content put again, even at the same time, is the same file.
        More than `max_bytes` raises TooLarge, a full disk OSError; neither leaves a trace.
        """
        stream = io.BytesIO(content) if isinstance(content, bytes) else content
        private_files.make_folder(self.root)
        private_files.make_folder(self.drafts)
        handle, name = tempfile.mkstemp(dir=self.drafts)
        draft = Path(name)
        try:
            sha256 = _write(handle, chunks(stream, max_bytes))
            self._publish(draft, sha256)
        finally:
            draft.unlink(missing_ok=True)
        return sha256

    def path(self, sha256: str) -> Path:
        """Return where this content is, or would be, on the disk. Read it; never write to it."""
        if not ADDRESS.fullmatch(str(sha256)):
            raise ValueError(f"Not a SHA-256 in lower-case hex: {sha256!r}")
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def open(self, sha256: str) -> io.BufferedReader:
        """Open the bytes from the start, for the caller to close; FileNotFoundError if unknown."""
        return self.path(sha256).open("rb")

    def exists(self, sha256: str) -> bool:
        """Return whether content with this address was ever put."""
        return self.path(sha256).is_file()

    def verify(self, sha256: str) -> bool:
        """Read everything again.

        Returns False when the bytes are gone or were changed on the disk.
        """
        if not self.exists(sha256):
            return False
        with self.open(sha256) as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256

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

    def _publish(self, draft: Path, sha256: str) -> None:
        final = self.path(sha256)
        private_files.make_folder(final.parent.parent)
        private_files.make_folder(final.parent)
        # A link, unlike a rename, fails when the name is taken, so it cannot overwrite. Taken
        # means: the same address, hence the same bytes, kept for us by whoever was first.
        with suppress(FileExistsError):
            os.link(draft, final)
        # Also when we were second: the first may have stopped just before this.
        for folder in (final.parent, final.parent.parent, self.root):
            _sync(folder)


def chunks(stream: IO[bytes], limit: int | None = None) -> Iterator[bytes]:
    """Yield the rest of a stream piece by piece; TooLarge before the piece that passes `limit`."""
    seen = 0
    while piece := stream.read(CHUNK):
        seen += len(piece)
        if limit is not None and seen > limit:
            raise TooLarge(limit)
        yield piece


def _write(handle: int, pieces: Iterator[bytes]) -> str:
    """Write the pieces through to the disk itself and return the SHA-256 of them all."""
    digest = hashlib.sha256()
    if hasattr(os, "fchmod"):  # a umask may have taken away what the owner needs
        os.fchmod(handle, private_files.FILE_MODE)
    with os.fdopen(handle, "wb") as file:
        for piece in pieces:
            digest.update(piece)
            file.write(piece)
        file.flush()
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
