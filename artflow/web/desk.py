"""A role's first screen: what waits on me today, and why."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from artflow.domain.policy import Can, may
from artflow.extensions import db
from artflow.services import desk, listing
from artflow.services.working_days import calendar

from . import asked, current
from .access import signed_in
from .present import lists

bp = Blueprint("desk", __name__)


@bp.get("/desk")
@signed_in
def show() -> str:
    """Everything whose turn is mine, by due date; an artist's own proposals below."""
    me = current.me()
    today = calendar(db.session.connection()).today(current.now())
    found = desk.waiting(me, today, _place())
    proposals = [item.proposal for item in found]
    turns = {item.proposal.id: [item.turn] for item in found}
    artist = may(me, Can.CREATE)
    own = listing.own(me, listing.PAGE + 1) if artist else []
    return render_template(
        "desk/show.html",
        count=desk.waiting_count(me, today),
        waiting=lists.rows(proposals, turns, mine=True),
        own=lists.rows(own[: listing.PAGE], with_steps=True) if artist else None,
        all_own=url_for("proposals.index", mine=1) if len(own) > listing.PAGE else "",
        more=_more(found),
        title=_("What do you need to do now?"),
    )


def _place() -> tuple[date, int] | None:
    """The place in the list after which this page begins."""
    due, _, text = request.args.get("after", "").partition("~")
    key = asked.key(text)
    try:
        return None if key is None else (date.fromisoformat(due), key)
    except ValueError:
        return None


def _more(found: list[desk.Waiting]) -> str:
    """The address of the next page, if this one is full."""
    if len(found) < listing.PAGE:
        return ""
    last = found[-1]
    after = f"{(last.turn.due_on or desk.NEVER).isoformat()}~{last.proposal.id}"
    return url_for("desk.show", after=after)
