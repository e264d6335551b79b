"""A backup is whole or not there, and what is put back is what was there."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from artflow.domain.history.chain import Fault
from artflow.extensions import db
from artflow.models import Event, File
from artflow.services import audit
from artflow.services.backups import database_copies, making, manifest, restoring
from artflow.services.backups.folder_places import FolderPlace
from artflow.services.backups.manifest import BackupError, Manifest
from artflow.services.backups.opening import fetch, open_place
from artflow.services.database import schema
from artflow.services.database.transactions import reading, writing
from artflow.services.files import files, references, tidying
from artflow.services.storage.disk import DiskStorage
from tests.fixtures.small_disk import CannotMount, small_disk
from tests.services.tampering import tamper, verify, wrong_files


def rows() -> dict[str, list]:
    """Return all rows of all tables."""
    with db.engine.connect() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(table.select())), key=repr)
            for table in db.metadata.sorted_tables
        }


def break_off(*_):
    raise BackupError("gone")


def contents() -> set[str]:
    with reading() as connection:
        return {content.sha256 for content in references.list_named(connection)}


def test_an_empty_machine_becomes_the_installation(story, machine, made):
    before, there = rows(), contents()

    done = machine.restore(made.folder.parent)

    assert done.is_whole
    assert not done.migrated
    assert (done.report.proposals, done.report.events) == (2, story.case.events + 1)
    assert machine.run(rows) == before
    assert machine.run(contents) == there
    assert all(machine.run(files.storage).verify(sha256) for sha256 in there)


def test_the_installation_goes_on_where_it_was_put_back(story, world, machine, made):
    machine.restore(made.folder)

    def go_on():
        story.act(world.specialist, "recommend", decision="approve", gates=True, text="Жақсы.")
        world.story(title="Үшінші").attach(world.file("navy"), "montage", alt="қабырғада")
        return verify().fault, wrong_files(), schema.upgrade(machine.app)

    fault, wrong, upgraded = machine.run(go_on)
    assert (fault, wrong, upgraded) == (None, [], False)


def test_the_manifest_says_what_the_backup_holds(story, made):
    found = Manifest.read(made.folder)
    kind = db.engine.dialect.name

    assert found == made.manifest
    assert (found.kind, found.revision) == (kind, schema.newest_revision())
    assert (found.proposals, found.events) == (2, story.case.events + 1)
    assert found.program
    assert found.seal == audit.newest_seal(db.session.connection())
    assert found.dump == manifest.measure(made.folder / manifest.DUMPS[kind])
    listed = list(manifest.read_list(made.folder))
    assert found.contents == len(listed)
    assert found.bytes == sum(entry.size for entry in listed)
    assert [entry.sha256 for entry in listed] == sorted(contents())
    assert datetime.now(UTC) - datetime.fromisoformat(found.at) < timedelta(minutes=5)


def test_nobody_else_may_read_a_backup(made):
    assert made.folder.stat().st_mode & 0o077 == 0
    assert made.folder.parent.stat().st_mode & 0o077 == 0


def test_a_backup_that_breaks_off_is_not_there(story, backups, machine, monkeypatch):
    monkeypatch.setattr(Manifest, "write", break_off)
    with pytest.raises(BackupError, match="gone"):
        making.make(backups)

    assert [path.name for path in backups.iterdir()] == [".lock"]
    with pytest.raises(BackupError, match="no whole backup"):
        machine.restore(backups)


def test_what_a_killed_backup_left_is_no_backup_and_goes_with_the_next(story, backups, machine):
    dead = backups / ".2026-01-01T000000Z.part"
    (dead / "files").mkdir(parents=True)
    (dead / "manifest.json").write_text("{}")

    with pytest.raises(BackupError, match="no whole backup"):
        machine.restore(backups)
    making.make(backups)

    assert not dead.exists()


def test_two_at_once_do_not_meet(story, backups):
    backups.mkdir()
    with FolderPlace(backups).alone(), pytest.raises(BackupError, match="another backup"):
        making.make(backups)


def test_the_next_backup_links_to_the_files_of_the_last_and_few_are_kept(
    story, world, backups, monkeypatch
):
    names = iter(f"2026-11-0{n}T000000Z" for n in range(1, 9))
    monkeypatch.setattr(making, "name_of", lambda moment: current[0])
    current = [next(names)]
    first = making.make(backups)
    story_file = next(iter(contents()))
    world.file("gold")
    current = [next(names)]
    second = making.make(backups)

    stored = [DiskStorage(made.folder / "files").path(story_file) for made in (first, second)]
    assert stored[0].stat().st_ino == stored[1].stat().st_ino
    assert second.manifest.contents > first.manifest.contents

    current = [next(names)]
    third = making.make(backups, keep=2)
    assert manifest.list_backups(backups) == [second.folder, third.folder]
    assert not first.folder.exists()
    assert stored[1].exists()


def test_what_is_tidied_while_the_files_are_copied_is_in_the_backup(
    story, world, backups, machine, monkeypatch
):
    """Between the copy of the database and that of the files everything unused is forgotten."""
    unused = world.file("salmon")
    (sha256,) = db.session.scalars(db.select(File.sha256).where(File.id == unused))
    copied = database_copies.copied
    later = datetime.now(UTC) + tidying.UNUSED + timedelta(days=1)

    class Tidied:
        def __init__(self, *given):
            self.copy = copied(*given)

        def __enter__(self):
            return self.copy.__enter__()

        def __exit__(self, *error):
            self.copy.__exit__(*error)
            assert tidying.tidy(later).aside

    monkeypatch.setattr(database_copies, "copied", Tidied)
    made = making.make(backups)

    assert sha256 not in contents()
    assert made.missing == []
    assert sha256 in {entry.sha256 for entry in manifest.read_list(made.folder)}
    assert machine.restore(made.folder).is_whole


def test_a_file_that_the_storage_lacks_is_named_and_the_rest_is_kept(story, backups, machine):
    lost, damaged = sorted(contents())[:2]
    files.storage().path(lost).unlink()
    files.storage().path(damaged).write_bytes(b"another picture")

    made = making.make(backups)

    assert {entry.sha256 for entry in made.missing} == {lost, damaged}
    done = machine.restore(made.folder)
    assert not done.is_whole
    assert done.report.fault is None
    assert sorted(line.partition("(")[2][:64] for line in done.wrong) == [lost, damaged]
    assert all(line.startswith("missing file") for line in done.wrong)


def test_a_damaged_file_in_a_backup_is_named_and_not_put_back(made, machine):
    sha256 = min(contents())
    path = DiskStorage(made.folder / "files").path(sha256)
    path.write_bytes(b"another picture")

    done = machine.restore(made.folder)

    assert [sha256 in line for line in done.wrong] == [True]
    assert not machine.run(files.storage).exists(sha256)


@pytest.mark.parametrize("name", ["dump", "files.txt"])
@pytest.mark.parametrize("how", ["cut", "gone"])
def test_a_damaged_backup_is_not_put_back(made, machine, name, how):
    path = made.folder / (manifest.DUMPS[made.manifest.kind] if name == "dump" else name)
    path.write_bytes(path.read_bytes()[:-1]) if how == "cut" else path.unlink()

    with pytest.raises(BackupError, match="not what the manifest says"):
        machine.restore(made.folder)
    assert list(machine.run(files.storage).addresses()) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"format": 2}, "newer artflow"),
        ({"revision": "9999"}, "migration 9999"),
        ({"kind": "oracle"}, "is of oracle"),
        ({"more": 1}, "cannot be read"),
    ],
)
def test_a_backup_of_another_kind_is_not_put_back(made, machine, change, words):
    path = made.folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))

    with pytest.raises(BackupError, match=words):
        machine.restore(made.folder)


def test_an_installation_that_is_not_empty_is_left_alone(made, machine, context):
    with pytest.raises(BackupError, match="database is not empty"):
        restoring.restore(context, made.folder)

    other = machine.run(files.storage).put(b"of somebody else")
    with pytest.raises(BackupError, match="other files"):
        machine.restore(made.folder)
    assert machine.run(files.storage).exists(other)


def test_whoever_breaks_off_may_begin_again(made, machine, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(database_copies, "put_back", break_off)
        with pytest.raises(BackupError, match="gone"):
            machine.restore(made.folder)

    assert machine.restore(made.folder).is_whole


def test_an_older_backup_is_migrated(story, backups, machine, context):
    import flask_migrate

    schema.bind(context)
    flask_migrate.downgrade(revision="-1")
    db.session.remove()
    made = making.make(backups)
    flask_migrate.upgrade()

    done = machine.restore(made.folder)

    assert done.migrated
    assert done.is_whole
    assert made.manifest.revision != schema.newest_revision()


def test_a_root_that_is_newer_than_the_backup_is_missed(story, world, made, machine):
    story.act(world.specialist, "recommend", decision="approve", gates=True, text="Жақсы.")
    newer = audit.anchor()

    done = machine.restore(made.folder, root=newer)

    assert not done.is_whole
    assert done.older.seal.root == newer
    assert done.older.last_event_id == made.manifest.last_event_id


def test_the_kept_root_of_the_backup_is_content(made, machine):
    assert machine.restore(made.folder, root=made.manifest.seal.root).is_whole


def test_a_history_changed_in_the_backup_is_found(story, backups, machine):
    tamper(f"UPDATE event SET data = '{{}}' WHERE proposal_id = {story.id} AND n = 2")

    done = machine.restore(making.make(backups).folder)

    assert done.report.fault == Fault(story.id, 2, "changed")


def test_a_database_without_tables_has_nothing_to_back_up(machine, backups):
    with pytest.raises(BackupError, match="nothing to back up"):
        machine.run(making.make, backups)
    assert not manifest.list_backups(backups)


def test_a_database_that_cannot_be_sealed_is_backed_up_all_the_same(
    story, backups, machine, monkeypatch, caplog
):
    """Its disk is full, or it is a standby: that is when a backup is wanted most."""
    sealed = audit.anchor()

    def refuse():
        raise OperationalError("INSERT", None, Exception("database or disk is full"))

    monkeypatch.setattr(audit, "anchor", refuse)
    made = making.make(backups)

    assert made.manifest.seal.root == sealed
    assert "could not be sealed before this backup: database or disk is full" in caplog.text
    assert machine.restore(made.folder).is_whole


@pytest.mark.parametrize("room", ["none", "for the database alone"])
def test_a_backup_that_does_not_fit_is_not_there(story, backups, room):
    try:
        with small_disk(4) as disk:
            folder = disk.path / "backups"
            folder.mkdir()
            big = files.storage().put(os.urandom(4 * 2**20))
            with writing() as connection:
                connection.execute(db.update(File).values(large=big))
            if room == "none":
                disk.fill()

            with pytest.raises((BackupError, OSError), match=r"full|No space left"):
                making.make(folder)
            assert [path.name for path in folder.iterdir()] == [".lock"]
    except CannotMount as error:
        pytest.skip(f"no small disk could be mounted here: {error}")


@pytest.mark.parametrize("where", ["s3://", "s3://key:secret@bucket/artflow", "https://host/"])
@pytest.mark.parametrize("use", [open_place, fetch])
def test_what_is_neither_folder_nor_bucket_is_refused_without_repeating_it(use, where):
    with pytest.raises(BackupError, match=r"^the place of the backups must be") as refusal:
        use(where)
    assert "secret" not in str(refusal.value)


def test_without_the_programs_of_postgresql_one_line_says_what_to_install(
    story, backups, monkeypatch, tmp_path
):
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite needs no program")
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(BackupError, match=r"^pg_dump is not on the PATH: install .*$"):
        making.make(backups)
    assert not manifest.list_backups(backups)


def test_a_backup_goes_past_the_pooler(context, story, backups, programs):
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite needs no pooler")
    context.config["POOLER"] = "transaction"
    with pytest.raises(BackupError, match="ARTFLOW_DIRECT_DATABASE_URI"):
        making.make(backups)

    context.config["DIRECT_DATABASE_URI"] = context.config["SQLALCHEMY_DATABASE_URI"]
    making.make(backups)

    assert manifest.list_backups(backups)


def test_what_a_program_of_postgresql_says_is_one_line(story, backups, monkeypatch, tmp_path):
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite needs no program")
    tool = tmp_path / "pg_dump"
    tool.write_text("#!/bin/sh\necho error: mismatch >&2; echo detail: 18 >&2; exit 1\n")
    tool.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    with pytest.raises(BackupError, match="pg_dump has failed: error: mismatch; detail: 18"):
        making.make(backups)


def test_the_last_event_is_the_newest_of_the_history(made):
    newest = db.session.scalars(db.select(Event).order_by(Event.id.desc())).first()

    assert made.manifest.last_event_id == newest.id
    assert made.manifest.last_event_at == newest.at
    assert db.session.scalar(text("SELECT count(*) FROM event")) == made.manifest.events
