"""A bucket as a store: what several servers need.

    aa/bb/<sha256>     a content, in the place where a folder would have it too
    aside/<sha256>     a mark: the content is set aside; its text is when the content was written
    removing/<sha256>  a claim: somebody is about to delete the content
    <name>.txt         notes; `ready` is written to see whether that can be done

A bucket has no locks and cannot rename. So what is set aside stays where it is and gets a mark, and
whoever puts the same content meanwhile takes turns with whoever deletes it by what both write
before they look: see `put` and `remove_aside`.
"""

from __future__ import annotations

import hashlib
import io
import logging
import re
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, BinaryIO

from . import port
from .objects import PART, Objects
from .port import StorageAway

log = logging.getLogger(__name__)
PLACE = re.compile(r"([0-9a-f]{2})/([0-9a-f]{2})/(\1\2[0-9a-f]{60})")
ASIDE, REMOVING, READY = "aside", "removing", "ready"
SPOOLED = 2**20
"""Up to so many bytes of an upload are held in memory before it is sent."""
TRIES = 5
LONGEST, LOOK_AGAIN = 30.0, 0.1
"""So many seconds a put waits for a deletion of the same content, looking so often."""
FORGOTTEN = 3600.0
"""After so many seconds a claim was left by somebody who died."""
PROVED = 60.0
"""For so many seconds a written mark is proof enough that one can be written."""


class BucketStorage:
    """The objects under `s3://bucket/prefix` as a store. Keeps the promises of `port.Storage`.

    Times are those of the bucket's own clock. Nothing is renamed, and contents are written whole or
    not at all by the store itself.
    """

    def __init__(self, url: str) -> None:
        """Name the bucket; nothing is asked yet."""
        self.objects = Objects(url)
        self._proved_until = 0.0

    def put(
        self, content: IO[bytes] | bytes, *, max_bytes: int | None = None, expected: str = ""
    ) -> str:
        """Keep the content, read from where the stream stands, and return its SHA-256.

        It is held on this machine until its address is known. The same content put again is
        written again: so its time tells when it was last put. More than `max_bytes` raises
        TooLarge, another address than `expected` Damaged; neither leaves a trace.
        """
        stream = io.BytesIO(content) if isinstance(content, bytes) else content
        digest = hashlib.sha256()
        with tempfile.SpooledTemporaryFile(max_size=SPOOLED) as draft:
            for piece in port.chunks(stream, max_bytes):
                digest.update(piece)
                draft.write(piece)
            sha256 = digest.hexdigest()
            port.check_expected(sha256, expected)
            self._put_whole(sha256, draft)
        return sha256

    def _put_whole(self, sha256: str, draft: IO[bytes]) -> None:
        """Write the content until it is certain that nobody has deleted it since.

        It is written first, and then the claim is looked for: whoever made it before will either
        see the new time, or is done before the content is looked at again.
        """
        for _ in range(TRIES):
            draft.seek(0)
            self.objects.put(_place(sha256), draft)
            if self.objects.find(f"{ASIDE}/{sha256}"):
                self.bring_back(sha256)
            self._wait_for_removal(sha256)
            if self.objects.find(_place(sha256)):
                return
        raise StorageAway(f"{sha256} does not stay in {self.objects.url}: somebody deletes it")

    def _wait_for_removal(self, sha256: str) -> None:
        """Wait until nobody is about to delete this content. Raises `StorageAway` after a while."""
        give_up = time.monotonic() + LONGEST
        while self.objects.find(f"{REMOVING}/{sha256}"):
            if time.monotonic() > give_up:
                raise StorageAway(f"somebody deletes {sha256} and does not end")
            time.sleep(LOOK_AGAIN)

    def open(self, sha256: str) -> BinaryIO:
        """Open the bytes from the start, for the caller to close; FileNotFoundError if unknown.

        Small ones come at once; of large ones only the pieces that are read.
        """
        meta, content = self.objects.get(_place(sha256), PART)
        if content is not None:
            return io.BytesIO(content)
        return io.BufferedReader(_Pieces(self.objects, _place(sha256), meta.size), port.CHUNK)

    def size(self, sha256: str) -> int:
        """Return how many bytes this content has; FileNotFoundError if unknown."""
        return self.objects.head(_place(sha256)).size

    def exists(self, sha256: str) -> bool:
        """Return whether there is content with this address, in its place or set aside."""
        return self.objects.find(_place(sha256)) is not None

    def verify(self, sha256: str) -> bool:
        """Read everything again. Returns False when the bytes are gone or were changed."""
        return port.verify(self, sha256)

    def addresses(self) -> Iterator[str]:
        """Yield the addresses of what is in its place, rising; what is set aside is not.

        The store lists a thousand at a time; only the marks are held in memory.
        """
        aside = {sha256 for sha256, _ in self.set_aside_since()}
        for key, _ in self.objects.list():
            found = PLACE.fullmatch(key)
            if found and found[3] not in aside:
                yield found[3]

    def put_at(self, sha256: str) -> float:
        """Return when this was last put, in seconds since 1970; FileNotFoundError if unknown."""
        return self.objects.head(_place(sha256)).at

    def set_aside(self, sha256: str, *, before: float) -> bool:
        """Take content out of its place unless it was put since `before`; it stays readable.

        Returns whether it was. Whoever puts the same meanwhile either sees the mark or is seen.
        """
        found = self.objects.find(_place(sha256))
        if found is None or found.at >= before or self.objects.find(f"{ASIDE}/{sha256}"):
            return False
        self.objects.put(f"{ASIDE}/{sha256}", repr(found.at).encode())
        if self.objects.find(_place(sha256)) == found:
            return True
        self.objects.delete(f"{ASIDE}/{sha256}")
        return False

    def set_aside_since(self) -> Iterator[tuple[str, float]]:
        """Yield the addresses of what is set aside, rising, and since when (since 1970)."""
        for key, meta in self.objects.list(ASIDE):
            sha256 = key.removeprefix(f"{ASIDE}/")
            if port.ADDRESS.fullmatch(sha256):
                yield sha256, meta.at

    def bring_back(self, sha256: str) -> None:
        """Put content that was set aside into its place again: take its mark away."""
        self.objects.delete(f"{ASIDE}/{port.check_address(sha256)}")

    def remove_aside(self, sha256: str) -> None:
        """Delete for good what is set aside under this address, unless it was put again since.

        Only one at a time may do so: the claim is made before the mark and the time are looked at,
        and given up after the content is gone. See `put`, which looks in the other order.
        """
        claim = f"{REMOVING}/{port.check_address(sha256)}"
        if not self.objects.create(claim):
            return
        try:
            found = self.objects.find(_place(sha256))
            # Where nothing is, nothing is deleted: somebody may be about to put it there again.
            if found and self._marked_at(sha256) == found.at:
                self.objects.delete(_place(sha256))
            self.objects.delete(f"{ASIDE}/{sha256}")
        finally:
            self.objects.delete(claim)

    def _marked_at(self, sha256: str) -> float | None:
        """Return the time of the content that was set aside; None if there is no mark."""
        try:
            _, text = self.objects.get(f"{ASIDE}/{sha256}", PART)
            return float(text or b"")
        except (FileNotFoundError, ValueError):
            return None

    def keep_note(self, name: str, text: str) -> None:
        """Keep a short text beside the contents, in the place of an earlier one of this name."""
        self.objects.put(f"{name}.txt", text.encode())

    def read_note(self, name: str) -> str:
        """Return the text of this name, or an empty one."""
        try:
            _, content = self.objects.get(f"{name}.txt", PART)
        except FileNotFoundError:
            return ""
        return (content or b"").decode()

    def remove_drafts(self, *, seconds: float = FORGOTTEN) -> int:
        """Give up claims of those who died while they deleted; return how many.

        Parts of an upload that broke off are no objects: a rule of the bucket itself removes them.
        """
        removed, now = 0, time.time()
        for key, meta in list(self.objects.list(REMOVING)):
            if meta.at < now - seconds:
                self.objects.delete(key)
                removed += 1
        return removed

    def is_ready(self, least: int) -> bool:
        """Return whether content can be kept now: a mark is read, and written once a minute.

        How much room there is left a bucket does not say, so `least` says nothing here.
        """
        try:
            if time.monotonic() < self._proved_until and self.read_note(READY):
                return True
            self.keep_note(READY, datetime.now(UTC).isoformat())
        except OSError as error:
            log.error("the storage cannot keep anything now: %s", error)
            return False
        self._proved_until = time.monotonic() + PROVED
        return True


class _Pieces(io.RawIOBase):
    """A large object as a file that is only read: a piece is asked for when it is wanted."""

    def __init__(self, objects: Objects, key: str, size: int) -> None:
        self._objects, self._key, self._size = objects, key, size
        self._at, self._start, self._piece = 0, 0, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place; nothing is asked of the store for that."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill the buffer from the piece at hand, or from the next one. Returns how many bytes."""
        if self._at >= self._size:
            return 0
        if not self._start <= self._at < self._start + len(self._piece):
            end = min(self._at + PART, self._size)
            self._piece = self._objects.get_part(self._key, self._at, end)
            self._start = self._at
        offset = self._at - self._start
        found = self._piece[offset : offset + len(buffer)]
        buffer[: len(found)] = found
        self._at += len(found)
        return len(found)


def _place(sha256: str) -> str:
    sha256 = port.check_address(sha256)
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"
