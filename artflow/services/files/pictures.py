"""Pictures as people send them: decoded to see what they are, and made anew for pages."""

from __future__ import annotations

import io
import struct
import zlib
from typing import IO

# The WebP plugin by name: asked for a format it has not met, Pillow would load all its forty.
from PIL import ExifTags, Image, ImageCms, ImageOps, WebPImagePlugin  # noqa: F401

from artflow.domain.errors import FileRefused

# Ordinary cameras end at 61 million. Decoding takes 4 or 5 bytes a pixel, but 17 for WebP.
MAX_PIXELS, MAX_WEBP_PIXELS = 64_000_000, 20_000_000
MAX_SIDE = 16_383  # pixels: no side of a WebP can be longer
SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF")
# MPO is a JPEG that carries further pictures behind the first, as many telephones make them.
MEDIA_TYPES = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
# What Pillow's readers raise over damaged bytes and over text that unpacks without end.
DECODE_ERRORS = (OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error, zlib.error)


def inspect(
    file: IO[bytes], head: bytes, widths: tuple[int, ...]
) -> tuple[str, int, int, dict[int, bytes]]:
    """Return media type, width and height as seen, and a WebP for each of the falling widths.

    `head` is how the file begins. Raises FileRefused for a broken picture or none at all.
    """
    try:
        with Image.open(file, formats=("JPEG", "PNG", "WEBP")) as image:
            return _inspect(image, widths)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise FileRefused("too_many_pixels", limit=MAX_PIXELS) from error
    except DECODE_ERRORS as error:
        raise FileRefused("broken" if head.startswith(SIGNATURES) else "type") from error


def as_mail_jpeg(file: IO[bytes], width: int) -> bytes:
    """Convert a WebP of ours to a small JPEG, the one format that every mail program shows."""
    with Image.open(file, formats=("WEBP",)) as image:
        made = image.convert("RGB")
    made.thumbnail((width, 2 * width))
    out = io.BytesIO()
    made.save(out, "JPEG", quality=80, optimize=True)
    return out.getvalue()


def _inspect(image: Image.Image, widths: tuple[int, ...]) -> tuple[str, int, int, dict[int, bytes]]:
    # Nothing is decoded yet: what is refused here was read in the head of the file.
    limit = MAX_WEBP_PIXELS if image.format == "WEBP" else MAX_PIXELS
    if image.width * image.height > limit:
        raise FileRefused("too_many_pixels", limit=limit)
    if getattr(image, "is_animated", False) and image.format != "MPO":
        raise FileRefused("type")
    # From 5 on the camera was held on its side: what is stored as rows is seen as columns.
    turned = image.getexif().get(ExifTags.Base.Orientation, 1) in range(5, 9)
    width, height = reversed(image.size) if turned else image.size
    return MEDIA_TYPES[image.format or ""], width, height, _render(image, widths, turned=turned)


def _render(image: Image.Image, widths: tuple[int, ...], *, turned: bool) -> dict[int, bytes]:
    """Render WebP in each width from one decoding; a smaller picture keeps its size in all of
    them."""
    widest = widths[0]
    # A JPEG can be decoded at a half, quarter or eighth, if that is still wide enough.
    image.draft(None, (1, widest) if turned else (widest, 1))
    picture = _eight_bits(image)
    picture.thumbnail(
        (MAX_SIDE, widest) if turned else (widest, MAX_SIDE), Image.Resampling.LANCZOS
    )
    ImageOps.exif_transpose(picture, in_place=True)
    picture = _srgb(picture)
    made = {}
    for width in widths:
        picture.thumbnail((width, MAX_SIDE), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        # Said outright, so that no place, device or preview comes along by some default.
        picture.save(out, "WEBP", quality=82, exif=b"", xmp=b"", icc_profile=b"")
        made[width] = out.getvalue()
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


def _srgb(picture: Image.Image) -> Image.Image:
    """Convert the colours to sRGB, which needs no profile: the artist's blue stays that blue."""
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    profile = io.BytesIO(picture.info.get("icc_profile") or b"")
    try:
        srgb = ImageCms.createProfile("sRGB")
        made = ImageCms.profileToProfile(picture, profile, srgb, outputMode=mode)
    except ImageCms.PyCMSError:
        return picture.convert(mode)  # no profile, or one that does not fit this picture
    assert made is not None, "only a picture that is changed in place has no copy"
    return made
