"""The whole file of a work is taken by who sees all of it, and proves itself without artflow."""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import dev
from artflow.extensions import db
from artflow.models import Event
from artflow.services.archives import events, packing
from artflow.services.archives.parts import Part
from artflow.services.archives.reading import KeptFile
from artflow.services.archives.tables import TABLES
from artflow.services.files import files
from tests.fixtures import walks
from tests.fixtures.world import NOW

SCRIPT = dev.ROOT / "docs" / "verify.py"


@pytest.fixture
def story(app, world):
    """Bring a work to its end, with a remark, a return and a second version on the way."""
    with app.app_context():
        story = walks.in_review(world)
        story.act(world.specialist, "remark", severity="must", text="Газ құбыры жабылады.")
        story.act(world.specialist, "return", text="Түзетіңіз.")
        (remark,) = story.case.remarks
        story.act(world.artist, "answer", remark=remark.id, fixed=True, text="Түзетілді.")
        story.edit(concept="Жаңа ой.")
        story.act(world.artist, "resubmit")
        story.act(world.specialist, "close_remark", remark=remark.id)
        walks.assessed(world, story)
        story.act(world.head, "approve", text="Келісемін.")
        walks.started(world, walks.signed(world, story))
        return story


def take(client, key: int) -> bytes:
    answer = client.get("archives.whole", proposal_id=key)
    assert answer.mimetype == "application/zip"
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.data


def verify(content: bytes, folder: Path) -> tuple[int, str]:
    """Run the shipped script on an archive, far from the project."""
    path = folder / "work.zip"
    path.write_bytes(content)
    ran = subprocess.run(
        [sys.executable, "-I", SCRIPT, path.name],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={"PYTHONUTF8": "1"},
    )
    return ran.returncode, ran.stdout + ran.stderr


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(found: dict[str, bytes]) -> bytes:
    """Pack members anew, and let the sums be those of what they are now."""
    sums = {name: hashlib.sha256(data).hexdigest() for name, data in found.items()}
    del sums["SHA256SUMS"]
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
    return zipped(found | {"SHA256SUMS": lines.encode()})


def zipped(found: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in found.items():
            archive.writestr(name, data)
    return stream.getvalue()


@pytest.mark.postgres
def test_an_archive_is_whole_and_verified_by_its_own_script(app, story, visit, tmp_path):
    content = take(visit("coordinator"), story.id)
    found = members(content)

    assert found["verify.py"] == SCRIPT.read_bytes()
    code, said = verify(content, tmp_path)
    assert code == 0, said
    with app.app_context():
        history = db.session.scalars(
            db.select(Event).where(Event.proposal_id == story.id).order_by(Event.n)
        ).all()
        sketch = json.loads(members(content)["versions/1.json"])["files"][0]["sha256"]
        with files.storage().open(sketch) as upload:
            sent = upload.read()
    assert f"{len(history)} events, 0 withheld" in said
    assert history[-1].hash in said
    assert [line[:64] for line in found["events.txt"].decode().splitlines()] == [
        event.hash for event in history
    ]
    assert {"versions/1.json", "versions/2.json", "process.toml", "index.html"} <= found.keys()
    assert sent in found.values()


def test_its_page_tells_history_papers_remarks_and_decisions_in_the_readers_language(story, visit):
    found = members(take(visit("coordinator", "ru"), story.id))
    page = found["index.html"].decode()

    for word in (
        "Газ құбыры жабылады.",
        "Түзетілді.",
        "Согласовано",
        "6 000 000",
        "Возвращено на доработку",
        "специалист управления архитектуры",
        "UTC+5",
        "60 из 100",
        "sponsor-1",
    ):
        assert word.replace(" ", "\xa0") in page or word in page, word
    for address in re.findall(r'href="([^"#]+)"', page):
        assert address in found
    assert "<script" not in page


@pytest.mark.parametrize(
    "place",
    [
        "middle",
        pytest.param("first", marks=pytest.mark.exhaustive),
        pytest.param("last", marks=pytest.mark.exhaustive),
    ],
)
def test_a_byte_changed_anywhere_is_named(story, visit, tmp_path, place):
    found = members(take(visit("coordinator"), story.id))

    def with_another_byte(data: bytes) -> bytes:
        at = {"first": 0, "middle": len(data) // 2, "last": len(data) - 1}[place]
        return bytes([*data[:at], data[at] ^ 1, *data[at + 1 :]])

    sums = found.pop("SHA256SUMS")
    changed = {name: with_another_byte(data) for name, data in found.items()}
    code, said = verify(zipped(changed | {"SHA256SUMS": sums}), tmp_path)

    assert code == 1
    assert [name for name in found if f"{name}: changed" not in said] == []
    assert "event" in said or place == "last"  # there it is the end of a line
    code, said = verify(zipped(found | {"SHA256SUMS": with_another_byte(sums)}), tmp_path)
    assert (code, "changed, missing or not listed" in said) == (1, True)


@pytest.mark.exhaustive
def test_a_byte_changed_in_the_packed_archive_is_found(story, visit, tmp_path):
    content = take(visit("coordinator"), story.id)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            at = entry.header_offset + 30 + len(entry.filename.encode()) + entry.compress_size // 2
            changed = bytes([*content[:at], content[at] ^ 1, *content[at + 1 :]])
            code, said = verify(changed, tmp_path)
            assert (code, entry.filename in said) == (1, True), said


def test_what_was_changed_together_with_its_sum_is_named_too(story, visit, tmp_path):
    found = members(take(visit("coordinator"), story.id))
    lines = found["events.txt"].split(b"\n")

    def said_of(**changed: bytes) -> str:
        code, said = verify(packed(found | changed), tmp_path)
        assert code == 1
        return said

    edited = [*lines]
    edited[4] = edited[4].replace(b"Coordinator", b"Nobody").replace(b'"coordinator"', b'"admin"')
    assert edited != lines
    assert "event 5: changed" in said_of(**{"events.txt": b"\n".join(edited)})
    hashed = hashlib.sha256(edited[4][65:]).hexdigest().encode() + edited[4][64:]
    forged = b"\n".join([*lines[:4], hashed, *lines[5:]])
    assert "event 6: does not follow" in said_of(**{"events.txt": forged})
    assert "event 3: does not follow" in said_of(
        **{"events.txt": b"\n".join(lines[:2] + lines[3:])}
    )
    assert "events are missing" in said_of(**{"events.txt": b"\n".join([*lines[:-3], b""])})
    version = found["versions/2.json"].replace("Жаңа".encode(), "Ескі".encode())
    assert "versions/2.json: no event names it" in said_of(**{"versions/2.json": version})
    sketch = next(name for name in found if name.startswith("files/"))
    assert "versions/1.json: lacks" in said_of(**{sketch: b"another picture"})
    assert (
        f"{sketch}: changed, missing"
        in verify(zipped({name: data for name, data in found.items() if name != sketch}), tmp_path)[
            1
        ]
    )


def test_bytes_that_the_storage_lost_or_changed_are_found_in_the_archive(
    app, story, visit, tmp_path, monkeypatch
):
    with app.app_context():
        storage = files.storage()
        (sketch,) = {f["sha256"] for f in story.case.dossier["files"]}

        def opened(sha256: str) -> io.BytesIO:
            if sha256 == sketch:
                raise FileNotFoundError(sha256)
            return io.BytesIO(b"other bytes")

        monkeypatch.setattr(storage, "open", opened)
    code, said = verify(take(visit("coordinator"), story.id), tmp_path)

    assert code == 1
    assert f"files/{sketch[:16]}" in said


@pytest.mark.postgres
def test_a_department_gets_all_but_sums_and_its_chain_still_holds(app, story, visit, tmp_path):
    content = take(visit("head"), story.id)
    found = members(content)
    told = b"".join(data for name, data in found.items() if name != "process.toml").decode(
        errors="replace"
    )

    for sum_ in ("6000000", "4000000", "6 000 000", "6\xa0000\xa0000"):
        assert sum_ not in told
    assert "rows/payment.json" not in found
    code, said = verify(content, tmp_path)
    assert code == 0, said
    withheld = int(re.search(r"(\d+) withheld", said).group(1))
    with app.app_context():
        history = db.session.scalars(db.select(Event).where(Event.proposal_id == story.id)).all()
        paying = [e for e in history if {"amount", "due"} & json.loads(e.data).keys()]
    assert withheld == len([e for e in paying if e.role != "architecture_head"]) == 2
    assert "Келісемін." in found["index.html"].decode()


def test_a_download_that_breaks_off_leaves_nothing_open_and_nothing_to_be_mistaken(app, story):
    with app.app_context():
        sha256 = story.case.dossier["files"][0]["sha256"]
        upload = KeptFile(f"files/{sha256[:16]}", "sketch.png", "image/png", 0, sha256)
        pieces = packing.pack([Part("a.txt", b"a")], [upload], files.storage(), NOW)
        sent = b"".join(next(pieces) for _n in range(3))
        pieces.close()

    assert sent.startswith(b"PK")
    assert not zipfile.is_zipfile(io.BytesIO(sent))


def test_somebody_may_not_take_one_after_the_other(app, story, visit):
    app.config["ARCHIVES_PER_HOUR"] = 1
    try:
        client = visit("coordinator")
        take(client, story.id)
        assert client.get("archives.whole", 429, proposal_id=story.id).headers["Retry-After"]
    finally:
        app.config["ARCHIVES_PER_HOUR"] = 0


def test_who_does_not_see_all_history_has_no_archive(app, story, visit):
    for username, status in {
        "artist": 403,
        "jusan": 403,
        "viewer": 403,
        "other_artist": 404,
    }.items():
        client = visit(username)
        client.get("archives.whole", status, proposal_id=story.id)
        if status == 403:
            client.get("proposals.show", proposal_id=story.id)
            assert "file.zip" not in {a.attrs["href"][-8:] for a in client.page.all("a")}
    client = visit("specialist")
    client.get("proposals.show", proposal_id=story.id)
    assert "file.zip" in {a.attrs["href"][-8:] for a in client.page.all("a")}


def test_every_table_of_a_work_is_in_the_archive():
    known = {part.table.name for part in TABLES}
    elsewhere = {
        "event",  # a file of its own
        "notice",  # for one reader
        "proposal_file",  # of the working dossier
        "wall",  # of the register
    }
    owners = ("proposal", "record", "milestone", "payment")
    of_work = {
        table.name
        for table in db.metadata.tables.values()
        if any(key.column.table.name in owners for key in table.foreign_keys)
    }

    assert of_work - known == elsewhere


def test_what_nobody_has_judged_harmless_is_withheld():
    class Row:
        role, data = "coordinator", '{"something_new": 1}'

    assert events.is_withheld(Row(), with_sums=False)
    assert not events.is_withheld(Row(), with_sums=True)
