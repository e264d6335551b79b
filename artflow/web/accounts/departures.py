"""Taking a role and suspending an account: what it will do stands on a page, a press does it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from artflow.domain.access.policy import Can
from artflow.domain.errors import Stale
from artflow.extensions import db
from artflow.services.accounts import departures
from artflow.services.people import roster
from artflow.web.shared import current, language
from artflow.web.shared.access import needs
from artflow.web.shared.form_responses import field_errors, render_form

from . import departure_pages
from .forms import DepartureForm

bp = Blueprint("departures", __name__, url_prefix="/people/<int:user_id>")
Departure = Callable[[str, str], None]
"""Does what was agreed on: with the digest of what was shown, and the reason."""


@bp.route("/suspend", methods=["GET", "POST"])
@needs(Can.SEE_PEOPLE)
def suspend(user_id: int) -> ResponseReturnValue:
    """Say what suspending the account does; the form suspends it."""

    def confirmed(seen: str, reason: str) -> None:
        departures.suspend(user_id, current.me(), current.now(), seen=seen, reason=reason)

    if _is_confirmed(form := DepartureForm(), confirmed):
        flash(_("The account is suspended; all sessions have ended"))
        return redirect(url_for("people.show", user_id=user_id), 303)
    return _render(form, user_id, None)


@bp.route("/roles/<int:membership_id>/take", methods=["GET", "POST"])
@needs(Can.SEE_PEOPLE)
def take_role(user_id: int, membership_id: int) -> ResponseReturnValue:
    """Say what taking the role does; the form takes it.

    The account may then be out of the manager's reach.
    """

    def confirmed(seen: str, reason: str) -> None:
        me, now = current.me(), current.now()
        departures.take_role(user_id, membership_id, me, now, seen=seen, reason=reason)

    if _is_confirmed(form := DepartureForm(), confirmed):
        flash(_("The role was taken away; all sessions have ended"))
        return redirect(url_for("directory.index"), 303)
    return _render(form, user_id, membership_id)


def _is_confirmed(form: DepartureForm, departure: Departure) -> bool:
    """Return whether it was done. What was shown and is another by now, `_render` shows anew."""
    if not form.validate_on_submit():
        return False
    try:
        with field_errors(form):
            departure(form.seen.data or "", form.reason.data or "")
            return True
    except Stale:
        form.is_stale = True
    return False


def _render(form: DepartureForm, user_id: int, membership_id: int | None) -> ResponseReturnValue:
    """Show the consequences as they are now: 200, 422 with an error, 409 if they have changed."""
    db.session.rollback()  # on PostgreSQL a snapshot of before would be shown once more
    me = current.me()
    found = departures.foresee(user_id, me, current.now(), membership_id)
    account = roster.load_account(user_id, me)
    form.show(found.digest, needs_reason=found.needs_reason)
    page = departure_pages.build_departure_page(
        account, found, language.code(), is_role=membership_id is not None
    )
    response = render_form("accounts/departure.html", form, page=page)
    if form.is_stale:
        response.status_code = 409
    return response
