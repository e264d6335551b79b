"""Files that nothing needs any more go in their time; what a row names or somebody sends stays."""

from __future__ import annotations

import os
import re
import threading
from contextvars import copy_context
from datetime import UTC, datetime, timedelta

import pytest

from artflow.domain.jobs import FORGET
from artflow.extensions import db
from artflow.models import File, ProposalFile
from artflow.services.database.transactions import reading, writing
from artflow.services.files import files, references, tidying
from artflow.services.files.tidying import ASIDE, FRESH, UNUSED
from artflow.services.proposals import attachments
from artflow.services.storage.opening import open_storage
from artflow.services.walls import photos
from artflow.services.worker import sweeps
from tests.fixtures import walks
from tests.fixtures.world import image

pytestmark = pytest.mark.postgres
HOUR = timedelta(hours=1)
ADDRESS = re.compile("[0-9a-f]{64}")


def now() -> datetime:
    return datetime.now(UTC)


def addresses(file_id: int) -> set[str]:
    """Return the contents of a file: as it was sent, and as pages show it once it is prepared."""
    row = db.session.get_one(File, file_id)
    return {row.sha256, row.large, row.medium, row.small} - {None}


def kept() -> set[int]:
    db.session.rollback()
    return set(db.session.scalars(db.select(File.id)))


def in_place() -> set[str]:
    return set(files.storage().addresses())


def aside() -> set[str]:
    return {sha256 for sha256, _ in files.storage().set_aside_since()}


def age(sha256s, by: timedelta) -> None:
    """Let contents have been put, or set aside, so long ago."""
    for sha256 in sha256s:
        then = (now() - by).timestamp()
        os.utime(files.storage().path(sha256), (then, then))


def test_an_upload_that_came_to_nothing_goes_step_by_step(world):
    unused = world.file("salmon")
    contents = addresses(unused)

    assert tidying.tidy(now() + UNUSED - HOUR)[:4] == (0, 0, 0, 0)
    assert unused in kept()

    assert tidying.tidy(now() + UNUSED + HOUR)[:4] == (1, len(contents), 0, 0)
    assert kept() == set()
    assert (in_place(), aside()) == (set(), contents)
    assert all(files.storage().verify(sha256) for sha256 in contents)

    assert tidying.tidy(now() + ASIDE - HOUR).deleted == 0
    assert aside() == contents
    assert tidying.tidy(now() + ASIDE + HOUR).deleted == len(contents)
    assert not any(files.storage().exists(sha256) for sha256 in contents)


def test_what_any_row_names_stays_for_ever(world):
    """Every way of a file into the database, and a version whose file was taken out since."""
    walks.completed(world)
    photos.add(world.walls[0], world.coordinator, world.file("plum"), alt="қабырға")
    draft = world.story(title="Басқа")
    draft.attach(world.file("crimson"), "montage", alt="қабырғада")
    before, rows = in_place(), kept()

    assert tidying.tidy(now() + timedelta(days=4000))[:4] == (0, 0, 0, 0)

    assert (in_place(), kept(), aside()) == (before, rows, set())


def test_a_file_that_only_a_frozen_version_names_stays(world):
    story = walks.in_review(world)
    with writing() as connection:
        connection.execute(db.delete(ProposalFile).where(ProposalFile.proposal_id == story.id))
        connection.execute(db.text("UPDATE proposal SET cover_id = NULL"))
    before = in_place()

    assert tidying.tidy(now() + timedelta(days=4000))[:2] == (0, 0)
    assert in_place() == before


def test_no_text_of_any_row_names_what_tidying_takes_for_unnamed(world):
    """A column that comes to hold an address must be known to `references`, or this fails."""
    walks.completed(world)
    with reading() as connection:
        named = {content.sha256 for content in references.list_named(connection)}
        written = {
            found
            for table in db.metadata.sorted_tables
            for row in connection.execute(table.select())
            for found in ADDRESS.findall(repr(row))
        }

    assert named
    assert written & in_place() <= named


def test_what_is_taken_out_of_a_draft_goes_and_what_another_draft_has_stays(world):
    one, two = world.story(title="Бір"), world.story(title="Екі")
    same = world.file("navy")
    one.attach(same, "montage", alt="x")
    two.attach(world.file("navy"), "montage", alt="x")
    (row,) = db.session.scalars(db.select(ProposalFile.id).where(ProposalFile.file_id == same))
    attachments.detach(one.id, world.artist, row)

    done = tidying.tidy(now() + UNUSED + HOUR)

    assert done.rows == 1
    assert same not in kept()
    assert aside() == set()


def test_contents_without_a_row_stay_a_day(world):
    sha256 = files.storage().put(b"%PDF- its row is not written yet")

    assert tidying.tidy(now() + FRESH - HOUR).aside == 0
    assert tidying.tidy(now() + FRESH + HOUR).aside == 1
    assert aside() == {sha256}


def test_what_a_row_names_again_comes_back(world):
    """So it is after somebody has put the database of an earlier day back."""
    story, unused = world.story(), world.file("salmon")
    find = db.select(File.__table__).where(File.id == unused)
    row = dict(db.session.execute(find).mappings().one())
    contents, there = addresses(unused), in_place()
    tidying.tidy(now() + UNUSED + HOUR)
    with writing() as connection:
        connection.execute(db.insert(File), row)
    story.attach(unused, "montage", alt="қабырғада")

    assert aside() == contents
    assert all(files.storage().verify(sha256) for sha256 in contents)
    assert tidying.tidy(now() + ASIDE + HOUR)[:4] == (0, 0, len(contents), 0)
    assert (in_place(), aside()) == (there, set())


def test_an_upload_of_the_same_picture_meanwhile_is_whole(world, monkeypatch):
    """The contents are there and old; between looking and setting aside they are sent again."""
    first = world.file("teal")
    contents = addresses(first)
    age(contents, timedelta(days=90))
    with writing() as connection:
        connection.execute(db.delete(File))
    store = files.storage()
    set_aside = store.set_aside

    def send_first(sha256, *, before):
        send.join() if send.ident else send.start()
        send.join()
        return set_aside(sha256, before=before)

    def upload():
        sent.append(files.store_upload(image("teal"), "t.png", by=world.artist.id))

    sent = []
    send = threading.Thread(target=copy_context().run, args=(upload,))
    monkeypatch.setattr(store, "set_aside", send_first)
    monkeypatch.setattr(files, "storage", lambda: store)

    assert tidying.tidy(now()).aside == 0

    assert kept() == set(sent)
    assert in_place() == contents


class Tidier(threading.Thread):
    """A worker that tidies without a pause, and to which everything in place is old."""

    def __init__(self):
        super().__init__(target=copy_context().run, args=(self.tidy,))
        self.stop, self.faults, self.rounds = threading.Event(), [], 0

    def tidy(self):
        while not self.stop.is_set():
            try:
                age(files.storage().addresses(), timedelta(days=90))
                tidying.tidy(now())
            except Exception as error:
                self.faults.append(error)
            self.rounds += 1


def test_many_uploads_while_the_worker_tidies(world):
    """Everything of nobody goes at once, as old as it can be; nothing that was sent is lost."""
    sent: list[int] = []

    def upload(n):
        sent.append(files.store_upload(image(f"#{n % 5:06x}"), "t.png", by=world.artist.id))

    tidier = Tidier()
    tidier.start()
    uploads = [threading.Thread(target=copy_context().run, args=(upload, n)) for n in range(20)]
    for thread in uploads:
        thread.start()
    for thread in uploads:
        thread.join()
    tidier.stop.set()
    tidier.join()

    assert (tidier.faults, tidier.rounds > 0) == ([], True)
    assert kept() == set(sent)
    wanted = set().union(*map(addresses, sent))
    assert all(files.storage().verify(sha256) for sha256 in wanted)
    tidying.tidy(now())
    assert wanted <= in_place()


def test_it_is_done_once_a_day_by_whichever_worker_comes_first(world):
    start = now()

    assert tidying.tidy_daily(start) is not None
    assert tidying.tidy_daily(start + timedelta(hours=22)) is None
    assert tidying.tidy_daily(start + timedelta(hours=24)) is not None
    files.storage().keep_note(tidying.NOTE, "not a time")
    assert tidying.tidy_daily(start) is not None


def test_the_worker_tidies_and_seals_and_a_fault_in_one_chore_holds_up_no_other(
    world, caplog, monkeypatch
):
    unused = world.file("salmon")
    world.story()

    def stumble(now):
        raise ValueError("nothing to forget")

    later = now() + UNUSED + HOUR
    monkeypatch.setitem(sweeps.SWEEPS, FORGET, stumble)
    assert sweeps.sweep_due(lambda: later) == len(sweeps.SWEEPS)

    assert unused not in kept()
    assert "the worker has stumbled over forget" in caplog.text
    assert db.session.scalar(db.text("SELECT count(*) FROM anchor")) == 1


def test_tidying_works_on_a_bucket_step_by_step(context, world, bucket, monkeypatch):
    monkeypatch.setitem(context.extensions, "storage", open_storage(bucket.url))
    used, unused = world.file("teal"), world.file("salmon")
    world.story().attach(used, "montage", alt="қабырғада")
    store = files.storage()
    there = set(store.addresses())
    going, start = addresses(unused), now()

    assert tidying.tidy(start + UNUSED * 2)[:4] == (1, len(going), 0, 0)
    assert (in_place(), aside()) == (there - going, going)
    assert all(map(store.verify, going))

    assert tidying.tidy(start + ASIDE * 2).deleted == len(going)
    assert not any(map(store.exists, going))
    assert set(store.addresses()) == there - going
    assert tidying.tidy_daily(start) is not None
    assert tidying.tidy_daily(start) is None
