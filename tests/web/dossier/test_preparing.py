"""Pictures that are being prepared, and those that cannot be: every page says so, none breaks."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from artflow.demo.story import Story
from artflow.extensions import db
from artflow.models import File
from artflow.services.decisions import case_loader
from artflow.services.files import files, pictures
from artflow.services.walls import photos as walls_photos
from artflow.services.worker import pictures as worker
from tests.fixtures.world import CONSENT, NOW, image
from tests.services.tampering import tamper
from tests.web.support import parts

STATES = ("preparing", "failed")
WORDS = {
    "en": ("Being prepared", "Cannot be opened"),
    "ru": ("Готовится", "Не открывается"),
    "kk": ("Дайындалуда", "Ашылмайды"),
}
JSON = {"Accept": "application/json"}


def photo(*, cut: bool = False) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((300, 200), 90).convert("RGB").save(out, "JPEG")
    return out.getvalue()[: -200 if cut else None]


@pytest.fixture
def later(app, world, monkeypatch):
    """Return a function that keeps a picture which waits, or has failed already; it returns its id.

    All pictures that come after it wait as well.
    """

    def keep(state: str = "preparing", by=None) -> int:
        monkeypatch.setattr(pictures, "HERE_BYTES", 0)
        monkeypatch.setattr(pictures, "BESIDE_BYTES", 0)
        stream = io.BytesIO(photo(cut=state == "failed"))
        key = files.store_upload(stream, f"{state}.jpg", by=(by or world.artist).id)
        if state == "failed":
            worker.prepare_due()
        return key

    return keep


@pytest.fixture
def draft(app, world, later):
    """Create a draft with a picture of each state; return its id."""
    with app.app_context():
        story = world.story()
        for state in reversed(STATES):
            story.attach(later(state), "montage", alt=f"alt {state}")
        return story.id


def hashes(app) -> dict[str, str]:
    with app.app_context():
        rows = db.session.execute(db.select(File.state, File.sha256))
        return dict(rows.all())


@pytest.mark.parametrize("language", WORDS)
def test_whoever_can_replace_it_is_told(draft, visit, language):
    artist = visit("artist", language=language)

    artist.get("attachments.index", proposal_id=draft)

    shown = artist.page.one("main").text
    assert [word in shown for word in WORDS[language]] == [True, True]
    assert len(artist.page.one("main").all("img")) == 1


def test_what_is_missing_before_it_can_be_sent_names_it(draft, visit):
    artist = visit("artist")

    artist.get("dossier.tasks", proposal_id=draft)

    shown = artist.page.one("main").text
    assert "still being prepared: preparing.jpg" in shown
    assert "may be damaged: failed.jpg. Remove it and add it anew." in shown


@pytest.mark.parametrize("page", ["proposals.show", "proposals.compare", "dossier.tasks"])
def test_a_page_says_it_in_the_place_of_the_picture(app, draft, visit, page):
    artist = visit("artist")

    artist.get(page, proposal_id=draft)

    sources = [node.attrs["src"] for node in artist.page.one("main").all("img")]
    waiting = hashes(app)["preparing"], hashes(app)["failed"]
    assert not [source for source in sources if any(sha256 in source for sha256 in waiting)]
    if page != "dossier.tasks":  # shows the sketch alone
        assert artist.page.one("main").all("p", **{"class": "unready"})


def test_lists_show_no_picture_that_is_not_there(app, world, later, visit):
    with app.app_context():
        key = world.story()
        key.replace("sketch", later())
    artist = visit("artist")

    for page in ("desk.show", "proposals.index"):
        artist.get(page)
        assert not [i for i in artist.page.one("main").all("img") if "/files/" in i.attrs["src"]]


@pytest.mark.parametrize("state", STATES)
def test_the_upload_itself_is_for_nobody(app, draft, visit, state):
    artist = visit("artist")
    where = {"proposal_id": draft, "sha256": hashes(app)[state]}

    artist.get("files.download", 409, **where)
    assert f"{state}.jpg" in artist.page.one("main").text
    artist.get("files.picture", 409, size="large", **where)
    visit("head").get("files.picture", 404, size="large", **where)


@pytest.mark.parametrize("state", STATES)
def test_a_paper_that_is_a_picture_is_no_link_before_it_can_be_opened(
    app, at, world, later, visit, state
):
    key = at("architecture")
    with app.app_context():
        story = Story(world.artist, world.programme, NOW.replace(year=NOW.year + 1))
        story.id = key
        scan = later(state, by=world.coordinator)
        story.act(world.coordinator, "record_owner_consent", **CONSENT, files=[scan])
    head = visit("head")

    head.get("proposals.show", proposal_id=key)

    words = {"preparing": "being prepared", "failed": "cannot be opened"}
    assert f"{state}.jpg ({words[state]})" in head.page.one("main").text
    sha256 = hashes(app)[state]
    assert not [a for a in head.page.all("a") if sha256 in a.attrs.get("href", "")]


@pytest.mark.parametrize("state", STATES)
def test_a_photo_of_a_milestone_says_it(app, at, later, visit, state):
    key = at("completed")
    with app.app_context():
        waits = later(state)
        tamper(f"UPDATE milestone_photo SET file_id = {waits}")
    artist = visit("artist")

    artist.get("proposals.show", proposal_id=key)

    words = {"preparing": "The picture is being prepared.", "failed": "cannot be opened: it may"}
    assert words[state] in artist.page.one("main").text
    jusan = visit("jusan")
    jusan.get("/portfolio/")
    assert hashes(app)[state] not in jusan.page.one("main").text


@pytest.mark.parametrize("state", STATES)
def test_a_photo_of_a_wall_says_it(app, world, later, visit, state):
    wall = world.walls[0]
    with app.app_context():
        walls_photos.add(wall, world.admin, later(state, by=world.admin), alt="A wall")
    admin = visit("admin")

    admin.get("wall_photos.index", wall_id=wall)
    assert WORDS["en"][STATES.index(state)] in admin.page.one("main").text
    admin.get("walls.show", wall_id=wall)
    assert admin.page.one("main").all("p", **{"class": "unready"})
    admin.get("walls.index")
    assert not [i for i in admin.page.one("main").all("img") if "/photos/" in i.attrs["src"]]
    admin.get("files.wall_photo", 404, sha256=hashes(app)[state], size="small")


def test_once_it_is_prepared_it_is_a_picture_like_others(app, world, later, visit):
    with app.app_context():
        story = world.story()
        story.attach(later(), "montage")
        worker.prepare_due()
    artist = visit("artist")

    artist.get("attachments.index", proposal_id=story.id)

    images = artist.page.one("main").all("img")
    assert len(images) == 2
    for node in images:
        assert artist.get(node.attrs["src"]).mimetype == "image/webp"


def test_a_script_sends_files_one_by_one_and_hears_of_each(app, at, world, later, visit):
    key, artist = at("draft"), visit("artist")
    with app.app_context():
        later()
    artist.get("attachments.index", proposal_id=key)
    address = artist.url("attachments.add", proposal_id=key)

    said = []
    for content, name in ((photo(), "a.jpg"), (b"<svg/>", "b.svg"), (photo(), "c.jpg")):
        data = artist.filled(kind="palette", files=(io.BytesIO(content), name))
        answer = artist.ask("POST", address, data=data, headers=JSON)
        said.append((answer.status_code, answer.json.get("waits"), answer.json.get("said")))

    assert said[0] == said[2] == (200, True, None)
    assert said[1][0] == 422
    assert "b.svg" in said[1][2][0]
    artist.get("attachments.index", proposal_id=key)
    assert artist.page.one("main").text.count("Being prepared") == 2
    assert artist.page.text.count("Files added") == 1


@pytest.fixture
def paper(at, visit):
    """Open a form with files; return where they are kept, a sender, and the coordinator."""
    key, coordinator = at("architecture"), visit("coordinator")
    fields = CONSENT | {"held_on": "2026-09-01"}
    coordinator.get("actions.ask", proposal_id=key, name="record_owner_consent")
    address = coordinator.url("actions.keep", proposal_id=key, name="record_owner_consent")

    def keep(content: bytes, name: str):
        data = coordinator.filled(files=(io.BytesIO(content), name))
        return coordinator.ask("POST", address, data=data, headers=JSON)

    return key, keep, coordinator, fields


def papers(app, key) -> list[str]:
    with app.app_context():
        return [name for name, _sha256 in parts.proposal_files(key) if name.startswith("paper")]


def test_files_of_a_decision_arrive_before_its_form(app, paper):
    key, keep, coordinator, fields = paper

    kept = [keep(image(colour).getvalue(), f"{colour}.png") for colour in ("red", "blue")]
    refused = keep(b"words", "words.png")
    assert [answer.json["waits"] for answer in kept] == [False, False]
    assert refused.status_code == 422
    assert "words.png" in refused.json["said"][0]
    assert papers(app, key) == []

    ids = [str(answer.json["kept"][0]) for answer in kept]
    coordinator.fill("", kept=ids, files=None, **fields)
    assert len(papers(app, key)) == 2


def test_what_has_arrived_is_not_lost_by_a_mistake(app, paper):
    key, _keep, coordinator, fields = paper
    scan = (image("red"), "scan.png")

    coordinator.fill("", 422, files=scan, **fields | {"votes_for": "999"})

    (box,) = coordinator.page.all("input", name="kept")
    assert "scan.png" in coordinator.page.one("main").text
    coordinator.fill("", kept=box.attrs["value"], files=None, **fields)
    assert len(papers(app, key)) == 1


@pytest.mark.parametrize("given", ["theirs", "0", "words", str(2**70), "old"])
def test_only_what_oneself_has_sent_today_can_be_named(app, world, paper, given):
    key, keep, coordinator, fields = paper
    with app.app_context():
        theirs = world.file("pink", by=world.artist)
    named = {"theirs": str(theirs), "old": str(keep(image().getvalue(), "a.png").json["kept"][0])}
    with app.app_context():
        long_ago = NOW.replace(year=2020)
        db.session.execute(db.update(File).where(File.name == "a.png").values(at=long_ago))
        db.session.commit()

    coordinator.fill("", 422, kept=named.get(given, given), files=None, **fields)

    assert papers(app, key) == []


def test_nobody_keeps_files_for_an_action_that_is_not_theirs(app, at, visit):
    key = at("architecture")
    with app.app_context():
        before = db.session.scalar(db.select(db.func.count(File.id)))
        case = case_loader.load(db.session.connection(), key)
        seen = {"seen_stage": case.stage, "seen_version": case.version}
    statuses = {}
    for username in ("artist", "jusan", "other"):
        client = visit(username) if username != "other" else visit()
        data = {
            "csrf_token": client.token(),
            "key": "k" * 12,
            "files": (image("red"), "a.png"),
        } | seen
        address = client.url("actions.keep", proposal_id=key, name="record_owner_consent")
        statuses[username] = client.ask("POST", address, data=data, headers=JSON).status_code

    assert statuses == {"artist": 403, "jusan": 403, "other": 401}
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count(File.id))) == before


def test_a_request_for_keeping_needs_a_file(paper):
    key, _keep, coordinator, _fields = paper

    coordinator.post("actions.keep", 400, proposal_id=key, name="record_owner_consent")
