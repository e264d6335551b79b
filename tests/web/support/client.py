"""Somebody with a browser: every page they are shown is checked, and nobody leaks into another.

Each request runs in a fresh context. Were it run inside the context of a test, all requests would
share one `g`, and the person kept there by Flask-Login would answer for everybody.
"""

from __future__ import annotations

import contextvars
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, session
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from artflow.extensions import db
from artflow.models import User
from artflow.services.database.transactions import writing
from artflow.services.people import people
from artflow.web.shared import current
from artflow.web.shared.language import COOKIE
from tests.fixtures.world import PASSWORD

from . import html, page_checks
from .html import Node

SKIPPED_TYPES = ("submit", "button", "file", "image")


class PageClient:
    """A browser of its own: cookies, language, and the last page shown."""

    def __init__(self, app: Flask, language: str = "en") -> None:
        self.app = app
        self.client = app.test_client()
        self.client.set_cookie(COOKIE, language)
        self.page = Node("#page")

    def url(self, endpoint: str, **values: Any) -> str:
        """Return the address of an endpoint; text that begins with a slash is one already."""
        if endpoint.startswith("/"):
            return endpoint
        return self.app.url_map.bind("localhost").build(endpoint, values)

    def get(self, endpoint: str, status: int = 200, **values: Any) -> TestResponse:
        """Ask for a page and expect this status."""
        return self._send("GET", self.url(endpoint, **values), status)

    def post(
        self,
        endpoint: str,
        status: int = 303,
        *,
        data: Any = None,
        token: bool = True,
        **values: Any,
    ) -> TestResponse:
        """Send a form to an address, with this browser's token unless told otherwise."""
        given = dict(data or {})
        if token:
            given.setdefault("csrf_token", self.token())
        return self._send("POST", self.url(endpoint, **values), status, data=given)

    def _send(self, method: str, url: str, status: int, **more: Any) -> TestResponse:
        answer = self.ask(method, url, **more)
        assert answer.status_code == status, (
            f"{method} {url}: {answer.status_code}, not {status}\n{_main_text(answer)}"
        )
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        if answer.mimetype == "text/html" and status not in (301, 302, 303, 304, 308):
            self._check_page(answer)
        return answer

    def ask(self, method: str, url: str, **more: Any) -> TestResponse:
        """Send any request; nothing is checked."""
        answer = contextvars.Context().run(
            self.client.open, url, method=method, buffered=True, **more
        )
        answer.get_data()  # files are read to their end and closed
        answer.close()
        return answer

    def is_visible(self, endpoint: str, **values: Any) -> bool:
        """Return whether the page is there for this client; if it is, it is the page shown now."""
        answer = self.ask("GET", self.url(endpoint, **values))
        if answer.status_code == 200:
            self._check_page(answer)
        return answer.status_code == 200

    def _check_page(self, answer: TestResponse) -> None:
        policy = answer.headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        self.page = html.parse(answer.text)
        page_checks.check_page(self.page)
        fields = self.page.all("input", type="file")
        takes_photos = any(
            field.attrs.get("accept") not in (".toml", ".xlsx,.csv") for field in fields
        )
        camera = "(self)" if takes_photos else "()"
        assert f"camera={camera}" in answer.headers["Permissions-Policy"]

    def token(self) -> str:
        """Return the token of this browser, from a form of a page that everybody may see."""
        shown = self.page.all("input", name="csrf_token")
        if not shown:
            self.get("account.sign_in")
            shown = self.page.all("input", name="csrf_token")
        return shown[0].attrs["value"]

    def sign_in(self, username: str, password: str = PASSWORD, status: int = 303) -> PageClient:
        """Sign in through the form, as people do: by a username of the tests, or an address."""
        email = username if "@" in username else f"{username}@example.org"
        self.get("account.sign_in")
        self.fill("account.sign_in", status, email=email, password=password)
        return self

    def enter(self, username: str) -> PageClient:
        """Be signed in as a person of the tests, as after the form, which is no test of it."""
        contextvars.Context().run(self._open_session, f"{username}@example.org")
        return self

    def _open_session(self, email: str) -> None:
        with self.app.test_request_context():
            user = db.session.execute(select(User.id).filter_by(email=email)).scalar_one()
            with writing() as connection:
                token = people.open_session(connection, user, "tests", current.now())
            current.sign_in(token)
            answer = self.app.make_response("")
            self.app.session_interface.save_session(self.app, session, answer)
            for cookie in answer.headers.getlist("Set-Cookie"):
                name, _, value = cookie.partition(";")[0].partition("=")
                self.client.set_cookie(name, value)

    def fill(self, endpoint: str, status: int = 303, **fields: Any) -> TestResponse:
        """Send the main form of the page, with these fields filled in.

        `endpoint` is where the form must lead; it may be empty. None takes a field out; a list
        sends several values.
        """
        form = self.form
        if endpoint:
            assert urlsplit(form.attrs["action"]).path == urlsplit(self.url(endpoint)).path
        return self._send("POST", form.attrs["action"], status, data=self.filled(**fields))

    def filled(self, **fields: Any) -> MultiDict[str, Any]:
        """Return what the main form of the page would send with these fields filled in."""
        data = _form_values(self.form)
        for name, value in fields.items():
            data.poplist(name)
            for one in value if isinstance(value, list) else [value]:
                if one is not None:
                    data.add(name, one)
        return data

    @property
    def form(self) -> Node:
        """Return the form that the page is about."""
        return self.page.one("main").all("form")[-1]

    def act(self, proposal: int, action: str, status: int = 303, **fields: Any) -> TestResponse:
        """Open an action's page and send its form with what it shows and these fields."""
        self.get("actions.ask", proposal_id=proposal, name=action)
        return self.fill("", status, **fields)


def _form_values(form: Node) -> MultiDict[str, Any]:
    """Return what a browser would send of a form as it stands."""
    data: MultiDict[str, Any] = MultiDict()
    for node in form.all("select"):
        options = node.all("option")
        chosen = [one for one in options if "selected" in one.attrs] or options[:1]
        data.setlist(node.attrs["name"], [one.attrs["value"] for one in chosen])
    for node in form.all("input", "textarea"):
        kind = node.attrs.get("type", "")
        chosen = kind not in ("radio", "checkbox") or "checked" in node.attrs
        if "name" in node.attrs and kind not in SKIPPED_TYPES and chosen:
            data.add(node.attrs["name"], node.attrs.get("value", node.text))
    return data


def _main_text(answer: TestResponse) -> str:
    """Return what the page says, for the message of a failed test."""
    if answer.mimetype != "text/html" or answer.location:
        return answer.text[:300] if answer.mimetype != "image/webp" else ""
    mains = html.parse(answer.text).all("main")
    return mains[0].text[:600] if mains else answer.text[:300]
