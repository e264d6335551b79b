"""Static files under addresses that change with their content, so that browsers keep them for good.

A style sheet names fonts and ornament by plain addresses; the one that is sent names them with
their fingerprints too.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

from flask import Flask, Response, request, url_for

STATIC = Path(__file__).parents[2] / "static"
NAMED = re.compile(r"url\(([\w./-]+)\)")


def init_app(app: Flask) -> None:
    """Send style sheets with the fingerprints of what they name; call it after `compression`."""
    app.after_request(_name_with_fingerprints)


def static_url(path: str) -> str:
    """Return the address of a static file with its hash, so that it can be cached forever."""
    return url_for("static", filename=path, v=_fingerprint(path))


@cache
def _fingerprint(path: str) -> str:
    return hashlib.sha256(_content(path)).hexdigest()[:12]


@cache
def _content(path: str) -> bytes:
    """Return what is sent for a static file."""
    content = (STATIC / path).read_bytes()
    if not path.endswith(".css"):
        return content
    folder = (STATIC / path).parent

    def name(found: re.Match[str]) -> str:
        file = (folder / found[1]).resolve()
        if not file.is_file():
            return found[0]
        return f"url({found[1]}?v={_fingerprint(file.relative_to(STATIC).as_posix())})"

    return NAMED.sub(name, content.decode()).encode()


def _name_with_fingerprints(response: Response) -> Response:
    if request.endpoint != "static" or response.mimetype != "text/css":
        return response
    if response.status_code == 200:
        path = (request.view_args or {})["filename"]
        response.direct_passthrough = False
        response.get_data()  # reads and closes the file
        response.set_data(_content(path))
        response.set_etag(_fingerprint(path))
    return response
