"""Bad requests by the thousand; each answer is checked: a refusal, nothing lost, no fault."""

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
from .crawler import DATE, NUMBER, RADIO, TEXT, Crawler, FoundForm
from .html import Node

FORM_TYPE = "application/x-www-form-urlencoded"
REFUSED_STATUSES = {400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429}
ALLOWED_STATUSES = {200, 303, 304, 308, 416} | REFUSED_STATUSES
TYPED_KINDS = (TEXT, NUMBER, DATE)


class Fuzzer:
    """What the crawler has found, and everybody's tokens; counts what was sent, notes faults.

    Of all cases a share is sent: 1 for all of them.
    """

    def __init__(self, app: Flask, crawler: Crawler, share: float) -> None:
        self.clients = crawler.clients
        self.tokens = {who: client.token() for who, client in self.clients.items()}
        self.rules = list(app.url_map.iter_rules())
        self.forms = [*crawler.forms.values(), *crawler.unreached(self.rules)]
        self.pages = crawler.pages
        self.queries = sorted(crawler.queries | {"next", "lang", "remark"})
        self.share, self.random = share, Random(7)
        self.sent: Counter[int] = Counter()
        self.faults: list[str] = []

    def sample(self, cases: Iterable[Any]) -> Iterable[Any]:
        """Return a random share of the cases, the same in every run."""
        return (case for case in cases if self.random.random() < self.share)

    def get(self, who: str, address: str, **more: Any) -> TestResponse:
        """Ask for something that may or may not be there."""
        answer = self._ask(who, "GET", address, **more)
        place = answer.headers.get("Location", "/")
        if (
            answer.status_code not in ALLOWED_STATUSES
            or not place.startswith("/")
            or place[1:2] == "/"
        ):
            self._note(who, "GET", address, answer, f"{answer.status_code} {place[:80]}", more)
        return answer

    def post(
        self, found_form: FoundForm, values: Mapping[str, Any], who: str | None = None
    ) -> TestResponse:
        """Send a form with the token of `who`, else of whom the page was shown to."""
        who = found_form.who if who is None else who
        body = urlencode({"csrf_token": self.tokens[who], **values}, True)
        return self.send(found_form, who, data=body, content_type=FORM_TYPE)

    def send(
        self, found_form: FoundForm, who: str, method: str = "POST", **more: Any
    ) -> TestResponse:
        """Send anything to the address of the form; it must be refused."""
        answer = self._ask(who, method, found_form.action, **more)
        if answer.status_code not in REFUSED_STATUSES:
            self._note(who, method, found_form.action, answer, "not refused", more)
        return answer

    def expect_refusal(
        self, found_form: FoundForm, values: Mapping[str, Any], wrong: Iterable[str] = ()
    ) -> None:
        """Send a form that must come back: 422, an error at each wrong field, all of it kept."""
        answer = self.post(found_form, values)
        if answer.status_code != 422:
            self._note(
                found_form.who, "POST", found_form.action, answer, "no page of the form", values
            )
            return
        page = html.parse(answer.text)
        ids = {node.attrs.get("id") for node in page.all("p")}
        for name in wrong:
            if f"{name}-e" not in ids:
                self._note(
                    found_form.who, "POST", found_form.action, answer, f"nothing at {name}", values
                )
        for lost in lost_fields(page, found_form, values):
            self._note(found_form.who, "POST", found_form.action, answer, f"{lost} is lost", values)

    def expect_outdated(self, found_form: FoundForm, values: Mapping[str, str]) -> None:
        """Send an out-of-date form: it is refused, its texts are shown."""
        answer = self.post(found_form, values)
        texts = [
            values[name] for name, control in found_form.controls.items() if control.kind == TEXT
        ]
        for text in texts:
            if answer.status_code in (400, 409) and " " in text and escape(text) not in answer.text:
                self._note(
                    found_form.who, "POST", found_form.action, answer, "a text is lost", values
                )

    def _ask(self, who: str, method: str, address: str, **more: Any) -> TestResponse:
        answer = self.clients[who].ask(method, address, **more)
        self.sent[answer.status_code] += 1
        if answer.headers.get("X-Content-Type-Options") != "nosniff":
            self._note(who, method, address, answer, "may be sniffed", more)
        if b"<script>alert" in answer.data or b"onerror=alert(2)>" in answer.data:
            self._note(who, method, address, answer, "markup of a stranger", more)
        return answer

    def _note(
        self, who: str, method: str, address: str, answer: TestResponse, why: str, more: Any
    ) -> None:
        ids = repr(more)[:300]
        self.faults.append(
            f"{why}: {method} {address[:120]} by {who or 'anybody'}, "
            f"{answer.status_code} with {ids}"
        )


def lost_fields(page: Node, found_form: FoundForm, values: Mapping[str, Any]) -> list[str]:
    """Return the fields whose typed values the page does not show."""
    found = {}
    for node in page.one("main").all("input", "textarea"):
        kind = node.attrs.get("type")
        if kind not in ("radio", "checkbox") or "checked" in node.attrs:
            shown = node.attrs.get("value", "") if node.tag == "input" else _textarea_text(node)
            found.setdefault(node.attrs.get("name", ""), shown)
    for node in page.one("main").all("select"):
        chosen = [option for option in node.all("option") if "selected" in option.attrs]
        found[node.attrs.get("name", "")] = chosen[0].attrs.get("value", "") if chosen else ""
    lost = []
    for name, control in found_form.controls.items():
        if name not in values or isinstance(values[name], (bytes, list)):
            continue
        # Nothing chosen cannot be lost.
        picked = control.kind == RADIO and values[name] and values[name] in control.options
        if (picked or control.kind in TYPED_KINDS) and _normalized(found.get(name)) != _normalized(
            values[name]
        ):
            lost.append(name)
    return lost


def _textarea_text(area: Node) -> str:
    """Return the text of a textarea as it stands; a browser does not count a first line break."""
    return "".join(child for child in area.children if isinstance(child, str))


def _normalized(value: str | None) -> str | None:
    """Return the value with plain line ends, without white space at both ends."""
    return value and value.replace("\r\n", "\n").strip()


def database_fingerprint(app: Flask) -> dict[str, str]:
    """Return a hash of everything that the database and the storage hold, table by table.

    Two things do not count: when a session was last in use, and attempts to sign in.
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
