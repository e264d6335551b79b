"""Hostile files, through every form that takes files; and GPS."""

from __future__ import annotations

import hashlib
import io
import uuid
from itertools import product

import pytest
from PIL import ExifTags, Image, PngImagePlugin
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from artflow.demo.load import ART
from artflow.demo.people import PASSWORD
from artflow.extensions import db
from artflow.models import File
from artflow.services.files.pictures import WIDTHS
from tests.browser.support.town import create_town
from tests.services.files.test_intake import SCRIPT, bomb, encoded, noise, pdf, plain, talkative
from tests.web.support import html, parts, payloads
from tests.web.support.client import PageClient
from tests.web.support.crawler import Crawler
from tests.web.support.fuzz import database_fingerprint, lost_fields

PEOPLE = ("aigerim", "gulmira", "erlan", "madina", "daniyar")
SHOWN = ("", *(f"/{size}" for size in WIDTHS))
STAGES = ("draft", "architecture", "approved", "started", "acceptance")
SVG = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
REFUSED = {
    "empty.png": b"",
    "words.pdf": b"just words",
    "page.png": b"<!doctype html>" + SCRIPT,
    "drawing.svg": SVG,
    "drawing.png": SVG,
    "bomb.png": bomb(30_000, 30_000),
    "talk.png": talkative(),
    "moving.gif": plain("GIF"),
    "cut.jpg": noise("JPEG")[:-4000],
    "cut.pdf": pdf()[:100],
    "locked.pdf": pdf(password="x"),
    "none.pdf": pdf(pages=0),
    "gifar.gif": b"GIF89a/*" + plain("GIF")[8:] + b"*/=1;" + SCRIPT,
    "tool.exe": b"MZ" + bytes(99),
}
NAMES = (
    "../../etc/passwd",
    "C:\\a\\b.png",
    "\u202egnp.exe",
    "ә" * 400 + ".png",
    "%22';.png",
    "....",
    "%00.png",
    "<script>alert(1)</script>.png",
    "a%0D%0ASet-Cookie: b=c.png",
    "CON.png",
    "~" * 99,
    "\u0645\u0631\u062d\u0628\u0627.html",
    "{{7*7}}.svg",
)
SHARE = 3
"""Every check sends each refused file to every third form, not to the same ones."""
PLACE = b"42.3417-69.5901-Shymkent"
"""A place on the map in so many words: where it comes out, coordinates would."""
TOO_LARGE = (("large.png", noise("PNG") + bytes(51 * 2**20)), ("larger.png", bytes(60 * 2**20)))


class UploadForms:
    """The upload forms of those who may send files, and the works that were sent some."""

    def __init__(self, app, begin):
        self.app, self.works = app, set()
        self.clients = {
            who: PageClient(app).sign_in(f"{who}@artflow.example", PASSWORD) for who in PEOPLE
        }
        crawler = Crawler(app, self.clients)
        crawler.walk(*(f"/proposals/{key}" for key in begin))
        self.forms = [found_form for found_form in crawler.forms.values() if found_form.files]

    def form_ending_with(self, ending):
        return next(found_form for found_form in self.forms if found_form.action.endswith(ending))

    def send(self, found_form, *files):
        """Send the form, filled in, with these files by name."""
        data = MultiDict(
            {"csrf_token": self.clients[found_form.who].token(), **valid_form(found_form)}
        )
        for name, content in files:
            file = FileStorage(io.BytesIO(content), name, content_type="image/png")
            data.add(found_form.files[0].name, file)
        boundary, body = encode_multipart(data)
        kind = f"multipart/form-data; boundary={boundary}"
        answer = self.clients[found_form.who].ask(
            "POST", found_form.action, data=body, content_type=kind
        )
        if answer.status_code == 303:
            self.works.add(int(found_form.action.split("/")[2]))
        return answer

    def hashes(self, key):
        with self.app.app_context():
            return [sha256 for _name, sha256 in parts.proposal_files(key)]

    def served(self):
        """Yield every answer that serves a file to anybody, with what was asked for."""
        for key in self.works:
            for sha256, size in product(self.hashes(key), SHOWN):
                for client in self.clients.values():
                    answer = client.ask("GET", f"/proposals/{key}/files/{sha256}{size}")
                    if answer.status_code == 200:
                        yield sha256 + size, answer


def valid_form(found_form):
    """Return the form as anybody would fill it in, without more votes than there are owners."""
    values = payloads.valid_form(found_form)
    fresh = {"votes_against": "0", "abstained": "0", "key": uuid.uuid4().hex}
    return values | {name: value for name, value in fresh.items() if name in values}


@pytest.fixture
def upload_forms(app, states):
    _town, ids = states.begin_shared("town", create_town)
    return UploadForms(app, [ids[stage] for stage in STAGES])


@pytest.mark.slow
def test_files_that_mean_no_good(app, upload_forms, exhaustive):
    before = database_fingerprint(app)
    assert len(upload_forms.forms) >= 10
    for n, (found_form, bad) in enumerate(product(upload_forms.forms, REFUSED.items())):
        if exhaustive or n % SHARE == 0:
            check_refused(found_form, upload_forms.send(found_form, bad))
    for bad in TOO_LARGE:
        assert upload_forms.send(upload_forms.forms[0], bad).status_code in (413, 422)
    assert database_fingerprint(app) == before

    check_strange_names(upload_forms)
    check_no_location_leaks(upload_forms)
    check_polyglot_is_download(upload_forms)


def check_refused(found_form, answer):
    assert answer.status_code == 422, found_form.action
    page = html.parse(answer.text)
    said = page.all("p", id=f"{found_form.files[0].name}-e")
    assert said, f"{found_form.action}: {page.one('main').text[:300]}"
    assert said[0].text, found_form.action
    assert not lost_fields(page, found_form, valid_form(found_form)), found_form.action


def check_strange_names(upload_forms):
    files = [(name, plain(size=(40, 20 + n))) for n, name in enumerate(NAMES)]
    assert (
        upload_forms.send(
            upload_forms.form_ending_with("/do/record_wall_ready"), *files
        ).status_code
        == 303
    )
    with upload_forms.app.app_context():
        newest = db.select(File.name).order_by(File.id.desc()).limit(len(NAMES))
        kept = list(db.session.scalars(newest))
    assert all(name.endswith(".png") and not set(name) & set("/\\\r\n\0\u202e") for name in kept)


def check_no_location_leaks(upload_forms):
    """Check that no page and no download has the location, whatever the form."""
    files = list(pictures_with_location())
    assert all(PLACE in content for _name, content in files)
    double = (
        ("png.png", noise("PNG", (60, 50)) + b"PK\x03\x04" + SCRIPT),
        ("jpg.jpg", noise("JPEG", (60, 50)) + SVG + SCRIPT),
    )
    for ending in ("/dossier/files", "/do/record_contract", "/do/submit_milestone"):
        assert (
            upload_forms.send(upload_forms.form_ending_with(ending), *files, *double).status_code
            == 303
        )
    met = set()
    for what, answer in upload_forms.served():
        met.add(what)
        check_harmless(answer)
    sent = {hashlib.sha256(content).hexdigest() for _name, content in (*files, *double)}
    assert met >= {sha256 + size for sha256, size in product(sent, SHOWN)}


def check_polyglot_is_download(upload_forms):
    found_form = upload_forms.form_ending_with("/do/record_owner_consent")
    content = (ART / "minutes.pdf").read_bytes() + SCRIPT
    assert upload_forms.send(found_form, ("minutes.html", content)).status_code == 303

    sha256 = hashlib.sha256(content).hexdigest()
    answer = next(answer for what, answer in upload_forms.served() if what == sha256)
    check_harmless(answer)
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert ".html.pdf" in answer.headers["Content-Disposition"]


def pictures_with_location():
    """Yield pictures with a location, in every way that cameras and programs write it."""
    tags = Image.Exif()
    tags[ExifTags.Base.ImageDescription] = PLACE.decode()
    tags[ExifTags.IFD.GPSInfo] = {
        1: "N",
        2: (42.0, 20.0, 30.0),
        3: "E",
        4: (69.0, 35.0, 24.0),
        29: PLACE.decode(),
    }
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><exif:GPSLatitude>%s</exif:GPSLatitude>" % PLACE
    text = PngImagePlugin.PngInfo()
    text.add_itxt("XML:com.adobe.xmp", (xmp + b"</x:xmpmeta>").decode())
    text.add_text("Comment", PLACE.decode())
    photo = Image.effect_noise((300, 200), 90).convert("RGB")
    ids = {"exif": tags, "xmp": xmp, "comment": PLACE}
    yield "photo.jpg", encoded(photo, "JPEG", **ids)
    yield "phone.jpg", encoded(photo.rotate(90), "MPO", **ids)
    yield "screen.png", encoded(photo, "PNG", exif=tags, pnginfo=text)
    yield "web.webp", encoded(photo, "WEBP", exif=tags, xmp=xmp)


def check_harmless(answer):
    """Check that it is a re-encoded picture, or a paper that can only be saved."""
    if answer.mimetype == "application/pdf":
        assert answer.headers["Content-Disposition"].startswith("attachment")
        return
    assert answer.mimetype == "image/webp"
    for secret in (PLACE, b"Exif", b"XMP ", b"http://ns.adobe", b"script", b"PK\x03\x04"):
        assert secret not in answer.data
    assert not Image.open(io.BytesIO(answer.data)).getexif()
