"""Headers of every answer: one strict content policy, no sniffing, no frames, https for good."""

from __future__ import annotations

from flask import Flask, Response, abort, current_app, g, request

from artflow import config

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:{tiles}; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
FILE_POLICY = "default-src 'none'; sandbox"
HSTS = "max-age=31536000"
"""A year of https for this host alone: other hosts of the city are not ours to decide about."""
FEATURES = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
"""What browsers let pages use unless told otherwise; no page of ours does, but for the camera."""
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


def allow_camera() -> None:
    """Let the page of this request use the camera; only for forms to which one adds photos."""
    g.uses_camera = True


def _permissions_policy() -> str:
    camera = "(self)" if g.get("uses_camera") else "()"
    return ", ".join(f"{name}={camera if name == 'camera' else '()'}" for name in FEATURES)


def _set_headers(response: Response) -> Response:
    host = current_app.extensions["map"].host
    policy = PAGE_POLICY.format(tiles=f" {host}" if host else "")
    response.headers.setdefault("Content-Security-Policy", policy)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", _permissions_policy())
    if config.is_https(current_app):
        response.headers.setdefault("Strict-Transport-Security", HSTS)
    if request.endpoint == "static":
        if "v" in request.args:
            response.headers["Cache-Control"] = CACHE_FOREVER
    else:
        response.headers.setdefault("Cache-Control", "no-store")
    return response
