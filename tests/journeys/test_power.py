"""A server is killed amid many presses: nothing is half done, no answered press is lost."""

from __future__ import annotations

import http.client
import threading
import uuid

from sqlalchemy import func, select

from artflow.extensions import db
from artflow.models import Event, Remark
from tests.fixtures import walks
from tests.services.tampering import verify

from . import servers
from .http_client import HttpClient

CLIENTS = 8
PRESSES_PER_CLIENT = 12
KILL_AFTER = 20
"""So many answers of the doomed server are waited for before it is killed."""


class RemarkWriters:
    """Many clients that write remarks on one work, each press with a key of its own."""

    def __init__(self, client, path, ports):
        self.form, self.path = client.form(path), path
        self.homes = [client.at(port) for port in ports]
        self.answered, self.lost = [], []
        self.enough = threading.Event()

    def press(self, home):
        """Write one more remark; note its key as answered, or as lost with its server."""
        form = self.form | {"key": uuid.uuid4().hex, "severity": "note"}
        try:
            answer = home.press(self.path, form | {"text": form["key"], "x": "", "y": ""})
        except (OSError, http.client.HTTPException):
            self.lost.append(form["key"])
            return
        assert answer.status == 303, answer.text
        self.answered.append(form["key"])
        if len(self.answered) >= KILL_AFTER:
            self.enough.set()

    def repeat(self, key):
        """Press again what got no answer, at a server that runs."""
        form = self.form | {"key": key, "severity": "note", "text": key, "x": "", "y": ""}
        assert self.homes[0].press(self.path, form).status == 303

    def start(self):
        def run(home):
            for _ in range(PRESSES_PER_CLIENT):
                self.press(home)

        homes = [self.homes[n % len(self.homes)] for n in range(CLIENTS)]
        threads = [threading.Thread(target=run, args=(home,)) for home in homes]
        for thread in threads:
            thread.start()
        return threads


def stored_keys(story):
    """Return the keys of the remarks in the history, and the texts of the remarks themselves."""
    db.session.rollback()
    answered = select(Event.key).where(Event.proposal_id == story.id, Event.type == "remark")
    texts = select(Remark.text).where(Remark.proposal_id == story.id)
    return [sorted(db.session.scalars(query)) for query in (answered, texts)]


def test_a_killed_server_leaves_nothing_half_done(city, running, ports):
    story = walks.submitted(city)
    before = story.case.events
    client = HttpClient(ports[0]).sign_in("coordinator")
    writers = RemarkWriters(client, f"/proposals/{story.id}/do/remark", ports)

    threads = writers.start()
    assert writers.enough.wait(30)
    running[1].kill()
    for thread in threads:
        thread.join(60)
    running[1] = servers.start(1, city.url, city.folder)[0]

    keys, texts = stored_keys(story)
    assert keys == texts
    assert set(writers.answered) <= set(keys)
    assert writers.lost
    assert set(keys) <= {*writers.answered, *writers.lost}
    assert story.case.events == before + len(keys)
    assert verify().fault is None
    assert HttpClient(running[1].port).sign_in("artist").ask("GET", "/desk").status == 200

    for key in writers.lost:
        writers.repeat(key)
    keys, texts = stored_keys(story)
    assert keys == texts == sorted([*writers.answered, *writers.lost])
    assert db.session.scalar(select(func.count(Event.id)).where(Event.key == keys[0])) == 1
    assert verify().fault is None
