"""Headers of every answer: one strict content policy, no sniffing, no frames."""

from __future__ import annotations

from flask import Flask, Response, abort, current_app, request

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:{tiles}; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
FILE_POLICY = "default-src 'none'; sandbox"
CACHE_FOREVER = "public, max-age=31536000, immutable"


def init_app(app: Flask) -> None:
    """Set the headers on every answer; call it before anything reads a form."""
    app.before_request(_limit_form_size)
    app.after_request(_set_headers)


def _limit_form_size() -> None:
    """Limit forms without files: Werkzeug limits only the parts of forms with files.

    Abort with 415 for JSON: nobody sends it here, and Flask-WTF would take it for a form.
    """
    if request.is_json:
        abort(415)
    if request.mimetype == "application/x-www-form-urlencoded":
        form = current_app.config["MAX_FORM_MEMORY_SIZE"]
        request.max_content_length = min(form, request.max_content_length or form)


def _set_headers(response: Response) -> Response:
    host = current_app.extensions["map"].host
    policy = PAGE_POLICY.format(tiles=f" {host}" if host else "")
    response.headers.setdefault("Content-Security-Policy", policy)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.endpoint == "static":
        if "v" in request.args:
            response.headers["Cache-Control"] = CACHE_FOREVER
    else:
        response.headers.setdefault("Cache-Control", "no-store")
    return response
