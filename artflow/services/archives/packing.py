"""Packing: a ZIP that goes out while it is made, so that neither disk nor memory holds it whole."""

from __future__ import annotations

import hashlib
import logging
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime

from artflow.services.storage.port import Storage, chunks

from .parts import Part
from .reading import KeptFile

log = logging.getLogger(__name__)
SUMS = "SHA256SUMS"
READABLE = 0o644 << 16


class _Outlet:
    """Takes what the packer writes and gives it on; it cannot go back."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        taken, self._pieces = b"".join(self._pieces), []
        return taken


def pack(
    parts: Iterable[Part], uploads: Iterable[KeptFile], storage: Storage, at: datetime
) -> Iterator[bytes]:
    """Yield an archive piece by piece: the sums of everything first, then the parts, then uploads.

    An upload is listed by the address under which it was kept, whatever its bytes are now, and one
    that is missing stays listed: whoever verifies finds both. Raises `StorageAway` in the middle,
    which leaves an archive that cannot be opened.
    """
    parts, uploads, outlet = list(parts), list(uploads), _Outlet()
    sums = Part(SUMS, list_sums(parts, uploads))
    with zipfile.ZipFile(outlet, "w") as archive:  # type: ignore[call-overload]  # it only writes
        for part in (sums, *parts):
            with archive.open(_entry(part.path, at, zipfile.ZIP_DEFLATED), "w") as entry:
                entry.write(part.content)
            yield outlet.take()
        for upload in uploads:
            yield from _pack_upload(archive, outlet, upload, storage, at)
    yield outlet.take()


def list_sums(parts: Iterable[Part], uploads: Iterable[KeptFile]) -> bytes:
    """List the SHA-256 of everything in the form that `sha256sum -c` reads."""
    found = {part.path: hashlib.sha256(part.content).hexdigest() for part in parts}
    found |= {upload.path: upload.sha256 for upload in uploads}
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(found.items())).encode()


def _entry(path: str, at: datetime, compression: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, at.timetuple()[:6])
    entry.compress_type, entry.external_attr = compression, READABLE
    return entry


def _pack_upload(
    archive: zipfile.ZipFile, outlet: _Outlet, upload: KeptFile, storage: Storage, at: datetime
) -> Iterator[bytes]:
    """Yield an upload as it is: pictures and PDF are packed already."""
    try:
        content = storage.open(upload.sha256)
    except FileNotFoundError:
        log.error("content %s is missing in the storage", upload.sha256)
        return
    with content, archive.open(_entry(upload.path, at, zipfile.ZIP_STORED), "w") as entry:
        for piece in chunks(content):
            entry.write(piece)
            yield outlet.take()
