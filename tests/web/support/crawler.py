"""Every form of the application, found by crawling it as everybody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Flask
from werkzeug.routing import Rule

from . import html
from .client import PageClient
from .html import Node

HIDDEN, PASSWORD, UPLOAD, DATE, NUMBER, TEXT, RADIO, BUTTON = (
    "hidden",
    "password",
    "file",
    "date",
    "number",
    "text",
    "radio",
    "submit",
)


@dataclass
class Control:
    """What a person can fill in; `options` are what a group of radios, or a button, would send."""

    name: str
    kind: str
    value: str = ""
    limit: int = 0
    options: list[str] = field(default_factory=list)


@dataclass
class FoundForm:
    """A form on a page, shown to `who`; without a page it is a route that no page leads to."""

    who: str
    page: str
    action: str
    endpoint: str
    controls: dict[str, Control] = field(default_factory=dict)

    @property
    def files(self) -> list[Control]:
        return [each for each in self.controls.values() if each.kind == UPLOAD]


class Crawler:
    """Follows every link, as every client; a view with its arguments is asked once.

    Pages of proposals are many and alike: which proposal it is about makes no difference, except
    for the page of a proposal itself, which tells everybody what is open to them there.
    """

    def __init__(self, app: Flask, clients: dict[str, PageClient]) -> None:
        self.routes = app.url_map.bind("localhost")
        self.clients = clients
        self.forms: dict[tuple[Any, ...], FoundForm] = {}
        self.queries: set[str] = set()
        self.asked: set[tuple[Any, ...]] = set()
        self.pages: dict[str, tuple[str, str]] = {}
        """For every view that answers with a page who has seen it, and where."""

    def walk(self, *begins: str) -> None:
        """Crawl from these addresses, as everybody."""
        for who, client in self.clients.items():
            waiting = list(begins)
            while waiting:
                waiting += self._visit(who, client, waiting.pop())

    def _visit(self, who: str, client: PageClient, address: str) -> list[str]:
        parts = urlsplit(address)
        self.queries |= {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
        if not self._is_new_page(who, parts.path):
            return []
        answer = client.ask("GET", address)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            return [answer.location] if answer.location else []
        self.pages.setdefault(self.routes.match(parts.path, "GET")[0], (who, parts.path))
        page = html.parse(answer.text)
        for form in page.all("form"):
            self._add_form(who, address, form)
        return [
            link.attrs["href"]
            for link in page.all("a")
            if link.attrs.get("href", "").startswith("/")
        ]

    def _is_new_page(self, who: str, path: str) -> bool:
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

    def _add_form(self, who: str, page: str, form: Node) -> None:
        controls = _read_controls(form)
        if form.attrs.get("method") != "post":
            self.queries |= set(controls)
            return
        path = urlsplit(form.attrs["action"]).path
        endpoint, values = self.routes.match(path, "POST")
        what = [str(v) for k, v in values.items() if isinstance(v, str) and k != "token"]
        key = (endpoint, *what, *sorted(controls))
        self.forms.setdefault(key, FoundForm(who, page, form.attrs["action"], endpoint, controls))

    def unreached(self, rules: Iterable[Rule]) -> Iterator[FoundForm]:
        """Yield the views that take a form, but to which no page leads now."""
        met = {found_form.endpoint for found_form in self.forms.values()}
        for rule in rules:
            if "POST" in (rule.methods or ()) and rule.endpoint not in met:
                yield FoundForm("admin", "", re.sub("<[^>]+>", "1", rule.rule), rule.endpoint)


def _read_controls(form: Node) -> dict[str, Control]:
    found: dict[str, Control] = {}
    for node in form.all("input", "textarea", "select", "button"):
        name = node.attrs.get("name")
        if not name or name == "csrf_token":
            continue
        control = found.setdefault(name, Control(name, _control_kind(node)))
        control.limit = int(node.attrs.get("maxlength", 0))
        if node.tag == "select":
            control.options += [option.attrs.get("value", "") for option in node.all("option")]
        elif control.kind in (RADIO, BUTTON):
            control.options.append(node.attrs.get("value", ""))
        else:
            control.value = node.attrs.get("value", node.text)
    return found


def _control_kind(node: Node) -> str:
    kind = {"button": BUTTON, "select": RADIO, "textarea": TEXT}.get(node.tag)
    kind = kind or node.attrs.get("type", TEXT)
    if "inputmode" in node.attrs and node.attrs["inputmode"] in ("decimal", "numeric"):
        return NUMBER
    return kind if kind in (HIDDEN, PASSWORD, UPLOAD, DATE, RADIO, BUTTON, "checkbox") else TEXT
