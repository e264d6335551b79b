"""Compression of styles and scripts: a first visit is also for people on a telephone."""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Flask, Response, request

COMPRESSED_TYPES = ("text/css", "text/javascript", "image/svg+xml")
"""Text that is the same for everybody; pages are not packed, for they hold secrets."""


def init_app(app: Flask) -> None:
    """Compress the static files that browsers ask for."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if request.endpoint != "static" or response.mimetype not in COMPRESSED_TYPES:
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code != 200 or "gzip" not in request.accept_encodings:
        return response
    response.direct_passthrough = False
    response.set_data(_gzip(response.get_data()))
    response.content_encoding = "gzip"
    etag, _weak = response.get_etag()
    response.set_etag(etag or "", weak=True)  # the same text in other bytes
    return response


@lru_cache(maxsize=64)
def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)
