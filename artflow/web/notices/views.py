"""The news of one's proposals: what happened, by whom, and what it asks."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from artflow.services.lists import inbox
from artflow.web.shared import current, language
from artflow.web.shared.access import signed_in
from artflow.web.shared.request_args import key_arg, parse_key

from . import page_models

bp = Blueprint("notices", __name__, url_prefix="/notifications")


@bp.get("/")
@signed_in
def index() -> str:
    """Show the notices, the newest first; unread ones are marked."""
    rows = inbox.list_notices(current.me().id, key_arg("before"))
    more = url_for(".index", before=rows[-1][0].id) if len(rows) == inbox.PAGE_SIZE else ""
    turns = inbox.list_open_turns(proposal.id for _notice, _event, proposal, _actor in rows)
    news = page_models.notice_rows(rows, turns, current.me(), language.code())
    return render_template(
        "notices/index.html", news=news, more=more, newest=rows[0][0].id if rows else 0
    )


@bp.post("/<int:notice_id>")
@signed_in
def open_one(notice_id: int) -> ResponseReturnValue:
    """Mark one as read and go to its proposal."""
    proposal = inbox.open_notice(current.me().id, notice_id, current.now())
    return redirect(url_for("proposals.show", proposal_id=proposal), 303)


@bp.post("/of/<int:proposal_id>")
@signed_in
def looked(proposal_id: int) -> ResponseReturnValue:
    """Mark as read what the page of a proposal showed, and stay on it."""
    inbox.mark_read(current.me().id, _newest(), current.now(), proposal_id)
    return redirect(url_for("proposals.show", proposal_id=proposal_id), 303)


@bp.post("/read")
@signed_in
def read_all() -> ResponseReturnValue:
    """Mark as read all that was shown."""
    inbox.mark_read(current.me().id, _newest(), current.now())
    return redirect(url_for(".index"), 303)


def _newest() -> int:
    """Return the newest notice that the page showed, as the form says it (400 if it does not)."""
    found = parse_key(request.form.get("up_to"))
    if found is None:
        abort(400)
    return found
