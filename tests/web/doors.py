"""Every way to send something in, found by walking through the running application as everybody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Flask
from werkzeug.routing import Rule

from . import html
from .html import Node
from .visitor import Visitor

HIDDEN, SECRET, UPLOAD, DATE, NUMBER, TEXT, PICK, BUTTON = (
    "hidden", "password", "file", "date", "number", "text", "radio", "submit")  # fmt: skip


@dataclass
class Control:
    """What a person can fill in; `options` are what a group of radios, or a button, would send."""

    name: str
    kind: str
    value: str = ""
    limit: int = 0
    options: list[str] = field(default_factory=list)


@dataclass
class Door:
    """A form on a page, open to `who`; without a page it is a route that no page leads to."""

    who: str
    page: str
    action: str
    endpoint: str
    controls: dict[str, Control] = field(default_factory=dict)

    @property
    def files(self) -> list[Control]:
        return [each for each in self.controls.values() if each.kind == UPLOAD]


class Explorer:
    """Walks along every link, as every visitor; a view and its arguments are asked once.

    Pages of proposals are many and alike: which proposal it is about makes no difference, except
    for the page of a proposal itself, which tells everybody what is open to them there.
    """

    def __init__(self, app: Flask, visitors: dict[str, Visitor]) -> None:
        self.routes = app.url_map.bind("localhost")
        self.visitors = visitors
        self.doors: dict[tuple[Any, ...], Door] = {}
        self.queries: set[str] = set()
        self.asked: set[tuple[Any, ...]] = set()
        self.pages: dict[str, tuple[str, str]] = {}
        """For every view that answers with a page who has seen it, and where."""

    def walk(self, *begins: str) -> None:
        """Everybody begins at these addresses and goes on from there."""
        for who, visitor in self.visitors.items():
            waiting = list(begins)
            while waiting:
                waiting += self._visit(who, visitor, waiting.pop())

    def _visit(self, who: str, visitor: Visitor, address: str) -> list[str]:
        parts = urlsplit(address)
        self.queries |= {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
        if not self._is_new(who, parts.path):
            return []
        answer = visitor.ask("GET", address)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            return [answer.location] if answer.location else []
        self.pages.setdefault(self.routes.match(parts.path, "GET")[0], (who, parts.path))
        page = html.read(answer.text)
        for form in page.all("form"):
            self._meet(who, address, form)
        return [link.attrs["href"] for link in page.all("a")
                if link.attrs.get("href", "").startswith("/")]  # fmt: skip

    def _is_new(self, who: str, path: str) -> bool:
        if not self.routes.test(path, "GET"):
            return False
        endpoint, values = self.routes.match(path, "GET")
        if endpoint == "proposals.show" or "proposal_id" not in values:
            values = {"who": who} | values
        else:
            values = {name: value for name, value in values.items() if name != "proposal_id"}
        key = (endpoint, *sorted(values.items()))
        if key in self.asked or endpoint == "static":
            return False
        self.asked.add(key)
        return True

    def _meet(self, who: str, page: str, form: Node) -> None:
        controls = _controls(form)
        if form.attrs.get("method") != "post":
            self.queries |= set(controls)
            return
        path = urlsplit(form.attrs["action"]).path
        endpoint, values = self.routes.match(path, "POST")
        what = [str(v) for k, v in values.items() if isinstance(v, str) and k != "token"]
        key = (endpoint, *what, *sorted(controls))
        self.doors.setdefault(key, Door(who, page, form.attrs["action"], endpoint, controls))

    def unmet(self, rules: Iterable[Rule]) -> Iterator[Door]:
        """The views that can be sent something, but to which no page leads now."""
        met = {door.endpoint for door in self.doors.values()}
        for rule in rules:
            if "POST" in (rule.methods or ()) and rule.endpoint not in met:
                yield Door("admin", "", re.sub("<[^>]+>", "1", rule.rule), rule.endpoint)


def _controls(form: Node) -> dict[str, Control]:
    found: dict[str, Control] = {}
    for node in form.all("input", "textarea", "select", "button"):
        name = node.attrs.get("name")
        if not name or name == "csrf_token":
            continue
        control = found.setdefault(name, Control(name, _kind(node)))
        control.limit = int(node.attrs.get("maxlength", 0))
        if control.kind in (PICK, BUTTON):
            control.options.append(node.attrs.get("value", ""))
        else:
            control.value = node.attrs.get("value", node.text)
    return found


def _kind(node: Node) -> str:
    kind = {"button": BUTTON, "select": PICK, "textarea": TEXT}.get(node.tag)
    kind = kind or node.attrs.get("type", TEXT)
    if "inputmode" in node.attrs and node.attrs["inputmode"] in ("decimal", "numeric"):
        return NUMBER
    return kind if kind in (HIDDEN, SECRET, UPLOAD, DATE, PICK, BUTTON, "checkbox") else TEXT
