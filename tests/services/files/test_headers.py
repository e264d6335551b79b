"""Heads of pictures: read without decoding, held against the bytes that are there."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from artflow.services.files import headers
from artflow.services.files.headers import BadHeader, Header, NotAPicture

from .test_intake import bomb, encoded, noise, plain, promising

pytestmark = pytest.mark.pure

MEBIBYTE = 2**20


def read(data: bytes) -> Header:
    return headers.read_header(io.BytesIO(data), len(data))


def chunk(name: bytes, content: bytes) -> bytes:
    checked = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + checked


def with_chunks(picture: bytes, *more: bytes) -> bytes:
    """Put chunks behind the head of a PNG."""
    return picture[:33] + b"".join(more) + picture[33:]


def with_segments(picture: bytes, *more: bytes) -> bytes:
    """Put segments behind the first one of a JPEG."""
    return picture[:20] + b"".join(more) + picture[20:]


@pytest.mark.parametrize(
    ("data", "head"),
    [
        (plain("PNG", "1", colour=1), ("PNG", 40, 20, 1, 1)),
        (plain("PNG", "L", colour=1), ("PNG", 40, 20, 1, 8)),
        (plain("PNG", "I;16", colour=1), ("PNG", 40, 20, 1, 16)),
        (plain("PNG", "P", colour=1), ("PNG", 40, 20, 1, 1)),
        (plain("PNG", "LA", colour=(1, 1)), ("PNG", 40, 20, 2, 8)),
        (plain("PNG"), ("PNG", 40, 20, 3, 8)),
        (plain("PNG", "RGBA"), ("PNG", 40, 20, 4, 8)),
        (plain("JPEG", "L", colour=1), ("JPEG", 40, 20, 1, 8)),
        (plain("JPEG"), ("JPEG", 40, 20, 3, 8)),
        (plain("JPEG", "CMYK", colour=(1, 2, 3, 4)), ("JPEG", 40, 20, 4, 8)),
        (plain("WEBP"), ("WEBP", 40, 20, 3, 8)),
        (plain("WEBP", lossless=True), ("WEBP", 40, 20, 3, 8)),
        (plain("WEBP", "RGBA", colour=(1, 2, 3, 4)), ("WEBP", 40, 20, 4, 8)),
        (plain("WEBP", "RGBA", colour=(1, 2, 3, 4), exif=b"Exif\0\0"), ("WEBP", 40, 20, 4, 8)),
    ],
)
def test_every_kind_says_its_size_and_its_pixels(data, head):
    assert read(data)[:5] == head


@pytest.mark.parametrize(
    ("subsampling", "bytes_a_pixel"), [("4:4:4", 6), ("4:2:2", 4), ("4:2:0", 3)]
)
def test_a_progressive_jpeg_is_held_whole(subsampling, bytes_a_pixel):
    data = noise("JPEG", (640, 480), progressive=True, subsampling=subsampling)

    assert read(data).held == 640 * 480 * bytes_a_pixel
    assert read(noise("JPEG", (640, 480), subsampling=subsampling)).held == 0


def test_the_frames_of_a_moving_picture_are_counted():
    moving = {
        "save_all": True,
        "append_images": [Image.new("RGB", (20, 20), c) for c in ("red", "blue")],
    }

    assert read(noise("PNG", (20, 20), **moving)).frames == 3
    assert read(noise("WEBP", (20, 20), **moving)).frames == 3


def test_what_is_no_pixels_is_ballast():
    note = chunk(b"prVt", bytes(3 * MEBIBYTE))
    segment = b"\xff\xe5" + struct.pack(">H", 60_000) + bytes(59_998)

    assert read(with_chunks(plain(), note)).ballast == 3 * MEBIBYTE
    assert 1_200_000 < read(with_segments(plain("JPEG"), *[segment] * 20)).ballast < 1_210_000


def test_packed_text_counts_as_much_as_it_may_unpack_to():
    packed = chunk(b"zTXt", b"comment\0\0" + zlib.compress(bytes(1_000_000)))

    assert len(packed) < 1100
    assert read(with_chunks(plain(), *[packed] * 60)).ballast > 55 * MEBIBYTE


def test_bytes_between_segments_are_passed_over():
    data = with_segments(plain("JPEG"), b"\x00junk\xff\xff")

    assert read(data)[:3] == ("JPEG", 40, 20)


@pytest.mark.parametrize("data", [b"", b"words", plain("GIF"), plain("TIFF"), b"RIFF\0\0\0\0WAVE"])
def test_what_begins_otherwise_is_no_picture(data):
    with pytest.raises(NotAPicture):
        read(data)


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n",
        b"\x89PNG is a word",
        plain()[:30],
        plain()[:60],
        bomb(8000, 8000),
        bomb(0, 10),
        bomb(2**31, 2**31),
        with_chunks(plain(), struct.pack(">I4s", 2**31, b"prVt")),
        with_chunks(plain(), chunk(b"prVt", b"") * (headers.MAX_PARTS + 1)),
        plain().replace(b"\x08\x02\x00\x00\x00", b"\x08\x05\x00\x00\x00", 1),
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe0\xff\xff",
        b"\xff\xd8" + b"\xff\xd9" * 9,
        b"\xff\xd8\xff\xda\x00\x08\x03",
        promising(0, 40),
        with_segments(plain("JPEG"), b"\xff\xe5\x00\x01"),
        with_segments(plain("JPEG"), b"\xff\xe5\x00\x02" * (headers.MAX_PARTS + 1)),
        with_segments(plain("JPEG"), bytes(headers.MAX_PARTS + 1)),
        with_segments(plain("JPEG"), b"\xff\xc3\x00\x0b\x08\x00\x10\x00\x10\x01\x01\x11\x00"),
        noise("WEBP")[:-1],
        b"RIFF\x20\0\0\0WEBPVP8 \x0a\0\0\0" + bytes(20),
        b"RIFF\x20\0\0\0WEBPVP8L\x0a\0\0\0" + bytes(20),
        b"RIFF\x20\0\0\0WEBPJUNK\x0a\0\0\0" + bytes(20),
    ],
)
def test_what_contradicts_itself_is_broken(data):
    with pytest.raises(BadHeader):
        read(data)


def test_two_sizes_in_one_jpeg_are_broken():
    data = plain("JPEG")
    at = data.index(b"\xff\xc0")
    (length,) = struct.unpack(">H", data[at + 2 : at + 4])
    frame = data[at : at + 2 + length]

    with pytest.raises(BadHeader):
        read(data[:at] + frame + data[at:])


def test_what_a_head_is_followed_by_is_not_read():
    """A chunk of 40 MB is passed over: of the file a few bytes are read."""

    class Counting(io.BytesIO):
        count = 0

        def read(self, size=-1):
            data = super().read(size)
            self.count += len(data)
            return data

    data = with_chunks(encoded(Image.new("L", (9, 9)), "PNG"), chunk(b"prVt", bytes(40_000_000)))
    file = Counting(data)

    headers.read_header(file, len(data))

    assert file.count < 200
