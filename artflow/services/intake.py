"""Take in a file that somebody sent: open it to see what it is, keep it, and make what pages show.

A file is believed as far as it was decoded; its name and its declared type say nothing.
"""

from __future__ import annotations

import io
import os.path
import re
import struct
import tempfile
import unicodedata
import zlib
from typing import Any, BinaryIO, NamedTuple

# The WebP plugin by name: asked for a format it has not met, Pillow would load all its forty.
from PIL import ExifTags, Image, ImageCms, ImageOps, WebPImagePlugin  # noqa: F401

from artflow.domain.errors import Refusal
from artflow.services.storage import Storage, TooLarge, chunks

LIMIT = 50 * 2**20
# Ordinary cameras end at 61 million. Decoding takes 4 or 5 bytes a pixel, but 17 for WebP.
MAX_PIXELS, MAX_WEBP_PIXELS = 64_000_000, 20_000_000
WIDTHS = (1600, 480)  # falling: each is made from the one before
LONGEST = 16_383  # pixels: no side of a WebP can be longer
HEADS = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF")
# MPO is a JPEG that carries further pictures behind the first, as many telephones make them.
MEDIA_TYPES = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
# What Pillow's readers raise over damaged bytes and over text that unpacks without end.
DAMAGES = (OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error, zlib.error)
NAME_LENGTH = 120  # characters: in Cyrillic that is 240 of the 255 bytes which a disk allows


class Refused(Refusal):
    """The file was not taken and nothing of it is kept.

    `code` is one of `too_large` (limit: bytes), `empty`, `type`, `broken` (encrypted: true for
    a locked PDF), `too_many_pixels` (limit: pixels). The words are the web's.
    """

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class Accepted(NamedTuple):
    """A kept file. Width and height are pixels of the picture as it is meant to be seen.

    `sha256` is the file exactly as sent, with whatever its maker's camera wrote into it (often
    a place on the map): for the record, never for a page. `renditions` are what pages show:
    WebP by width, nothing in them but the picture. A PDF has none, and no width or height.
    """

    sha256: str
    name: str
    media_type: str
    size: int
    width: int | None
    height: int | None
    renditions: dict[int, str]


def accept(
    stream: BinaryIO, filename: str | None, *, storage: Storage, limit: int = LIMIT
) -> Accepted:
    """Keep a JPEG, PNG, WebP or PDF of at most `limit` bytes; refuse all else with Refused.

    Slow (half a second for a large photograph): call it before a transaction begins. Moving
    pictures are refused as `type`: one frame would be judged and the rest approved unseen.
    """
    with tempfile.SpooledTemporaryFile(max_size=2**20) as file:
        size = _receive(stream, file, limit)
        media_type, width, height, pictures = _look(file)
        file.seek(0)
        sha256 = storage.put(file)
    made = {wide: storage.put(picture) for wide, picture in pictures.items()}
    return Accepted(sha256, _true_name(filename, media_type), media_type, size, width, height, made)


def clean_name(filename: str | None) -> str:
    """The name that people see: every letter, but no path, hidden sign or leading dot.

    At most 120 characters, the ending kept. Never empty: then it is `file`.
    """
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", filename or ""))[-1]
    # All of C: control, format (bidi overrides, zero width), private, unassigned, half a pair.
    shown = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    name = " ".join(shown.split()).strip(". ") or "file"
    stem, ending = os.path.splitext(name)
    if len(ending) > 10:  # a sentence with a dot in it
        stem, ending = name, ""
    return stem[: NAME_LENGTH - len(ending)].rstrip(". ") + ending


def _true_name(filename: str | None, media_type: str) -> str:
    """A clean name whose ending tells the truth, so that a saved file opens as what it is."""
    name = clean_name(filename)
    kind = media_type.partition("/")[2]
    endings = (".jpg", ".jpeg") if kind == "jpeg" else (f".{kind}",)
    return name if name.lower().endswith(endings) else clean_name(name + endings[0])


def _receive(stream: BinaryIO, file: BinaryIO, limit: int) -> int:
    """Copy the upload and return its bytes: we must read it twice, a stream allows it once."""
    try:
        size = sum(file.write(piece) for piece in chunks(stream, limit))
    except TooLarge as error:
        raise Refused("too_large", limit=limit) from error
    if not size:
        raise Refused("empty")
    return size


def _look(file: BinaryIO) -> tuple[str, int | None, int | None, dict[int, bytes]]:
    file.seek(0)
    head = file.read(8)
    if head.startswith(b"%PDF-"):
        _check_pdf(file)
        return "application/pdf", None, None, {}
    try:
        with Image.open(file, formats=("JPEG", "PNG", "WEBP")) as image:
            return _look_at_image(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("too_many_pixels", limit=MAX_PIXELS) from error
    except DAMAGES as error:
        raise Refused("broken" if head.startswith(HEADS) else "type") from error


def _check_pdf(file: BinaryIO) -> None:
    # Not above: pypdf takes half a second to load, which only a PDF should cost.
    from pypdf import PdfReader

    try:
        reader = PdfReader(file)
        locked = reader.is_encrypted
        readable = not locked and len(reader.pages) > 0
    except Exception as error:  # pypdf gives no list of what a damaged file may raise
        raise Refused("broken") from error
    if not readable:
        raise Refused("broken", encrypted=locked)


def _look_at_image(image: Image.Image) -> tuple[str, int, int, dict[int, bytes]]:
    # Nothing is decoded yet: what is refused here was read in the head of the file.
    limit = MAX_WEBP_PIXELS if image.format == "WEBP" else MAX_PIXELS
    if image.width * image.height > limit:
        raise Refused("too_many_pixels", limit=limit)
    if getattr(image, "is_animated", False) and image.format != "MPO":
        raise Refused("type")
    # From 5 on the camera was held on its side: what is stored as rows is seen as columns.
    turned = image.getexif().get(ExifTags.Base.Orientation, 1) in range(5, 9)
    width, height = reversed(image.size) if turned else image.size
    return MEDIA_TYPES[image.format], width, height, _render(image, turned=turned)


def _render(image: Image.Image, *, turned: bool) -> dict[int, bytes]:
    """WebP in each width from one decoding; a smaller picture keeps its size in all of them."""
    widest = WIDTHS[0]
    # A JPEG can be decoded at a half, quarter or eighth, if that is still wide enough.
    image.draft(None, (1, widest) if turned else (widest, 1))
    picture = _eight_bits(image)
    picture.thumbnail((LONGEST, widest) if turned else (widest, LONGEST), Image.LANCZOS)
    ImageOps.exif_transpose(picture, in_place=True)
    picture = _srgb(picture)
    made = {}
    for width in WIDTHS:
        picture.thumbnail((width, LONGEST), Image.LANCZOS)
        out = io.BytesIO()
        # Said outright, so that no place, device or preview comes along by some default.
        picture.save(out, "WEBP", quality=82, exif=b"", xmp=b"", icc_profile=b"")
        made[width] = out.getvalue()
    return made


def _eight_bits(image: Image.Image) -> Image.Image:
    """Any mode as one that can be resized: grey, RGB, RGBA or CMYK."""
    if image.mode.startswith("I"):
        # convert() alone would cut 16 bits off at 255: all but the darkest tones turn white.
        image.info.pop("transparency", None)  # also counted in 16 bits
        return image.point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image.convert("RGB") if image.mode in {"1", "P"} else image


def _srgb(picture: Image.Image) -> Image.Image:
    """The same colours in the profile that needs no naming: the artist's blue stays that blue."""
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    profile = io.BytesIO(picture.info.get("icc_profile") or b"")
    try:
        srgb = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, profile, srgb, outputMode=mode)
    except ImageCms.PyCMSError:
        return picture.convert(mode)  # no profile, or one that does not fit this picture
