"""A server is killed in the middle of many presses: nothing is half done, nothing told is lost."""

from __future__ import annotations

import http.client
import threading
import uuid

from sqlalchemy import func, select

from artflow.extensions import db
from artflow.models import Event, Remark
from tests import walks
from tests.services.tampering import verified

from . import servers
from .visitor import Visitor

HANDS = 8
EACH = 12
KILL_AFTER = 20
"""So many answers of the doomed server are waited for before it is killed."""


class Crowd:
    """Many hands that write remarks on one work, each press with a key of its own."""

    def __init__(self, visitor, path, ports):
        self.form, self.path = visitor.form(path), path
        self.homes = [visitor.at(port) for port in ports]
        self.told, self.lost = [], []
        self.enough = threading.Event()

    def press(self, home):
        """One more remark; its key is told, or lost with its server."""
        form = self.form | {"key": uuid.uuid4().hex, "severity": "note"}
        try:
            answer = home.press(self.path, form | {"text": form["key"], "x": "", "y": ""})
        except (OSError, http.client.HTTPException):
            self.lost.append(form["key"])
            return
        assert answer.status == 303, answer.text
        self.told.append(form["key"])
        if len(self.told) >= KILL_AFTER:
            self.enough.set()

    def repeat(self, key):
        """Press again what got no answer, at a server that lives."""
        form = self.form | {"key": key, "severity": "note", "text": key, "x": "", "y": ""}
        assert self.homes[0].press(self.path, form).status == 303

    def start(self):
        def hand(home):
            for _ in range(EACH):
                self.press(home)

        homes = [self.homes[n % len(self.homes)] for n in range(HANDS)]
        threads = [threading.Thread(target=hand, args=(home,)) for home in homes]
        for thread in threads:
            thread.start()
        return threads


def written(story):
    """The keys of the remarks in the history, and the texts of the remarks themselves."""
    db.session.rollback()
    told = select(Event.key).where(Event.proposal_id == story.id, Event.type == "remark")
    texts = select(Remark.text).where(Remark.proposal_id == story.id)
    return [sorted(db.session.scalars(query)) for query in (told, texts)]


def test_a_killed_server_leaves_nothing_half_done(city, running, ports):
    story = walks.submitted(city)
    before = story.case.events
    visitor = Visitor(ports[0]).sign_in("coordinator")
    crowd = Crowd(visitor, f"/proposals/{story.id}/do/remark", ports)

    threads = crowd.start()
    assert crowd.enough.wait(30)
    running[1].kill()
    for thread in threads:
        thread.join(60)
    running[1] = servers.start(1, city.url, city.folder)[0]

    keys, texts = written(story)
    assert keys == texts
    assert set(crowd.told) <= set(keys)
    assert crowd.lost
    assert set(keys) <= {*crowd.told, *crowd.lost}
    assert story.case.events == before + len(keys)
    assert verified().fault is None
    assert Visitor(running[1].port).sign_in("artist").ask("GET", "/desk").status == 200

    for key in crowd.lost:
        crowd.repeat(key)
    keys, texts = written(story)
    assert keys == texts == sorted([*crowd.told, *crowd.lost])
    assert db.session.scalar(select(func.count(Event.id)).where(Event.key == keys[0])) == 1
    assert verified().fault is None
