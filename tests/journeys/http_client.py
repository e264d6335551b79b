"""An HTTP client with cookies and forms, and presses in the same instant."""

from __future__ import annotations

import http.client
import threading
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from tests.fixtures.world import PASSWORD

TIMEOUT = 30
"""Seconds after which an answer counts as lost."""


@dataclass(frozen=True)
class HttpAnswer:
    status: int
    text: str
    cookies: dict[str, str]


class FormParser(HTMLParser):
    """The hidden and preselected values of the form that posts to an address."""

    def __init__(self, page: str, action: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.action, self._inside = action, False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = values.get("action", "") in ("", self.action)
        elif (
            tag == "input"
            and self._inside
            and (values.get("type") == "hidden" or "checked" in values)
        ):
            self.fields[values["name"]] = values.get("value", "")


class HttpClient:
    """One person at one server. `at` uses the same session at another server."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.port = port
        self.cookies = {"language": "en"} | (cookies or {})

    def at(self, port: int) -> HttpClient:
        return HttpClient(port, self.cookies)

    def ask(self, method: str, path: str, fields: dict[str, Any] | None = None) -> HttpAnswer:
        """Send one request on a connection of its own; cookies are sent and not stored yet."""
        kind = "" if fields is None else "application/x-www-form-urlencoded"
        return self._send(method, path, urlencode(fields or {}).encode(), kind)

    def send_picture(self, path: str, fields: dict[str, Any], content: bytes) -> HttpAnswer:
        """Send a form with a picture in its field `files`."""
        mark = uuid.uuid4().hex
        head = 'Content-Disposition: form-data; name="{}"'
        parts = [f"{head.format(name)}\r\n\r\n{value}".encode() for name, value in fields.items()]
        parts.append(f'{head.format("files")}; filename="a.png"\r\n\r\n'.encode() + content)
        body = b"".join(f"--{mark}\r\n".encode() + part + b"\r\n" for part in parts)
        body += f"--{mark}--\r\n".encode()
        return self._send("POST", path, body, f"multipart/form-data; boundary={mark}")

    def _send(self, method: str, path: str, body: bytes, kind: str) -> HttpAnswer:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if kind:
            headers["Content-Type"] = kind
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            connection.request(method, path, body, headers)
            reply = connection.getresponse()
            set_cookies: SimpleCookie = SimpleCookie()
            for line in reply.headers.get_all("Set-Cookie") or ():
                set_cookies.load(line)
            cookies = {name: morsel.value for name, morsel in set_cookies.items()}
            return HttpAnswer(reply.status, reply.read().decode("utf-8", "replace"), cookies)
        finally:
            connection.close()

    def sign_in(self, username: str) -> HttpClient:
        """Sign in through the form, as a person of the world."""
        fields = self.form("/sign-in") | {"email": f"{username}@example.org", "password": PASSWORD}
        answer = self.ask("POST", "/sign-in", fields)
        assert answer.status == 303, answer.text
        self.cookies |= answer.cookies
        return self

    def form(self, path: str) -> dict[str, str]:
        """Open a form; return what it sends besides what is typed, CSRF token included."""
        answer = self.ask("GET", path)
        assert answer.status == 200, answer.text
        self.cookies |= answer.cookies
        return FormParser(answer.text, path).fields

    def press(self, path: str, fields: dict[str, Any]) -> HttpAnswer:
        """Press the button of a form that was opened before."""
        return self.ask("POST", path, fields)


def run_together(presses: Iterable[Callable[[], HttpAnswer]]) -> list[HttpAnswer]:
    """Carry out all presses in the same instant, each in a thread; return the answers in order."""
    presses = list(presses)
    gate = threading.Barrier(len(presses))
    answers: list[Any] = [None] * len(presses)

    def run(place: int, press: Callable[[], HttpAnswer]) -> None:
        gate.wait(TIMEOUT)
        answers[place] = press()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(presses)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(TIMEOUT * 2)
    assert None not in answers, "a press was never answered"
    return answers
