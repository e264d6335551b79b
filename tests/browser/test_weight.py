"""What a first visit costs: no page is heavy without its pictures, no picture larger than shown."""

from __future__ import annotations

import gzip
import io
import itertools
import re
from urllib.parse import urljoin

import pytest
from PIL import Image

from artflow.demo.people import PASSWORD
from artflow.extensions import db
from artflow.models import File, Wall
from artflow.services.files import files
from tests.web.support.client import PageClient

from .support import pages
from .support.person import Person
from .support.town import WALKS

MOST_BYTES = 200 * 1024
BROWSER = {"Accept-Encoding": "gzip"}
LINKED = re.compile(r'<(?:link rel="stylesheet" href|script[^>]* src)="([^"]+)"')
MOST_TIMES = 2.6
"""A picture has at most so many times the pixels that it is shown with, in each direction: its
sizes lie that far apart. The smallest has no smaller one beside it."""
SCREENS = {"desk": (1280, 900, 1), "laptop": (1280, 800, 2), "telephone": (390, 844, 3)}
TIMES = """
async () => {
  const found = [];
  for (const image of document.querySelectorAll('main img')) {
    const box = image.getBoundingClientRect();
    if (!box.width || image.currentSrc.endsWith('.svg')) continue;
    image.loading = 'eager';
    await image.decode();
    const file = new Image();
    file.src = image.currentSrc;
    await file.decode();
    const times = Math.min(file.naturalWidth / box.width, file.naturalHeight / box.height);
    found.push([image.currentSrc, times / devicePixelRatio]);
  }
  return found;
}
"""


@pytest.fixture(scope="module")
def cookies(chrome, town):
    """Return a function that gives the cookies of somebody signed in, asked for once."""
    known = {"": []}

    def cookies_for(name):
        if name not in known:
            context = chrome.new_context(base_url=town.home)
            known[name] = Person(context.new_page()).sign_in(name).page.context.cookies()
            context.close()
        return known[name]

    return cookies_for


class PageWeights:
    """Adds up the bytes of a page: itself, its styles, its scripts and all fonts it may use.

    A browser loads only the fonts of the alphabets on the page: in practice it is less.
    """

    def __init__(self, app):
        self.app = app
        self.clients = {"": PageClient(app, "kk")}
        self.known_weights = {}

    def client(self, who):
        if who not in self.clients:
            self.clients[who] = PageClient(self.app, "kk").sign_in(
                f"{who}@artflow.example", PASSWORD
            )
        return self.clients[who]

    def page_weight(self, who, path, status):
        answer = self.client(who).ask("GET", path, headers=BROWSER)
        assert answer.status_code == status, path
        links = LINKED.findall(answer.text)
        assert len(links) >= 2, "two style sheets at least"
        return len(answer.data) + sum(self.part_weights(set(links)).values())

    def part_weights(self, addresses):
        found = {}
        for address in addresses:
            if address not in self.known_weights:
                answer = self.clients[""].ask("GET", address, headers=BROWSER)
                assert answer.status_code == 200, address
                packed = answer.headers.get("Content-Encoding") == "gzip"
                plain = gzip.decompress(answer.data) if packed else answer.data
                inner = re.findall(rb'url\(["\']?([^"\')]+woff2)|from "([^"]+)"', plain)
                more = {urljoin(address, b"".join(name).decode()) for name in inner}
                self.known_weights[address] = {address: len(answer.data)} | self.part_weights(more)
            found |= self.known_weights[address]
        return found


def test_no_page_without_its_pictures_is_heavy(town):
    town.app.config["DEMO"] = True  # letters can be read
    scales, weights = PageWeights(town.app), {}
    for page_case in (s for s in pages.ALL if not s.submit and s not in pages.IMPERSONATED):
        path = page_case.path.format(**town.proposals)
        weights[page_case.id] = scales.page_weight(page_case.who, path, page_case.status)
    assert {page: size for page, size in weights.items() if size > MOST_BYTES} == {}
    assert min(weights.values()) > 100_000, "the letters are counted"


@pytest.fixture(scope="module")
def painted(town):
    """Create a work with large pictures of both shapes and photos, on a wall with a large photo."""
    shapes, tones = itertools.cycle([(2400, 3200), (3200, 2400)]), itertools.count(1)

    def kept(*_more, **_options):
        stream, tone = io.BytesIO(), next(tones)
        Image.new("RGB", next(shapes), (tone * 9, 120, 90)).save(stream, "JPEG")
        stream.seek(0)
        return files.store_upload(stream, f"{tone}.jpg", by=town.people.artist.id)

    with town.app.app_context():
        town.people.__dict__["file"] = kept
        story = WALKS["execution"](town.people)
        del town.people.__dict__["file"]
        wall = db.session.get_one(Wall, story.case.wall_id)
        wall.photo, wall.photo_alt = db.session.get_one(File, kept()).sha256, "Қабырға"
        db.session.commit()
        return {"work": story.id, "wall": wall.id}


PAGES = {
    "/": "",
    "/proposals/{work}": "aigerim",
    "/proposals/{work}/do/confirm_milestone": "madina",
    "/walls/{wall}": "madina",
    "/walls/?after=20": "madina",
    "/proposals/": "madina",
    "/desk": "madina",
    "/portfolio/": "timur",
}


@pytest.mark.parametrize("screen", SCREENS)
def test_no_picture_is_larger_than_it_is_shown(chrome, town, cookies, painted, screen):
    width, height, ratio = SCREENS[screen]
    context = chrome.new_context(
        base_url=town.home, device_scale_factor=ratio, viewport={"width": width, "height": height}
    )
    page, met, wasted = context.new_page(), 0, []
    for path, who in PAGES.items():
        context.clear_cookies()
        context.add_cookies(cookies(who))
        page.goto(path.format(**painted))
        shown = page.evaluate(TIMES)
        met += len(shown)
        least = dict(sorted(shown, key=lambda pair: -pair[1]))  # a file may stand there twice
        wasted += [
            (path, src[-70:], round(times, 2))
            for src, times in least.items()
            if times > MOST_TIMES and not src.endswith("/small")
        ]
    context.close()
    assert met > 20
    assert not wasted
