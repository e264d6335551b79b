"""The outbox in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from flask import url_for
from flask_babel import lazy_gettext as _l

from artflow.services.mail.outbox import MailRow
from artflow.web.account.labels import LETTER_LABELS
from artflow.web.shared import formatting

if TYPE_CHECKING:
    from email.message import EmailMessage

MAIL_STATE_LABELS = {"waiting": _l("Waiting"), "dead": _l("Not delivered"), "sent": _l("Sent")}


@dataclass(frozen=True, slots=True)
class StateTab:
    """A state of letters above the list, with how many there are."""

    label: str
    count: int
    url: str
    current: bool


class LetterRow(NamedTuple):
    """A letter in the list."""

    what: str
    address: str
    when: str
    tries: int
    error: str
    url: str
    again_url: str


class LetterView(NamedTuple):
    """A letter to read."""

    subject: str
    to: str
    text: str
    as_sent_url: str


def build_tabs(counts: dict[str, int], state: str) -> list[StateTab]:
    """Build a tab for each state of letters with its count."""
    return [
        StateTab(str(label), counts[key], url_for("mail.index", state=key), key == state)
        for key, label in MAIL_STATE_LABELS.items()
    ]


def letter_rows(found: Iterable[MailRow], *, readable: bool) -> list[LetterRow]:
    """Put the letters of a list into words; they can be opened where they may be read."""
    return [
        LetterRow(
            str(LETTER_LABELS[mail.kind]),
            mail.address,
            formatting.date_time(mail.sent_at or mail.created_at),
            mail.attempts,
            mail.error,
            url_for("mail.show", mail_id=mail.id) if readable and mail.sent_at else "",
            url_for("mail.again", mail_id=mail.id) if mail.dead_at else "",
        )
        for mail in found
    ]


def letter_view(mail_id: int, found: EmailMessage) -> LetterView:
    """Build the page of a letter as text."""
    body = found.get_body(("plain",))
    text = body.get_content() if body else ""
    return LetterView(
        str(found["Subject"]), str(found["To"]), text, url_for("mail.as_sent", mail_id=mail_id)
    )
