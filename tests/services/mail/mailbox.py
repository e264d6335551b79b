"""Putting letters into the outbox in tests, delivering them, and reading the links in them."""

from __future__ import annotations

import re
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from flask import current_app

from artflow.extensions import db
from artflow.models import Job, Mail
from artflow.services.database.transactions import writing
from artflow.services.mail import outbox
from artflow.services.worker import delivery
from tests.fixtures.world import NOW


def put(address="artist@example.org", now=NOW, **data) -> int:
    """Put a letter into the outbox; return its key."""
    with writing() as connection:
        return outbox.enqueue(
            connection,
            "moved",
            address,
            "en",
            now,
            name="Artist\r\nBcc: x@y.zz",
            email="new@example.org",
            **data,
        )


def mail(key: int) -> Any:
    """Return a letter as it stands now; None if it is gone."""
    db.session.rollback()
    return db.session.scalars(db.select(Mail).filter_by(id=key)).one_or_none()


def job(key: int) -> Any:
    """Return the job that sends a letter."""
    db.session.rollback()
    return db.session.scalars(db.select(Job).filter_by(kind="letter", subject_id=key)).one()


def run(app, now=NOW) -> int:
    """Send what is due; return how many letters were taken."""
    return delivery.deliver_due(app.extensions["letters"], lambda: now)


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
