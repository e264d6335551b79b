"""Backups are taken while two servers decide, files come and the worker tidies: nothing is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import uuid
from contextvars import copy_context
from datetime import UTC, datetime, timedelta

import pytest

from artflow.extensions import db
from artflow.models import Event
from artflow.services.backups import manifest
from artflow.services.files import files, tidying
from artflow.services.storage.disk import DiskStorage
from tests.fixtures import databases, walks
from tests.fixtures.world import image

from .http_client import HttpClient
from .servers import ROOT

DECIDING = 4
PAUSE = 0.1
"""Seconds between two uploads and two rounds of tidying: the servers need the processors, too."""
PROGRAM = """
import json, sys
from flask.cli import ScriptInfo
from artflow import create_app
app = create_app(json.loads(sys.argv[1]))
app.cli(args=sys.argv[2:], prog_name="artflow", obj=ScriptInfo(create_app=lambda: app))
"""


def run(url, folder, *words):
    """Run a command as a process of its own; return its exit code and what it says."""
    settings = {
        "SECRET_KEY": "tests",
        "SQLALCHEMY_DATABASE_URI": url,
        "INSTANCE_PATH": str(folder),
        "UPLOADS": str(folder / "uploads"),
    }
    command = [sys.executable, "-c", PROGRAM, json.dumps(settings), *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


class Writers:
    """People who decide through the servers, files that come and go, and a worker that tidies."""

    def __init__(self, city, ports) -> None:
        self.city, self.stop, self.faults = city, threading.Event(), []
        self.answered: list[tuple[datetime, str]] = []
        self.uploads = 0
        story = walks.submitted(city)
        self.path = f"/proposals/{story.id}/do/remark"
        client = HttpClient(ports[0]).sign_in("coordinator")
        self.form = client.form(self.path)
        self.homes = [client.at(ports[n % len(ports)]) for n in range(DECIDING)]
        verbs = [*(lambda home=home: self.decide(home) for home in self.homes)]
        verbs += [self.upload, self.tidy]
        self.threads = [
            threading.Thread(target=copy_context().run, args=(self.repeat, verb)) for verb in verbs
        ]

    def repeat(self, verb) -> None:
        while not self.stop.is_set():
            try:
                verb()
            except Exception as error:
                self.faults.append(error)

    def decide(self, home) -> None:
        form = self.form | {"key": uuid.uuid4().hex, "severity": "note", "x": "", "y": ""}
        answer = home.press(self.path, form | {"text": form["key"]})
        assert answer.status == 303, answer.text
        self.answered.append((datetime.now(UTC), form["key"]))

    def upload(self) -> None:
        """Attach a new picture to a draft, and leave one that came long ago without any use."""
        self.stop.wait(PAUSE)
        self.uploads += 1
        colour = f"#{self.uploads:06x}"
        self.city.story(title=colour).attach(self.city.file(), "montage", alt="x")
        long_ago = datetime.now(UTC) - tidying.UNUSED - timedelta(days=1)
        picture = image(colour, (30, 20))
        files.store_upload(picture, "old.png", by=self.city.artist.id, now=long_ago)

    def tidy(self) -> None:
        """Tidy as if everything had been put long ago, again and again."""
        self.stop.wait(PAUSE)
        store = files.storage()
        for sha256 in store.addresses():
            os.utime(store.path(sha256), (0, 0))
        tidying.tidy(datetime.now(UTC))

    def __enter__(self) -> Writers:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join(60)


def restored_keys(url, folder) -> set[str]:
    """Return the keys of the decisions in a restored database."""
    app = databases.application(url, folder)
    with app.app_context():
        keys = set(db.session.scalars(db.select(Event.key).where(Event.key.is_not(None))))
    databases.dispose(app)
    return keys


@pytest.mark.slow
def test_a_backup_under_load_lacks_no_decision_answered_before_it(
    city, running, ports, programs, server, tmp_path, exhaustive
):
    target, codes = tmp_path / "backups", []
    count = 3 if exhaustive else 1
    with Writers(city, ports) as writers:
        for n in range(count):
            while len(writers.answered) < 10 * (n + 1) and not writers.faults:
                writers.stop.wait(0.1)
            codes.append(run(city.url, city.folder, "backup", str(target / f"{n}")))

    assert writers.faults == []
    assert writers.uploads
    assert [code for code, _ in codes] == [0] * count, codes
    for n in range(count):
        (folder,) = manifest.list_backups(target / f"{n}")
        found = manifest.Manifest.read(folder)
        machine = tmp_path / f"machine-{n}"
        machine.mkdir()
        url = server.empty(machine)
        root = found.seal.root
        assert f"root {root}" in codes[n][1]

        code, said = run(url, machine, "restore", str(folder), "--root", root)

        assert code == 0, said
        before = {key for at, key in writers.answered if at < datetime.fromisoformat(found.at)}
        assert len(before) >= 10 * (n + 1)
        assert before - restored_keys(url, machine) == set()
        code, said = run(url, machine, "audit", "verify", "--root", root)
        assert code == 0, said
        listed = {entry.sha256 for entry in manifest.read_list(folder)}
        assert set(DiskStorage(machine / "uploads").addresses()) == listed
        server.drop(url)
