"""Letters: a row of the outbox becomes words, in the language of its reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

from artflow.config import DEFAULTS
from artflow.services.mail import transport

if TYPE_CHECKING:
    from artflow.services.mail.outbox import MailRow
    from artflow.services.worker.delivery import Letter


def init_app(app: Flask) -> None:
    """Set up the mail transport and register the writer of letters. Raise `ConfigurationError`."""
    transport.build_transport(app.config["MAIL_URL"], app.config["MAIL_FOLDER"])
    if app.config["MAIL_FROM"] != DEFAULTS["MAIL_FROM"]:  # ours is right, and to look costs a start
        transport.parse_sender(app.config["MAIL_FROM"])
    app.extensions["letters"] = compose_letter


def compose_letter(mail: MailRow, token: str | None) -> Letter | None:
    """Write the letter of a row of the outbox; None if its reader should not get it any more."""
    from . import composing  # the words of all letters, which no page needs

    return composing.compose_letter(mail, token)
