"""The outbox in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from flask import url_for
from flask_babel import lazy_gettext as _l

from artflow.domain.jobs import DONE, FAILED, WAITING
from artflow.services.mail import letters
from artflow.services.mail.letters import ListedLetter
from artflow.web.account.labels import LETTER_LABELS
from artflow.web.jobs import labels as job_labels
from artflow.web.jobs.page_models import StateTab
from artflow.web.shared import formatting

if TYPE_CHECKING:
    from email.message import EmailMessage

MAIL_STATE_LABELS = {
    "all": _l("All letters"),
    "failed": _l("Not delivered"),
    "waiting": _l("Waiting"),
    "sent": _l("Sent"),
}


STANDINGS = {"failed": _l("not delivered"), "waiting": _l("waits"), "sent": _l("sent")}
"""The same of one letter."""


class LetterRow(NamedTuple):
    """A letter in the list: its subject once it was written, before that what it is about.

    `reason` says in words why it was not delivered, `error` what the mail server said.
    """

    what: str
    kind: str
    address: str
    when: str
    state: str
    tries: int
    reason: str
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
    """Build a tab for each list of letters; what failed and what waits is counted."""
    return [
        StateTab(
            str(label),
            formatting.capped_count(counts[key], letters.MAX_COUNT) if key in counts else None,
            url_for("mail.index", state=key),
            key == state,
        )
        for key, label in MAIL_STATE_LABELS.items()
    ]


def letter_rows(found: Iterable[ListedLetter], *, readable: bool) -> list[LetterRow]:
    """Put the letters of a list into words; they can be opened where they may be read."""
    return [_letter_row(mail, readable=readable) for mail in found]


def _letter_row(mail: ListedLetter, *, readable: bool) -> LetterRow:
    kind = str(LETTER_LABELS[mail.kind])
    state = "sent" if mail.sent_at or mail.state == DONE else mail.state or WAITING
    return LetterRow(
        mail.subject or kind,
        kind if mail.subject else "",
        mail.address,
        formatting.date_time(mail.sent_at or mail.created_at),
        str(STANDINGS[state]),
        mail.attempts or 0,
        job_labels.reason(mail.reason),
        mail.error or "",
        url_for("mail.show", mail_id=mail.id) if readable and mail.sent_at else "",
        url_for("mail.again", mail_id=mail.id) if state == FAILED else "",
    )


def letter_view(mail_id: int, found: EmailMessage) -> LetterView:
    """Build the page of a letter as text."""
    body = found.get_body(("plain",))
    text = body.get_content() if body else ""
    return LetterView(
        str(found["Subject"]), str(found["To"]), text, url_for("mail.as_sent", mail_id=mail_id)
    )
