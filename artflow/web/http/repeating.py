"""A request whose connection to the database was lost is answered once more from its beginning."""

from __future__ import annotations

import time

from flask import Flask, current_app, g, request, session
from flask.typing import ResponseReturnValue

from artflow.extensions import db
from artflow.services.database import lost_connections


def init_app(app: Flask) -> None:
    """Let every request begin with nothing written; comes before what asks the database."""
    app.before_request(lost_connections.begin_request)


def answer_again(error: Exception) -> ResponseReturnValue | None:
    """Answer the request anew, or return None if that would be of no use or would do harm.

    A request that only reads is always answered anew; one that writes, if what it had written by
    then does no harm a second time. At most three times, over a second.
    """
    tries: int = g.get("answered_again", 0)
    if not lost_connections.may_repeat(error) or tries >= len(lost_connections.PAUSES):
        return None
    current_app.logger.warning("the connection to the database was lost: asking once more")
    db.session.remove()
    time.sleep(lost_connections.PAUSES[tries])
    return _dispatch(tries + 1)


def _rewind(tries: int) -> None:
    """Put the request back to its beginning: its files, its cookies, what was kept for it."""
    for _name, upload in request.files.items(multi=True):
        upload.stream.seek(0)
    for name in list(g):
        g.pop(name)
    g.answered_again = tries
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    session.clear()
    session.update(app.session_interface.open_session(app, request) or {})


def _dispatch(tries: int) -> ResponseReturnValue:
    """Do what Flask does with a request, but for what comes after the view: that follows once."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    try:
        _rewind(tries)
        answer: ResponseReturnValue | None = app.preprocess_request()
        return app.dispatch_request() if answer is None else answer
    except Exception as error:
        return app.handle_user_exception(error)
