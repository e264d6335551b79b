"""Backups in a bucket: made, shared, few kept, and put back on an empty machine."""

from __future__ import annotations

import os
import time

import pytest

from artflow.extensions import db
from artflow.models import File
from artflow.services.backups import bucket_places, making
from artflow.services.backups.bucket_places import BucketPlace
from artflow.services.backups.manifest import BackupError
from artflow.services.database.transactions import reading, writing
from artflow.services.files import files, references
from artflow.services.storage.opening import open_storage


@pytest.fixture
def url(bucket, programs):
    return f"{bucket.url}/backups"


@pytest.fixture
def named(monkeypatch):
    """Call the backups that are made from now on by days of November."""
    days = iter(range(1, 30))

    def make(url, **more):
        day = next(days)
        monkeypatch.setattr(making, "name_of", lambda moment: f"2026-11-{day:02d}T000000Z")
        return making.make(url, **more)

    return make


def contents():
    with reading() as connection:
        return {content.sha256 for content in references.list_named(connection)}


def test_an_empty_machine_becomes_the_installation(story, machine, url):
    there = contents()
    made = making.make(url)

    done = machine.restore(url)

    assert made.folder == done.folder
    assert str(made.folder).startswith(f"{url}/20")
    assert (made.missing, done.is_whole) == ([], True)
    assert done.report.events == made.manifest.events
    assert all(machine.run(files.storage).verify(sha256) for sha256 in there)
    assert not BucketPlace(url).objects.find("lock")


def test_the_installation_may_lie_in_a_bucket_itself(story, machine, url, bucket):
    """From a folder into the backup, from the backup into a bucket."""
    made = making.make(url)
    machine.app.extensions["storage"] = open_storage(f"{bucket.url}/uploads")

    assert machine.restore(made.folder).is_whole
    assert (bucket.folder / "uploads").is_dir()


def test_backups_share_their_contents_and_take_them_along_when_the_last_goes(
    story, world, url, named, bucket
):
    unused = world.file("gold")
    first = named(url)
    kept = BucketPlace(url).contents
    of_first = set(kept.addresses())
    gold = db.session.get_one(File, unused).sha256
    assert gold in of_first
    with writing() as connection:
        connection.execute(db.delete(File).where(File.id == unused))
    second = named(url)

    assert set(kept.addresses()) == of_first, "what the first one has stays"
    assert second.manifest.contents < first.manifest.contents

    third = named(url, keep=2)
    assert BucketPlace(url).list_names() == [
        str(made.folder).rpartition("/")[2] for made in (second, third)
    ]
    assert set(kept.addresses()) == contents()
    assert not kept.exists(gold)


def test_an_older_backup_is_put_back_by_its_name(story, machine, url, named):
    first = named(url)
    named(url)

    assert machine.restore(first.folder).folder == first.folder


def test_two_at_once_do_not_meet_and_one_that_died_is_forgotten(story, url, bucket):
    with BucketPlace(url).alone(), pytest.raises(BackupError, match="another backup"):
        making.make(url)
    place = BucketPlace(url)
    place.objects.create("lock", "somebody who died")
    place.objects.put("2026-11-01T000000Z/files.txt", b"half")
    long_ago = time.time() - bucket_places.DEAD_AFTER - 60
    os.utime(bucket.folder / "backups" / "lock", (long_ago, long_ago))

    made = making.make(url)

    assert place.list_names() == [str(made.folder).rpartition("/")[2]]
    assert not place.objects.find("2026-11-01T000000Z/files.txt")


def test_what_the_storage_lacks_is_told(story, url):
    lost, damaged = sorted(contents())[:2]
    files.storage().path(lost).unlink()
    files.storage().path(damaged).write_bytes(b"another picture")

    made = making.make(url)

    assert {entry.sha256 for entry in made.missing} == {lost, damaged}
    assert set(BucketPlace(url).contents.addresses()) == contents() - {lost, damaged}


def test_a_damaged_backup_is_refused_or_told(story, machine, url, bucket):
    made = making.make(url)
    folder = bucket.folder / "backups" / str(made.folder).rpartition("/")[2]
    (dump,) = folder.glob("database.*")
    whole = dump.read_bytes()
    dump.write_bytes(whole[:-1])
    with pytest.raises(BackupError, match="not what the manifest says"):
        machine.restore(url)
    dump.write_bytes(whole)
    sha256 = sorted(contents())[0]
    (bucket.folder / "backups" / "files" / sha256[:2] / sha256[2:4] / sha256).write_bytes(b"rot")

    done = machine.restore(url)

    assert not done.is_whole
    assert sha256 in done.wrong[0]


def test_there_is_none_yet(machine, url):
    with pytest.raises(BackupError, match="no whole backup"):
        machine.restore(url)


def test_a_store_that_is_away_is_no_backup(story, url, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9/")

    with pytest.raises(OSError, match="does not answer as it should"):
        making.make(url)
