"""Each request gets an id and, once it is answered, a line in the log: alike under every server."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from flask import Flask, Response, g

from artflow import logs

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)
HEADER = "X-Request-ID"
GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
SECRET_PART = re.compile(r"(?<=/)(?![0-9a-f]{64}(?:/|\Z))[\w-]{40,}", re.ASCII)
"""The token of a one-time link; what is as long and is none is the hash of a file."""
HEALTH_PATHS = ("/healthz", "/readyz")
"""What a balancer asks without a proxy between."""


def init_app(app: Flask) -> None:
    """Log every request; call it before the proxies are believed, which then come first."""
    made = RequestLog(app.wsgi_app, app.config["TRUSTED_PROXIES"])
    app.wsgi_app = made  # type: ignore[method-assign]
    app.after_request(_note_user)


def _note_user(response: Response) -> Response:
    """Tell the log who was signed in, where the view has asked for that."""
    user = g.get("_login_user")
    if user is not None and user.is_authenticated:
        logs.note_user((user.impersonator or user.person).id)
    return response


class RequestLog:
    """What stands between a server and the application.

    An id that a proxy has given is kept, if there is a proxy to be trusted.
    """

    def __init__(self, app: WSGIApplication, proxies: int) -> None:
        self.app, self.proxies = app, proxies
        self.has_warned = False

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass the request on and log what came of it, also if that is an error."""
        began = time.perf_counter()
        answer: dict[str, int | None] = {"status": 500, "bytes": None}
        request_id = self._request_id(environ)

        def start(
            status: str, headers: list[tuple[str, str]], exc_info: Any = None
        ) -> Callable[[bytes], object]:
            length = next((v for k, v in headers if k.lower() == "content-length"), None)
            answer.update(status=int(status[:3]), bytes=int(length) if length else None)
            return start_response(status, [*headers, (HEADER, request_id)], exc_info)

        with logs.of_request(request_id, environ.get("REMOTE_ADDR", "")):
            self._warn_of_missing_header(environ)
            try:
                return self.app(environ, start)
            finally:
                logs.access(
                    method=environ.get("REQUEST_METHOD", ""),
                    path=loggable_path(environ.get("PATH_INFO", "")),
                    **answer,
                    ms=round((time.perf_counter() - began) * 1000, 1),
                )

    def _request_id(self, environ: WSGIEnvironment) -> str:
        given = environ.get("HTTP_X_REQUEST_ID", "") if self.proxies else ""
        return given if GIVEN_ID.fullmatch(given) else uuid.uuid4().hex

    def _warn_of_missing_header(self, environ: WSGIEnvironment) -> None:
        """Say once that everybody seems to come from one address: nobody would notice otherwise."""
        if not self.proxies or self.has_warned or "HTTP_X_FORWARDED_FOR" in environ:
            return
        if environ.get("PATH_INFO") not in HEALTH_PATHS:
            self.has_warned = True
            log.warning(
                "ARTFLOW_TRUSTED_PROXIES is %d, but a request came without X-Forwarded-For: it "
                "came past the proxy, the proxy does not send it, or the server takes it away",
                self.proxies,
            )


def loggable_path(path_info: str) -> str:
    """Return a path of WSGI as it was asked for, with the token of a one-time link left out.

    What follows the question mark is left out too: it holds names that people look for.
    """
    path = quote(path_info.encode("latin-1", "replace"), safe="/:@!$&'()*+,;=~")
    return SECRET_PART.sub("...", path)
