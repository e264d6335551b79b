"""Pictures as people send them: weighed by their head, then made anew for pages, here or later."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import IO, NamedTuple, NoReturn

from artflow.domain.errors import FileRefused

from . import headers
from .headers import JPEG, WEBP, Header

MIB = 2**20
MEDIA_TYPES = {headers.JPEG: "image/jpeg", headers.PNG: "image/png", headers.WEBP: "image/webp"}
WIDTHS = {"large": 1600, "medium": 800, "small": 320}  # falling: each is made from the one before
"""Pixels of what pages show: a work on its wall, the same on a telephone, a row of a list."""
MAX_PIXELS = 250_000_000
"""However little memory a picture asks for: it takes its time."""
MAX_BYTES = 382 * MIB
"""What decoding may take; with the interpreter that is a process of 400 MiB."""
BESIDE_BYTES, BESIDE_SECONDS = 192 * MIB, 20.0
"""What a server decodes at once, in a process beside it. The person waits for it."""
HERE_BYTES, HERE_PIXELS = 80 * MIB, 4_000_000
"""What is not worth a process of its own."""
WEBP_BYTES = 16
"""A pixel: the library keeps two canvases, its reader copies one of them."""
BANDS_BYTES = 40 * MIB
"""The result and the rows that are converted; see `rendering`."""
PROGRAM = Path(__file__).with_name("rendering.py")
CRASHES = (6, 7, 11, 24)
"""Signals of a decoder that went wrong or did not end: ABRT, BUS, SEGV, XCPU."""


class Place(Enum):
    """Where a picture is decoded: within this process, in one beside it, or by the worker."""

    HERE = "here"
    BESIDE = "beside"
    LATER = "later"


class Made(NamedTuple):
    """A picture as it is meant to be seen, and the WebP of each size of `WIDTHS`."""

    width: int
    height: int
    pictures: dict[str, bytes]


class NotNow(Exception):
    """The picture was not decoded, through no fault of its own: too many at once, no memory."""


class Slots:
    """How many may decode at once, how many may wait for them, and for how long."""

    def __init__(self, count: int, *, waiting: int, seconds: float) -> None:
        self._inside = threading.BoundedSemaphore(count + waiting)
        self._decoding = threading.BoundedSemaphore(count)
        self.seconds = seconds

    @contextmanager
    def slot(self) -> Iterator[None]:
        """Hold a slot. Raises NotNow when too many wait already, or the wait was in vain."""
        if not self._inside.acquire(blocking=False):
            raise NotNow("too many wait")
        try:
            if not self._decoding.acquire(timeout=self.seconds):
                raise NotNow("waited in vain")
            try:
                yield
            finally:
                self._decoding.release()
        finally:
            self._inside.release()


HERE = Slots(2, waiting=4, seconds=5)
BESIDE = Slots(max(1, (os.cpu_count() or 2) // 2), waiting=2, seconds=2)
"""Of eight threads of a server three at most are with large pictures; the others answer."""


def weigh(file: IO[bytes], size: int) -> Header:
    """Read the head of a picture of `size` bytes and say whether it can be decoded at all.

    Nothing is decoded. Raises FileRefused.
    """
    try:
        header = headers.read_header(file, size)
    except headers.NotAPicture as error:
        raise FileRefused("type") from error
    except headers.BadHeader as error:
        raise FileRefused("broken") from error
    if header.frames > 1:  # one frame would be judged and the rest approved unseen
        raise FileRefused("type")
    limit = min(MAX_PIXELS, header.pixels * MAX_BYTES // decoding_bytes(header))
    if header.pixels > limit:
        raise FileRefused("too_many_pixels", limit=limit)
    return header


def decoding_bytes(header: Header) -> int:
    """Estimate the bytes that decoding takes at its highest, without the interpreter's own."""
    if header.kind == WEBP:
        return WEBP_BYTES * header.pixels + header.ballast
    pixel = 4 if header.channels > 1 else header.depth // 8 or 1
    if header.kind == JPEG:
        scale = min(8, header.width // enough_width(header), header.height // enough_width(header))
        # Held on its side the height is what counts, and the head does not tell: the lesser.
        shown = header.pixels // (1 << max(0, scale.bit_length() - 1)) ** 2
    else:
        shown = header.pixels
    decoded = shown * pixel
    return decoded + max(header.held, BANDS_BYTES) + 2 * header.ballast


def enough_width(header: Header) -> int:
    """Return how wide a JPEG must at least be decoded, in pixels.

    One that its decoder holds whole leaves less room for the result: a little less will do.
    """
    return WIDTHS["medium"] * 3 // 2 if header.held > BESIDE_BYTES else WIDTHS["large"]


def place_of(header: Header) -> Place:
    """Choose where a picture that can be decoded is."""
    weight = decoding_bytes(header)
    if header.pixels <= HERE_PIXELS and weight <= HERE_BYTES:
        return Place.HERE
    return Place.BESIDE if weight <= BESIDE_BYTES else Place.LATER


def make_now(file: IO[bytes], header: Header) -> Made:
    """Make what pages show, or raise NotNow at once: nobody else waits for a large picture.

    Raises FileRefused for a picture that is damaged.
    """
    place = place_of(header)
    if place is Place.LATER:
        raise NotNow("too large")
    if place is Place.HERE:
        with HERE.slot():
            return _make_here(file, header)
    with BESIDE.slot():
        return make_beside(file, header, BESIDE_SECONDS)


def _make_here(file: IO[bytes], header: Header) -> Made:
    # Not above, as pypdf in `intake`: few requests bring files, and Pillow takes its time to load.
    from . import rendering

    try:
        size = (header.width, header.height)
        made = rendering.render(file, list(WIDTHS.values()), size, enough_width(header))
    except rendering.NotRendered as error:
        raise _refused(error.code) from error
    except MemoryError as error:
        raise NotNow("no memory") from error
    finally:
        _give_back()
    by_size = dict(zip(WIDTHS, made.pictures.values(), strict=True))
    return Made(made.width, made.height, by_size)


def make_beside(file: IO[bytes], header: Header, seconds: float) -> Made:
    """Make what pages show in a process of its own, which ends with it.

    `file` must be one of the system. Raises FileRefused, also for what crashes a decoder or asks
    for more than its head said; NotNow if the process cannot run or takes longer than `seconds`.
    """
    numbers = (header.width, header.height, enough_width(header), *WIDTHS.values())
    command = [sys.executable, "-I", str(PROGRAM), *map(str, numbers)]
    file.flush()
    try:
        done = subprocess.run(
            command, stdin=file, capture_output=True, timeout=seconds, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotNow(f"{type(error).__name__}: {error}") from error
    finally:
        # The process has moved on in the file, which both share; from an end Python asks anew.
        file.seek(0, os.SEEK_END)
    if done.returncode:
        _raise_for(done)
    line, _, content = done.stdout.partition(b"\n")
    told = json.loads(line)
    if "refused" in told:
        raise _refused(told["refused"])
    stream = io.BytesIO(content)
    made = {size: stream.read(n) for size, n in zip(WIDTHS, told["lengths"], strict=True)}
    return Made(told["width"], told["height"], made)


def _raise_for(done: subprocess.CompletedProcess[bytes]) -> NoReturn:
    """Raise what it means that a process ended without a word: a crash is the file's fault."""
    if sys.platform != "win32" and -done.returncode in CRASHES:
        raise FileRefused("broken")
    said = done.stderr.decode(errors="replace").strip().splitlines()
    raise NotNow(f"the process ended with {done.returncode}: {said[-1] if said else ''}")


def _refused(code: str) -> FileRefused:
    """Return the refusal for a code of `rendering`."""
    if code == "type":
        return FileRefused("type")
    return FileRefused("too_heavy") if code == "too_heavy" else FileRefused("broken")


def _give_back() -> None:
    """Return what the C library keeps of freed memory to the system, where it can be told to."""
    if sys.platform == "linux":
        import ctypes

        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # other C libraries have none
        if trim is not None:
            trim(0)


def as_mail_jpeg(file: IO[bytes], width: int) -> bytes:
    """Convert a WebP of ours to a small JPEG, the one format that every mail program shows."""
    from PIL import Image

    with Image.open(file, formats=("WEBP",)) as image:
        made = image.convert("RGB")
    made.thumbnail((width, 2 * width))
    out = io.BytesIO()
    made.save(out, "JPEG", quality=80, optimize=True)
    return out.getvalue()
