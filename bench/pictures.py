"""What others notice while pictures come in, and what memory they leave behind.

`python -m bench.pictures --db sqlite|postgres`. The real server and the real worker in processes of
their own. A sponsor asks for a desk, alone and while eight photos of 24 megapixels are sent;
six people browse, alone and while two send such photos. A B A B. Then fifty honest photos
and two hundred hostile pictures are sent, and the memory of each process is read from /proc, of
those too that only live as long as a picture is decoded. The pictures are made here.
"""

from __future__ import annotations

import http.client
import io
import itertools
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from PIL import Image, PngImagePlugin
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from bench import environment
from bench.figures import Figure, main, milliseconds, note
from tests.fixtures.databases import QUICK_HASH
from tests.journeys import servers
from tests.journeys.http_client import HttpClient

WORKS, ROUNDS, ALONE = 20, 4, 30
AT_ONCE, BROWSERS, SENDERS, BROWSED = 8, 6, 2, 150
HONEST, HOSTILE = 50, 200
MAX_FILES, DRAFTS = 50, 12
"""So many go to one draft, then it is the turn of the next."""
DESK, PAGES = "/desk", ("/desk", "/proposals/", "/portfolio/", "/walls/")
TARGET_DESK, TARGET_BROWSING = 3.0, 2.0
TARGET_PEAK, TARGET_HOSTILE, TARGET_HONEST = 400.0, 400.0, 150.0
EVERY_SECONDS = 0.02
WORKER = """
import json, sys, threading
from artflow import create_app
from artflow.services.worker import loop
app = create_app(json.loads(sys.argv[1]))
loop.run(app, app.extensions["letters"], threading.Event(), every=1)
"""


class Memory(threading.Thread):
    """Looks at processes and their children; keeps the most that each has held, in MiB."""

    def __init__(self, processes: dict[str, int]) -> None:
        super().__init__(daemon=True)
        self.processes, self.peaks = processes, dict.fromkeys(processes, 0.0)
        self.stopped = threading.Event()

    def run(self) -> None:
        while not self.stopped.wait(EVERY_SECONDS):
            for name, process in self.processes.items():
                self._note(name, process)
                for child in children(process):
                    self._note(f"decoding for the {name}", child)

    def _note(self, name: str, process: int) -> None:
        self.peaks[name] = max(self.peaks.get(name, 0.0), memory(process, "VmHWM"))

    def now(self, name: str) -> float:
        return memory(self.processes[name], "VmRSS")


def memory(process: int, what: str) -> float:
    """Return a figure of a process in MiB; 0 if it has ended."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    found = (int(line.split()[1]) for line in lines if line.startswith(f"{what}:"))
    return next(found, 0) / 1024


def children(process: int) -> list[int]:
    """List the processes that this one has begun."""
    found = []
    for path in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            found += [int(text) for text in path.read_text().split()]
        except (FileNotFoundError, ProcessLookupError):
            continue  # the thread has ended
    return found


class Artist:
    """Somebody who sends pictures to drafts, as the script of the page does."""

    def __init__(self, port: int, drafts: list[int]) -> None:
        self.person = HttpClient(port).sign_in("artist")
        self.sent = itertools.count()
        self.addresses = [f"/proposals/{key}/dossier/files" for key in drafts]
        self.fields = self.person.form(self.addresses[0])

    def send(self, content: bytes, name: str) -> int:
        """Send one picture; each counts as another file. Returns the status."""
        return self.post(*self.pack(content, name))

    def pack(self, content: bytes, name: str) -> tuple[str, bytes, dict[str, str]]:
        """Return address, body and headers of the request that sends a picture."""
        number = next(self.sent)
        data = MultiDict[str, Any](self.fields | {"kind": "palette"})
        file = io.BytesIO(content + number.to_bytes(8))
        data.add("files", FileStorage(file, name))
        boundary, body = encode_multipart(data)
        headers = {
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.person.cookies.items()),
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Accept": "application/json",
        }
        return self.addresses[number // MAX_FILES], body, headers

    def post(self, address: str, body: bytes, headers: dict[str, str]) -> int:
        """Send a packed request. Returns the status."""
        connection = http.client.HTTPConnection("127.0.0.1", self.person.port, timeout=120)
        connection.request("POST", address, body, headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status


def photo() -> bytes:
    """Return a JPEG of 24 megapixels as large as a camera would make it."""
    picture = Image.effect_noise((750, 500), 60).convert("RGB")
    return _encoded(picture.resize((6000, 4000), Image.Resampling.BICUBIC), "JPEG", quality=90)


def hostile() -> list[tuple[str, bytes]]:
    """Return pictures that are small to send and large to open."""
    notes = PngImagePlugin.PngInfo()
    for _ in range(60):
        notes.add_text("comment", "0" * 1_000_000, zip=True)
    flat = Image.new("RGBA", (9000, 7000), (10, 20, 30, 128))
    return [
        ("rgba.png", _encoded(flat, "PNG")),
        ("progressive.jpg", _encoded(flat.convert("RGB"), "JPEG", progressive=True, subsampling=0)),
        ("cmyk.jpg", _encoded(flat.convert("CMYK"), "JPEG", progressive=True, subsampling=0)),
        ("canvas.webp", _encoded(Image.new("RGBA", (5000, 4000)), "WEBP", method=0)),
        ("talk.png", _encoded(Image.new("L", (1500, 1500)), "PNG", pnginfo=notes)),
        ("deep.png", _encoded(Image.new("I;16", (9000, 9000)), "PNG")),
        ("cut.png", _encoded(flat, "PNG")[:-5000]),
    ]


def _encoded(picture: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


@contextmanager
def worker(url: str, folder: Path) -> Iterator[int]:
    """Run the worker in a process of its own; yields its id."""
    settings = {
        "SECRET_KEY": "tests",
        "SQLALCHEMY_DATABASE_URI": url,
        "INSTANCE_PATH": str(folder),
        "UPLOADS": str(folder / "uploads"),
        "PASSWORD_HASH": QUICK_HASH,
    }
    command = [sys.executable, "-c", WORKER, json.dumps(settings)]
    process = subprocess.Popen(command, cwd=servers.ROOT, stderr=subprocess.DEVNULL)
    try:
        yield process.pid
    finally:
        process.kill()
        process.wait()


def measure(name: str, folder: Path) -> list[Figure]:
    kind = environment.KINDS[name](folder)
    with ExitStack() as stack:
        stack.callback(kind.close)
        url = kind.fresh("pictures")
        with environment.town(kind, url) as town:
            for _ in range(WORKS):
                town.at_sponsors()
            drafts = [town.story(title=f"Draft {n}").id for n in range(DRAFTS)]
        (server,) = servers.start(1, url, folder, UPLOADS_PER_HOUR=0)
        stack.callback(server.stop)
        processes = {
            "server": server.process.pid,
            "worker": stack.enter_context(worker(url, folder)),
        }
        held = Memory(processes)
        held.start()
        stack.callback(held.stopped.set)
        return _measured(name, server.port, Artist(server.port, drafts), held)


def _measured(name: str, port: int, artist: Artist, held: Memory) -> list[Figure]:
    content = photo()
    note(f"a photo has {len(content) / 2**20:.1f} MiB; {os.cpu_count()} processors")
    reader = HttpClient(port).sign_in("jusan")
    for _ in range(ALONE):
        timed(reader, DESK)
    figures = [_desk(name, reader, artist, content), _browsing(name, port, artist, content)]
    statuses = [artist.send(content, "photo.jpg") for _ in range(HONEST)]
    assert set(statuses) == {200}, statuses
    figures.append(_plain("server after 50 honest photos", name, held.now("server"), TARGET_HONEST))
    kinds = itertools.cycle(hostile())
    with ThreadPoolExecutor(4) as together:
        sent = list(
            together.map(lambda one: artist.send(one[1], one[0]), itertools.islice(kinds, HOSTILE))
        )
    assert set(sent) <= {200, 422}, sent
    note(f"hostile pictures: {sent.count(200)} kept, {sent.count(422)} refused at once")
    figures.append(_plain("server after 200 hostile", name, held.now("server"), TARGET_HOSTILE))
    for what, peak in held.peaks.items():
        figures.append(_plain(f"peak, {what}", name, peak, TARGET_PEAK))
    return figures


def _plain(what: str, name: str, value: float, target: float) -> Figure:
    return Figure(what, name, value, value, value, target, "MiB")


def timed(person: HttpClient, address: str) -> float:
    """Return the seconds from asking for a page to its last byte."""
    begun = time.perf_counter()
    answer = person.ask("GET", address)
    assert answer.status == 200, address
    return time.perf_counter() - begun


def _desk(name: str, reader: HttpClient, artist: Artist, content: bytes) -> Figure:
    """Ask for the desk alone and while eight photos are sent, in turn."""
    rounds: list[tuple[list[float], list[float]]] = []
    for _ in range(ROUNDS):
        alone, crowded = [timed(reader, DESK) for _ in range(ALONE)], []
        packed = [artist.pack(content, "photo.jpg") for _ in range(AT_ONCE)]
        with ThreadPoolExecutor(AT_ONCE) as together:
            sent = [together.submit(artist.post, *each) for each in packed]
            while not all(each.done() for each in sent):
                crowded.append(timed(reader, DESK))
        assert {each.result() for each in sent} == {200}
        rounds.append((alone, crowded))
    alone, crowded = (list(itertools.chain(*each)) for each in zip(*rounds, strict=True))
    usual = statistics.median(alone)
    note(f"desk alone {milliseconds(alone)}, slowest {max(alone) / usual:.1f} × the usual")
    note(f"with 8 uploads {milliseconds(crowded)}, slowest {max(crowded) / usual:.1f} × the usual")
    ratios = [statistics.median(busy) / statistics.median(plain) for plain, busy in rounds]
    value = statistics.median(crowded) / usual
    what = "desk while 8 photos are sent"
    return Figure(what, name, value, min(ratios), max(ratios), TARGET_DESK)


def _browsing(name: str, port: int, artist: Artist, content: bytes) -> Figure:
    """Let six people browse alone and while two send photos, in turn."""
    people = [HttpClient(port).sign_in("jusan") for _ in range(BROWSERS)]
    parts: list[tuple[float, float]] = []
    alone: list[float] = []
    crowded: list[float] = []
    for _ in range(2):
        plain = _browsed(people)
        stop = threading.Event()
        with ThreadPoolExecutor(SENDERS) as together:
            sent = [together.submit(_sending, artist, content, stop.is_set) for _ in range(SENDERS)]
            busy = _browsed(people)
            stop.set()
        note(f"{sum(each.result() for each in sent)} photos were sent meanwhile")
        parts.append((_percentile(plain), _percentile(busy)))
        alone, crowded = alone + plain, crowded + busy
    ratios = [busy / plain for plain, busy in parts]
    value = _percentile(crowded) / _percentile(alone)
    note(f"99th percentile alone {_percentile(alone) * 1000:.0f} ms")
    what = "99th percentile, 2 send / none"
    return Figure(what, name, value, min(ratios), max(ratios), TARGET_BROWSING)


def _sending(artist: Artist, content: bytes, stopped: Callable[[], bool]) -> int:
    count = 0
    while not stopped():
        assert artist.send(content, "photo.jpg") == 200
        count += 1
    return count


def _browsed(people: list[HttpClient]) -> list[float]:
    """Let all of them ask for pages at the same time. Returns the seconds of every page."""

    def browse(person: HttpClient) -> list[float]:
        return [timed(person, page) for page in itertools.islice(itertools.cycle(PAGES), BROWSED)]

    with ThreadPoolExecutor(len(people)) as together:
        return [seconds for each in together.map(browse, people) for seconds in each]


def _percentile(times: list[float]) -> float:
    return statistics.quantiles(times, n=100)[98]


if __name__ == "__main__":
    sys.exit(main(measure, __doc__))
