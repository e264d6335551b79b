"""The port of the storage: what the application asks of a folder, a bucket, or whatever comes next.

Each content is kept once, under its own SHA-256, and never changed. Nothing outside this room knows
where the bytes are.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import IO, BinaryIO, Protocol

CHUNK = 256 * 1024
ADDRESS = re.compile(r"[0-9a-f]{64}")


class TooLarge(ValueError):
    """The content has more than `limit` bytes; none of it was kept."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"The content is larger than {limit} bytes.")
        self.limit = limit


class Damaged(ValueError):
    """The content is not what its address says; none of it was kept."""


class StorageAway(OSError):
    """The store does not answer, or refuses us. What is kept there is neither lost nor known."""


class Storage(Protocol):
    """What the application needs of any store.

    An address that is not 64 lower-case hex digits is refused with ValueError everywhere, so none
    can lead out of the store. Every method may raise OSError; `StorageAway` of a store elsewhere.
    """

    def put(
        self, content: IO[bytes] | bytes, *, max_bytes: int | None = None, expected: str = ""
    ) -> str:
        """Keep the content, read from where the stream stands, and return its SHA-256.

        On return it survives a power loss. Whoever looks finds all of it or nothing. The same
        content put again is kept once, and `put_at` tells when it was last put. More than
        `max_bytes` raises TooLarge, another address than `expected` Damaged; both keep nothing.
        """

    def open(self, sha256: str) -> BinaryIO:
        """Open the bytes from the start, for the caller to close; FileNotFoundError if unknown.

        What is returned can be read from any place, so that a part of it costs a part.
        """

    def size(self, sha256: str) -> int:
        """Return how many bytes this content has; FileNotFoundError if unknown."""

    def exists(self, sha256: str) -> bool:
        """Return whether content with this address was ever put; also what is set aside."""

    def verify(self, sha256: str) -> bool:
        """Read everything again. Returns False when the bytes are gone or were changed."""

    def addresses(self) -> Iterator[str]:
        """Yield the addresses of what is in its place, rising; what is set aside is not."""

    def put_at(self, sha256: str) -> float:
        """Return when this was last put, in seconds since 1970; FileNotFoundError if unknown."""

    def set_aside(self, sha256: str, *, before: float) -> bool:
        """Take content out of its place unless it was put since `before`; it stays readable.

        Returns whether it was. Whoever puts the same content meanwhile keeps it in its place.
        """

    def set_aside_since(self) -> Iterator[tuple[str, float]]:
        """Yield the addresses of what is set aside, rising, and since when (since 1970)."""

    def bring_back(self, sha256: str) -> None:
        """Put content that was set aside into its place again."""

    def remove_aside(self, sha256: str) -> None:
        """Delete for good what is set aside under this address, unless it was put again since."""

    def keep_note(self, name: str, text: str) -> None:
        """Keep a short text beside the contents, in the place of an earlier one of this name."""

    def read_note(self, name: str) -> str:
        """Return the text of this name, or an empty one."""

    def remove_drafts(self, *, seconds: float = 86_400) -> int:
        """Remove what killed processes left half-written this long ago; return how much."""

    def is_ready(self, least: int) -> bool:
        """Return whether content can be kept now; of a disk, whether `least` bytes are left."""


def check_address(sha256: object) -> str:
    """Return an address. Raises ValueError for anything else."""
    if not ADDRESS.fullmatch(str(sha256)):
        raise ValueError(f"Not a SHA-256 in lower-case hex: {sha256!r}")
    return str(sha256)


def chunks(stream: IO[bytes], limit: int | None = None) -> Iterator[bytes]:
    """Yield the rest of a stream piece by piece; TooLarge before the piece that passes `limit`."""
    seen = 0
    while piece := stream.read(CHUNK):
        seen += len(piece)
        if limit is not None and seen > limit:
            raise TooLarge(limit)
        yield piece


def check_expected(sha256: str, expected: str) -> None:
    """Raise `Damaged` if something else was expected."""
    if expected and sha256 != expected:
        raise Damaged(f"the content of {expected} gives {sha256}")


def verify(store: Storage, sha256: str) -> bool:
    """Read everything again. Returns False when the bytes are gone or were changed."""
    check_address(sha256)
    digest = hashlib.sha256()
    try:
        with store.open(sha256) as file:
            for piece in chunks(file):
                digest.update(piece)
    except FileNotFoundError:
        return False
    return digest.hexdigest() == sha256
