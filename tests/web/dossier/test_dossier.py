"""The working dossier: sections saved alone, files added and taken away, what is wrong is kept."""

from __future__ import annotations

import io

import pytest

from artflow.domain.dossier.fields import SECTIONS
from artflow.extensions import db
from artflow.models import Proposal, ProposalFile
from tests.fixtures.world import PASSWORD, image

LONG = "ә" * 5000
CONTROL = "a\x00b"


@pytest.fixture
def draft(at, visit):
    """Create a draft; return it and its artist's client."""
    return at("draft"), visit("artist")


def facts(app, key):
    with app.app_context():
        return db.session.get_one(Proposal, key).facts


def count(app, key):
    with app.app_context():
        return db.session.scalar(
            db.select(db.func.count(ProposalFile.id)).filter_by(proposal_id=key)
        )


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_is_saved_as_it_is_shown(app, draft, section):
    key, artist = draft
    before = facts(app, key)

    artist.get("dossier.edit", proposal_id=key, section=section)
    artist.fill("")

    assert {k: v for k, v in facts(app, key).items() if v} == {k: v for k, v in before.items() if v}


@pytest.mark.parametrize("section", SECTIONS)
def test_a_draft_may_be_saved_with_gaps(app, draft, section):
    key, artist = draft

    artist.post("dossier.edit", proposal_id=key, section=section)

    artist.get("dossier.tasks", proposal_id=key)


def test_there_is_no_other_section(draft):
    key, artist = draft
    artist.get("dossier.edit", 404, proposal_id=key, section="nonsense")


@pytest.mark.parametrize(
    ("section", "field", "value"),
    [
        ("work", "title", "T" * 121),
        ("work", "title", CONTROL),
        ("work", "concept", LONG),
        ("work", "art_type", "nonsense"),
        ("work", "depicts_real_person", "perhaps"),
        ("size", "height_m", "NaN"),
        ("size", "height_m", "Infinity"),
        ("size", "height_m", "-1"),
        ("size", "height_m", "1e5"),
        ("size", "height_m", "1.234"),
        ("size", "height_m", "high"),
        ("size", "height_m", "1" * 400),
        ("size", "height_m", "1e-999999"),
        ("size", "height_m", "9e999999999"),
        ("materials", "expected_life_years", "2.5"),
        ("materials", "expected_life_years", "201"),
        ("budget", "budget_kzt", "10000000000000"),
        ("budget", "budget_kzt", "-5"),
        ("dates", "start_on", "31.02.2027"),
        ("dates", "start_on", "2027-02-31"),
        ("dates", "start_on", "1999-12-31"),
        ("dates", "finish_on", "0001-01-01"),
        ("dates", "finish_on", "99999-01-01"),
        ("dates", "finish_on", "soon"),
        ("rights", "licence", "<script>"),
        ("place", "wished_place", LONG),
    ],
)
def test_what_is_wrong_is_said_and_kept(app, draft, section, field, value):
    key, artist = draft
    before = facts(app, key)
    artist.get("dossier.edit", proposal_id=key, section=section)

    artist.fill("", 422, **{field: value})

    assert facts(app, key) == before
    assert artist.page.one("section", **{"class": "errors"})
    controls = artist.form.all("input", "textarea", name=field)
    if controls[0].attrs.get("type") != "radio" and "\x00" not in value:
        assert value in (controls[0].attrs.get("value"), controls[0].text)


def test_no_work_is_finished_before_it_begins(draft):
    key, artist = draft
    artist.get("dossier.edit", proposal_id=key, section="dates")

    artist.fill("", 422, start_on="2027-06-01", finish_on="2027-05-31")

    assert "finished before it begins" in artist.page.one("p", id="finish_on-e").text


@pytest.mark.parametrize("value", ["26,5", "26.5", " 26,50 ", "٢٦,٥"])
def test_a_decimal_comma_is_a_decimal_point(app, draft, value):
    key, artist = draft
    artist.get("dossier.edit", proposal_id=key, section="size")

    artist.fill("", height_m=value)

    assert float(facts(app, key)["height_m"]) == 26.5


def test_a_sum_may_be_written_with_spaces(app, draft):
    key, artist = draft
    artist.get("dossier.edit", proposal_id=key, section="budget")

    artist.fill("", budget_kzt="12\u00a0480 000")

    assert facts(app, key)["budget_kzt"] == 12_480_000


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ 7*7 }}",
        "'; DROP TABLE proposal; --",
        "%(name)s %s %d",
        "${7*7}",
        "\u202egnirts",
        "😀" * 10,
    ],
)
def test_hostile_words_are_only_words(app, draft, visit, words):
    key, artist = draft
    artist.get("dossier.edit", proposal_id=key, section="work")

    artist.fill("", title=words, concept=words)

    assert facts(app, key)["title"] == words
    pages = ("proposals.show", "dossier.tasks", "process.show", "proposals.index", "desk.show")
    for endpoint in pages:
        shown = artist.ask("GET", artist.url(endpoint, proposal_id=key))
        assert shown.status_code == 200
        assert "<script>alert" not in shown.text
        assert "<img src=x" not in shown.text


def test_files_are_added_shown_and_taken_away(app, draft):
    key, artist = draft
    artist.get("attachments.index", proposal_id=key)
    files = [(image(c), f"{c}.png") for c in ("red", "blue")]
    artist.fill("", kind="palette", files=files, caption="Palette", alt="Red and blue")

    artist.get("attachments.index", proposal_id=key)
    assert count(app, key) == 3
    remove, *_ = (f for f in artist.page.all("form") if f.attrs["action"].endswith("/remove"))
    artist.post(remove.attrs["action"])

    assert count(app, key) == 2
    artist.post(remove.attrs["action"], 404)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.png"),
        (b"nonsense", "text.png"),
        (b"\x89PNG\r\n\x1a\nbroken", "broken.png"),
        (b"%PDF-1.7 broken", "broken.pdf"),
        (b"GIF89a", "moving.gif"),
        (b"<svg/>", "<b>.svg"),
        (b"nonsense", "../../etc/passwd"),
        (b"nonsense", "\x00.png"),
    ],
)
def test_a_refused_file_is_said_at_its_field(app, draft, content, name):
    key, artist = draft
    artist.get("attachments.index", proposal_id=key)

    artist.fill("", 422, kind="palette", files=(io.BytesIO(content), name), caption="Kept words")

    assert count(app, key) == 1
    (error,) = artist.page.all("p", **{"class": "error"})
    assert error.attrs["id"] == "files-e"
    assert artist.form.one("input", name="caption").attrs["value"] == "Kept words"


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "palette"},
        {"kind": "nonsense", "files": "x"},
        {"files": "a text"},
        {"kind": "palette", "files": "a text, not a file"},
    ],
)
def test_a_form_without_a_file_is_sent_back(app, draft, fields):
    key, artist = draft

    artist.post("attachments.add", 422, proposal_id=key, data=fields)

    assert count(app, key) == 1


def test_there_is_an_end_to_files(app, draft, visit):
    key, artist = draft
    with app.app_context():
        row = db.session.scalar(db.select(ProposalFile))
        for n in range(59):
            db.session.add(
                ProposalFile(
                    proposal_id=key,
                    file_id=row.file_id,
                    kind="palette",
                    position=n,
                    caption="",
                    alt="",
                )
            )
        db.session.commit()
    artist.get("attachments.index", proposal_id=key)

    artist.fill("", 422, kind="palette", files=(image("red"), "red.png"))

    assert artist.page.all("p", **{"class": "error"})


def test_the_way_from_an_ended_proposal_to_a_new_draft(at, visit):
    key, artist = at("submitted"), visit("artist")
    artist.act(key, "withdraw", text="Another time", password=PASSWORD)
    artist.get("proposals.show", proposal_id=key)
    artist.get("proposals.copy", proposal_id=key)

    answer = artist.fill("")

    artist.get(answer.location)
    assert f"/proposals/{key}/" not in answer.location


def autosave(artist, key, **typed):
    """Send what the page's script sends a moment after the last key."""
    address = artist.url("dossier.edit", proposal_id=key, section="work")
    data = artist.filled(**typed)
    return artist.ask("POST", address, data=data, headers={"Accept": "application/json"})


def test_a_form_saves_itself_and_says_when(app, draft):
    key, artist = draft
    artist.get("dossier.edit", proposal_id=key, section="work")

    answer = autosave(artist, key, title="New", concept="A new idea")

    assert answer.status_code == 200
    assert answer.json["said"].startswith("Saved at ")
    assert answer.json["whole"] is True
    assert (facts(app, key)["title"], facts(app, key)["concept"]) == ("New", "A new idea")


def test_what_has_a_mistake_waits_and_the_rest_is_saved(app, draft):
    key, artist = draft
    before = facts(app, key)["concept"]
    artist.get("dossier.edit", proposal_id=key, section="work")

    answer = autosave(artist, key, title="New", concept=CONTROL)

    assert answer.status_code == 200
    assert answer.json["whole"] is False
    assert (facts(app, key)["title"], facts(app, key)["concept"]) == ("New", before)


def test_two_tabs_do_not_overwrite_each_other_unseen(app, draft):
    key, artist = draft
    artist.get("dossier.edit", proposal_id=key, section="work")
    with app.app_context():
        db.session.execute(
            db.update(Proposal).values(facts={**facts(app, key), "title": "From the other tab"})
        )
        db.session.commit()

    assert autosave(artist, key, title="From this tab").status_code == 409
    assert facts(app, key)["title"] == "From the other tab"

    artist.fill("", 409, title="From this tab")
    assert facts(app, key)["title"] == "From the other tab"
    assert artist.page.one("input", name="title").attrs["value"] == "From this tab"
    artist.fill("")
    assert facts(app, key)["title"] == "From this tab"


def test_what_the_other_tab_has_saved_alike_is_no_conflict(app, draft):
    key, artist = draft
    artist.get("dossier.edit", proposal_id=key, section="work")

    first = autosave(artist, key, title="Same", concept="Same")
    again = autosave(artist, key, title="Same", concept="Same")

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json["seen"] == again.json["seen"]


def test_a_fingerprint_too_long_is_no_fingerprint(draft):
    key, artist = draft
    artist.get("dossier.edit", proposal_id=key, section="work")

    assert autosave(artist, key, seen="f" * 65).status_code == 422


def names(artist):
    return [h3.text for h3 in artist.page.one("main").all("h3")]


def test_files_are_put_in_order_and_described(app, draft):
    key, artist = draft
    for kind in ("montage", "palette"):
        artist.get("attachments.index", proposal_id=key)
        artist.fill("", kind=kind, files=(image("navy"), "a.png"))
    artist.get("attachments.index", proposal_id=key)
    first = names(artist)
    moves = [f for f in artist.page.all("form") if f.attrs["action"].endswith("/move")]

    artist.post(moves[2].attrs["action"], data={"place": "0"})
    artist.get("attachments.index", proposal_id=key)

    assert names(artist) == [first[2], first[0], first[1]]
    for place in ("", "x", "-1"):
        artist.post(moves[2].attrs["action"], 400, data={"place": place})
    words = moves[0].attrs["action"].removesuffix("/move")
    prefix = "f" + words.rpartition("/")[2]
    artist.post(words, data={f"{prefix}-kind": "palette", f"{prefix}-caption": "Кеш"})
    artist.get("attachments.index", proposal_id=key)
    assert "Кеш" in artist.page.one("main").text
    artist.post(words, 422, data={f"{prefix}-kind": "palette", f"{prefix}-caption": "x" * 201})
    assert "x" * 201 in str(artist.page.one("input", name=f"{prefix}-caption").attrs["value"])
    assert artist.page.one("section", **{"class": "errors"})


def test_a_script_that_uploads_is_told_where_to_go_on(app, draft):
    key, artist = draft
    artist.get("attachments.index", proposal_id=key)
    address = artist.url("attachments.add", proposal_id=key)
    accept = {"Accept": "application/json"}
    data = artist.filled(kind="palette", files=(image("navy"), "a.png"))

    answer = artist.ask("POST", address, data=data, headers=accept)
    assert (answer.status_code, answer.json["url"]) == (200, address)

    data = artist.filled(kind="palette", files=(io.BytesIO(b"<svg/>"), "a.png"))
    answer = artist.ask("POST", address, data=data, headers=accept)
    assert answer.status_code == 422
    assert "a.png" in answer.json["said"][0]
