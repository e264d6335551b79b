"""A disk that is really full: a clear page, a red `/readyz`, and nothing half-written."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from artflow.domain.text import LANGUAGES
from artflow.extensions import db
from artflow.models import Event, File
from artflow.services.files import files
from artflow.services.worker import loop
from tests.fixtures import databases
from tests.fixtures.small_disk import CannotMount, small_disk
from tests.fixtures.world import image
from tests.services.tampering import verify
from tests.web.support.client import PageClient

TITLES = {
    "kk": "Серверде бос орын қалмады",
    "ru": "На сервере закончилось место",
    "en": "There is no room left on the server",
}
TEXT = "Шеті анық емес. " * 90
MOST_PRESSES = 400
"""So many remarks do not fit into what a database keeps in reserve."""


@pytest.fixture
def disk():
    try:
        with small_disk(48) as made:
            yield made
    except CannotMount as error:
        pytest.skip(f"no small disk could be mounted here: {error}")


class City:
    """An application in review of a work, on disks of its own."""

    def __init__(self, states, database, folder, **settings) -> None:
        states.world()
        self.url, self.story = database
        self.app = databases.application(
            self.url, folder, TESTING=False, LEAST_FREE_MEGABYTES=1, **settings
        )
        self.folder = Path(self.app.config["UPLOADS"])

    def visit(self, username, language="en"):
        return PageClient(self.app, language).sign_in(username)

    def ready(self):
        answer = PageClient(self.app).ask("GET", "/readyz")
        return answer.status_code, answer.json

    def count(self, model):
        with self.app.app_context():
            return db.session.scalar(db.select(db.func.count(model.id)))

    def is_sound(self):
        """Return whether history holds and every content in place is what its address says."""
        with self.app.app_context():
            store = files.storage()
            return verify().fault is None and all(map(store.verify, store.addresses()))

    def drafts(self):
        return list((self.folder / "tmp").glob("*"))


@pytest.fixture
def city_with_full_uploads(states, disk, tmp_path):
    states.world()
    made = City(
        states, states.copy("drafted", tmp_path), tmp_path, UPLOADS=str(disk.path / "uploads")
    )
    yield made
    databases.dispose(made.app)
    states.server.drop(made.url)


@pytest.fixture
def city_with_full_database(states, disk, tmp_path):
    """Put the database alone onto the small disk, SQLite's file or PostgreSQL's tables."""
    states.world()
    with states.server.on_disk(disk.path):
        database = states.copy("in_review", disk.path)
        made = City(states, database, disk.path, UPLOADS=str(tmp_path / "uploads"))
        yield made
        databases.dispose(made.app)
        states.server.drop(made.url)


def upload(client, key, **more):
    data = {
        "csrf_token": client.token(),
        "kind": "montage",
        "files": (io.BytesIO(image("crimson").getvalue()), "crimson.png"),
    }
    return client.ask("POST", f"/proposals/{key}/dossier/files", data=data, **more)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_upload_that_does_not_fit_is_a_page_and_leaves_nothing(
    city_with_full_uploads, disk, language
):
    city = city_with_full_uploads
    artist, rows = city.visit("artist", language), city.count(File)
    assert city.ready()[0] == 200
    disk.fill()

    answer = upload(artist, city.story.id)

    assert answer.status_code == 507
    assert TITLES[language] in answer.text
    assert city.count(File) == rows
    assert city.drafts() == []
    assert city.is_sound()
    status, state = city.ready()
    assert (status, state["storage"], state["migrations"]) == (503, False, True)

    disk.clear()
    assert city.ready()[0] == 200
    assert upload(artist, city.story.id).status_code == 303
    assert city.count(File) == rows + 1


def test_a_script_is_told_in_its_own_words(city_with_full_uploads, disk):
    artist = city_with_full_uploads.visit("artist", "ru")
    disk.fill()

    answer = upload(artist, city_with_full_uploads.story.id, headers={"Accept": "application/json"})

    assert answer.status_code == 507
    assert answer.json["said"][0].startswith(TITLES["ru"])


def remark(client, key, form):
    data = {**form, "key": uuid.uuid4().hex, "text": TEXT, "severity": "note", "x": "", "y": ""}
    return client.ask("POST", f"/proposals/{key}/do/remark", data=data)


def press_until_full(client, key):
    """Write remarks until one does not fit; return how many were answered, and the refusal."""
    client.get("actions.ask", proposal_id=key, name="remark")
    form = client.filled()
    for n in range(MOST_PRESSES):
        answer = remark(client, key, form)
        if answer.status_code != 303:
            return n, answer
    raise AssertionError("the disk was never full")


@pytest.mark.postgres
@pytest.mark.exhaustive
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_decision_that_does_not_fit_is_a_page_and_not_half_written(
    city_with_full_database, disk, language
):
    city = city_with_full_database
    key, before = city.story.id, city.count(Event)
    coordinator = city.visit("coordinator", language)
    assert city.ready()[0] == 200
    disk.fill()

    answered, answer = press_until_full(coordinator, key)

    assert answer.status_code == 507, answer.text
    assert TITLES[language] in answer.text
    assert TEXT.strip() in answer.text, "what was typed comes back"
    assert city.count(Event) == before + answered
    assert city.is_sound()
    status, state = city.ready()
    assert (status, state["database"]) == (503, False)
    coordinator.get("proposals.show", proposal_id=key)  # reading goes on

    disk.clear()
    assert city.ready()[0] == 200
    coordinator.act(key, "remark", severity="note", text=TEXT, x=None, y=None)
    assert city.count(Event) == before + answered + 1
    assert city.is_sound()


def test_a_server_that_starts_on_a_full_disk_says_so(city_with_full_database, disk):
    """SQLite needs 32 kilobytes to begin: without them it is not even known who asks."""
    city = city_with_full_database
    coordinator = city.visit("coordinator")
    databases.dispose(city.app)
    for path in disk.path.glob("artflow.db-*"):
        path.unlink()
    disk.fill()

    stranger, known = PageClient(city.app).ask("GET", "/"), coordinator.ask("GET", "/desk")

    assert city.ready()[0] == 503
    if city.url.startswith("sqlite"):
        assert (stranger.status_code, known.status_code) == (507, 507)
        assert TITLES["en"] in stranger.text
        assert all(title in known.text for title in TITLES.values())
    else:
        assert (stranger.status_code, known.status_code) == (200, 200)
    disk.clear()
    assert city.ready()[0] == 200


def test_the_worker_gives_room_back_where_the_disk_is_full(city_with_full_uploads, disk):
    city = city_with_full_uploads
    old = city.folder / "tmp" / "half"
    old.parent.mkdir(parents=True, exist_ok=True)
    old.write_bytes(bytes(2**20))
    os.utime(old, (0, 0))
    disk.fill()

    loop.run_round(city.app, city.app.extensions["letters"])

    assert not old.exists()
    assert shutil.disk_usage(disk.path).free >= 2**20 - 2**16


def test_without_the_right_to_mount_the_same_in_a_namespace():
    """Whoever may not mount may still do so in a user namespace, where the system allows those."""
    try:
        with small_disk(1):
            pytest.skip("this user may mount: the tests above have run")
    except CannotMount as error:
        refusal = str(error)
    command = ["unshare", "--user", "--map-root-user", "--mount", sys.executable, "-m", "pytest"]
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-k", "not namespace", __file__]
    if (
        not shutil.which("unshare")
        or subprocess.run([*command[:4], "true"], check=False).returncode
    ):
        pytest.skip(f"neither mount nor a namespace: {refusal}")

    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout
    assert "skipped" not in done.stdout
