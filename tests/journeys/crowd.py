"""People at several servers at once, and a book of what each of them was answered."""

from __future__ import annotations

import http.client
import random
import threading
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

from tests.fixtures.world import PASSWORD, image

from .http_client import FormParser, HttpAnswer, HttpClient

PAGES = (
    "/",
    "/desk",
    "/proposals/",
    "/notifications/",
    "/walls/",
    "/account/",
    "/static/js/files.js",
)
OTHERS = ("specialist", "head", "admin", "jusan", "tourism", "third", "viewer")
"""Whom each visitor signs in now and then: tries for one account at once count as guesses."""
CUT = (OSError, http.client.HTTPException)
"""What a person sees of a server that is killed: no answer, or half of one."""
DEEDS = ("browse", "remark", "draft", "picture", "sign_in", "pause")


class Book:
    """What was sent, and what came of it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.statuses: Counter[int] = Counter()
        self.faults: list[str] = []
        self.answered: dict[str, set[str]] = {kind: set() for kind in DEEDS}
        self.cut: dict[str, set[str]] = {kind: set() for kind in DEEDS}

    @property
    def requests(self) -> int:
        """Return how many requests have been answered or cut off."""
        return sum(self.statuses.values())

    def note(self, kind: str, key: str, answer: HttpAnswer | None, expected: int) -> None:
        """Note an answer, or that there was none."""
        with self.lock:
            self.statuses[answer.status if answer else 0] += 1
            if answer is None:
                self.cut[kind].add(key)
            elif answer.status == expected:
                self.answered[kind].add(key)
            else:
                self.faults.append(f"{kind} {key}: {answer.status} {answer.text[-900:]}")


class Visitor:
    """One person who does this and that, at whichever server answers."""

    def __init__(
        self, username: str, ports: list[int], book: Book, proposal: int, seed: int, programme: int
    ) -> None:
        self.username, self.ports, self.book, self.proposal = username, ports, book, proposal
        self.programme, self.random = programme, random.Random(seed)
        self.client = HttpClient(ports[seed % len(ports)]).sign_in(username)
        self.stranger = HttpClient(ports[0])
        other = OTHERS[seed % len(OTHERS)]
        typed = {"email": f"{other}@example.org", "password": PASSWORD}
        self.sign_in_form = self.stranger.form("/sign-in") | typed
        self.forms: dict[str, dict[str, str]] = {}
        self.does = {"browse": 1}
        """How often each deed is done, in proportion; the names are those of the methods."""
        self.number = seed * 1000

    def prepare(self, *paths: str) -> None:
        """Open forms before anything goes wrong; what they hold is sent again and again."""
        self.forms = {path: self.client.form(path) for path in paths}

    def send(self, kind: str, key: str, request: Callable[[HttpClient], HttpAnswer], status: int,
             *, again: bool) -> None:  # fmt: skip
        """Send a request; one that was cut off is sent again to the other server, if it may be."""
        ports = self.random.sample(self.ports, len(self.ports))
        for port in ports if again else ports[:1]:
            answer = None
            try:
                answer = request(self.client.at(port))
            except CUT:
                pass
            finally:
                self.book.note(kind, key, answer, status)
            if answer is not None:
                return

    def browse(self) -> None:
        path = self.random.choice([*PAGES, f"/proposals/{self.proposal}"])
        status = 303 if path == "/" else 200
        self.send("browse", path, lambda client: client.ask("GET", path), status, again=True)

    def sign_in(self) -> None:
        """Open a session of somebody else, in a browser that their account does not know."""
        form, stranger = self.sign_in_form, self.stranger
        self.send(
            "sign_in", uuid.uuid4().hex,
            lambda client: stranger.at(client.port).press("/sign-in", form), 303, again=True,
        )  # fmt: skip

    def remark(self) -> None:
        path, key = f"/proposals/{self.proposal}/do/remark", uuid.uuid4().hex
        fields: dict[str, Any] = self.forms[path] | {"key": key, "severity": "note", "text": key}
        fields |= {"x": "", "y": ""}
        self.send("remark", key, lambda client: client.press(path, fields), 303, again=True)

    def draft(self) -> None:
        """Begin a draft. Without a key it is not sent again where its answer is missing."""
        path, key = "/proposals/new", uuid.uuid4().hex
        fields = self.forms[path] | {"title": key, "programme": self.programme}
        self.send("draft", key, lambda client: client.press(path, fields), 303, again=False)

    def picture(self) -> None:
        path, key = f"/proposals/{self.proposal}/dossier/files", uuid.uuid4().hex
        self.number += 1
        content = image(f"#{self.number:06x}").getvalue()
        fields = self.forms[path] | {"kind": "palette", "caption": key, "alt": "A colour"}
        self.send(
            "picture", key, lambda client: client.send_picture(path, fields, content), 303,
            again=False,
        )  # fmt: skip

    def pause(self) -> None:
        """Stop the clock of the proposal and let it go on: both are told to three people."""
        for action, more in (
            ("hold", {"text": "A reason.", "review_on": "2030-01-01"}),
            ("resume", {"text": ""}),
        ):
            path, key = f"/proposals/{self.proposal}/do/{action}", uuid.uuid4().hex
            form = self._form(path)
            if form is None:
                return
            fields = form | more | {"key": key}
            self.send(
                "pause", key, lambda client, p=path, f=fields: client.press(p, f), 303, again=True
            )

    def _form(self, path: str) -> dict[str, str] | None:
        """Open a form at whichever server answers."""
        found: list[HttpAnswer] = []

        def look(client: HttpClient) -> HttpAnswer:
            found.append(client.ask("GET", path))
            return found[-1]

        self.send("browse", path, look, 200, again=True)
        return FormParser(found[-1].text, path).fields if found else None
