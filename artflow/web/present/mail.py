"""The outbox in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import url_for
from flask_babel import lazy_gettext as _l

from artflow.web import format
from artflow.web.words.account import LETTERS

if TYPE_CHECKING:
    from email.message import EmailMessage

STATES = {"waiting": _l("Waiting"), "dead": _l("Not delivered"), "sent": _l("Sent")}


class Tab(NamedTuple):
    label: str
    count: int
    url: str
    current: bool


class Row(NamedTuple):
    """A letter in the list."""

    what: str
    address: str
    when: str
    tries: int
    error: str
    url: str
    again_url: str


class Shown(NamedTuple):
    """A letter to read."""

    subject: str
    to: str
    text: str
    as_sent_url: str


def tabs(counts: dict[str, int], state: str) -> list[Tab]:
    """The states of letters, each with its number."""
    return [
        Tab(str(label), counts[key], url_for("mail.index", state=key), key == state)
        for key, label in STATES.items()
    ]


def rows(found: Iterable[Any], *, readable: bool) -> list[Row]:
    """Letters of a list; they can be opened where they may be read."""
    return [
        Row(
            str(LETTERS[mail.kind]), mail.address, format.minute(mail.sent_at or mail.created_at),
            mail.attempts, mail.error,
            url_for("mail.show", mail_id=mail.id) if readable and mail.sent_at else "",
            url_for("mail.again", mail_id=mail.id) if mail.dead_at else "",
        )
        for mail in found
    ]  # fmt: skip


def letter(mail_id: int, found: EmailMessage) -> Shown:
    """A letter as text."""
    body = found.get_body(("plain",))
    text = body.get_content() if body else ""
    return Shown(str(found["Subject"]), str(found["To"]), text,
                 url_for("mail.as_sent", mail_id=mail_id))  # fmt: skip
