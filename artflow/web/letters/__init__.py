"""Letters: a row of the outbox becomes words, in the language of its reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Flask

from artflow.config import DEFAULTS
from artflow.services import post

if TYPE_CHECKING:
    from artflow.services.delivery import Letter


def init_app(app: Flask) -> None:
    """Let whoever delivers letters have them written here. Raises `ConfigurationError`."""
    post.office(app.config["MAIL_URL"], app.config["MAIL_FOLDER"])
    if app.config["MAIL_FROM"] != DEFAULTS["MAIL_FROM"]:  # ours is right, and to look costs a start
        post.sender(app.config["MAIL_FROM"])
    app.extensions["letters"] = compose


def compose(mail: Any, token: str | None) -> Letter | None:
    """The letter of a row of the outbox; None if its reader should not get it any more."""
    from . import composing  # the words of all letters, which no page needs

    return composing.compose(mail, token)
