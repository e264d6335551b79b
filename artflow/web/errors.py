"""Refusals as pages in the user's language: what happened, why, and where to go next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple, TypeAlias

from flask import Flask, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import BadHost, HTTPException

from artflow import logs
from artflow.domain.errors import (
    Invalid,
    LinkDead,
    NotAllowed,
    NotPossible,
    NotVisible,
    SignedOut,
    TooSoon,
)
from artflow.domain.text import LANGUAGES
from artflow.extensions import db
from artflow.services.database.disk_space import is_disk_full
from artflow.services.database.lost_connections import OutcomeUnknown, is_lost
from artflow.services.database.sqlite_write_lock import is_locked
from artflow.services.decisions import case_loader
from artflow.services.storage.port import StorageAway
from artflow.web.http import repeating
from artflow.web.shared.error_labels import too_soon_label
from artflow.web.shared.form_responses import retry_after

from .decisions import refusals
from .shared import current, language, request_args

Words: TypeAlias = tuple[LazyString, LazyString]
MESSAGES: dict[int, Words] = {
    400: (_l("The request was not understood"), _l("Go back, refresh the page and try again.")),
    401: (_l("Your session has ended"), _l("Sign in again. Nothing was changed.")),
    403: (_l("You do not have access"), _l("This page or action is for another role.")),
    404: (
        _l("Page not found"),
        _l("There is nothing at this address, or you do not have access to it."),
    ),
    405: (_l("The request was not understood"), _l("Go back, refresh the page and try again.")),
    409: (_l("This cannot be done now"), _l("Nothing was changed.")),
    410: (
        _l("This link no longer works"),
        _l("It has been used, it is too old, or a newer one was sent. Nothing was changed."),
    ),
    413: (_l("The files are too large"), _l("One file may be up to 50 MB.")),
    422: (_l("There is a mistake in the form"), _l("Go back and correct it.")),
    429: (_l("Too many attempts"), _l("Wait a few minutes and try again.")),
    500: (
        _l("Something went wrong on our side"),
        _l("Nothing was lost. Try again a little later."),
    ),
    503: (
        _l("The store of files does not answer"),
        _l(
            "Nothing of this was saved, and nothing is lost."
            " Try again in a few minutes; if it stays so, tell the administrator."
        ),
    ),
    507: (
        _l("There is no room left on the server"),
        _l("Nothing of this was saved. Tell the administrator, and try again later."),
    ),
}
DATABASE_AWAY: Words = (
    _l("The database does not answer"),
    _l("Try again in a moment. If you have sent something, look first whether it is there."),
)


class Apology(NamedTuple):
    """What is said of a fault, in one language."""

    language: str
    title: str
    text: str
    label: str


STATUSES_WITH_INPUT = (400, 401, 409, 503, 507)
"""Refusals for a form that was right when it was opened: its session or its page is out of date,
the store of files or the database is away, or the disk is full."""
AWAY_SECONDS = 30


def init_app(app: Flask) -> None:
    """Register a page for every kind of refusal."""
    app.register_error_handler(NotVisible, lambda error: error_page(404))
    app.register_error_handler(NotAllowed, lambda error: error_page(403))
    app.register_error_handler(NotPossible, _not_possible)
    app.register_error_handler(LinkDead, _link_dead)
    app.register_error_handler(TooSoon, _too_soon)
    app.register_error_handler(SignedOut, lambda error: error_page(401))
    app.register_error_handler(Invalid, lambda error: error_page(422))
    app.register_error_handler(CSRFError, lambda error: error_page(400))
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _internal_error)


def error_page(code: int, **more: object) -> tuple[str, int]:
    """Render the page of a status; `more` may hold title, text, reasons and a way on."""
    title, text = MESSAGES.get(code, MESSAGES[400])
    more.setdefault("title", title)
    more.setdefault("text", text)
    more["submitted_texts"] = _submitted_texts() if code in STATUSES_WITH_INPUT else []
    return render_template("errors/error.html", code=code, **more), code


def _submitted_texts() -> list[str]:
    """Return the texts of the refused form, so that nobody has to write them again.

    Short values are quickly made again, and a password is never shown. What another site sends in
    the reader's name is not shown as theirs.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return []
    return [
        text
        for name, text in request.form.items(multi=True)
        if " " in text.strip() and not name.endswith("password")
    ]


def _proposal_link() -> dict[str, str]:
    """Return a link back to the proposal if the request was about one."""
    proposal_id = (request.view_args or {}).get("proposal_id")
    if proposal_id is None:
        return {}
    return {
        "link_url": url_for("proposals.show", proposal_id=proposal_id),
        "link_label": _("Open the proposal"),
    }


def _not_possible(error: NotPossible) -> tuple[str, int]:
    """Put the reasons into words, with the names that the proposal's own definition gives."""
    proposal_id = (request.view_args or {}).get("proposal_id")
    case = None
    if proposal_id is not None:
        case = case_loader.load(db.session.connection(), proposal_id)
    refusal = refusals.refusal_view(error, case, current.person(), language.code())
    return error_page(409, text=refusal.text, reasons=refusal.reasons, **_proposal_link())


def _too_soon(error: TooSoon) -> tuple[str, int, dict[str, str]]:
    return *error_page(429, text=too_soon_label(error)), retry_after(error.wait)


def _link_dead(error: LinkDead) -> tuple[str, int]:
    """Say where to ask for a new link, without telling what the old one was for."""
    return error_page(410, link_url=url_for("account.sign_in"), link_label=_("Sign in"))


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    if isinstance(error, BadHost):  # where the host is no name, no address of a page can be made
        return _plain_text(400, MESSAGES[400])
    return error_page(error.code)


def _internal_error(error: Exception) -> ResponseReturnValue:
    """Answer an unexpected error: log it in full, tell little but its number, roll back."""
    answer = repeating.answer_again(error)
    if answer is not None:
        return answer
    if is_disk_full(error):
        current_app.logger.error("the disk is full, nothing saved at %s: %s", request.path, error)
        return _not_now(507, MESSAGES[507])
    if isinstance(error, StorageAway):
        current_app.logger.error("the store of files is away at %s: %s", request.path, error)
        return _not_now(503, MESSAGES[503])
    if isinstance(error, OutcomeUnknown) or is_lost(error) or is_locked(error):
        current_app.logger.error("the database is away at %s: %s", request.path, error)
        return _not_now(503, DATABASE_AWAY)
    if current_app.testing or current_app.debug:
        raise error
    db.session.rollback()
    current_app.logger.exception("unexpected error at %s", request.path)
    try:
        return error_page(500, number=logs.request_id())
    except Exception:  # mostly it is the database that fails: who asks, in what language?
        current_app.logger.exception("the page of the fault cannot be shown either")
        return _page_without_reader(), 500


def _not_now(code: int, words: Words) -> ResponseReturnValue:
    """Say what is in the way: a page that gives back what was written, or plain text."""
    title, text = words
    wait = retry_after(timedelta(seconds=AWAY_SECONDS)) if code == 503 else {}
    try:
        db.session.rollback()
        if request_args.wants_json():
            return {"said": [f"{title}. {text}"]}, code, wait
        return *error_page(code, title=title, text=text), wait
    except (SQLAlchemyError, OSError):  # even who reads is asked of the database
        return _plain_text(code, words, wait)


def _plain_text(
    code: int, words: Words, headers: Mapping[str, str] | None = None
) -> ResponseReturnValue:
    """Say what happened in every language, where no page can be shown."""
    said = "\n".join(f"{each.title}. {each.text}" for each in _in_every_language(words))
    return said, code, {"Content-Type": "text/plain; charset=utf-8", **(headers or {})}


def _in_every_language(words: Words) -> list[Apology]:
    """Say what happened in every language, for a reader who cannot be asked for theirs."""
    said = []
    for language_code in LANGUAGES:
        with force_locale(language_code):
            title, text = map(str, words)
            said.append(Apology(language_code, title, text, _("Number of the fault:")))
    return said


def _page_without_reader() -> str:
    """Render the page of a fault in every language at once, without asking who reads it."""
    page = current_app.jinja_env.get_template("errors/plain.html")
    return page.render(said=_in_every_language(MESSAGES[500]), number=logs.request_id())
