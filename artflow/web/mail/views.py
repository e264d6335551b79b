"""The outbox for administrators: what waits, what failed and why; in the demo also the letters."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from artflow.domain.access.policy import Can
from artflow.domain.errors import NotPossible
from artflow.domain.jobs import LETTER
from artflow.services.jobs import administration
from artflow.services.mail import letters
from artflow.web.shared import current
from artflow.web.shared.access import needs
from artflow.web.shared.request_args import key_arg

from . import page_models

if TYPE_CHECKING:
    from email.message import EmailMessage

bp = Blueprint("mail", __name__, url_prefix="/mail")
LETTER_POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'none'; "
    "sandbox allow-top-navigation-by-user-activation allow-popups"
)
"""A letter carries its own styles and pictures, and must not reach anything else."""
_CONTENT_ID = re.compile(r"cid:([a-z-]+)")


@bp.get("/")
@needs(Can.SEE_MAIL)
def index() -> str:
    """Show the letters, what failed first, then the newest first; or those in one state."""
    state, before = request.args.get("state", "all"), key_arg("before")
    if state not in letters.STATES:
        abort(404)
    readable = letters.is_readable()
    settings = current_app.config
    rows = letters.list_letters(state, before)
    failed = letters.list_letters("failed") if state == "all" and before is None else []
    full = len(rows) == letters.PAGE_SIZE
    return render_template(
        "mail/index.html",
        state_tabs=page_models.build_tabs(letters.count_by_state(), state),
        failed=page_models.letter_rows(failed, readable=readable),
        more_failed=url_for(".index", state="failed") if len(failed) == letters.PAGE_SIZE else "",
        rows=page_models.letter_rows(rows, readable=readable),
        readable=readable,
        folder="" if readable or settings["MAIL_URL"] else settings["MAIL_FOLDER"],
        more=url_for(".index", state=state, before=rows[-1].id) if full else "",
    )


@bp.get("/<int:mail_id>")
@needs(Can.SEE_MAIL)
def show(mail_id: int) -> str:
    """Show a letter of the demo as text."""
    return render_template(
        "mail/show.html", letter=page_models.letter_view(mail_id, letters.read_letter(mail_id))
    )


@bp.get("/<int:mail_id>/as-sent")
@needs(Can.SEE_MAIL)
def as_sent(mail_id: int) -> Response:
    """Show a letter of the demo as mail programs show it."""
    letter = letters.read_letter(mail_id)
    pictures = _inline_pictures(letter)
    page = letter.get_body(("html",))
    assert page is not None
    text = _CONTENT_ID.sub(lambda found: pictures[found[1]], page.get_content())
    return Response(text, headers={"Content-Security-Policy": LETTER_POLICY})


def _inline_pictures(letter: EmailMessage) -> dict[str, str]:
    """Return the pictures inside a letter as addresses, by their names."""
    return {
        part["Content-ID"].strip("<>"): f"data:{part.get_content_type()};base64,"
        + base64.b64encode(part.get_content()).decode()
        for part in letter.walk()
        if part.get_content_maintype() == "image"
    }


@bp.post("/<int:mail_id>/again")
@needs(Can.SEE_MAIL)
def again(mail_id: int) -> ResponseReturnValue:
    """Put a letter that was given up back into the outbox."""
    job = administration.find_job(LETTER.name, mail_id)
    if job is None:
        raise NotPossible
    administration.repeat(current.me(), job, current.now())
    flash(_("The letter will be tried again"))
    return redirect(url_for(".index"), 303)
