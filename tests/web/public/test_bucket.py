"""Files in a bucket: seen as from a folder, and what is said while the bucket is away."""

from __future__ import annotations

import hashlib
import io

import pytest

from artflow.domain.text import LANGUAGES
from artflow.extensions import db
from artflow.models import File
from tests.fixtures import buckets, databases
from tests.fixtures.world import image
from tests.web.support.client import PageClient

TITLES = {
    "kk": "Файлдар қоймасы жауап бермейді",
    "ru": "Хранилище файлов не отвечает",
    "en": "The store of files does not answer",
}


SIZE = (900, 600)


class City:
    """An application with a draft, whose files go into a bucket from now on."""

    def __init__(self, states, database, folder, bucket) -> None:
        self.url, self.story = database
        self.bucket = bucket
        self.app = databases.application(self.url, folder, TESTING=False, UPLOADS=bucket.url)

    def visit(self, username, language="en"):
        return PageClient(self.app, language).sign_in(username)

    def ready(self):
        answer = PageClient(self.app).ask("GET", "/readyz")
        return answer.status_code, answer.json["storage"]

    def upload(self, client, name="crimson", **more):
        data = {
            "csrf_token": client.token(),
            "kind": "montage",
            "files": (io.BytesIO(image(name, SIZE).getvalue()), f"{name}.png"),
        }
        address = f"/proposals/{self.story.id}/dossier/files"
        return client.ask("POST", address, data=data, **more)

    def count(self):
        with self.app.app_context():
            return db.session.scalar(db.select(db.func.count(File.id)))

    def address(self, name="crimson"):
        """Return where the picture is that was sent under a name."""
        sha256 = hashlib.sha256(image(name, SIZE).getvalue()).hexdigest()
        return f"/proposals/{self.story.id}/files/{sha256}/large"


def make_city(states, folder, bucket):
    states.world()
    made = City(states, states.copy("drafted", folder), folder, bucket)
    yield made
    databases.dispose(made.app)
    states.server.drop(made.url)


@pytest.fixture
def city(states, bucket, tmp_path):
    yield from make_city(states, tmp_path, bucket)


@pytest.fixture
def own_server(tmp_path_factory, monkeypatch):
    """A store that a test may stop and start again."""
    for server in buckets.serve(tmp_path_factory.mktemp("own")):
        buckets.clear_environment(monkeypatch)
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        yield server


@pytest.fixture
def city_whose_bucket_goes_away(states, own_server, tmp_path):
    yield from make_city(states, tmp_path, own_server.make_bucket())


def test_an_upload_goes_into_the_bucket_and_is_seen(city):
    artist = city.visit("artist")

    assert city.upload(artist).status_code == 303

    assert len(city.bucket.names()) == 4, "the upload, and what pages show of it in three sizes"
    answer = artist.ask("GET", city.address())
    assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    assert answer.content_length == len(answer.data)
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert city.ready() == (200, True)
    assert "ready.txt" in city.bucket.names()


def test_a_part_is_sent_as_a_part_and_the_unchanged_not_at_all(city):
    artist = city.visit("artist")
    city.upload(artist)
    whole = artist.ask("GET", city.address())

    part = artist.ask("GET", city.address(), headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.data) == (206, whole.data[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(whole.data)}"
    beyond = artist.ask("GET", city.address(), headers={"Range": "bytes=9999999-"})
    assert beyond.status_code == 416
    again = artist.ask("GET", city.address(), headers={"If-None-Match": whole.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == whole.headers["ETag"]


def test_what_the_bucket_has_lost_is_not_there(city):
    artist = city.visit("artist")
    city.upload(artist)
    for key in city.bucket.names():
        (city.bucket.folder / key).unlink()

    assert artist.ask("GET", city.address()).status_code == 404


def test_a_bucket_that_is_away_is_a_page_and_a_red_light(city_whose_bucket_goes_away, own_server):
    city = city_whose_bucket_goes_away
    artist, rows = city.visit("artist"), city.count()
    city.upload(artist)
    assert city.ready() == (200, True)
    own_server.stop()

    assert city.ready() == (503, False)
    for language in LANGUAGES:
        reader = city.visit("artist", language)
        answer = city.upload(reader, "teal")
        assert answer.status_code == 503
        assert TITLES[language] in answer.text
        assert answer.headers["Retry-After"] == "30"
        assert reader.ask("GET", city.address()).status_code == 503
        reader.get("proposals.show", proposal_id=city.story.id)  # the rest goes on
    told = city.upload(artist, "teal", headers={"Accept": "application/json"})
    assert told.json["said"][0].startswith(TITLES["en"])
    assert city.count() == rows + 1

    own_server.start()
    assert city.ready() == (200, True)
    assert city.upload(artist, "teal").status_code == 303
    assert artist.ask("GET", city.address("teal")).status_code == 200


def test_a_bucket_that_does_not_exist_is_a_red_light(city):
    city.bucket.folder.parent.parent.rmdir()

    assert city.ready() == (503, False)
    assert city.upload(city.visit("artist")).status_code == 503
