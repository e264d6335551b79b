"""Whatever is changed in history by hand is found, and named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from artflow.domain.dossier.fields import hash_snapshot
from artflow.domain.history.chain import FIELDS
from artflow.extensions import db
from artflow.models import Event, File
from artflow.services import audit, audit_contents
from artflow.services.database.transactions import reading, writing
from artflow.services.files import files, references
from tests.fixtures import walks
from tests.services.tampering import (
    first_fault,
    rewrite,
    tamper,
    tamper_without_keys,
    verify,
    wrong_files,
)

OTHER = {
    "n": "99",
    "type": "'forged'",
    "from_stage": "'forged'",
    "to_stage": "'forged'",
    "actor_id": "5",
    "on_behalf_of": "5",
    "role": "'forged'",
    "organisation_id": "6",
    "version": "'forged'",
    "data": "'{}'",
    "at": "'2026-01-01'",
    "prev_hash": "'forged'",
    "key": "'forged'",
    "hash": "'forged'",
    "proposal_id": "2",
}


@pytest.fixture
def story(world):
    """Create a work with a history, and a draft besides it."""
    story = walks.in_review(world)
    world.story(title="Басқа")
    return story


def ids(story) -> list[int]:
    query = db.select(Event.id).where(Event.proposal_id == story.id).order_by(Event.n)
    return list(db.session.scalars(query))


def test_an_honest_history_holds(story):
    report = verify()

    assert (report.proposals, report.events, report.fault) == (2, story.case.events + 1, None)
    assert wrong_files() == []


def test_an_empty_database_holds(context):
    assert verify() == audit.Report(0, 0)


def test_every_column_of_an_event_is_known_to_this_test():
    assert set(OTHER) == {*FIELDS, "hash"}
    assert set(Event.__table__.c.keys()) == {*OTHER, "id"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET type = 'forged'",
        "DELETE FROM event WHERE id = 1",
        "UPDATE definition SET source = ''",
        "DELETE FROM definition",
        "UPDATE anchor SET root = ''",
        "DELETE FROM anchor",
    ],
)
def test_the_database_itself_refuses_to_change_history(story, statement):
    audit.anchor()

    with pytest.raises(DBAPIError, match="append-only"), writing() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize("column", list(OTHER))
@pytest.mark.parametrize("place", [1, -1], ids=["in the middle", "at the end"])
def test_a_changed_column_is_found(story, column, place):
    row = ids(story)[place]
    n = place % len(ids(story)) + 1
    codes = {"n": "missing", "proposal_id": "missing", "prev_hash": "unlinked"}

    tamper(
        f"UPDATE event SET {column} = {OTHER[column]} WHERE id = {row}"
        if column != "proposal_id"
        else f"UPDATE event SET proposal_id = 2, n = 2 WHERE id = {row}"
    )

    expected = (story.id, n, codes.get(column, "changed"))
    assert first_fault() == expected


@pytest.mark.parametrize("place", [0, 2, -1], ids=["the first", "in the middle", "the last"])
def test_a_row_cut_out_is_found(story, place):
    row = ids(story)[place]

    tamper(f"DELETE FROM notice WHERE event_id = {row}", f"DELETE FROM event WHERE id = {row}")

    assert first_fault() == (story.id, place % story.case.events + 1, "missing")


def test_a_whole_history_cut_out_is_found(story):
    tamper(
        f"DELETE FROM notice WHERE proposal_id = {story.id}",
        f"DELETE FROM event WHERE proposal_id = {story.id}",
    )

    assert first_fault() == (story.id, 1, "missing")


def test_two_rows_that_changed_places_are_found(story):
    first, second = ids(story)[1:3]

    tamper(
        f"UPDATE event SET n = 99 WHERE id = {first}",
        f"UPDATE event SET n = 2 WHERE id = {second}",
        f"UPDATE event SET n = 3 WHERE id = {first}",
    )

    assert first_fault() == (story.id, 2, "unlinked")


def test_a_row_put_in_by_hand_is_found(story):
    columns = ", ".join(key for key in OTHER if key not in ("n", "key"))
    last = ids(story)[-1]

    tamper(f"INSERT INTO event (n, {columns}) SELECT n + 1, {columns} FROM event WHERE id = {last}")

    assert first_fault() == (story.id, story.case.events + 1, "unlinked")


def test_a_changed_row_with_a_fitting_hash_breaks_the_link_of_the_next(story):
    row = ids(story)[1]
    rewrite(story.id, 2, type="forged")
    assert first_fault() is None

    tamper(f"UPDATE event SET prev_hash = '{'f' * 64}' WHERE id = {row}")

    assert first_fault() == (story.id, 2, "unlinked")


@pytest.mark.parametrize(
    ("change", "code", "further"),
    [
        ("stage = 'approved'", "stage", 0),
        ("head = 'forged'", "changed", 0),
        ("events = events + 1", "missing", 1),
        ("events = events - 1", "missing", 1),
        ("version_id = NULL", "version", 0),
    ],
)
def test_a_proposal_that_stands_where_history_does_not_lead_is_found(story, change, code, further):
    n = story.case.events

    tamper(f"UPDATE proposal SET {change} WHERE id = {story.id}")

    assert first_fault() == (story.id, n + further, code)


def test_history_of_no_proposal_is_found(story):
    draft = story.id + 1

    tamper_without_keys(f"DELETE FROM proposal WHERE id = {draft}")

    assert first_fault() == (draft, 1, "orphan")


def test_a_changed_definition_is_found(story):
    tamper("UPDATE definition SET source = source || ' '")

    assert wrong_files() == ["definition 1"]


def test_a_changed_version_is_found_whether_or_not_its_hash_was_changed_too(story):
    no_snapshot = """UPDATE version SET snapshot = '{"facts": {}, "files": []}'"""
    tamper(no_snapshot)
    assert wrong_files() == [f"version {story.id}/1"]

    tamper(f"UPDATE version SET sha256 = '{hash_snapshot({'facts': {}, 'files': []})}'")
    assert wrong_files() == [f"version {story.id}/1"]


def later_files(after: timedelta = timedelta(hours=1)) -> audit_contents.LaterFiles | None:
    """Find what came later than the database, looked at so long after now."""
    with reading() as connection:
        return audit_contents.find_later_files(connection, datetime.now(UTC) + after)


def test_a_version_that_is_no_document_any_more_is_named(story):
    if db.engine.dialect.name == "postgresql":
        pytest.skip("PostgreSQL keeps nothing but JSON there")
    tamper("UPDATE version SET snapshot = 'fblse' WHERE no = 1")

    with reading() as connection:
        assert audit_contents.verify_files(connection) == [f"version {story.id}/1"]


def test_another_title_than_that_of_the_version_is_found(story):
    tamper(f"UPDATE proposal SET title = 'forged' WHERE id = {story.id}")

    assert wrong_files() == [f"title {story.id}"]


def test_a_missing_file_is_found(story):
    (path,) = {file.sha256 for file in db.session.scalars(db.select(File))}
    files.storage().path(path).unlink()

    assert wrong_files() == [f"missing file teal.png ({path})"]


def test_files_of_a_later_hour_than_the_database_are_found(story):
    newest = db.session.scalar(db.select(File.at).order_by(File.id.desc()).limit(1))
    assert later_files() is None
    later = [files.storage().put(f"later {n}".encode()) for n in range(7)]

    found = later_files()

    assert found is not None
    assert (found.contents, found.after) == (7, newest)
    assert set(found.some) < set(later)


def test_what_is_being_sent_right_now_is_not_later(story):
    files.storage().put(b"its row is about to be written")

    assert later_files(timedelta(minutes=4)) is None
    assert later_files(timedelta(minutes=6)) is not None


def test_what_broke_off_before_the_last_file_came_is_not_later(story, world):
    files.storage().put(b"the disk was full, its row was never written")
    world.file("gold")

    assert later_files() is None


def test_files_without_any_database_are_all_later(context):
    sha256 = files.storage().put(b"somebody else's")

    assert later_files() == audit_contents.LaterFiles(1, None, (sha256,))


def test_changed_bytes_of_a_file_are_found(story):
    with reading() as connection:
        (sha256, name), *_rest = references.list_named(connection)
    path = files.storage().path(sha256)
    path.chmod(0o600)
    path.write_bytes(b"another picture")

    assert wrong_files() == [f"file {name} ({sha256})"]
