"""Pictures that are kept first: claimed once, made ready, tried again, given up."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from PIL import ExifTags, Image
from sqlalchemy import delete, update

from artflow.domain.errors import NotPossible
from artflow.domain.jobs import PICTURE
from artflow.extensions import db
from artflow.models import File, Job, Mail
from artflow.services.database.transactions import writing
from artflow.services.files import files, pictures
from artflow.services.jobs import queue
from artflow.services.worker import loop
from artflow.services.worker import pictures as worker
from tests.services.mail import mailbox
from tests.services.queries import reason_codes

MINUTE = timedelta(minutes=1)


@pytest.fixture
def nothing_now(monkeypatch):
    """Let every picture be too large to decode while somebody waits."""
    monkeypatch.setattr(pictures, "HERE_BYTES", 0)
    monkeypatch.setattr(pictures, "BESIDE_BYTES", 0)


@pytest.fixture
def send(world, nothing_now):
    """Return a function that takes in a picture and returns the id of its row."""

    def store(data: bytes, name: str = "sketch.jpg") -> int:
        return files.store_upload(io.BytesIO(data), name, by=world.artist.id)

    return store


def photo(colour="teal", size=(60, 40), **more) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", **more)
    return out.getvalue()


def row(key: int) -> File:
    db.session.rollback()
    return db.session.get_one(File, key)


def job(key: int) -> Job:
    """Return the job that prepares a picture."""
    db.session.rollback()
    return db.session.scalars(db.select(Job).filter_by(kind="picture", subject_id=key)).one()


def set_job(key: int, **values) -> None:
    with writing() as connection:
        connection.execute(update(Job).where(Job.kind == "picture", Job.subject_id == key), values)


def cut(data: bytes) -> bytes:
    """Take the end of the pixels away; the head says the same as before."""
    return data[:-200]


def test_what_is_too_large_is_kept_and_waits(world, send):
    data = photo()

    kept = row(send(data))

    assert (kept.state, kept.width, kept.height) == ("preparing", 60, 40)
    assert (kept.large, kept.medium, kept.small) == (None, None, None)
    assert kept.is_image
    with files.storage().open(kept.sha256) as stream:
        assert stream.read() == data


def test_the_worker_makes_of_it_what_pages_show(world, send):
    tags = Image.Exif()
    tags[ExifTags.Base.Orientation] = 6
    key = send(photo(size=(60, 40), exif=tags))

    assert worker.prepare_due() is False

    made = row(key)
    assert (made.state, made.due_at, made.error) == ("ready", None, "")
    assert (made.width, made.height) == (40, 60)
    with files.storage().open(made.large) as stream, Image.open(stream) as image:
        assert (image.format, image.size) == ("WEBP", (40, 60))
    assert job(key).state == "done"
    assert queue.claim(PICTURE) == []


def test_what_cannot_be_opened_is_given_up_at_once_and_its_sender_hears_of_it(world, send):
    key = send(cut(photo(size=(400, 300))), "qala.jpg")

    worker.prepare_due()

    assert (row(key).state, row(key).error, row(key).large) == ("failed", "broken", None)
    assert (job(key).state, job(key).reason, job(key).error) == ("failed", "broken", "broken")
    assert queue.claim(PICTURE, clock=lambda: datetime.now(UTC) + timedelta(days=9)) == []
    (letter,) = mailbox.deliver(datetime.now(UTC))
    assert letter["To"].addresses[0].addr_spec == "artist@example.org"
    assert "qala.jpg" in letter["Subject"]
    assert db.session.scalars(db.select(Mail.subject)).one() == letter["Subject"]


def test_the_same_bytes_are_prepared_once_for_all_who_sent_them(world, send, monkeypatch):
    made, make = [], pictures.make_beside
    monkeypatch.setattr(pictures, "make_beside", lambda *given: made.append(1) or make(*given))
    first, second = send(photo()), send(photo())

    assert worker.prepare_due(seconds=0) is True

    assert row(first).large == row(second).large is not None
    worker.prepare_due()
    assert (job(second).state, made) == ("done", [1])


def test_bytes_that_can_be_looked_at_go_before_the_same_that_wait(world, send, monkeypatch):
    waits = send(photo())
    monkeypatch.undo()
    ready = files.store_upload(io.BytesIO(photo()), "a.jpg", by=world.artist.id)
    story = world.story()
    story.attach(waits, "montage")

    sha256 = row(waits).sha256
    connection = db.session.connection()
    found = files.find_visible(connection, story.id, sha256, parts=frozenset(), own=True)

    assert found.id == ready


def test_one_worker_has_a_picture_as_long_as_its_lease(world, send):
    key = send(photo())
    before = datetime.now(UTC)

    (first,) = queue.claim(PICTURE)

    assert first.subject_id == key
    assert before + PICTURE.lease <= job(key).due_at <= datetime.now(UTC) + PICTURE.lease
    assert queue.claim(PICTURE) == []
    assert queue.claim(PICTURE, clock=lambda: before + PICTURE.lease / 2) == []
    (second,) = queue.claim(PICTURE, clock=lambda: datetime.now(UTC) + PICTURE.lease)
    assert second.subject_id == key


def test_a_worker_that_slept_changes_nothing(world, send, monkeypatch):
    key = send(photo())

    def sleep(*given):
        queue.claim(PICTURE, clock=lambda: datetime.now(UTC) + 2 * PICTURE.lease)
        return made(*given)

    made = pictures.make_beside
    monkeypatch.setattr(pictures, "make_beside", sleep)

    worker.prepare_due()

    assert (row(key).state, job(key).attempts) == ("preparing", 2)


def test_it_is_tried_again_later_and_given_up_at_last(world, send, monkeypatch):
    def no_memory(*given):
        raise pictures.NotNow("no memory")

    monkeypatch.setattr(pictures, "make_beside", no_memory)
    key = send(photo())
    for minutes in PICTURE.back_off:
        before = datetime.now(UTC)
        worker.prepare_due()
        assert row(key).state == "preparing"
        assert "no memory" in job(key).error
        due = before + minutes * MINUTE
        assert due <= job(key).due_at <= due + MINUTE
        assert queue.claim(PICTURE) == []
        set_job(key, due_at=before)

    worker.prepare_due()

    assert (row(key).state, job(key).state, job(key).reason) == ("failed", "failed", "no_room")


def test_bytes_that_are_gone_are_tried_again_too(world, send):
    key = send(photo())
    files.storage().path(row(key).sha256).unlink()

    worker.prepare_due()

    assert row(key).state == "preparing"
    assert "FileNotFoundError" in job(key).error


def test_a_picture_that_ends_every_worker_is_given_up(world, send):
    key = send(photo())
    set_job(key, attempts=len(PICTURE.back_off) + 1)

    worker.prepare_due()

    assert (row(key).state, job(key).reason) == ("failed", "lost")


def test_what_a_server_of_the_version_before_took_in_is_prepared_too(world, send):
    key = send(photo())
    with writing() as connection:
        connection.execute(delete(Job))

    worker.prepare_due()

    assert (row(key).state, job(key).state) == ("ready", "done")


def test_letters_get_their_turn_between_pictures(world, send):
    send(photo("red"))
    send(photo("blue"))

    assert worker.prepare_due(seconds=0) is True
    assert worker.prepare_due(seconds=0) is True
    assert worker.prepare_due(seconds=0) is False


def test_the_worker_of_the_shell_and_the_one_beside_a_server_prepare(context, world, send):
    first = send(photo("red"))
    context.test_cli_runner().invoke(args=["worker", "--once"])
    assert row(first).state == "ready"

    second = send(photo("blue"))
    with loop.background_worker(context, context.extensions["letters"]):
        for _ in range(600):
            if row(second).state == "ready":
                break
            Event().wait(0.05)
    assert row(second).state == "ready"


def test_a_fault_is_logged_and_the_worker_goes_on(context, world, send, monkeypatch, caplog):
    def stumble(*given):
        raise ZeroDivisionError

    monkeypatch.setattr(pictures, "make_beside", stumble)
    send(photo())

    assert loop.prepare_pictures(context) is False
    assert "the worker has stumbled" in caplog.text


def test_nothing_is_submitted_that_nobody_has_opened(world, send):
    story = world.story()
    story.attach(send(photo()), "montage")
    story.attach(send(cut(photo(size=(400, 300))), "cut.jpg"), "montage")
    assert reason_codes(story, world.artist, "submit") == ["picture_preparing"] * 3
    with pytest.raises(NotPossible):
        story.act(world.artist, "submit")

    worker.prepare_due()

    assert reason_codes(story, world.artist, "submit") == ["picture_failed"]
    story.replace("montage", world.file("gold"))
    story.replace("montage", world.file("navy"))
    worker.prepare_due()
    assert story.act(world.artist, "submit").stage == "submitted"


def test_many_at_once_wait_instead_of_keeping_everybody_else(world, monkeypatch):
    busy = pictures.Slots(1, waiting=0, seconds=0)
    monkeypatch.setattr(pictures, "HERE", busy)

    with busy.slot():
        key = files.store_upload(io.BytesIO(photo()), "a.jpg", by=world.artist.id)

    assert row(key).state == "preparing"
    worker.prepare_due()
    assert row(key).state == "ready"
