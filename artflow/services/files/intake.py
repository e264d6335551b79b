"""Take in a file that somebody sent: open it to see what it is, keep it, and make what pages show.

A file is believed as far as it was decoded; its name and its declared type say nothing. What its
head says decides before, whether it is decoded at all and where. A picture that is not decoded yet
is kept, and is nothing that pages show.
"""

from __future__ import annotations

import logging
import os.path
import re
import tempfile
import unicodedata
from typing import IO, NamedTuple

from artflow.domain.errors import FileRefused
from artflow.services.storage.port import Storage, TooLarge, chunks

from . import pictures

log = logging.getLogger(__name__)
MAX_BYTES = 50 * 2**20
MAX_NAME_LENGTH = 120  # characters: in Cyrillic that is 240 of the 255 bytes which a disk allows


class Accepted(NamedTuple):
    """A kept file. Width and height are pixels of the picture as it is meant to be seen.

    Of a picture that was not decoded yet (`is_waiting`) they are as they are stored.

    `sha256` is the file exactly as sent, with whatever its maker's camera wrote into it (often
    a place on the map): for the record, never for a page. `renditions` are what pages show:
    WebP by the names of `pictures.WIDTHS`, nothing in them but the picture. A PDF has none, and no
    width; a picture that waits has none yet.
    """

    sha256: str
    name: str
    media_type: str
    size: int
    width: int | None
    height: int | None
    renditions: dict[str, str]

    @property
    def is_waiting(self) -> bool:
        return self.width is not None and not self.renditions


def accept(
    stream: IO[bytes], filename: str | None, *, storage: Storage, limit: int = MAX_BYTES
) -> Accepted:
    """Keep a JPEG, PNG, WebP or PDF of at most `limit` bytes; refuse all else with FileRefused.

    Slow (a second or two for a large photograph): call it before a transaction begins. A picture
    that is too large to decode here, or comes while too many are decoded, is kept and waits.
    """
    with tempfile.SpooledTemporaryFile(max_size=2**20) as file:
        size = _receive(stream, file, limit)
        media_type, width, height, shown = _inspect(file, size)
        file.seek(0)
        sha256 = storage.put(file)
    made = put_renditions(shown, storage)
    return Accepted(sha256, _true_name(filename, media_type), media_type, size, width, height, made)


def put_renditions(shown: dict[str, bytes], storage: Storage) -> dict[str, str]:
    """Keep what pages show. Returns the SHA-256 of each size."""
    return {size: storage.put(content) for size, content in shown.items()}


def clean_name(filename: str | None) -> str:
    """Return the name that people see: every letter, but no path, hidden sign or leading dot.

    At most 120 characters, the ending kept. Never empty: then it is `file`.
    """
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", filename or ""))[-1]
    # All of C: control, format (bidi overrides, zero width), private, unassigned, half a pair.
    shown = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    name = " ".join(shown.split()).strip(". ") or "file"
    stem, ending = os.path.splitext(name)
    if len(ending) > 10:  # a sentence with a dot in it
        stem, ending = name, ""
    return stem[: MAX_NAME_LENGTH - len(ending)].rstrip(". ") + ending


def _true_name(filename: str | None, media_type: str) -> str:
    """Return a clean name with the right ending, so that a saved file opens as what it is."""
    name = clean_name(filename)
    kind = media_type.partition("/")[2]
    endings = (".jpg", ".jpeg") if kind == "jpeg" else (f".{kind}",)
    return name if name.lower().endswith(endings) else clean_name(name + endings[0])


def _receive(stream: IO[bytes], file: IO[bytes], limit: int) -> int:
    """Copy the upload and return its size in bytes: we must read it twice, a stream allows it
    once."""
    try:
        size = sum(file.write(piece) for piece in chunks(stream, limit))
    except TooLarge as error:
        raise FileRefused("too_large", limit=limit) from error
    if not size:
        raise FileRefused("empty")
    return size


def _inspect(file: IO[bytes], size: int) -> tuple[str, int | None, int | None, dict[str, bytes]]:
    """Return media type, width, height and what pages show; nothing of a picture that waits."""
    file.seek(0)
    if file.read(5) == b"%PDF-":
        _check_pdf(file)
        return "application/pdf", None, None, {}
    header = pictures.weigh(file, size)
    media_type = pictures.MEDIA_TYPES[header.kind]
    try:
        made = pictures.make_now(file, header)
    except pictures.NotNow as why:
        log.info("a picture of %s pixels waits for the worker: %s", header.pixels, why)
        return media_type, header.width, header.height, {}
    return media_type, made.width, made.height, made.pictures


def _check_pdf(file: IO[bytes]) -> None:
    # Not above: few requests bring files, and pypdf takes its time to load.
    from pypdf import PdfReader

    try:
        reader = PdfReader(file)
        locked = reader.is_encrypted
        readable = not locked and len(reader.pages) > 0
    except Exception as error:  # pypdf gives no list of what a damaged file may raise
        raise FileRefused("broken") from error
    if not readable:
        raise FileRefused("broken", encrypted=locked)
