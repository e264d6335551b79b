"""The cookie of a known device: long-lived, set by a successful sign-in, kept when signing out."""

from __future__ import annotations

from flask import Response, after_this_request, current_app, request

from artflow import config
from artflow.services.people import addresses, devices

COOKIE = "device"


def given() -> str:
    """Return what this browser says of itself; only the services know whether it is true."""
    return request.cookies.get(COOKIE, "")


def remember(email: str) -> None:
    """Let this browser be a known device of an account, whose owner has just been here."""
    value = devices.remember(given(), addresses.normalize_typed(email))

    @after_this_request
    def set_cookie(response: Response) -> Response:
        response.set_cookie(
            COOKIE,
            value,
            max_age=devices.LIFETIME,
            httponly=True,
            samesite="Lax",
            secure=config.is_https(current_app),
        )
        return response
