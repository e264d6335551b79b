"""Requests by the thousand, each answer looked at: refused in words, nothing lost, no fault."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from random import Random
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from markupsafe import escape
from werkzeug.test import TestResponse

from artflow.extensions import db

from . import html
from .doors import DATE, NUMBER, PICK, TEXT, Door, Explorer
from .html import Node

FORM = "application/x-www-form-urlencoded"
REFUSED = {400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429}
SHOWN = {200, 303, 304, 308, 416} | REFUSED
TYPED = (TEXT, NUMBER, DATE)


class Storm:
    """What the explorer has found, and everybody's tokens; counts what was sent, notes faults.

    Of all cases a share is sent: 1 for all of them.
    """

    def __init__(self, app: Flask, explorer: Explorer, share: float) -> None:
        self.visitors = explorer.visitors
        self.tokens = {who: visitor.token() for who, visitor in self.visitors.items()}
        self.rules = list(app.url_map.iter_rules())
        self.doors = [*explorer.doors.values(), *explorer.unmet(self.rules)]
        self.pages = explorer.pages
        self.queries = sorted(explorer.queries | {"next", "lang", "remark"})
        self.share, self.dice = share, Random(7)
        self.sent: Counter[int] = Counter()
        self.faults: list[str] = []

    def some(self, cases: Iterable[Any]) -> Iterable[Any]:
        """A share of them, drawn by chance, but the same in every run."""
        return (case for case in cases if self.dice.random() < self.share)

    def get(self, who: str, address: str, **more: Any) -> TestResponse:
        """Ask for something that may or may not be there."""
        answer = self._ask(who, "GET", address, **more)
        place = answer.headers.get("Location", "/")
        if answer.status_code not in SHOWN or not place.startswith("/") or place[1:2] == "/":
            self._note(who, "GET", address, answer, f"{answer.status_code} {place[:80]}", more)
        return answer

    def post(self, door: Door, values: Mapping[str, Any], who: str | None = None) -> TestResponse:
        """Send a form with the token of `who`, else of whom the page was shown to."""
        who = door.who if who is None else who
        body = urlencode({"csrf_token": self.tokens[who], **values}, True)
        return self.send(door, who, data=body, content_type=FORM)

    def send(self, door: Door, who: str, method: str = "POST", **more: Any) -> TestResponse:
        """Send anything to where the form leads; it has to be refused."""
        answer = self._ask(who, method, door.action, **more)
        if answer.status_code not in REFUSED:
            self._note(who, method, door.action, answer, "not refused", more)
        return answer

    def refused(self, door: Door, values: Mapping[str, Any], wrong: Iterable[str] = ()) -> None:
        """Send a form that must come back: 422, an error at each wrong field, all of it kept."""
        answer = self.post(door, values)
        if answer.status_code != 422:
            self._note(door.who, "POST", door.action, answer, "no page of the form", values)
            return
        page = html.read(answer.text)
        said = {node.attrs.get("id") for node in page.all("p")}
        for name in wrong:
            if f"{name}-e" not in said:
                self._note(door.who, "POST", door.action, answer, f"nothing at {name}", values)
        for lost in lost_in(page, door, values):
            self._note(door.who, "POST", door.action, answer, f"{lost} is lost", values)

    def overtaken(self, door: Door, values: Mapping[str, str]) -> None:
        """Send a form of which the page is out of date: it is refused, its texts are shown."""
        answer = self.post(door, values)
        texts = [values[name] for name, control in door.controls.items() if control.kind == TEXT]
        for text in texts:
            if answer.status_code in (400, 409) and " " in text and escape(text) not in answer.text:
                self._note(door.who, "POST", door.action, answer, "a text is lost", values)

    def _ask(self, who: str, method: str, address: str, **more: Any) -> TestResponse:
        answer = self.visitors[who].ask(method, address, **more)
        self.sent[answer.status_code] += 1
        if answer.headers.get("X-Content-Type-Options") != "nosniff":
            self._note(who, method, address, answer, "may be sniffed", more)
        if b"<script>alert" in answer.data or b"onerror=alert(2)>" in answer.data:
            self._note(who, method, address, answer, "markup of a stranger", more)
        return answer

    def _note(
        self, who: str, method: str, address: str, answer: TestResponse, why: str, more: Any
    ) -> None:
        told = repr(more)[:300]
        self.faults.append(f"{why}: {method} {address[:120]} by {who or 'anybody'}, "
                           f"{answer.status_code} with {told}")  # fmt: skip


def lost_in(page: Node, door: Door, values: Mapping[str, Any]) -> list[str]:
    """The fields of which the page does not show what was typed into them."""
    found = {}
    for node in page.one("main").all("input", "textarea"):
        kind = node.attrs.get("type")
        if kind not in ("radio", "checkbox") or "checked" in node.attrs:
            shown = node.attrs.get("value", "") if node.tag == "input" else _written(node)
            found.setdefault(node.attrs.get("name", ""), shown)
    lost = []
    for name, control in door.controls.items():
        if name not in values or isinstance(values[name], (bytes, list)):
            continue
        picked = control.kind == PICK and values[name] in control.options
        if (picked or control.kind in TYPED) and _plain(found.get(name)) != _plain(values[name]):
            lost.append(name)
    return lost


def _written(area: Node) -> str:
    """The text of a textarea as it stands; a browser does not count a first line break."""
    return "".join(child for child in area.children if isinstance(child, str))


def _plain(value: str | None) -> str | None:
    """Line ends and white space at both ends do not count."""
    return value and value.replace("\r\n", "\n").strip()


def stored(app: Flask) -> dict[str, str]:
    """A fingerprint of everything that the database and the store hold, table by table.

    Two things are no deeds: a session is marked as in use once in a while, and tries of passwords
    are counted, whoever makes them.
    """
    found = {}
    with app.app_context(), db.engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            columns = [column for column in table.columns if column.name != "seen_at"]
            rows = connection.execute(db.select(*columns).order_by(*table.primary_key)).all()
            found[table.name] = hashlib.sha256(repr(rows).encode()).hexdigest()
        files = sorted(file.name for file in app.extensions["storage"].root.rglob("*"))
    del found["sign_in_attempt"]
    return found | {"files": hashlib.sha256(repr(files).encode()).hexdigest()}
