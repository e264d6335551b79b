"""Files that people send who mean no good, through every form that takes files; and GPS."""

from __future__ import annotations

import hashlib
import io
import uuid
from itertools import product

import pytest
from PIL import ExifTags, Image, PngImagePlugin
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from artflow.demo.cast import PASSWORD
from artflow.demo.load import ART
from artflow.extensions import db
from artflow.models import File
from artflow.services.intake import WIDTHS
from tests.browser.town import WALKS, Town
from tests.services.test_intake import SCRIPT, bomb, encoded, noise, pdf, plain, talkative

from . import hostile, html, parts
from .doors import Explorer
from .storm import lost_in, stored
from .visitor import Visitor

CREW = ("aigerim", "gulmira", "erlan", "madina", "daniyar")
SHOWN = ("", *(f"/{size}" for size in WIDTHS))
STAGES = ("draft", "architecture", "approved", "started", "acceptance")
SVG = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
REFUSED = {
    "empty.png": b"", "words.pdf": b"just words", "page.png": b"<!doctype html>" + SCRIPT,
    "drawing.svg": SVG, "drawing.png": SVG, "bomb.png": bomb(30_000, 30_000),
    "talk.png": talkative(), "moving.gif": plain("GIF"), "cut.jpg": noise("JPEG")[:-4000],
    "cut.pdf": pdf()[:100], "locked.pdf": pdf(password="x"), "none.pdf": pdf(pages=0),
    "gifar.gif": b"GIF89a/*" + plain("GIF")[8:] + b"*/=1;" + SCRIPT, "tool.exe": b"MZ" + bytes(99),
}  # fmt: skip
NAMES = ("../../etc/passwd", "C:\\a\\b.png", "\u202egnp.exe", "ә" * 400 + ".png", "%22';.png",
         "....", "%00.png",
         "<script>alert(1)</script>.png", "a%0D%0ASet-Cookie: b=c.png", "CON.png",
         "~" * 99, "\u0645\u0631\u062d\u0628\u0627.html", "{{7*7}}.svg")  # fmt: skip
PLACE = b"42.3417-69.5901-Shymkent"
"""A place on the map in so many words: where it comes out, coordinates would."""
TOO_LARGE = (("large.png", noise("PNG") + bytes(51 * 2**20)), ("larger.png", bytes(60 * 2**20)))


class Senders:
    """A work at every stage that takes files, and the forms that those who may are shown."""

    def __init__(self, app):
        self.app = app
        with app.app_context():
            made = Town.settle()
            self.works = {stage: WALKS[stage](made).id for stage in STAGES}
        self.crew = {who: Visitor(app).sign_in(f"{who}@artflow.example", PASSWORD) for who in CREW}
        explorer = Explorer(app, self.crew)
        explorer.walk(*(f"/proposals/{key}" for key in self.works.values()))
        self.doors = [door for door in explorer.doors.values() if door.files]

    def door(self, ending):
        return next(door for door in self.doors if door.action.endswith(ending))

    def send(self, door, *files):
        """The form with everything in it that it asks for, and these files by name."""
        data = MultiDict({"csrf_token": self.crew[door.who].token(), **filled(door)})
        for name, content in files:
            file = FileStorage(io.BytesIO(content), name, content_type="image/png")
            data.add(door.files[0].name, file)
        boundary, body = encode_multipart(data)
        kind = f"multipart/form-data; boundary={boundary}"
        return self.crew[door.who].ask("POST", door.action, data=body, content_type=kind)

    def hashes(self, key):
        with self.app.app_context():
            return [sha256 for _name, sha256 in parts.files(key)]

    def served(self):
        """Every answer that hands out a file to anybody, with what was asked for."""
        for key in self.works.values():
            for sha256, size in product(self.hashes(key), SHOWN):
                for visitor in self.crew.values():
                    answer = visitor.ask("GET", f"/proposals/{key}/files/{sha256}{size}")
                    if answer.status_code == 200:
                        yield sha256 + size, answer


def filled(door):
    """As anybody would fill it in for the first time, without more votes than there are owners."""
    values = hostile.filled(door)
    fresh = {"votes_against": "0", "abstained": "0", "key": uuid.uuid4().hex}
    return values | {name: value for name, value in fresh.items() if name in values}


@pytest.fixture
def senders(app):
    return Senders(app)


@pytest.mark.slow
def test_files_that_mean_no_good(app, senders):
    before = stored(app)
    assert len(senders.doors) >= 10
    for door, bad in product(senders.doors, REFUSED.items()):
        refused(door, senders.send(door, bad))
    for bad in TOO_LARGE:
        assert senders.send(senders.doors[0], bad).status_code in (413, 422)
    assert stored(app) == before

    strange_names_are_only_names(senders)
    a_place_stays_in_the_house(senders)
    a_paper_that_is_also_a_page_can_only_be_saved(senders)


def refused(door, answer):
    assert answer.status_code == 422, door.action
    page = html.read(answer.text)
    assert page.one("p", id=f"{door.files[0].name}-e").text, door.action
    assert not lost_in(page, door, filled(door)), door.action


def strange_names_are_only_names(senders):
    files = [(name, plain(size=(40, 20 + n))) for n, name in enumerate(NAMES)]
    assert senders.send(senders.door("/do/record_wall_ready"), *files).status_code == 303
    with senders.app.app_context():
        newest = db.select(File.name).order_by(File.id.desc()).limit(len(NAMES))
        kept = list(db.session.scalars(newest))
    assert all(name.endswith(".png") and not set(name) & set("/\\\r\n\0\u202e") for name in kept)


def a_place_stays_in_the_house(senders):
    """Neither a page nor a download has it, whatever the picture was handed in for."""
    files = list(located())
    assert all(PLACE in content for _name, content in files)
    double = (("png.png", noise("PNG", (60, 50)) + b"PK\x03\x04" + SCRIPT),
              ("jpg.jpg", noise("JPEG", (60, 50)) + SVG + SCRIPT))  # fmt: skip
    for ending in ("/dossier/files", "/do/record_contract", "/do/submit_milestone"):
        assert senders.send(senders.door(ending), *files, *double).status_code == 303
    met = set()
    for what, answer in senders.served():
        met.add(what)
        harmless(answer)
    sent = {hashlib.sha256(content).hexdigest() for _name, content in (*files, *double)}
    assert met >= {sha256 + size for sha256, size in product(sent, SHOWN)}


def a_paper_that_is_also_a_page_can_only_be_saved(senders):
    door = senders.door("/do/record_owner_consent")
    content = (ART / "minutes.pdf").read_bytes() + SCRIPT
    assert senders.send(door, ("minutes.html", content)).status_code == 303

    sha256 = hashlib.sha256(content).hexdigest()
    answer = next(answer for what, answer in senders.served() if what == sha256)
    harmless(answer)
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert ".html.pdf" in answer.headers["Content-Disposition"]


def located():
    """Pictures that know where they were taken, in every way that cameras and programs write it."""
    tags = Image.Exif()
    tags[ExifTags.Base.ImageDescription] = PLACE.decode()
    tags[ExifTags.IFD.GPSInfo] = {1: "N", 2: (42.0, 20.0, 30.0), 3: "E", 4: (69.0, 35.0, 24.0),
                                  29: PLACE.decode()}  # fmt: skip
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><exif:GPSLatitude>%s</exif:GPSLatitude>" % PLACE
    text = PngImagePlugin.PngInfo()
    text.add_itxt("XML:com.adobe.xmp", (xmp + b"</x:xmpmeta>").decode())
    text.add_text("Comment", PLACE.decode())
    photo = Image.effect_noise((300, 200), 90).convert("RGB")
    told = {"exif": tags, "xmp": xmp, "comment": PLACE}
    yield "photo.jpg", encoded(photo, "JPEG", **told)
    yield "phone.jpg", encoded(photo.rotate(90), "MPO", **told)
    yield "screen.png", encoded(photo, "PNG", exif=tags, pnginfo=text)
    yield "web.webp", encoded(photo, "WEBP", exif=tags, xmp=xmp)


def harmless(answer):
    """A picture made anew, or a paper that can only be saved."""
    if answer.mimetype == "application/pdf":
        assert answer.headers["Content-Disposition"].startswith("attachment")
        return
    assert answer.mimetype == "image/webp"
    for secret in (PLACE, b"Exif", b"XMP ", b"http://ns.adobe", b"script", b"PK\x03\x04"):
        assert secret not in answer.data
    assert not Image.open(io.BytesIO(answer.data)).getexif()
