"""Where a picture is decoded, how many at once, and what a process beside the server may do."""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import threading
from contextlib import ExitStack

import pytest
from PIL import Image, ImageChops

from artflow.domain.errors import FileRefused
from artflow.services.files import pictures
from artflow.services.files.headers import Header
from artflow.services.files.pictures import NotNow, Place, Slots

from .test_intake import noise, plain

pytestmark = pytest.mark.pure

MEGAPIXEL = 10**6
A1 = (7016, 9933)
"""Pixels of a sheet of A1 at 300 dpi."""


def header(kind: str, size: tuple[int, int], channels: int = 3, **more) -> Header:
    return Header(kind, *size, channels, **more)


def progressive(size: tuple[int, int], bytes_a_pixel: int) -> Header:
    return header("JPEG", size, held=size[0] * size[1] * bytes_a_pixel)


@pytest.fixture
def sent():
    """Return a function that puts bytes into a file as an upload is, and weighs it."""
    with ExitStack() as opened:

        def send(data: bytes):
            file = opened.enter_context(tempfile.SpooledTemporaryFile(max_size=2**20))
            file.write(data)
            return file, pictures.weigh(file, len(data))

        yield send


@pytest.mark.parametrize(
    ("head", "place"),
    [
        (header("JPEG", (1600, 1200)), Place.HERE),
        (header("PNG", (2000, 2000), 4), Place.HERE),
        (header("JPEG", (6000, 4000)), Place.BESIDE),
        (progressive((6000, 4000), 6), Place.BESIDE),
        (header("PNG", (6000, 4000)), Place.BESIDE),
        (header("JPEG", A1), Place.BESIDE),
        (header("PNG", (40, 20), ballast=30 * 2**20), Place.BESIDE),
        (header("PNG", A1), Place.LATER),
        (header("PNG", (9000, 7000), 4), Place.LATER),
        (progressive((8000, 8000), 6), Place.LATER),
        (header("WEBP", (5000, 4000), ballast=4 * 2**20), Place.LATER),
    ],
)
def test_the_head_decides_where_a_picture_is_decoded(head, place):
    assert pictures.place_of(head) is place


@pytest.mark.parametrize(
    "head",
    [
        header("PNG", (8000, 8000), 4, depth=16),
        header("PNG", A1, 4),
        header("PNG", (15_000, 16_000), 1),
        header("JPEG", (8000, 8000), 4),
        header("JPEG", (15_000, 15_000)),
        header("JPEG", (1000, 64_000)),
        progressive((8000, 8000), 6),
        progressive((10_667, 6000), 6),
        progressive((6000, 10_667), 6),
        progressive(A1, 3),
        header("WEBP", (5000, 4000), ballast=45 * 2**20),
    ],
)
def test_what_was_accepted_before_and_scans_are_light_enough(head):
    assert pictures.decoding_bytes(head) <= pictures.MAX_BYTES
    assert head.pixels <= pictures.MAX_PIXELS


@pytest.mark.parametrize("size", [(12_000, 12_000), (9500, 9500)])
def test_a_picture_that_no_process_can_hold_is_refused_with_its_limit(sent, size):
    data = io.BytesIO()
    Image.new("RGB", size).save(data, "PNG", compress_level=1)

    with pytest.raises(FileRefused) as refused:
        sent(data.getvalue())

    assert refused.value.code == "too_many_pixels"
    assert 80 * MEGAPIXEL < refused.value.params["limit"] < size[0] * size[1]


def test_only_so_many_decode_and_only_so_many_wait():
    slots, inside, go = Slots(1, waiting=1, seconds=10), threading.Event(), threading.Event()
    seen = []

    def decode(name):
        with slots.slot():
            seen.append(name)
            inside.set()
            assert go.wait(10)

    first = threading.Thread(target=decode, args=("first",))
    first.start()
    assert inside.wait(10)
    second = threading.Thread(target=decode, args=("second",))
    second.start()
    while slots._inside._value:
        second.join(0.01)
    with pytest.raises(NotNow, match="too many"), slots.slot():
        raise AssertionError
    assert seen == ["first"]
    go.set()
    first.join(10)
    second.join(10)

    assert seen == ["first", "second"]
    with slots.slot():
        seen.append("third")


def test_a_wait_has_an_end_and_a_fault_gives_the_slot_back():
    slots = Slots(1, waiting=1, seconds=0.01)

    with slots.slot(), pytest.raises(NotNow, match="in vain"), slots.slot():
        raise AssertionError
    with pytest.raises(ZeroDivisionError), slots.slot():
        raise ZeroDivisionError
    with slots.slot():
        assert slots._decoding._value == 0


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_process_beside_makes_the_same(sent, kind):
    data = noise(kind, (1700, 900))
    file, head = sent(data)
    here = pictures.make_now(file, head)

    beside = pictures.make_beside(file, head, 60)

    assert beside == here
    file.seek(0)
    assert file.read() == data


def test_bands_of_rows_leave_no_seams(sent, monkeypatch):
    from artflow.services.files import rendering

    picture = Image.linear_gradient("L").resize((2400, 3100)).convert("RGBA")
    out = io.BytesIO()
    picture.save(out, "PNG")
    file, head = sent(out.getvalue())
    whole = pictures.make_now(file, head)
    monkeypatch.setattr(rendering, "ROWS_BYTES", 40_000)

    bands = pictures.make_now(file, head)

    shown = [Image.open(io.BytesIO(made.pictures["large"])) for made in (whole, bands)]
    assert shown[0].size == shown[1].size == (1600, 2067)
    differing = ImageChops.difference(*(each.convert("L") for each in shown))
    assert differing.getextrema()[1] <= 4


@pytest.mark.parametrize(
    ("data", "size", "code"),
    [
        (noise("JPEG")[:-4000], None, "broken"),
        (noise("PNG"), (400, 301), "broken"),
        (noise("WEBP"), (300, 400), "broken"),
    ],
)
def test_what_the_process_finds_is_a_refusal(sent, data, size, code):
    file, head = sent(data)
    promised = head if size is None else head._replace(width=size[0], height=size[1])

    with pytest.raises(FileRefused) as refused:
        pictures.make_beside(file, promised, 60)

    assert refused.value.code == code


@pytest.mark.skipif(sys.platform == "win32", reason="ends by a signal")
@pytest.mark.parametrize(
    ("program", "error"),
    [
        ("import os; os.kill(os.getpid(), 11)", FileRefused),
        ("import os; os.kill(os.getpid(), 9)", NotNow),
        ("raise SystemExit(3)", NotNow),
        ("import time; time.sleep(60)", NotNow),
        ("""print('{"refused": "too_heavy"}')""", FileRefused),
    ],
)
def test_a_process_that_ends_without_a_picture(sent, tmp_path, monkeypatch, program, error):
    path = tmp_path / "program.py"
    path.write_text(program)
    monkeypatch.setattr(pictures, "PROGRAM", path)
    file, head = sent(plain())

    with pytest.raises(error):
        pictures.make_beside(file, head, 0.5 if "sleep" in program else 30)


def test_a_process_that_cannot_start_is_no_fault_of_the_picture(sent, monkeypatch):
    file, head = sent(plain())
    monkeypatch.setattr(sys, "executable", "/nowhere/python")

    with pytest.raises(NotNow, match="FileNotFoundError"):
        pictures.make_beside(file, head, 30)


PEAK = """
import resource, sys
from artflow.services.files import pictures
with open(sys.argv[1], "rb") as file:
    head = pictures.weigh(file, int(sys.argv[2]))
    pictures.make_beside(file, head, 120)
with open("/proc/self/status") as status:
    print(next(line.split()[1] for line in status if line.startswith("VmHWM")))
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="counts memory as Linux does")
@pytest.mark.parametrize(
    ("mode", "size"),
    [
        pytest.param("RGBA", (9000, 7000), marks=pytest.mark.exhaustive),
        ("RGB", A1),
        pytest.param("LA", (3000, 20_000), marks=pytest.mark.exhaustive),
    ],
)
def test_the_largest_pictures_stay_within_a_process_of_400_mebibytes(tmp_path, mode, size):
    path = tmp_path / "large.png"
    Image.new(mode, size).save(path, "PNG", compress_level=1)

    command = [sys.executable, "-c", PEAK, str(path), str(path.stat().st_size)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    own, beside = (int(line) / 1024 for line in done.stdout.split())

    assert own < 100
    assert beside < 400
