"""Known devices: browsers in which an account was signed in to, told by a signed cookie of theirs.

A known device opens nothing. Its owner's tries are counted apart, so that no stranger's failures
slow them down; whoever steals one has as many guesses as anybody else.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import NamedTuple

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

LIFETIME = timedelta(days=400)
"""Browsers keep no cookie longer. Every sign-in begins it anew."""
MAX_ACCOUNTS = 10
"""Accounts that one browser is remembered for, the last used ones: it may be an office's."""


class Device(NamedTuple):
    """A browser by a random name, and what proves the accounts it is known to."""

    name: str
    proofs: tuple[str, ...] = ()


def recognise(cookie: str, email: str) -> str:
    """Return the name of the device if the account knows it; empty for any other cookie."""
    device = _read(cookie)
    if device is None or not any(
        hmac.compare_digest(proof, _proof(device.name, email)) for proof in device.proofs
    ):
        return ""
    return device.name


def remember(cookie: str, email: str) -> str:
    """Return the cookie with which the device is known to this account as well.

    Addresses cannot be read from it: the next user of the browser learns nobody's.
    """
    device = _read(cookie) or Device(secrets.token_urlsafe(16))
    mine = _proof(device.name, email)
    others = [proof for proof in device.proofs if proof != mine]
    return _serializer().dumps([device.name, [mine, *others][:MAX_ACCOUNTS]])


def _read(cookie: str) -> Device | None:
    """Return the device of a cookie that we have signed; None for any other, or one too old."""
    try:
        name, proofs = _serializer().loads(cookie, max_age=int(LIFETIME.total_seconds()))
    except BadData:
        return None
    return Device(name, tuple(proofs))


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(_keys(), salt="artflow known device")


def _keys() -> list[str]:
    """Return the secret keys, the present one last: a replaced one still verifies."""
    older = current_app.config.get("SECRET_KEY_FALLBACKS") or []
    return [*older, current_app.config["SECRET_KEY"]]


def _proof(name: str, email: str) -> str:
    key = str(_keys()[-1]).encode()
    return hmac.new(key, f"{name} {email}".encode(), hashlib.sha256).hexdigest()[:32]
