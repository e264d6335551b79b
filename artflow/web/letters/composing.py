"""Every kind of letter, and how one is put into the language of its reader."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app
from flask_babel import force_locale

from artflow.services.delivery import Letter

from . import account, news, sheet
from .sheet import Draft

Write = Callable[[Any, str | None], Draft | None]
KINDS: dict[str, Write] = {
    "register": account.register,
    "known": account.known,
    "invite": account.invite,
    "reset": account.reset,
    "move": account.move,
    "moved": account.moved,
    "password_changed": account.password_changed,
    "notice": news.notice,
}


def compose(mail: Any, token: str | None) -> Letter | None:
    """The letter of a row of the outbox; None if its reader should not get it any more.

    Addresses in it are those of the settings: a request may claim any host it likes.
    """
    base = current_app.config["PUBLIC_URL"]
    with current_app.test_request_context(base_url=base), force_locale(mail.language):
        draft = KINDS[mail.kind](mail, token)
        return sheet.typed(draft, mail.language) if draft else None
