"""Delivering letters in tests, and reading the links in them."""

from __future__ import annotations

import re
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from flask import current_app

from artflow.services.worker import delivery
from tests.fixtures.world import NOW


def deliver(now: datetime = NOW) -> list[EmailMessage]:
    """Send what is due into the folder; return the letters of this delivery."""
    folder = Path(current_app.config["MAIL_FOLDER"])
    before = set(folder.glob("*.eml"))
    delivery.deliver_due(current_app.extensions["letters"], lambda: now)
    fresh = sorted(set(folder.glob("*.eml")) - before)
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in fresh]


def text(letter: EmailMessage) -> str:
    return letter.get_body(("plain",)).get_content()


def address(letter: EmailMessage) -> str:
    """Return where the letter leads, without the host."""
    (found,) = re.findall(r"http://127\.0\.0\.1:5000(/\S*)", text(letter))
    return found


def token(letter: EmailMessage) -> str:
    """Return the token of the letter's one-time link."""
    return address(letter).rsplit("/", 1)[1]
