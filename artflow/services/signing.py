"""The key that signs anchors: an Ed25519 key in a file of the server, never in the database.

Whoever holds its public half can tell anchors of this installation from forged ones, with any
program: `docs/running.md` has the lines. A copy of the database does not have it.
"""

from __future__ import annotations

import logging
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from flask import current_app

from artflow import private_files

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

log = logging.getLogger(__name__)
SINCE = "Created: "
"""Begins the first line of the file, before the key: from then on every anchor is signed."""


class KeyUnusable(Exception):
    """The file of the key cannot be read or written, or holds no such key; the message says why."""


class PublicKey(NamedTuple):
    """The public half, 64 hexadecimal digits, and since when this installation signs by it."""

    hex: str
    since: datetime | None


def key_path() -> Path:
    """Return where the key lies or will lie."""
    return Path(current_app.config["SIGNING_KEY"])


def ensure_key(now: datetime) -> PublicKey:
    """Make the key if there is none yet. Returns its public half. Raises `KeyUnusable`."""
    path = key_path()
    if not path.exists():
        _make(path, now)
    return _public(*_load(path))


def public_key() -> PublicKey | None:
    """Return the public half of the key of this installation; None if it has no usable key."""
    try:
        return _public(*_load(key_path()))
    except KeyUnusable:
        return None


def sign(text: str) -> str:
    """Return the signature of a text, 128 hexadecimal digits. Raises `KeyUnusable`."""
    key, _ = _load(key_path())
    return key.sign(text.encode()).hex()


def is_signed(text: str, signature: str, public: str) -> bool:
    """Return whether the holder of the key has signed exactly this text."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def _make(path: Path, now: datetime) -> None:
    """Write a new key beside its place and put it there; of two who do so one key stays."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    pem = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        with open(draft, "w", encoding="utf-8", opener=private_files.opener) as file:
            file.write(f"{SINCE}{now.astimezone(UTC).isoformat()}\n{pem.decode()}")
        try:
            os.link(draft, path)
        except FileExistsError:
            log.info("another process has made the signing key meanwhile")
        finally:
            draft.unlink()
    except OSError as error:
        raise KeyUnusable(f"{path} cannot be written: {error.strerror}") from error


def _load(path: Path) -> tuple[Ed25519PrivateKey, datetime | None]:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        text = path.read_text(encoding="utf-8")
        key = load_pem_private_key(text.encode(), None)
        first = text.partition("\n")[0]
        since = datetime.fromisoformat(first[len(SINCE) :]) if first.startswith(SINCE) else None
    except OSError as error:
        raise KeyUnusable(f"{path} cannot be read: {error.strerror}") from error
    except (ValueError, TypeError) as error:
        raise KeyUnusable(f"{path} holds no key that signs anchors") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnusable(f"{path} holds a key of another kind than Ed25519")
    return key, since


def _public(key: Ed25519PrivateKey, since: datetime | None) -> PublicKey:
    return PublicKey(key.public_key().public_bytes_raw().hex(), since)
