"""What a picture says of itself in its first bytes, read without decoding and without believing.

Every length in a file is somebody's word: each is held against the bytes that are there, and
nothing is read into memory but what has a size of ours.
"""

from __future__ import annotations

import struct
from typing import IO, NamedTuple

PNG, JPEG, WEBP = "PNG", "JPEG", "WEBP"
MAX_PARTS = 50_000
"""Chunks and segments of one file; encoders make some thousands of the largest."""
DEFLATE_RATIO = 1032
"""No byte of deflate unpacks to more bytes than this."""
MAX_UNPACKED = 2**20
"""Bytes to which Pillow unpacks a text or a colour profile before it gives up."""
_PNG_PACKED = (b"zTXt", b"iTXt", b"iCCP")
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_PNG_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
# Every start of frame but the lossless and the hierarchical ones, which nobody here can decode.
_JPEG_FRAMES = {0xC0, 0xC1, 0xC2, 0xC9, 0xCA}
_JPEG_BARE = {0x01, *range(0xD0, 0xD8)}


class NotAPicture(ValueError):
    """The file begins like none of the three formats."""


class BadHeader(ValueError):
    """The file begins like a picture and contradicts itself, or ends too early."""


class Header(NamedTuple):
    """A picture before it is decoded.

    Width and height are pixels as they are stored, `channels` 1 to 4, `depth` bits of each.
    `held` are the bytes that a decoder holds besides the pixels: all coefficients of a JPEG that
    comes in several scans. `ballast` are the bytes of the file that are no pixels, unpacked where
    readers unpack them.
    """

    kind: str
    width: int
    height: int
    channels: int
    depth: int = 8
    frames: int = 1
    held: int = 0
    ballast: int = 0

    @property
    def pixels(self) -> int:
        return self.width * self.height


def read_header(file: IO[bytes], size: int) -> Header:
    """Read what the file of `size` bytes says. Raises NotAPicture or BadHeader."""
    file.seek(0)
    head = file.read(12)
    file.seek(0)
    if head.startswith(_PNG_SIGNATURE[:4]):
        header = _read_png(file, size)
    elif head.startswith(b"\xff\xd8\xff"):
        header = _read_jpeg(file, size)
    elif head.startswith(b"RIFF") and head[8:] == b"WEBP":
        header = _read_webp(file, size)
    else:
        raise NotAPicture
    if not header.width or not header.height:
        raise BadHeader("a picture without pixels")
    return header


def _take(file: IO[bytes], size: int) -> bytes:
    """Read exactly `size` bytes. Raises BadHeader at the end of the file."""
    data = file.read(size)
    if len(data) < size:
        raise BadHeader("the file ends in the middle of a part")
    return data


def _read_png(file: IO[bytes], size: int) -> Header:
    signature, length, name = struct.unpack(">8sI4s", _take(file, 16))
    if (signature, length, name) != (_PNG_SIGNATURE, 13, b"IHDR"):
        raise BadHeader("no PNG header")
    width, height, depth, colour = struct.unpack(">IIBB", _take(file, 10))
    if depth not in _PNG_DEPTHS.get(colour, ()):
        raise BadHeader("no such kind of pixels")
    file.seek(33)
    pixels, ballast, frames = _walk_png(file, size)
    channels = _PNG_CHANNELS[colour]
    row = 1 + (width * channels * depth + 7) // 8
    if row * height > DEFLATE_RATIO * pixels:
        raise BadHeader("more pixels than so few bytes can hold")
    return Header(PNG, width, height, channels, depth, frames, ballast=ballast)


def _walk_png(file: IO[bytes], size: int) -> tuple[int, int, int]:
    """Go from chunk to chunk. Returns the bytes of pixels, all others, and the frames."""
    pixels = ballast = 0
    frames, at = 1, file.tell()
    for _ in range(MAX_PARTS):
        if at + 8 > size:
            return pixels, ballast, frames  # without an end; readers do not mind
        length, name = struct.unpack(">I4s", _take(file, 8))
        if at + 12 + length > size:
            raise BadHeader("a chunk ends behind the file")
        if name == b"IEND":
            return pixels, ballast, frames
        if name == b"acTL" and length == 8:
            frames = int.from_bytes(_take(file, 4))
        if name == b"IDAT":
            pixels += length
        elif name in _PNG_PACKED:
            ballast += max(length, min(length * DEFLATE_RATIO, MAX_UNPACKED))
        else:
            ballast += length
        at += 12 + length
        file.seek(at)
    raise BadHeader("too many chunks")


class _Frame(NamedTuple):
    """A start of frame: whether it comes in several passes, and how its components are sampled."""

    width: int
    height: int
    depth: int
    progressive: bool
    sampling: list[tuple[int, int]]

    @property
    def coefficients(self) -> int:
        """Return the bytes of all coefficients: two for each, in blocks of 64."""
        across, down = (max(each) for each in zip(*self.sampling, strict=True))
        return sum(
            128 * -(-self.width * h // (8 * across)) * -(-self.height * v // (8 * down))
            for h, v in self.sampling
        )


def _read_jpeg(file: IO[bytes], size: int) -> Header:
    frame, ballast = None, 0
    file.seek(2)
    for _ in range(MAX_PARTS):
        marker = _next_marker(file)
        if marker in _JPEG_BARE:
            continue
        (length,) = struct.unpack(">H", _take(file, 2))
        at = file.tell() - 2
        if length < 2 or at + length > size:
            raise BadHeader("a segment ends behind the file")
        if marker == 0xDA:  # the pixels begin
            return _jpeg_header(frame, _take(file, 1)[0], ballast)
        if marker in _JPEG_FRAMES and frame is None:
            frame = _read_frame(file, marker)
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            raise BadHeader("a second frame, or one of a kind that is not read")
        ballast += length
        file.seek(at + length)
    raise BadHeader("too many segments")


def _next_marker(file: IO[bytes]) -> int:
    """Find the next marker; bytes between segments are passed over, as all readers do."""
    before = b""
    for _ in range(MAX_PARTS):
        sign = _take(file, 1)
        if before == b"\xff" and sign not in (b"\x00", b"\xff"):
            return sign[0]
        before = sign
    raise BadHeader("no marker")


def _read_frame(file: IO[bytes], marker: int) -> _Frame:
    depth, height, width, count = struct.unpack(">BHHB", _take(file, 6))
    if count not in (1, 3, 4) or depth != 8:
        raise BadHeader("no such kind of pixels")
    sampling = [(each[1] >> 4, each[1] & 15) for each in (_take(file, 3) for _ in range(count))]
    if not all(1 <= n <= 4 for pair in sampling for n in pair):
        raise BadHeader("no such sampling")
    return _Frame(width, height, depth, marker in (0xC2, 0xCA), sampling)


def _jpeg_header(frame: _Frame | None, in_scan: int, ballast: int) -> Header:
    if frame is None:
        raise BadHeader("pixels without a frame")
    channels = len(frame.sampling)
    held = frame.coefficients if frame.progressive or in_scan < channels else 0
    return Header(
        JPEG, frame.width, frame.height, channels, frame.depth, held=held, ballast=ballast
    )


def _read_webp(file: IO[bytes], size: int) -> Header:
    file.seek(12)
    name, _length = struct.unpack("<4sI", _take(file, 8))
    if name == b"VP8X":
        flags, canvas = struct.unpack("<B3x6s", _take(file, 10))
        width, height = (int.from_bytes(part, "little") + 1 for part in (canvas[:3], canvas[3:]))
        channels = 4 if flags & 0x10 else 3
    elif name == b"VP8 ":
        tag, width, height = struct.unpack("<6sHH", _take(file, 10))
        if tag[3:] != b"\x9d\x01\x2a":
            raise BadHeader("no key frame")
        width, height, channels = width & 0x3FFF, height & 0x3FFF, 3
    elif name == b"VP8L":
        mark, bits = struct.unpack("<BI", _take(file, 5))
        if mark != 0x2F:
            raise BadHeader("no lossless picture")
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        channels = 4 if bits >> 28 & 1 else 3
    else:
        raise BadHeader("no picture in it")
    return Header(WEBP, width, height, channels, frames=_count_frames(file, size), ballast=size)


def _count_frames(file: IO[bytes], size: int) -> int:
    """Count the frames of a moving picture. Raises BadHeader where a chunk is cut off."""
    file.seek(4)
    end = 8 + int.from_bytes(_take(file, 4), "little")  # what stands behind it is not looked at
    if end > size:
        raise BadHeader("the file is shorter than it says")
    frames, at = 0, 12
    for _ in range(MAX_PARTS):
        if at + 8 > end:
            return max(frames, 1)
        file.seek(at)
        name, length = struct.unpack("<4sI", _take(file, 8))
        frames += name == b"ANMF"
        at += 8 + length + length % 2
    raise BadHeader("too many chunks")
