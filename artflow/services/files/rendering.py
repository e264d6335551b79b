"""Make of a picture what pages show: decoded once, copied in bands of rows only.

It stands on Pillow alone, because it is also a program: `python -I rendering.py` reads a picture
from its standard input and writes what it made (see `main`). A process of its own gives all memory
back, is held to a limit by the system whatever the picture says, and takes nobody else along when
a decoder crashes.
"""

from __future__ import annotations

import io
import json
import math
import os
import struct
import sys
import zlib
from collections.abc import Sequence
from typing import IO, NamedTuple

# The WebP plugin by name: asked for a format it has not met, Pillow would load all its forty.
from PIL import ExifTags, Image, ImageCms, ImageOps, WebPImagePlugin  # noqa: F401

MAX_SIDE = 16_383  # pixels: no side of a WebP can be longer
MAX_SHOWN = 8_000_000
"""Pixels of the largest size; a scroll that is far taller than wide becomes narrower for it."""
ROWS_BYTES = 8 * 2**20
"""About so much of a picture is converted at once."""
LANCZOS_REACH = 3
"""Pixels of the result that a pixel of it reaches to both sides."""
NICE = 10
MEMORY = 392 * 2**20
"""Bytes of its own that the program may have; with the libraries it maps it stays below 400 MiB."""
SECONDS = 120
# MPO is a JPEG that carries further pictures behind the first, as many telephones make them.
FORMATS = ("JPEG", "PNG", "WEBP")
# What Pillow's readers raise over damaged bytes and over text that unpacks without end.
DECODE_ERRORS = (OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error, zlib.error)


class Rendered(NamedTuple):
    """Width and height as the picture is meant to be seen, and a WebP for each width."""

    width: int
    height: int
    pictures: dict[int, bytes]


class NotRendered(Exception):
    """The picture is damaged, moves, or is another one than it said: `code` is of `FileRefused`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def render(
    file: IO[bytes],
    widths: Sequence[int],
    size: tuple[int, int],
    enough: int,
    *,
    close: bool = False,
) -> Rendered:
    """Render WebP in each of the falling widths; a smaller picture keeps its size in all of them.

    `size` is what the head of the file promised; a JPEG may be decoded at a fraction that is still
    `enough` pixels wide. `close` lets go of the file and of the upload's
    pixels as early as can be. Raises NotRendered, or MemoryError.
    """
    file.seek(0)
    Image.MAX_IMAGE_PIXELS = None  # decided before, by the bytes that decoding takes
    try:
        with Image.open(file, formats=FORMATS) as image:
            if image.size != size:
                raise NotRendered("broken")
            if getattr(image, "is_animated", False) and image.format != "MPO":
                raise NotRendered("type")
            return _render(image, widths, enough, close=close)
    except DECODE_ERRORS as error:
        raise NotRendered("broken") from error


def _render(image: Image.Image, widths: Sequence[int], enough: int, *, close: bool) -> Rendered:
    # From 5 on the camera was held on its side: what is stored as rows is seen as columns.
    orientation = image.getexif().get(ExifTags.Base.Orientation, 1)
    turned = orientation in range(5, 9)
    width, height = reversed(image.size) if turned else image.size
    # A JPEG can be decoded at a half, quarter or eighth.
    image.draft(None, (1, enough) if turned else (enough, 1))
    image.load()
    picture = _shrink(image, _fit(image.size, widths[0], turned=turned))
    if close:
        image.close()
    picture.getexif()[ExifTags.Base.Orientation] = orientation
    ImageOps.exif_transpose(picture, in_place=True)
    made = {}
    for wide in widths:
        picture.thumbnail((wide, MAX_SIDE), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        # Said outright, so that no place, device or preview comes along by some default.
        picture.save(out, "WEBP", quality=82, method=2, exif=b"", xmp=b"", icc_profile=b"")
        made[wide] = out.getvalue()
    return Rendered(width, height, made)


def _fit(size: tuple[int, int], widest: int, *, turned: bool) -> tuple[int, int]:
    """Return the size that fits, of the same shape, never larger; no side below one pixel."""
    most = (MAX_SIDE, widest) if turned else (widest, MAX_SIDE)
    sides = (limit / side for limit, side in zip(most, size, strict=True))
    scale = min(1.0, math.sqrt(MAX_SHOWN / (size[0] * size[1])), *sides)
    across, down = (max(1, round(side * scale)) for side in size)
    return across, down


def _shrink(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return the picture in sRGB and in this size, made of bands of rows.

    Pillow would copy the whole picture for each change of mode; here it copies some rows of it.
    """
    across, down = size
    step = image.height / down
    band = max(1, int(ROWS_BYTES / (4 * image.width * step)))
    profile = image.info.get("icc_profile") or b""
    made: Image.Image | None = None
    for top in range(0, down, band):
        bottom = min(down, top + band)
        first = max(0, int((top - LANCZOS_REACH) * step) - 1)
        last = min(image.height, int((bottom + LANCZOS_REACH) * step) + 2)
        rows = _eight_bits(image.crop((0, first, image.width, last)))
        part = (0, top * step - first, image.width, min(bottom * step - first, last - first))
        if rows.size != (across, bottom - top):
            rows = rows.resize((across, bottom - top), Image.Resampling.LANCZOS, part, 2.0)
        rows = _srgb(rows, profile)
        made = made or Image.new(rows.mode, size)
        made.paste(rows, (0, top))
    assert made is not None, "every picture has a row"
    return made


def _eight_bits(image: Image.Image) -> Image.Image:
    """Convert any mode to one that can be resized: grey, RGB, RGBA or CMYK."""
    if image.mode.startswith("I"):
        # convert() alone would cut 16 bits off at 255: all but the darkest tones turn white.
        image.info.pop("transparency", None)  # also counted in 16 bits
        return image.point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image.convert("RGB") if image.mode in {"1", "P"} else image


def _srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """Convert the colours to sRGB, which needs no profile: the artist's blue stays that blue."""
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    try:
        srgb = ImageCms.createProfile("sRGB")
        made = ImageCms.profileToProfile(picture, io.BytesIO(profile), srgb, outputMode=mode)
    except ImageCms.PyCMSError:
        return picture.convert(mode)  # no profile, or one that does not fit this picture
    assert made is not None, "only a picture that is changed in place has no copy"
    return made


def _restrain() -> None:
    """Give way to everybody else, and let the system refuse what is more than was estimated."""
    if sys.platform != "win32":
        import resource

        os.nice(NICE)
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def main(arguments: Sequence[str]) -> None:
    """Render what comes in: a line of JSON goes out, then the pictures in the order of the widths.

    The line has `width`, `height` and the `lengths` of the pictures in bytes, or `refused`.
    """
    across, down, enough, *widths = map(int, arguments)
    _restrain()
    try:
        made = render(sys.stdin.buffer, widths, (across, down), enough, close=True)
        pictures = list(made.pictures.values())
        told: dict[str, object] = {"width": made.width, "height": made.height}
        told["lengths"] = [len(picture) for picture in pictures]
    except NotRendered as error:
        pictures, told = [], {"refused": error.code}
    except MemoryError:
        pictures, told = [], {"refused": "too_heavy"}
    out = sys.stdout.buffer
    out.write(json.dumps(told).encode() + b"\n")
    out.writelines(pictures)


if __name__ == "__main__":
    main(sys.argv[1:])
