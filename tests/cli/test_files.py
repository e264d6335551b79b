"""Files are copied from a folder into a bucket and back, and what is wrong with them is said."""

from __future__ import annotations

import time

import pytest

from artflow.extensions import db
from artflow.models import File
from artflow.services.files import files
from artflow.services.storage import copying
from artflow.services.storage.opening import open_storage
from tests.fixtures import walks


@pytest.fixture
def kept(app, states):
    """Keep the files of a proposal; return the addresses and one with its name."""
    with app.app_context():
        world = states.world()
        walks.at_sponsors(world)
        world.file("salmon")
        file = db.session.scalars(db.select(File).order_by(File.id)).first()
        return set(files.storage().addresses()), file.sha256, file.name


@pytest.fixture
def uploads(app):
    return app.config["UPLOADS"]


def test_files_go_into_a_bucket_and_back(app, run, kept, uploads, bucket, tmp_path):
    addresses, _, _ = kept
    run("audit", "anchor")
    with app.app_context():
        aside = files.storage().put(b"nobody needs this any more")
        files.storage().set_aside(aside, before=time.time() + 1)

    said = run("files", "copy", uploads, bucket.url)

    store = open_storage(bucket.url)
    assert f"{len(addresses) + 1} contents copied, 0 were there already" in said
    assert set(store.addresses()) == addresses
    assert [sha256 for sha256, _ in store.set_aside_since()] == [aside]
    assert store.read_note("anchor")

    back = tmp_path / "back"
    run("files", "copy", bucket.url, str(back))
    again = run("files", "copy", bucket.url, str(back))

    assert "0 contents copied" in again
    here = open_storage(str(back))
    assert set(here.addresses()) == addresses
    assert all(map(here.verify, [*addresses, aside]))


def test_a_copy_that_broke_off_goes_on(app, run, kept, uploads, bucket):
    addresses, _, _ = kept
    store = open_storage(bucket.url)
    with app.app_context():
        for done in copying.copy(files.storage(), store):
            if done.copied == 2:
                break

    said = run("files", "copy", uploads, bucket.url)

    assert f"{len(addresses) - 2} contents copied, 2 were there already" in said


def test_what_is_missing_or_damaged_is_said_by_its_name(app, run, kept, uploads, bucket):
    addresses, lost, name = kept
    damaged, spoiled = sorted(addresses - {lost})[:2]
    with app.app_context():
        files.storage().path(lost).unlink()
        files.storage().path(damaged).write_bytes(b"another picture")
    run("files", "copy", uploads, bucket.url, code=1)
    (bucket.folder / spoiled[:2] / spoiled[2:4] / spoiled).write_bytes(b"a bad sector")

    said = run("files", "copy", uploads, bucket.url, code=1)

    assert f"missing in TO: {name} ({lost})" in said
    assert f"damaged in FROM, not copied: {damaged}" in said
    assert f"damaged in TO: {spoiled}" in said
    assert spoiled not in run("files", "copy", "--no-check", uploads, bucket.url, code=1)


def test_a_store_that_goes_away_stops_the_copy_in_one_line(run, kept, uploads, bucket, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9/")

    said = run("files", "copy", uploads, bucket.url, code=1)

    assert "stopped after 0 contents: " in said
    assert "does not answer as it should" in said
    assert "call it again" in said


def test_a_place_that_is_none_is_refused_before_anything_happens(run, uploads):
    said = run("files", "copy", uploads, "s4://bucket", code=2)

    assert "TO must be a folder or look like s3://bucket/prefix" in said
