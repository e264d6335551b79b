"""Files are what they decode to: what cannot be opened is refused, what is shown is made anew."""

from __future__ import annotations

import hashlib
import io
import struct
import subprocess
import sys
import zlib

import pytest
from PIL import ExifTags, Image, ImageCms, PngImagePlugin
from pypdf import PdfWriter

from artflow.domain.errors import FileRefused
from artflow.services.files import pictures, rendering
from artflow.services.files.intake import accept, clean_name
from artflow.services.storage.disk import DiskStorage

pytestmark = pytest.mark.pure

SCRIPT = b"<script>alert('hello')</script>"


@pytest.fixture
def storage(tmp_path):
    return DiskStorage(tmp_path)


@pytest.fixture
def send(storage):
    return lambda data, name="wall", **options: accept(
        io.BytesIO(data), name, storage=storage, **options
    )


@pytest.fixture
def shown(storage):
    def open_rendition(accepted, size="large"):
        with storage.open(accepted.renditions[size]) as file, Image.open(file) as image:
            image.load()
            return image

    return open_rendition


def encoded(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def plain(kind="PNG", mode="RGB", size=(40, 20), colour="red", **options):
    return encoded(Image.new(mode, size, colour), kind, **options)


def noise(kind, size=(400, 300), **options):
    return encoded(Image.effect_noise(size, 90).convert("RGB"), kind, **options)


def exif(orientation):
    """Return what a telephone writes: orientation, and a place in Shymkent."""
    tags = Image.Exif()
    tags[ExifTags.Base.Orientation] = orientation
    tags[ExifTags.Base.Make] = "Telephone"
    tags[ExifTags.IFD.GPSInfo] = {1: "N", 2: (42.0, 19.0, 3.0), 3: "E", 4: (69.0, 35.0, 45.0)}
    return tags


def bomb(width, height):
    """Return a PNG of a few dozen bytes that promises a huge picture."""
    data = bytearray(plain(mode="L", size=(1, 1), colour=0))
    data[16:24] = struct.pack(">II", width, height)
    data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))
    return bytes(data)


def promising(width, height):
    """Return a small JPEG whose head promises another size."""
    data = bytearray(plain("JPEG"))
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def talkative():
    """Return a PNG whose text unpacks to megabytes."""
    notes = PngImagePlugin.PngInfo()
    notes.add_text("comment", "0" * 3_000_000, zip=True)
    return plain(pnginfo=notes)


def profile(name, swap=False):
    """Return a colour profile; with `swapped` its colours are exchanged."""
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile(name)).tobytes()
    if swap:
        made = made.replace(b"rXYZ", b"----").replace(b"gXYZ", b"rXYZ").replace(b"----", b"gXYZ")
    return made


def pdf(pages=1, password=None):
    writer, out = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    if password is not None:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


OTHER_TYPES = [
    b"just words",
    b"PK\x03\x04" + bytes(100),
    b"<!doctype html>" + SCRIPT,
    b" " + pdf(),
    b"<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>",
    b"GIF89a/*" + plain("GIF")[8:] + b"*/=1;" + SCRIPT,
    plain("GIF"),
    plain("TIFF"),
    plain("BMP"),
    *(
        noise(kind, (20, 20), save_all=True, append_images=[Image.new("RGB", (20, 20))])
        for kind in ("PNG", "WEBP")
    ),  # moving pictures
]
BROKEN = [
    noise("JPEG")[:-4000],
    noise("JPEG")[:300],
    noise("PNG")[:-4000],
    noise("PNG")[:20],
    noise("WEBP")[:-4000],
    b"%PDF-1.7 and no more",
    pdf()[:100],
    pdf(pages=0),
    talkative(),
]
REASONS = [
    (b"", {}, "empty", {}),
    (plain(), {"limit": 60}, "too_large", {"limit": 60}),
    (pdf(password=""), {}, "broken", {"encrypted": True}),
    (promising(60_000, 60_000), {}, "too_many_pixels", {"limit": pictures.MAX_PIXELS}),
]


def refusal(send, data, **options):
    with pytest.raises(FileRefused) as caught:
        send(data, **options)
    return caught.value.code, caught.value.params


@pytest.mark.parametrize(
    ("data", "code"), [*((d, "type") for d in OTHER_TYPES), *((d, "broken") for d in BROKEN)]
)
def test_what_cannot_be_opened_is_refused_and_not_kept(send, storage, data, code):
    assert refusal(send, data, name="wall.png")[0] == code
    assert list(storage.root.iterdir()) == []


@pytest.mark.parametrize(("data", "options", "code", "params"), REASONS)
def test_a_refusal_carries_what_its_words_need(send, data, options, code, params):
    assert refusal(send, data, **options) == (code, params)


def test_a_file_may_be_as_large_as_the_limit(send):
    assert send(plain(), limit=len(plain())).size == len(plain())
    assert refusal(send, plain(), limit=len(plain()) - 1)[0] == "too_large"


@pytest.mark.parametrize("size", [(8000, 8000), (15_000, 16_000)])
def test_a_bomb_that_holds_nothing_is_broken_before_it_is_decoded(send, size):
    assert refusal(send, bomb(*size))[0] == "broken"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_kept_as_sent_and_shown_in_three_widths(send, storage, shown, kind):
    data = noise(kind, (2000, 1000))

    got = send(data)

    assert got.media_type == f"image/{kind.lower()}"
    assert (got.width, got.height, got.size) == (2000, 1000, len(data))
    assert got.sha256 == hashlib.sha256(data).hexdigest()
    assert storage.path(got.sha256).read_bytes() == data
    pictures = {size: shown(got, size) for size in got.renditions}
    assert {size: picture.size for size, picture in pictures.items()} == {
        "large": (1600, 800),
        "medium": (800, 400),
        "small": (320, 160),
    }
    assert {p.format for p in pictures.values()} == {"WEBP"}


@pytest.mark.parametrize(
    ("size", "seen"),
    [
        ((300, 100), (300, 100)),  # never enlarged
        ((1, 1), (1, 1)),
        ((20_000, 1), (1600, 1)),
        ((30, 20_000), (25, rendering.MAX_SIDE)),
    ],
)
def test_every_shape_fits_a_webp_however_the_camera_was_held(send, shown, size, seen):
    assert shown(send(plain("JPEG", size=size, exif=exif(1)))).size == seen
    assert shown(send(plain("JPEG", size=size[::-1], exif=exif(6)))).size == seen


def test_a_pdf_is_kept_without_pictures(send, storage):
    got = send(pdf(), "Смета.PDF")

    assert (got.name, got.media_type) == ("Смета.PDF", "application/pdf")
    assert (got.width, got.height, got.renditions) == (None, None, {})
    assert storage.verify(got.sha256)


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (plain("JPEG", "CMYK", colour=(0, 255, 255, 0)), (255, 0, 0)),
        (plain("PNG", "I;16", colour=0x8000), (128, 128, 128)),
        (plain("PNG", "I;16", colour=0x8000, transparency=0x8000), (128, 128, 128)),
        (plain("PNG", "1", colour=1), (255, 255, 255)),
        (plain("PNG", "LA", colour=(90, 128)), (90, 90, 90, 128)),
        (plain("PNG", "RGBA", colour=(0, 200, 0, 128)), (0, 200, 0, 128)),
        (encoded(Image.new("RGB", (9, 9), "blue").quantize(4), "PNG"), (0, 0, 255)),
        (plain("PNG", "P", colour=0, transparency=0), (0, 0, 0, 0)),
        (plain(colour=(200, 40, 40), icc_profile=profile("sRGB", swap=True)), (40, 200, 40)),
        (plain(colour=(200, 40, 40), icc_profile=profile("LAB")), (200, 40, 40)),
    ],
)
def test_every_kind_of_pixel_keeps_its_colour(send, shown, data, wanted):
    picture = shown(send(data))

    assert picture.getpixel((5, 5)) == pytest.approx(wanted, abs=8)
    assert "icc_profile" not in picture.info


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_telephone_held_sideways_shows_upright_and_tells_no_place(send, storage, shown, kind):
    stored = Image.new("RGB", (3600, 1800), "blue")
    stored.paste("red", (0, 0, 1800, 1800))

    got = send(encoded(stored, kind, exif=exif(6), xmp=b"<x>42.3N</x>"))

    assert (got.width, got.height) == (1800, 3600)
    assert b"Telephone" in storage.path(got.sha256).read_bytes()
    for size, width in pictures.WIDTHS.items():
        picture, data = shown(got, size), storage.path(got.renditions[size]).read_bytes()
        assert picture.size == (width, 2 * width)
        assert picture.getpixel((9, 9)) == pytest.approx((255, 0, 0), abs=8)
        assert picture.getpixel((9, 2 * width - 9)) == pytest.approx((0, 0, 255), abs=8)
        assert dict(picture.getexif()) == {}
        assert [mark for mark in (b"EXIF", b"XMP ", b"42.3N", b"Telephone") if mark in data] == []


def test_the_hidden_second_picture_of_a_telephone_is_ignored(send, shown):
    got = send(plain("MPO", save_all=True, append_images=[Image.new("RGB", (40, 20), "blue")]))

    assert (got.media_type, got.name) == ("image/jpeg", "wall.jpg")
    assert shown(got).getpixel((5, 5)) == pytest.approx((255, 0, 0), abs=8)


def test_a_script_behind_a_picture_is_not_shown(send, storage):
    got = send(plain() + SCRIPT, "wall.html")

    assert got.name == "wall.html.png"
    for sha256 in got.renditions.values():
        assert b"script" not in storage.path(sha256).read_bytes()


MEASURED = """
import sys
from artflow.services.files import intake
from artflow.services.storage.disk import DiskStorage
with open(sys.argv[1], "rb") as file:
    intake.accept(file, "wall.jpg", storage=DiskStorage(sys.argv[2]))
with open("/proc/self/status") as status:
    print(next(line.split()[1] for line in status if line.startswith("VmHWM")))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak of memory from /proc")
def test_a_photograph_of_27_megapixels_needs_little_memory(tmp_path):
    path = tmp_path / "wall"
    path.write_bytes(noise("JPEG", (6000, 4500)))

    command = [sys.executable, "-c", MEASURED, str(path), str(tmp_path)]
    kilobytes = int(subprocess.run(command, capture_output=True, check=True).stdout)

    assert kilobytes < 150 * 1024  # the whole process


NAMES = {
    "Әділ ғұмыр, қаңқа өң ұя үн һәм іс.jpg": "Әділ ғұмыр, қаңқа өң ұя үн һәм іс.jpg",
    "и\u0306.png": "й.png",
    "../../etc/passwd": "passwd",
    "a\\b/c\\d.pdf": "d.pdf",
    "C:\\Users\\Айша\\эскиз.png": "эскиз.png",
    "wall\u202egnp.exe": "wallgnp.exe",
    "\u2066wall\u2069\u200b\ufeff.png": "wall.png",
    "a\0b.png\r\nX: y": "ab.pngX: y",
    "\ud800wall.png": "wall.png",
    "...htaccess": "htaccess",
    " a \u00a0 b .png ": "a b.png",
    "": "file",
    None: "file",
    ".....": "file",
    "walls/": "file",
    "\u202e\0": "file",
    "ә" * 300 + ".jpeg": "ә" * 115 + ".jpeg",
    "ә" * 300: "ә" * 120,
    "a." + "b" * 300: "a." + "b" * 118,
    "a" * 114 + " . b" * 9 + ".jpg": "a" * 114 + ".jpg",
}
ENDINGS = {
    "wall.PNG": "wall.PNG",
    "wall.jpg": "wall.jpg.png",
    "wallpng": "wallpng.png",
    "....": "file.png",
    "ә" * 300 + ".html": "ә" * 115 + ".png",
}


@pytest.mark.parametrize(("given", "seen"), NAMES.items())
def test_names_keep_their_letters_and_lose_their_tricks(given, seen):
    assert clean_name(given) == seen


@pytest.mark.parametrize(("given", "seen"), ENDINGS.items())
def test_the_ending_says_what_the_file_is(send, given, seen):
    assert send(plain(), given).name == seen
