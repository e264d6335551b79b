"""Every kind of letter, written in the language of its reader."""

from __future__ import annotations

from collections.abc import Callable

from flask import current_app
from flask_babel import force_locale

from artflow.services.mail.outbox import MailRow
from artflow.services.worker.delivery import Letter

from . import account_letters, history_letters, letter_sheet, news_letters
from .letter_sheet import LetterDraft

LetterWriter = Callable[[MailRow, str | None], LetterDraft | None]
LETTER_WRITERS: dict[str, LetterWriter] = {
    "register": account_letters.registration_letter,
    "known": account_letters.existing_account_letter,
    "invite": account_letters.invitation_letter,
    "role_given": account_letters.role_letter,
    "reset": account_letters.reset_letter,
    "move": account_letters.change_email_letter,
    "moved": account_letters.email_changed_letter,
    "password_changed": account_letters.password_changed_letter,
    "notice": news_letters.notice_letter,
    "picture_failed": account_letters.picture_failed_letter,
    "history_wrong": history_letters.wrong_letter,
}


def compose_letter(mail: MailRow, token: str | None) -> Letter | None:
    """Write the letter of a row of the outbox; None if its reader should not get it any more.

    Addresses in it are those of the settings: a request may claim any host it likes.
    """
    base = current_app.config["PUBLIC_URL"]
    with current_app.test_request_context(base_url=base), force_locale(mail.language):
        draft = LETTER_WRITERS[mail.kind](mail, token)
        return letter_sheet.render_letter(draft, mail.language) if draft else None
