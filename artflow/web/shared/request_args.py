"""Arguments of requests. Keys are accepted only up to what a database can hold."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, abort, request
from flask_babel import lazy_gettext as _l
from werkzeug.routing import IntegerConverter, Map

MAX_KEY = 2**63 - 1


class KeyConverter(IntegerConverter):
    """`<int:…>` in an address; a number too large for a database is no such address (404)."""

    regex = r"[0-9]+"  # one address for one thing: no digits of other scripts

    def __init__(self, url_map: Map, **more: Any) -> None:
        super().__init__(url_map, **{"max": MAX_KEY} | more)


def init_app(app: Flask) -> None:
    """Use these classes for all addresses; call it before the addresses are registered."""
    app.url_map.converters["int"] = KeyConverter


def parse_key(text: str | None) -> int | None:
    """Return the key in the text, or None if it is not one."""
    try:
        found = int(text or "")
    except ValueError:
        return None
    return found if 0 <= found <= MAX_KEY else None


def text_arg(name: str) -> str:
    """Return a text of the query of this request. Abort with 400 if it cannot be printed."""
    text = request.args.get(name, "")
    if not text.isprintable():
        abort(400)
    return text


def wants_json() -> bool:
    """Return whether a script has sent this form and reads the answer."""
    return request.accept_mimetypes.best == "application/json"


def key_arg(name: str) -> int | None:
    """Return the key in the query of this request, or None."""
    return parse_key(request.args.get(name))


def is_local(target: str) -> bool:
    """Return whether the address is a path of this server, however a browser reads it.

    Browsers take a backslash for a slash and leave out line breaks and tabs, so that what looks
    like a path to us may name a host to them; a header cannot hold line breaks at all.
    """
    if not target.isprintable() or "\\" in target or target != target.strip():
        return False
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    is_path = target.startswith("/") and not target.startswith("//")
    return is_path and not (parts.netloc or parts.scheme)


def back_arg(otherwise: str) -> str:
    """Return the page of ours that the query names as the one to go back to."""
    target = request.args.get("back", "")
    return target if is_local(target) else otherwise


def sent_files(values: list[object]) -> list[object]:
    """Return the files; raise `ValueError` with words for a text in the place of one."""
    found = [each for each in values if getattr(each, "filename", "")]
    if not found and any(isinstance(each, str) and each for each in values):
        raise ValueError(_l("Choose a file"))
    return found
